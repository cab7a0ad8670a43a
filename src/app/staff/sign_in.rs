//! Signing in, and out. Nothing tells whether a name, a password or a code was wrong.

use std::time::Duration;

use jiff::SignedDuration;

use super::keys::SessionToken;
use super::member::Accounts;
use super::password::HashingFailed;
use super::records::{Begins, Credentials, NewSession, Stage};
use super::session::{LONGEST_SESSION, Session};
use crate::app::records::StoreError;
use crate::domain::id::StaffId;
use crate::domain::staff::StaffName;

/// Wrong tries in a row, of one account or under one name. Twenty an hour: ASVS 2.2.1 allows a hundred.
const MOST_BY_NAME: u32 = 5;
/// Tries from one address, right or wrong: a hall of clerks behind one line signs in at eight.
const MOST_BY_ADDRESS: u32 = 60;
/// For so long tries are counted, and an account is locked.
const WINDOW: Duration = Duration::from_secs(15 * 60);
/// So long a first password is good (ASVS 2.3.1).
const FIRST_DAYS: i64 = 7;

/// Where somebody signs in from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// Their address, if it is known.
    pub address: Option<String>,
    /// Their browser, in its own words.
    pub agent: String,
}

/// What somebody typed.
#[derive(Clone, Default)]
pub struct Attempt {
    /// Their name.
    pub name: String,
    /// Their password.
    pub password: String,
    /// The code; empty as long as they have none.
    pub code: String,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum CannotSignIn {
    /// Name, password or code.
    #[error("wrong name, password or code")]
    Wrong,
    /// Too many tries; the account, the name or the address has to wait.
    #[error("too many tries")]
    TooMany,
    /// The first password was made too long ago.
    #[error("the first password is out of date")]
    FirstIsOver,
    /// The records do not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The password could not be checked.
    #[error(transparent)]
    Hashing(#[from] HashingFailed),
}

impl Accounts {
    /// Signs somebody in. The token is new, whatever they came with.
    ///
    /// # Errors
    /// Nobody was.
    pub async fn sign_in(&self, attempt: &Attempt, origin: &Origin) -> Result<SessionToken, CannotSignIn> {
        let name = StaffName::parse(&attempt.name).ok();
        self.count(name.as_ref(), origin).await?;
        let now = self.parts.clock.now();
        let lock = SignedDuration::try_from(WINDOW).unwrap_or(SignedDuration::MAX);
        let begins = match &name {
            Some(name) => self.parts.staff.begin_try(name, (MOST_BY_NAME, lock), now).await?,
            None => Begins::Unknown,
        };
        let known = match begins {
            Begins::Locked => return Err(CannotSignIn::TooMany),
            Begins::Unknown => None,
            Begins::Try(known) => Some(*known),
        };
        let hash = known.as_ref().map(|known| known.password_hash.clone());
        if !self.hashing.verify(&attempt.password, hash).await? {
            metrics::counter!("guiyan_sign_ins_total", "outcome" => "wrong").increment(1);
            return Err(CannotSignIn::Wrong);
        }
        let known = known.ok_or(CannotSignIn::Wrong)?;
        self.accept(&known, &attempt.code).await?;
        if let Some(name) = &name {
            self.forgive(&by_name(name)).await;
        }
        metrics::counter!("guiyan_sign_ins_total", "outcome" => "ok").increment(1);
        Ok(self.begin(known.member.id, origin).await?)
    }

    /// The password was right; now the code, where there is one.
    async fn accept(&self, known: &Credentials, code: &str) -> Result<(), CannotSignIn> {
        let now = self.parts.clock.now();
        let step = match (known.stage(), &known.code) {
            (Stage::Done, Some(secret)) => Some(secret.step_of(code, now).ok_or(CannotSignIn::Wrong)?),
            _ => None,
        };
        let oldest = now - SignedDuration::from_hours(24 * FIRST_DAYS);
        if known.first_since.is_some_and(|since| since < oldest) {
            return Err(CannotSignIn::FirstIsOver);
        }
        if self.parts.staff.accept_try(known.member.id, step, now).await? {
            return Ok(());
        }
        metrics::counter!("guiyan_sign_ins_total", "outcome" => "replayed").increment(1);
        Err(CannotSignIn::Wrong)
    }

    /// Begins a session of somebody who has proved who they are.
    pub(super) async fn begin(&self, staff: StaffId, origin: &Origin) -> Result<SessionToken, StoreError> {
        let (token, now) = (SessionToken::draw(), self.parts.clock.now());
        let session = NewSession {
            key: token.key(),
            staff,
            address: origin.address.clone().unwrap_or_default(),
            agent: origin.agent.clone(),
            ends_at: now + LONGEST_SESSION,
        };
        self.parts.sessions.begin_session(&session, now).await?;
        Ok(token)
    }

    /// Ends the session.
    ///
    /// # Errors
    /// The records do not answer: it goes on.
    pub async fn sign_out(&self, session: &Session) -> Result<(), StoreError> {
        self.parts.sessions.end_session(session.live.member.id, &session.key).await?;
        self.forget(&session.key).await;
        Ok(())
    }

    /// Counts a try to say a password. Where the cache is away it is not counted: the lock of the account stands in the records.
    pub(super) async fn count(&self, name: Option<&StaffName>, origin: &Origin) -> Result<(), CannotSignIn> {
        let limits = [
            (name.map(by_name), MOST_BY_NAME),
            (origin.address.as_ref().map(|address| format!("address:{address}")), MOST_BY_ADDRESS),
        ];
        for (of, most) in limits {
            let Some(of) = of else { continue };
            let of = self.parts.vault.hash("console.try", &of);
            match self.parts.cache.count_try(&of, WINDOW).await {
                Ok(tries) if tries > most => {
                    metrics::counter!("guiyan_sign_ins_total", "outcome" => "too_many").increment(1);
                    return Err(CannotSignIn::TooMany);
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "tries to sign in are not counted"),
            }
        }
        Ok(())
    }

    /// Begins to count anew: the password was right.
    pub(super) async fn forgive(&self, of: &str) {
        if let Err(error) = self.parts.cache.forgive(&self.parts.vault.hash("console.try", of)).await {
            tracing::warn!(%error, "tries to sign in stay counted");
        }
    }
}

/// Under what tries of a name are counted, whether somebody is called so or not.
pub(super) fn by_name(name: &StaffName) -> String {
    format!("name:{name}")
}
