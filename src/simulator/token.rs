//! The two isolated families of access tokens (platform sheet 6.1).

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::calendar;
use super::errcode::{BAD_TOKEN, DAILY_LIMIT, MALFORMED_TOKEN, NO_TOKEN, Refusal, TOKEN_EXPIRED};

/// Life of a token.
const LIFE: SignedDuration = SignedDuration::from_secs(7200);
/// How long an old token stays good beside the new one, and how early a stable one is renewed.
const OVERLAP: SignedDuration = SignedDuration::from_secs(300);
/// Forced refreshes of one day.
const FORCED_A_DAY: u32 = 20;
/// Two forced refreshes nearer than this are one.
const FORCED_APART: SignedDuration = SignedDuration::from_secs(30);
/// How long a dead token is remembered, to tell an expired one from one that never was.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// `/cgi-bin/token`.
    Classic,
    /// `/cgi-bin/stable_token`.
    Stable,
}

#[derive(Debug, Clone, Copy)]
struct Issued {
    until: Timestamp,
    /// Another one took its place: when its time is over it counts as not the latest, not as expired.
    replaced: bool,
}

/// All tokens of the account.
#[derive(Debug, Default)]
pub struct Tokens {
    issued: HashMap<String, Issued>,
    classic: Option<String>,
    stable: Option<String>,
    /// The last forced refresh, and how many there were that day.
    forced: Option<(Timestamp, Date, u32)>,
}

impl Tokens {
    /// A new token; the old one of this family dies a little later.
    pub fn classic(&mut self, now: Timestamp) -> (String, i64) {
        self.renew(Family::Classic, now, OVERLAP)
    }

    /// The same token while it has more than five minutes to live, otherwise a new one beside it.
    pub fn stable(&mut self, now: Timestamp) -> (String, i64) {
        let current = self.stable.as_ref().and_then(|token| Some((token, self.issued.get(token)?)));
        let living = current.map(|(token, issued)| (token.clone(), now.duration_until(issued.until)));
        match living.filter(|(_, left)| *left >= OVERLAP) {
            Some((token, left)) => (token, left.as_secs()),
            None => self.renew(Family::Stable, now, OVERLAP),
        }
    }

    /// A new stable token; the old one dies at once. Too soon after the last time, nothing is refreshed.
    pub fn forced(&mut self, now: Timestamp) -> Result<(String, i64), Refusal> {
        let today = calendar::day(now);
        let (last, count) = match self.forced {
            Some((last, day, count)) if day == today => (Some(last), count),
            Some((last, ..)) => (Some(last), 0),
            None => (None, 0),
        };
        if last.is_some_and(|last| last.duration_until(now) < FORCED_APART) {
            return Ok(self.stable(now));
        }
        if count >= FORCED_A_DAY {
            return Err(Refusal::of(DAILY_LIMIT));
        }
        self.forced = Some((now, today, count + 1));
        Ok(self.renew(Family::Stable, now, SignedDuration::ZERO))
    }

    /// Another project with the same AppID takes over: every token dies at once.
    pub fn take_over(&mut self, now: Timestamp) {
        for issued in self.issued.values_mut().filter(|issued| issued.until > now) {
            *issued = Issued { until: now, replaced: true };
        }
        (self.classic, self.stable) = (None, None);
    }

    /// Whether a call with this token is let in.
    pub fn check(&self, token: &str, now: Timestamp) -> Result<(), Refusal> {
        if token.is_empty() {
            return Err(Refusal::of(NO_TOKEN));
        }
        if token.len() < 32 || !token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') {
            return Err(Refusal::of(MALFORMED_TOKEN));
        }
        match self.issued.get(token) {
            Some(issued) if now < issued.until => Ok(()),
            Some(issued) if !issued.replaced => Err(Refusal::of(TOKEN_EXPIRED)),
            _ => Err(Refusal::of(BAD_TOKEN)),
        }
    }

    fn renew(&mut self, family: Family, now: Timestamp, grace: SignedDuration) -> (String, i64) {
        let token = format!("80_{}", hex::encode(rand::random::<[u8; 64]>()));
        let slot = match family {
            Family::Classic => &mut self.classic,
            Family::Stable => &mut self.stable,
        };
        let old = slot.replace(token.clone()).and_then(|old| self.issued.get_mut(&old));
        if let Some(old) = old.filter(|old| now < old.until) {
            *old = Issued { until: old.until.min(now + grace), replaced: true };
        }
        self.issued.retain(|_, issued| now < issued.until + REMEMBERED);
        self.issued.insert(token.clone(), Issued { until: now + LIFE, replaced: false });
        (token, LIFE.as_secs())
    }
}
