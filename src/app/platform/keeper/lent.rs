//! A loan: what was lent, until when, and how it is stored.

use std::fmt;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::app::platform::token::Loan;
use crate::app::vault::Vault;

/// The platform renews a token five minutes before its end, and asking earlier brings the old one (sheet 6.1).
const AHEAD: SignedDuration = SignedDuration::from_mins(5);
/// Replicas begin at different times within this span, so that the first has done it when the second looks.
const JITTER_MS: i64 = 60_000;
/// A loan that ends while the request is on its way is no use.
const MARGIN: SignedDuration = SignedDuration::from_secs(5);

/// A token or ticket that was lent to us.
pub struct Lent {
    secret: SecretString,
    expires_at: Timestamp,
    /// When to renew it; every replica has its own moment.
    due_at: Timestamp,
}

/// As it is sealed.
#[derive(Serialize, Deserialize)]
struct Record<S> {
    secret: S,
    expires_at_ms: i64,
}

impl Lent {
    pub(super) fn new(secret: SecretString, lent_at: Timestamp, life: Duration) -> Self {
        let life = SignedDuration::try_from(life).unwrap_or(SignedDuration::ZERO);
        Self::until(secret, lent_at.saturating_add(life).unwrap_or(lent_at))
    }

    fn until(secret: SecretString, expires_at: Timestamp) -> Self {
        let jitter = SignedDuration::from_millis(rand::random_range(0..JITTER_MS));
        let due_at = expires_at.saturating_sub(AHEAD + jitter).unwrap_or(expires_at);
        Self { secret, expires_at, due_at }
    }

    /// The token or ticket itself.
    pub fn secret(&self) -> &str {
        self.secret.expose_secret()
    }

    pub(super) fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        self.secret() == other.secret()
    }

    pub(super) fn is_good(&self, now: Timestamp) -> bool {
        self.expires_at.duration_since(now) > MARGIN
    }

    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        self.due_at <= now
    }

    /// Sealed for the store, and how long it is worth keeping; `None` if it has ended or does not seal.
    pub(super) fn seal(&self, vault: &Vault, loan: Loan, now: Timestamp) -> Option<(Vec<u8>, Duration)> {
        let life = Duration::try_from(self.expires_at.duration_since(now)).ok()?;
        let record = Record { secret: self.secret(), expires_at_ms: self.expires_at.as_millisecond() };
        let clear = Zeroizing::new(serde_json::to_vec(&record).ok()?);
        Some((vault.seal(place(loan), &clear).ok()?, life))
    }

    /// What was sealed; `None` if it does not open: another key, or damage. Then it is as good as absent.
    pub(super) fn open(vault: &Vault, loan: Loan, sealed: &[u8]) -> Option<Self> {
        let clear = Zeroizing::new(vault.open(place(loan), sealed).ok()?);
        let record: Record<String> = serde_json::from_slice(&clear).ok()?;
        Some(Self::until(record.secret.into(), Timestamp::from_millisecond(record.expires_at_ms).ok()?))
    }
}

impl fmt::Debug for Lent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lent").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

fn place(loan: Loan) -> &'static str {
    match loan {
        Loan::AccessToken => "cache.access_token",
        Loan::JsapiTicket => "cache.jsapi_ticket",
    }
}
