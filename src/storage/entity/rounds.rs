//! Work that replicas do once together, step by step: who is at it, and how far.

use jiff::Timestamp;
use sea_orm::Set;
use sea_orm::entity::prelude::*;

use crate::app::reconcile::{HELD, Progress, Round};
use crate::app::records::StoreError;
use crate::domain::id::OpenId;
use crate::storage::failure::damaged;
use crate::storage::moment::Moment;

/// The round through the followers; the only kind.
pub const NAME: &str = "followers";

/// One kind of work.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rounds")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// When the present or last round began.
    pub began_at: Moment,
    /// Behind which follower the list goes on.
    pub cursor: Option<String>,
    /// The list is through.
    pub listed: bool,
    pub done: bool,
    /// The replica at it, by a name that it drew.
    pub holder: String,
    /// Until then nobody else takes it.
    pub held_until: Moment,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// How far it is.
    pub fn progress(&self) -> Result<Progress, StoreError> {
        if self.done {
            return Ok(Progress::Done);
        }
        if self.listed {
            return Ok(Progress::Asking);
        }
        let cursor = self.cursor.as_deref().map(OpenId::parse).transpose();
        cursor.map(Progress::Listing).map_err(|_| damaged("rounds.cursor"))
    }
}

/// A round that nobody began: there is always a row to be locked.
pub fn before_the_first() -> ActiveModel {
    let never = Round { began_at: Timestamp::UNIX_EPOCH, progress: Progress::Done, holder: String::new() };
    row(&never, Moment::from(Timestamp::UNIX_EPOCH))
}

/// A round that is held from now on.
pub fn held(round: &Round, now: Timestamp) -> ActiveModel {
    row(round, Moment::from(now.saturating_add(HELD).unwrap_or(now)))
}

/// A round that anybody may take.
pub fn let_go(round: &Round, now: Timestamp) -> ActiveModel {
    row(round, now.into())
}

fn row(round: &Round, held_until: Moment) -> ActiveModel {
    let (cursor, listed, done) = match &round.progress {
        Progress::Listing(after) => (after.as_ref().map(|openid| openid.as_str().to_owned()), false, false),
        Progress::Asking => (None, true, false),
        Progress::Done => (None, true, true),
    };
    ActiveModel {
        name: Set(NAME.to_owned()),
        began_at: Set(round.began_at.into()),
        cursor: Set(cursor),
        listed: Set(listed),
        done: Set(done),
        holder: Set(round.holder.clone()),
        held_until: Set(held_until),
    }
}
