//! Signing in, and out. Nothing tells whether a name, a password or a code was wrong.

use std::time::Duration;

use jiff::SignedDuration;

use super::browser::{self, BrowserToken};
use super::keys::SessionToken;
use super::member::Accounts;
use super::password::HashingFailed;
use super::records::{Begins, Credentials, NewSession, Stage};
use super::session::{LONGEST_SESSION, Session};
use crate::app::records::StoreError;
use crate::domain::id::StaffId;
use crate::domain::staff::StaffName;

/// Wrong tries in a row: of one account, under one name, or in one browser of its owner's. Twenty an hour: ASVS 2.2.1
/// allows a hundred.
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
    /// What their browser says it has been given when they signed in by it: see [`BrowserToken`].
    pub browser: Option<String>,
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
        let sent = |name| BrowserToken::read(&self.parts.vault, name, attempt.browser.as_deref()?);
        let browser = name.as_ref().and_then(sent);
        let of = browser.as_ref().map(by_browser).or_else(|| name.as_ref().map(by_name));
        let counted = self.count(of.as_deref(), origin).await?;
        // The lock is for strangers. Where tries in a known browser cannot be counted, it is for everybody.
        let lock = SignedDuration::try_from(WINDOW).unwrap_or(SignedDuration::MAX);
        let lock = (browser.is_none() || !counted).then_some((MOST_BY_NAME, lock));
        let begins = match &name {
            Some(name) => self.parts.staff.begin_try(name, lock, self.parts.clock.now()).await?,
            None => Begins::Unknown,
        };
        let known = match begins {
            Begins::Locked => {
                note("locked", None, origin);
                return Err(CannotSignIn::TooMany);
            }
            Begins::Unknown => None,
            Begins::Try(known) => Some(*known),
        };
        let hash = known.as_ref().map(|known| known.password_hash.clone());
        if !self.hashing.verify(&attempt.password, hash).await? {
            note("wrong", known.as_ref(), origin);
            return Err(CannotSignIn::Wrong);
        }
        let known = known.ok_or(CannotSignIn::Wrong)?;
        self.accept(&known, &attempt.code, origin).await?;
        if let Some(of) = of {
            self.forgive(&of).await;
        }
        note("ok", Some(&known), origin);
        Ok(self.begin(known.member.id, origin).await?)
    }

    /// The password was right; now the code, where there is one.
    async fn accept(&self, known: &Credentials, code: &str, origin: &Origin) -> Result<(), CannotSignIn> {
        let now = self.parts.clock.now();
        let refused = |outcome, error| {
            note(outcome, Some(known), origin);
            Err(error)
        };
        let step = match (known.stage(), &known.code) {
            (Stage::Done, Some(secret)) => match secret.step_of(code, now) {
                None => return refused("wrong_code", CannotSignIn::Wrong),
                step => step,
            },
            _ => None,
        };
        let oldest = now - SignedDuration::from_hours(24 * FIRST_DAYS);
        if known.first_since.is_some_and(|since| since < oldest) {
            return refused("first_is_over", CannotSignIn::FirstIsOver);
        }
        if self.parts.staff.accept_try(known.member.id, step, now).await? {
            return Ok(());
        }
        refused("replayed", CannotSignIn::Wrong)
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

    /// What stands for a name in the name of the cookie of a known browser; `None` where nobody can be called so.
    pub fn browser_tag(&self, name: &str) -> Option<String> {
        StaffName::parse(name).ok().map(|name| browser::tag(&self.parts.vault, &name))
    }

    /// What a browser is given by which somebody of this name has just signed in.
    pub fn browser_token(&self, name: &str) -> Option<BrowserToken> {
        StaffName::parse(name).ok().map(|name| BrowserToken::draw(&self.parts.vault, &name))
    }

    /// Counts a try to say a password, under `of` and from an address; answers whether it could be counted. Where the
    /// cache is away it cannot: the lock of the account stands in the records.
    pub(super) async fn count(&self, of: Option<&str>, origin: &Origin) -> Result<bool, CannotSignIn> {
        let address = origin.address.as_ref().map(|address| format!("address:{address}"));
        let mut counted = true;
        for (of, most) in [(of, MOST_BY_NAME), (address.as_deref(), MOST_BY_ADDRESS)] {
            let Some(of) = of else { continue };
            let of = self.parts.vault.hash("console.try", of);
            match self.parts.cache.count_try(&of, WINDOW).await {
                Ok(tries) if tries > most => {
                    note("too_many", None, origin);
                    return Err(CannotSignIn::TooMany);
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "tries to sign in are not counted");
                    counted = false;
                }
            }
        }
        Ok(counted)
    }

    /// Begins to count anew: the password was right.
    pub(super) async fn forgive(&self, of: &str) {
        if let Err(error) = self.parts.cache.forgive(&self.parts.vault.hash("console.try", of)).await {
            tracing::warn!(%error, "tries to sign in stay counted");
        }
    }
}

/// Counts how a try ended and leaves a line of it: whose account by its number, from where. What was typed stands
/// nowhere, since a password is now and then typed where the name belongs.
fn note(outcome: &'static str, known: Option<&Credentials>, origin: &Origin) {
    metrics::counter!("guiyan_sign_ins_total", "outcome" => outcome).increment(1);
    let (staff, address) = (known.map(|known| known.member.id.0), origin.address.as_deref());
    if outcome == "ok" {
        tracing::info!(staff, address, "somebody signed in");
    } else {
        tracing::warn!(outcome, staff, address, "a try to sign in was refused");
    }
}

/// Under what tries of a name are counted, whether somebody is called so or not.
fn by_name(name: &StaffName) -> String {
    format!("name:{name}")
}

/// Under what tries in a browser of its owner's are counted.
fn by_browser(browser: &BrowserToken) -> String {
    format!("browser:{}", browser.as_str())
}
