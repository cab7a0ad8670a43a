//! Seats and queues as they stand now.

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::database::{Database, within};
use super::entity::audit::{self, Action, Line};
use super::entity::{activities, activity_sessions};
use super::failure::failed;
use super::staff::PAGE_LIMIT;
use crate::app::console::{DeskLinks, SeatRecords};
use crate::app::records::StoreError;
use crate::domain::activity::ActivitySeats;
use crate::domain::id::ActivityId;

#[async_trait]
impl SeatRecords for Database {
    async fn seats(&self, of: &[ActivityId]) -> Result<Vec<(ActivityId, ActivitySeats)>, StoreError> {
        within(PAGE_LIMIT, async {
            let snapshot = self.pool().snapshot().await?;
            let seats = seats(&snapshot, of).await?;
            snapshot.commit().await.map_err(failed)?;
            Ok(seats)
        })
        .await
    }
}

#[async_trait]
impl DeskLinks for Database {
    async fn note_desk_link(&self, by: &str, activity: ActivityId, now: Timestamp) -> Result<(), StoreError> {
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let detail = Some(format!("activity {activity}"));
            let line = Line { action: Action::DeskLinked, actor: by, subject: None, detail };
            audit::write(&*write, line, now.into()).await?;
            write.commit().await
        })
        .await
    }
}

/// Of these activities, with their sessions in their order.
pub async fn seats<C: ConnectionTrait>(
    db: &C,
    of: &[ActivityId],
) -> Result<Vec<(ActivityId, ActivitySeats)>, StoreError> {
    use activity_sessions::Column::{ActivityId as Of, Number};
    let ids = || of.iter().map(|id| id.0);
    let rows = activities::Entity::find().filter(activities::Column::Id.is_in(ids()));
    let rows = rows.all(db).await.map_err(failed)?;
    let parts = activity_sessions::Entity::find().filter(Of.is_in(ids())).order_by_asc(Number);
    let parts = parts.all(db).await.map_err(failed)?;
    let standing = rows.iter().map(|row| {
        let sessions = parts.iter().filter(|part| part.activity_id == row.id);
        let sessions = sessions.map(|part| Ok((part.session_number()?, part.seats()?)));
        let sessions = sessions.collect::<Result<_, StoreError>>()?;
        Ok((ActivityId(row.id), ActivitySeats { all: row.seats()?, sessions }))
    });
    standing.collect()
}
