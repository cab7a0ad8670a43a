//! Batches of mass sends. A campaign's row is locked before its batches, a batch before its recipients.

mod ask;
mod claim;
mod leave_out;
mod records;
mod settle;
mod told;

pub use self::settle::{cancel, is_open};

use sea_orm::{ColumnTrait, Condition};

use super::super::entity::deliveries::Column;
use super::super::entity::errands::State;
use super::super::entity::mass_batches as batches;
use super::super::moment::Moment;
use crate::app::campaigns::mass::CHANNEL;
use crate::app::campaigns::records::Receipt;
use crate::domain::campaign::mass::Verdict;

/// Deliveries of mass sends since then that the platform counts: it took them, and did not give them up.
pub fn counted(since: Moment) -> Condition {
    let kept = Condition::any().add(Column::Receipt.is_null()).add(Column::Receipt.eq(Receipt::Delivered.id()));
    Condition::all()
        .add(Column::Channel.eq(CHANNEL))
        .add(Column::Preview.eq(false))
        .add(Column::State.is_in([State::Sent, State::Unknown]))
        .add(Column::SettledAt.gte(since))
        .add(kept)
}

/// The platform took the batch, perhaps, and did not give it up.
fn may_count() -> Condition {
    let kept =
        Condition::any().add(batches::Column::Result.is_null()).add(batches::Column::Result.eq(Verdict::Sent.id()));
    Condition::all().add(batches::Column::State.is_in([State::Sent, State::Unknown])).add(kept)
}

/// The recipients of a batch in these states.
fn of_batch(id: i64, states: impl IntoIterator<Item = State>) -> Condition {
    Condition::all().add(Column::BatchId.eq(id)).add(Column::State.is_in(states))
}
