//! The link for a day: who holds it may check people in at one activity until it ends. It holds no personal data.

use jiff::{SignedDuration, Timestamp};
use subtle::ConstantTimeEq;

use crate::app::form_token::FormToken;
use crate::app::vault::Vault;
use crate::domain::id::ActivityId;

/// Digits of the signature: 128 bits, since whoever guesses one sees who comes.
const DIGITS: usize = 32;

/// What a link is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pass {
    /// This activity alone.
    pub activity: ActivityId,
    /// Until then.
    pub until: Timestamp,
}

/// Why a link opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Nobody here made it, or the activity is gone.
    Unknown,
    /// It was good for as long as it was meant to be.
    Expired,
}

impl Pass {
    /// Good for so many hours from `now`.
    pub fn lasting(activity: ActivityId, hours: u16, now: Timestamp) -> Self {
        Self { activity, until: now + SignedDuration::from_hours(i64::from(hours)) }
    }

    /// The part of the address that proves it: activity, end in seconds, signature.
    pub fn token(&self, vault: &Vault) -> String {
        let until = self.until.as_second();
        format!("{}-{until}-{}", self.activity, signature(vault, self.activity, until))
    }

    /// Reads a token at `now`. Takes as long for a near miss as for a wild guess.
    pub fn read(vault: &Vault, token: &str, now: Timestamp) -> Result<Self, Refused> {
        let mut parts = token.splitn(3, '-');
        let number = |part: Option<&str>| part.and_then(|part| part.parse::<i64>().ok()).ok_or(Refused::Unknown);
        let (activity, seconds) = (ActivityId(number(parts.next())?), number(parts.next())?);
        let right = signature(vault, activity, seconds);
        let given = parts.next().unwrap_or_default();
        if !bool::from(right.as_bytes().ct_eq(given.as_bytes())) {
            return Err(Refused::Unknown);
        }
        let until = Timestamp::from_second(seconds).map_err(|_| Refused::Unknown)?;
        if now < until { Ok(Self { activity, until }) } else { Err(Refused::Expired) }
    }

    /// What every form of its pages carries, so that no other page can send one.
    pub fn form_token(&self, vault: &Vault) -> FormToken {
        FormToken::of(vault, "desk.form", &self.token(vault))
    }
}

fn signature(vault: &Vault, activity: ActivityId, until: i64) -> String {
    vault.hash("desk.pass", &format!("{activity}:{until}")).chars().take(DIGITS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(key: &str) -> Vault {
        Vault::new(&key.to_owned().into()).unwrap()
    }

    #[test]
    fn a_link_is_good_for_its_activity_and_its_day_alone() {
        let (ours, theirs) = (
            vault("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="),
            vault("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="),
        );
        let now: Timestamp = "2026-02-13T00:00:00Z".parse().unwrap();
        let pass = Pass::lasting(ActivityId(12), 24, now);
        let token = pass.token(&ours);
        assert_eq!(Pass::read(&ours, &token, now), Ok(pass));
        assert_eq!(Pass::read(&ours, &token, pass.until), Err(Refused::Expired));
        assert_eq!(Pass::read(&theirs, &token, now), Err(Refused::Unknown));
        let later = token.replacen(&pass.until.as_second().to_string(), "9999999999", 1);
        let other = token.replacen("12-", "13-", 1);
        for forged in [later.as_str(), other.as_str(), "", "12", "12-1", "-", "12-1-", "一-二-三"] {
            assert_eq!(Pass::read(&ours, forged, now), Err(Refused::Unknown), "{forged}");
        }
        assert_ne!(pass.form_token(&ours), Pass::lasting(ActivityId(13), 24, now).form_token(&ours));
    }
}
