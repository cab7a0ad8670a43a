//! What has no seat left: two reads of a few dozen rows, every few seconds.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::entity::{activities, activity_sessions};
use super::failure::failed;
use super::moment::Moment;
use crate::app::records::StoreError;
use crate::domain::activity::{ActivitySeats, Full};
use crate::domain::id::ActivityId;

/// Activities that have yet to end, and their sessions, without a seat for somebody new.
pub async fn full<C: ConnectionTrait>(db: &C, now: Moment) -> Result<Full, StoreError> {
    let coming = activities::Entity::find().filter(activities::Column::EndsAt.gt(now)).all(db).await.map_err(failed)?;
    let ids = coming.iter().map(|activity| activity.id);
    let of_theirs = activity_sessions::Entity::find().filter(activity_sessions::Column::ActivityId.is_in(ids));
    let mut sessions: BTreeMap<i64, Vec<_>> = BTreeMap::new();
    for session in of_theirs.all(db).await.map_err(failed)? {
        let seats = (session.session_number()?, session.seats()?);
        sessions.entry(session.activity_id).or_default().push(seats);
    }
    let mut full = Full::default();
    for activity in coming {
        let id = ActivityId(activity.id);
        let seats =
            ActivitySeats { all: activity.seats()?, sessions: sessions.remove(&activity.id).unwrap_or_default() };
        if seats.full() {
            full.add(id);
        }
        for (number, of_session) in &seats.sessions {
            if of_session.full() {
                full.add_session(id, *number);
            }
        }
    }
    Ok(full)
}
