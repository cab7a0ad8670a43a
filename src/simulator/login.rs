//! Web login: codes, and the tokens of single users (platform sheet 7.12).

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::errcode::{
    BAD_CODE, BAD_REFRESH_TOKEN, BAD_TOKEN, CODE_EXPIRED, CODE_USED, REFRESH_TOKEN_EXPIRED, Refusal, TOKEN_EXPIRED,
};
use super::opaque;

/// Life of a code, of a user's token, of the token that renews it.
const CODE: SignedDuration = SignedDuration::from_mins(5);
const TOKEN: SignedDuration = SignedDuration::from_secs(7200);
const REFRESH: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long dead ones are remembered, to tell them from those that never were.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

/// Whose login it is, and what it allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Who logged in.
    pub openid: Arc<str>,
    /// Also name and picture (`snsapi_userinfo`), or the openid alone (`snsapi_base`).
    pub profile: bool,
}

impl Grant {
    /// As it is written.
    pub fn scope(&self) -> &'static str {
        if self.profile { "snsapi_userinfo" } else { "snsapi_base" }
    }
}

#[derive(Debug)]
struct Held {
    grant: Grant,
    until: Timestamp,
    used: bool,
}

/// A user's pair of tokens.
#[derive(Debug)]
pub struct Pair {
    /// For two hours.
    pub access: String,
    /// For thirty days.
    pub refresh: String,
    /// Whose.
    pub grant: Grant,
}

/// All logins that are under way.
#[derive(Debug, Default)]
pub struct Logins {
    codes: HashMap<String, Held>,
    access: HashMap<String, Held>,
    refresh: HashMap<String, Held>,
}

impl Logins {
    /// Somebody agreed: the code for the page that asked.
    pub fn agree(&mut self, grant: Grant, now: Timestamp) -> String {
        hold(&mut self.codes, grant, CODE, now)
    }

    /// Turns a code into tokens, once.
    pub fn redeem(&mut self, code: &str, now: Timestamp) -> Result<Pair, Refusal> {
        let held = self.codes.get_mut(code).ok_or_else(|| Refusal::of(BAD_CODE))?;
        if held.used {
            return Err(Refusal::of(CODE_USED));
        }
        if now >= held.until {
            return Err(Refusal::of(CODE_EXPIRED));
        }
        held.used = true;
        let grant = held.grant.clone();
        let refresh = hold(&mut self.refresh, grant.clone(), REFRESH, now);
        Ok(self.pair(refresh, grant, now))
    }

    /// New tokens for a user whose old one may be over; the token that renews is good once.
    pub fn renew(&mut self, refresh: &str, now: Timestamp) -> Result<Pair, Refusal> {
        let held = self.refresh.get(refresh).ok_or_else(|| Refusal::of(BAD_REFRESH_TOKEN))?;
        if now >= held.until {
            return Err(Refusal::of(REFRESH_TOKEN_EXPIRED));
        }
        let grant = held.grant.clone();
        self.refresh.remove(refresh);
        let renewed = hold(&mut self.refresh, grant.clone(), REFRESH, now);
        Ok(self.pair(renewed, grant, now))
    }

    /// Whose token it is.
    pub fn check(&self, access: &str, openid: &str, now: Timestamp) -> Result<&Grant, Refusal> {
        let held = self.access.get(access).filter(|held| *held.grant.openid == *openid);
        let held = held.ok_or_else(|| Refusal::of(BAD_TOKEN))?;
        if now < held.until { Ok(&held.grant) } else { Err(Refusal::of(TOKEN_EXPIRED)) }
    }

    fn pair(&mut self, refresh: String, grant: Grant, now: Timestamp) -> Pair {
        let access = hold(&mut self.access, grant.clone(), TOKEN, now);
        Pair { access, refresh, grant }
    }
}

fn hold(all: &mut HashMap<String, Held>, grant: Grant, life: SignedDuration, now: Timestamp) -> String {
    // Old ones go when there is no room for another: that costs little each time.
    if all.len() == all.capacity() {
        all.retain(|_, held| now < held.until + REMEMBERED);
    }
    let name = opaque::id(64);
    all.insert(name.clone(), Held { grant, until: now + life, used: false });
    name
}
