//! The keys, and nothing else writes under `guiyan:`.
//!
//! | key | type | lives | holds, and why |
//! |---|---|---|---|
//! | `guiyan:<appid>:{<openid>}:m:<message key>` | string | 4.5 s as a claim, 10 min as an answer | who is at the message, then its reply: one key, so that a claim becomes its answer in one step |
//! | `guiyan:<appid>:{<openid>}:w:<message key>` | string | 10 min | `p` or `l`, and who settled it: whether the answer goes passively or late, so that it goes once |
//! | `guiyan:<appid>:{<openid>}:d` | string | `inbox.form_kept_hours`, 10 min once dropped | the dialogue with its version: one value, so that they cannot part |
//! | `guiyan:<appid>:{platform}:loan:<loan>` | string | until the loan ends, 2 h | a sealed access token or ticket: all replicas use the same |
//! | `guiyan:<appid>:{platform}:hold:<loan>` | string | 20 s | who asks the platform for it: one replica at a time |
//! | `guiyan:<appid>:{platform}:rate:<call>` | hash | 62 days from the last call | its bucket, its pause, its counts of the day and the month, the limit that the platform told: one key, so that a call is asked for and counted in one step |
//! | `guiyan:<appid>:{platform}:refused:<feature>` | string | 1 day | `1`: the platform answered 48001; then it is tried again, the right may have been granted |
//! | `guiyan:<appid>:{console:<session>}:s` | string | 1 min | a sealed session of staff: looked up in the records once a minute, ended on all replicas at once |
//! | `guiyan:<appid>:{console:<keyed hash>}:t` | string | 15 min from the first | tries to sign in under a name or from an address: limited on all replicas together |
//!
//! The braces are the hash tag: all keys of one follower are in one cluster slot, which a script that
//! touches two of them needs; followers spread over all slots, what the platform wants to know
//! of us is in one. Several accounts can share one Redis.

use super::address::CacheConfigError;
use crate::app::message_key::MessageKey;
use crate::app::platform::token::Loan;
use crate::app::staff::SessionKey;
use crate::domain::account::Feature;
use crate::domain::id::OpenId;

/// Builds the keys of one account.
pub(super) struct Keys {
    /// `guiyan:<appid>:{`
    head: String,
}

impl Keys {
    /// An app id with braces or colons in it would move the hash tag, so only the platform's alphabet is taken.
    pub(super) fn of(app_id: &str) -> Result<Self, CacheConfigError> {
        let sound = !app_id.is_empty() && app_id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        if sound { Ok(Self { head: format!("guiyan:{app_id}:{{") }) } else { Err(CacheConfigError::AppId) }
    }

    /// Where a message's claim or answer is.
    pub(super) fn message(&self, openid: &OpenId, key: &MessageKey) -> String {
        [&self.head, openid.as_str(), "}:m:", key.as_str()].concat()
    }

    /// Where it stands by which way a message's answer goes.
    pub(super) fn way(&self, openid: &OpenId, key: &MessageKey) -> String {
        [&self.head, openid.as_str(), "}:w:", key.as_str()].concat()
    }

    /// Where a follower's dialogue is.
    pub(super) fn dialogue(&self, openid: &OpenId) -> String {
        [&self.head, openid.as_str(), "}:d"].concat()
    }

    /// Where a loan is.
    pub(super) fn loan(&self, loan: Loan) -> String {
        [&self.head, "platform}:loan:", loan.name()].concat()
    }

    /// Where it stands who asks for a loan.
    pub(super) fn hold(&self, loan: Loan) -> String {
        [&self.head, "platform}:hold:", loan.name()].concat()
    }

    /// Where a call is counted.
    pub(super) fn rate(&self, call: &str) -> String {
        [&self.head, "platform}:rate:", call].concat()
    }

    /// Where a session of staff is.
    pub(super) fn session(&self, key: &SessionKey) -> String {
        [&self.head, "console:", key.as_str(), "}:s"].concat()
    }

    /// Where tries are counted.
    pub(super) fn tries(&self, of: &str) -> String {
        [&self.head, "console:", of, "}:t"].concat()
    }

    /// Where it stands that a feature was refused.
    pub(super) fn refused(&self, feature: Feature) -> String {
        [&self.head, "platform}:refused:", feature.id()].concat()
    }
}
