//! A session: who is there, for how long, and what their forms carry.

use std::time::Duration;

use jiff::SignedDuration;

use super::keys::{SessionKey, SessionToken};
use super::member::Accounts;
use super::records::{LiveSession, SessionLine, Stage};
use super::rights::{Action, Forbidden, Permit};
use crate::app::form_token::FormToken;
use crate::app::records::StoreError;

/// The longest that a session lasts (ASVS 3.3.2): a working day.
pub(super) const LONGEST_SESSION: SignedDuration = SignedDuration::from_hours(12);
/// So long it may lie idle (ASVS 3.3.2): a meeting, not a lunch.
const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// So long it is taken from the cache without asking the records. An account that was ended elsewhere works for so long
/// at most, and when a session was last used is known so exactly.
const AT_HAND: Duration = Duration::from_secs(60);

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// What it is known by.
    pub key: SessionKey,
    /// Who, and how far.
    pub live: LiveSession,
    /// What their forms carry.
    pub form_token: FormToken,
}

impl Session {
    /// Asks whether they may do something.
    ///
    /// # Errors
    /// It is not theirs to do, or their account is not set up.
    pub fn permit(&self, action: Action) -> Result<Permit, Forbidden> {
        if self.live.stage == Stage::Done { Permit::of(self.live.member.clone(), action) } else { Err(Forbidden) }
    }
}

/// Why nobody is let in.
#[derive(Debug, thiserror::Error)]
pub enum NotAdmitted {
    /// Nobody is signed in, or not any more.
    #[error("nobody is signed in")]
    SignedOut,
    /// The records do not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Accounts {
    /// Who holds this token.
    ///
    /// # Errors
    /// Nobody, or nobody knows.
    pub async fn admit(&self, token: &SessionToken) -> Result<Session, NotAdmitted> {
        let key = token.key();
        let live = match self.at_hand(&key).await {
            Some(live) => live,
            None => self.looked_up(&key).await?,
        };
        self.going_on(key, live)
    }

    /// The same, for what an open page asks by itself: that is no sign of anybody in front of it, and the session lies
    /// idle as if nothing was asked (ASVS 3.3.2).
    ///
    /// # Errors
    /// Nobody, or nobody knows.
    pub async fn admit_unattended(&self, token: &SessionToken) -> Result<Session, NotAdmitted> {
        let key = token.key();
        let live = match self.at_hand(&key).await {
            Some(live) => live,
            // Not put at hand: then what somebody really does in the next minute would not be noted.
            None => {
                let seen = self.parts.sessions.see_session(&key, IDLE, self.parts.clock.now()).await?;
                seen.ok_or(NotAdmitted::SignedOut)?
            }
        };
        self.going_on(key, live)
    }

    fn going_on(&self, key: SessionKey, live: LiveSession) -> Result<Session, NotAdmitted> {
        if live.ends_at <= self.parts.clock.now() {
            return Err(NotAdmitted::SignedOut);
        }
        let form_token = FormToken::of(&self.parts.vault, "console.form", key.as_str());
        Ok(Session { key, live, form_token })
    }

    /// What the forms of a visitor carry who is not signed in; `visit` is known to their browser alone.
    pub fn visitors_form_token(&self, visit: &SessionToken) -> FormToken {
        FormToken::of(&self.parts.vault, "console.visit", visit.key().as_str())
    }

    /// Their sessions, the one used last first.
    ///
    /// # Errors
    /// The records do not answer.
    pub async fn sessions(&self, session: &Session) -> Result<Vec<SessionLine>, StoreError> {
        self.parts.sessions.sessions(session.live.member.id, IDLE, self.parts.clock.now()).await
    }

    /// Ends one of their sessions; `false` if they have none of this key.
    ///
    /// # Errors
    /// The records do not answer: it goes on.
    pub async fn end_session(&self, session: &Session, key: &SessionKey) -> Result<bool, StoreError> {
        let ended = self.parts.sessions.end_session(session.live.member.id, key).await?;
        if ended {
            self.forget(key).await;
        }
        Ok(ended)
    }

    /// What the cache has. What it cannot tell, or what does not open, is looked up.
    async fn at_hand(&self, key: &SessionKey) -> Option<LiveSession> {
        let kept = self.parts.cache.recall(key).await;
        let sealed = kept.inspect_err(|error| tracing::warn!(%error, "a session is looked up")).ok()??;
        let clear = self.parts.vault.open(&place(key), &sealed).ok()?;
        serde_json::from_slice(&clear).ok()
    }

    async fn looked_up(&self, key: &SessionKey) -> Result<LiveSession, NotAdmitted> {
        let now = self.parts.clock.now();
        let live = self.parts.sessions.use_session(key, IDLE, now).await?.ok_or(NotAdmitted::SignedOut)?;
        let sealed = serde_json::to_vec(&live).ok().and_then(|clear| self.parts.vault.seal(&place(key), &clear).ok());
        if let Some(sealed) = sealed
            && let Err(error) = self.parts.cache.keep(key, &sealed, AT_HAND).await
        {
            tracing::warn!(%error, "a session is looked up each time");
        }
        Ok(live)
    }

    /// Forgets a session that has ended. Where the cache is away, replicas know it for [`AT_HAND`] at most.
    pub(super) async fn forget(&self, key: &SessionKey) {
        if let Err(error) = self.parts.cache.forget(key).await {
            tracing::warn!(%error, "a session that ended is known for a minute yet");
        }
    }
}

/// Bound to its key, so that no session can be put in another's place.
fn place(key: &SessionKey) -> String {
    format!("console.session:{}", key.as_str())
}
