//! A failed call to the platform. The error *is* the decision what to do next (platform sheet 6.4).

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;

use super::errcode::{self, Errcode};
use crate::domain::account::Feature;
use crate::domain::id::OpenId;

/// What to do after a failed call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Nothing was done; the same again after a while. The client has used up its own tries.
    Retry {
        /// At least this long.
        after: Duration,
    },
    /// Part of a list failed; [`PlatformError::failed`] names them. Those again, one call at a time.
    RetryFailed,
    /// The access token is not taken. The client has refreshed it and tried again once.
    RefreshToken,
    /// This follower does not get it. What about others, and for how long, the reason says.
    DropFollower(Unreachable),
    /// The follower has to log in once more: the OAuth code is used up or stale.
    LoginAgain,
    /// The media is gone (temporary ones live three days): upload it again and try once more.
    UploadAgain,
    /// Nothing of this call before then: a limit is reached.
    Pause {
        /// When it may be tried again.
        until: Timestamp,
    },
    /// Nothing more of this, until staff have acted.
    Stop(Scope),
    /// The request is wrong, and would be every time.
    Bug,
    /// Done before, under the same key.
    AlreadyDone,
    /// Nothing is lost: the menu that should go is not there, the typing sign is not shown.
    Harmless,
    /// Sent, and the answer lost: done or not, nobody knows.
    Unknown,
}

/// Why a follower cannot be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreachable {
    /// Not a follower of ours (any more).
    Gone,
    /// In our blacklist.
    Blacklisted,
    /// Turned 接收消息 off; still a follower.
    Muted,
    /// Blocked by the platform to protect minors.
    Protected,
    /// Outside the window after their last action; open again when they write.
    WindowClosed,
    /// The messages of this window are used up; more when they write.
    WindowUsedUp,
    /// Did not subscribe to this template, or used the subscription up.
    NotSubscribed,
}

/// How much has to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every call: secret, IP address or account are not accepted.
    Account,
    /// What this call is for.
    Feature,
    /// This template.
    Template,
    /// This campaign or chore.
    Work,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The platform answered with this errcode.
    Refused(Errcode),
    /// The platform's front answered with this HTTP status.
    Status(u16),
    /// No connection: nothing was sent.
    NotSent,
    /// Sent, but no whole answer within the time.
    Lost,
    /// An answer came that is none of this call's.
    Garbled,
    /// The request cannot be written as JSON: nothing was sent.
    Unwritable,
    /// The account lacks the feature: nothing was sent.
    Lacking(Feature),
    /// We hold this call back: nothing was sent.
    HeldBack,
}

/// A failed call. Its `Display` is for the log: it holds no token, no secret, no openid.
#[derive(Debug, Clone)]
pub struct PlatformError {
    call: &'static str,
    cause: Cause,
    decision: Decision,
    /// In a box, because every result has room for an error.
    told: Box<Told>,
}

/// What the platform told beside the errcode.
#[derive(Debug, Clone, Default)]
struct Told {
    rid: Option<String>,
    detail: Option<String>,
    failed: Vec<OpenId>,
}

impl PlatformError {
    /// A call that the platform refused.
    pub fn refused(call: &'static str, errcode: Errcode, now: Timestamp) -> Self {
        Self::new(call, Cause::Refused(errcode), errcode::decide(errcode, now))
    }

    /// A call that failed in another way, and what to do.
    pub fn new(call: &'static str, cause: Cause, decision: Decision) -> Self {
        Self { call, cause, decision, told: Box::default() }
    }

    /// With the platform's request id, by which its support finds the call.
    #[must_use]
    pub fn with_rid(mut self, rid: Option<String>) -> Self {
        self.told.rid = rid;
        self
    }

    /// With what the platform named: the field of a template (`thing1`), the IP address that it did not let in, or the
    /// id of the mass send that was made before under the same key.
    #[must_use]
    pub fn with_detail(mut self, detail: Option<String>) -> Self {
        self.told.detail = detail;
        self
    }

    /// With those of a list who failed.
    #[must_use]
    pub fn with_failed(mut self, failed: Vec<OpenId>) -> Self {
        self.told.failed = failed;
        self
    }

    /// With another decision: the table speaks of calls in general, some calls know better.
    #[must_use]
    pub fn deciding(mut self, decision: Decision) -> Self {
        self.decision = decision;
        self
    }

    /// What to do.
    pub fn decision(&self) -> Decision {
        self.decision
    }

    /// The name of the call, as in the metrics.
    pub fn call(&self) -> &'static str {
        self.call
    }

    /// What went wrong.
    pub fn cause(&self) -> &Cause {
        &self.cause
    }

    /// The errcode, if the platform gave one.
    pub fn errcode(&self) -> Option<Errcode> {
        if let Cause::Refused(errcode) = self.cause { Some(errcode) } else { None }
    }

    /// The platform's request id.
    pub fn rid(&self) -> Option<&str> {
        self.told.rid.as_deref()
    }

    /// What the platform named: a template's field, an IP address, the id of an earlier mass send.
    pub fn detail(&self) -> Option<&str> {
        self.told.detail.as_deref()
    }

    /// Those of a list who failed, after [`Decision::RetryFailed`].
    pub fn failed(&self) -> &[OpenId] {
        &self.told.failed
    }
}

impl fmt::Display for PlatformError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.call)?;
        match &self.cause {
            Cause::Refused(errcode) => write!(f, "errcode {errcode}"),
            Cause::Status(status) => write!(f, "HTTP status {status}"),
            Cause::NotSent => f.write_str("no connection, nothing was sent"),
            Cause::Lost => f.write_str("sent, and the answer lost"),
            Cause::Garbled => f.write_str("an answer that does not read"),
            Cause::Unwritable => f.write_str("a request that cannot be written"),
            Cause::Lacking(feature) => write!(f, "the account lacks {}", feature.id()),
            Cause::HeldBack => f.write_str("held back by a limit"),
        }?;
        if let Some(detail) = &self.told.detail {
            write!(f, " ({detail})")?;
        }
        self.told.rid.as_ref().map_or(Ok(()), |rid| write!(f, ", rid {rid}"))
    }
}

impl std::error::Error for PlatformError {}
