//! The places of somebody who goes: what is still to come is others' to have, what is past stays counted.

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::activities::with_sessions;
use super::super::entity::sign_ups::{self, State};
use super::super::failure::failed;
use super::super::moment::Moment;
use super::{give_up, lock};
use crate::app::records::StoreError;
use crate::domain::sign_up::stays_counted;

/// Gives up the live places among `theirs`, but for those that stay counted: see [`stays_counted`]. Answers how many
/// were given up. All of them, whatever becomes of them, are locked until the transaction ends.
pub async fn give_up_theirs<C: ConnectionTrait>(db: &C, theirs: Condition, now: Moment) -> Result<u32, StoreError> {
    use sign_ups::Column::{ActivityId, Id, State as Stands};
    let live = sign_ups::Entity::find().filter(theirs).filter(Stands.is_in(State::LIVE));
    // The same order for everybody, so that two who leave do not wait for each other.
    let live = live.order_by_asc(ActivityId).order_by_asc(Id);
    let mut freed = 0;
    for row in live.all(db).await.map_err(failed)? {
        let Some(activity) = lock(db, row.activity_id).await? else { continue };
        // It may have been offered a seat, or been come to, before the lock was ours.
        let row = sign_ups::Entity::find_by_id(row.id).lock_exclusive().one(db).await.map_err(failed)?;
        let activity = with_sessions(db, vec![activity]).await?.pop();
        let (Some(row), Some(activity)) = (row, activity) else { continue };
        let (_, ends_at) = activity.span(row.session()?);
        if !stays_counted(row.attended_at.is_some(), ends_at, now.try_into()?) {
            freed += u32::from(give_up(db, &row, now).await?);
        }
    }
    Ok(freed)
}
