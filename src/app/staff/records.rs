//! The ports of accounts and sessions.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::code::CodeSecret;
use super::keys::SessionKey;
use crate::app::records::StoreError;
use crate::domain::id::StaffId;
use crate::domain::staff::{Post, StaffMember, StaffName};

/// How far somebody has set up their account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Has a first password, to be changed.
    Password,
    /// Has no one-time code yet.
    Code,
    /// Is done, and may work.
    Done,
}

/// An account to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// By what they sign in; nobody else's, also of those who have left.
    pub name: StaffName,
    /// As what.
    pub post: Post,
    /// Of the first password.
    pub password_hash: String,
}

/// What a sign-in is held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Who.
    pub member: StaffMember,
    /// Of the password.
    pub password_hash: String,
    /// When the first password was made, if it is still that.
    pub first_since: Option<Timestamp>,
    /// The one-time code, once they have shown that their phone has it.
    pub code: Option<CodeSecret>,
}

impl Credentials {
    /// How far they have set up their account.
    pub fn stage(&self) -> Stage {
        match (self.first_since, &self.code) {
            (Some(_), _) => Stage::Password,
            (None, None) => Stage::Code,
            (None, Some(_)) => Stage::Done,
        }
    }
}

/// What the records say to somebody who is about to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begins {
    /// They may; this try counts as wrong until it is accepted.
    Try(Box<Credentials>),
    /// Too many were wrong.
    Locked,
    /// Nobody who works here is called so.
    Unknown,
}

/// What came of giving somebody another post, or of ending their account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaffChange {
    /// It is done, and these sessions of theirs ended.
    Done(Vec<SessionKey>),
    /// Nobody who works here is called so.
    NoSuch,
    /// Nobody would keep accounts any more.
    LastAdministrator,
}

/// One account, as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Who, as what.
    pub member: StaffMember,
    /// How far.
    pub stage: Stage,
    /// Until when it is locked.
    pub locked_until: Option<Timestamp>,
    /// When they signed in last.
    pub seen_at: Option<Timestamp>,
    /// When they left.
    pub ended_at: Option<Timestamp>,
}

impl Listed {
    /// How their account stands, as staff say it.
    pub fn state(&self, now: Timestamp) -> &'static str {
        match (self.ended_at, self.stage) {
            (Some(_), _) => "离开了",
            (None, _) if self.locked_until.is_some_and(|until| until > now) => "锁住了，过一会儿自己解开",
            (None, Stage::Password) => "还没有换第一次的密码",
            (None, Stage::Code) => "还没有设好验证码",
            (None, Stage::Done) => "正常",
        }
    }
}

/// Accounts. Every change leaves a line in the audit, with `by` as who did it.
#[async_trait]
pub trait StaffRecords: Send + Sync {
    /// Makes an account; `None` if the name is taken.
    async fn add_staff(&self, account: &Account, by: &str, now: Timestamp) -> Result<Option<StaffId>, StoreError>;

    /// All of them, by name; those who left too.
    async fn staff(&self) -> Result<Vec<Listed>, StoreError>;

    /// Counts a try before it is looked at, so that tries at once are tries one after another. The last of so many in a
    /// row locks the account for so long, which is noted in the audit; if it is accepted after all, that opens it again.
    /// Without a lock, which is counted elsewhere, it counts nothing and is not kept out.
    async fn begin_try(
        &self,
        name: &StaffName,
        lock: Option<(u32, SignedDuration)>,
        now: Timestamp,
    ) -> Result<Begins, StoreError>;

    /// The try was right. With a code's step: `false`, and nothing is accepted, if that step or a later one was used
    /// before, on whatever replica.
    async fn accept_try(&self, id: StaffId, step: Option<i64>, now: Timestamp) -> Result<bool, StoreError>;

    /// What they sign in with; `None` once they have left.
    async fn credentials(&self, id: StaffId) -> Result<Option<Credentials>, StoreError>;

    /// They chose a password.
    async fn put_password(&self, id: StaffId, hash: &str, now: Timestamp) -> Result<(), StoreError>;

    /// The code that waits to be confirmed; `fresh` if there is none.
    async fn code_to_confirm(&self, id: StaffId, fresh: &CodeSecret) -> Result<CodeSecret, StoreError>;

    /// Their phone has it: from now on it is asked for, and this step is used.
    async fn confirm_code(&self, id: StaffId, step: i64, now: Timestamp) -> Result<(), StoreError>;

    /// Begins anew with a first password, without a code and unlocked; all their sessions end. `None` if nobody who
    /// works here is called so, else the keys of those sessions.
    async fn reset_staff(
        &self,
        name: &StaffName,
        hash: &str,
        by: &str,
        now: Timestamp,
    ) -> Result<Option<Vec<SessionKey>>, StoreError>;

    /// They work as something else from now on; all their sessions end, since what one may do is known to a session.
    /// However many change posts or leave at once, an administrator is left. Unless they still answer people as that,
    /// which is said beside the post, their open talks wait for anybody.
    async fn change_post(
        &self,
        name: &StaffName,
        post: (Post, bool),
        by: &str,
        now: Timestamp,
    ) -> Result<StaffChange, StoreError>;

    /// They leave: the account stays for the audit, and opens nothing; their open talks wait for anybody. As above.
    async fn end_staff(&self, name: &StaffName, by: &str, now: Timestamp) -> Result<StaffChange, StoreError>;
}

/// A session to be begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// What it is known by.
    pub key: SessionKey,
    /// Whose.
    pub staff: StaffId,
    /// From which address.
    pub address: String,
    /// By which browser, in its own words.
    pub agent: String,
    /// When it ends, whatever happens.
    pub ends_at: Timestamp,
}

/// A session that goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveSession {
    /// Whose.
    pub member: StaffMember,
    /// How far they have set up their account.
    pub stage: Stage,
    /// When it ends, whatever happens.
    pub ends_at: Timestamp,
}

/// One session, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionLine {
    /// Which.
    pub key: SessionKey,
    /// From which address.
    pub address: String,
    /// By which browser, in its own words.
    pub agent: String,
    /// When it began.
    pub began_at: Timestamp,
    /// When it was last used, to the minute.
    pub used_at: Timestamp,
}

/// Sessions: what is here is true, whatever a cache says.
#[async_trait]
pub trait SessionRecords: Send + Sync {
    /// Begins one, with a line in the audit.
    async fn begin_session(&self, session: &NewSession, now: Timestamp) -> Result<(), StoreError>;

    /// Uses one: notes when. `None` if it is not there, has ended, or was not used for `idle`.
    async fn use_session(
        &self,
        key: &SessionKey,
        idle: SignedDuration,
        now: Timestamp,
    ) -> Result<Option<LiveSession>, StoreError>;

    /// Looks at one, and notes nothing: what a page asks by itself is no use of it. `None` as for `use_session`.
    async fn see_session(
        &self,
        key: &SessionKey,
        idle: SignedDuration,
        now: Timestamp,
    ) -> Result<Option<LiveSession>, StoreError>;

    /// Somebody's sessions that go on, the one used last first.
    async fn sessions(
        &self,
        staff: StaffId,
        idle: SignedDuration,
        now: Timestamp,
    ) -> Result<Vec<SessionLine>, StoreError>;

    /// Ends one of somebody's; `false` if they have none of this key.
    async fn end_session(&self, staff: StaffId, key: &SessionKey) -> Result<bool, StoreError>;
}
