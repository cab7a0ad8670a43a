//! Sessions of staff.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use super::database::{Database, within};
use super::entity::audit::Action;
use super::entity::{staff, staff_sessions};
use super::failure::failed;
use super::moment::Moment;
use super::staff::{PAGE_LIMIT, note_own};
use crate::app::records::StoreError;
use crate::app::staff::{LiveSession, NewSession, SessionKey, SessionLine, SessionRecords};
use crate::domain::id::StaffId;

#[async_trait]
impl SessionRecords for Database {
    async fn begin_session(&self, session: &NewSession, now: Timestamp) -> Result<(), StoreError> {
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let row = staff_sessions::ActiveModel {
                key: Set(session.key.as_str().to_owned()),
                staff_id: Set(session.staff.0),
                address: Set(session.address.clone()),
                agent: Set(session.agent.clone()),
                began_at: Set(now.into()),
                used_at: Set(now.into()),
                ends_at: Set(session.ends_at.into()),
            };
            staff_sessions::Entity::insert(row).exec_without_returning(&*write).await.map_err(failed)?;
            note_own(&write, session.staff, Action::StaffSignedIn, now).await?;
            write.commit().await
        })
        .await
    }

    async fn use_session(
        &self,
        key: &SessionKey,
        idle: SignedDuration,
        now: Timestamp,
    ) -> Result<Option<LiveSession>, StoreError> {
        use staff_sessions::Column::{Key, UsedAt};
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let used = staff_sessions::Entity::update_many()
                .col_expr(UsedAt, Expr::value(Moment::from(now)))
                .filter(Key.eq(key.as_str()))
                .filter(goes_on(idle, now));
            if used.exec(&*write).await.map_err(failed)?.rows_affected == 0 {
                return Ok(None);
            }
            let Some(found) = going_on(&*write, key, idle, now).await? else { return Ok(None) };
            write.commit().await?;
            self.live(found).map(Some)
        })
        .await
    }

    async fn see_session(
        &self,
        key: &SessionKey,
        idle: SignedDuration,
        now: Timestamp,
    ) -> Result<Option<LiveSession>, StoreError> {
        within(PAGE_LIMIT, async {
            let found = going_on(self.pool().orm(), key, idle, now).await?;
            found.map(|found| self.live(found)).transpose()
        })
        .await
    }

    async fn sessions(
        &self,
        staff: StaffId,
        idle: SignedDuration,
        now: Timestamp,
    ) -> Result<Vec<SessionLine>, StoreError> {
        use staff_sessions::Column::{StaffId, UsedAt};
        within(PAGE_LIMIT, async {
            let theirs = staff_sessions::Entity::find()
                .filter(StaffId.eq(staff.0))
                .filter(goes_on(idle, now))
                .order_by_desc(UsedAt);
            let rows = theirs.all(self.pool().orm()).await.map_err(failed)?;
            rows.into_iter().map(line).collect()
        })
        .await
    }

    async fn end_session(&self, staff: StaffId, key: &SessionKey) -> Result<bool, StoreError> {
        use staff_sessions::Column::{Key, StaffId};
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let end = staff_sessions::Entity::delete_many().filter(StaffId.eq(staff.0)).filter(Key.eq(key.as_str()));
            let ended = end.exec(&*write).await.map_err(failed)?.rows_affected;
            write.commit().await?;
            Ok(ended == 1)
        })
        .await
    }
}

impl Database {
    fn live(&self, (session, owner): (staff_sessions::Model, staff::Model)) -> Result<LiveSession, StoreError> {
        let known = owner.credentials(self.vault())?;
        let ends_at = session.ends_at.try_into()?;
        Ok(LiveSession { stage: known.stage(), member: known.member, ends_at })
    }
}

/// A session that goes on, with the account of whoever has not left.
async fn going_on<C: ConnectionTrait>(
    db: &C,
    key: &SessionKey,
    idle: SignedDuration,
    now: Timestamp,
) -> Result<Option<(staff_sessions::Model, staff::Model)>, StoreError> {
    let session = staff_sessions::Entity::find_by_id(key.as_str()).filter(goes_on(idle, now));
    let Some(session) = session.one(db).await.map_err(failed)? else { return Ok(None) };
    let owner = staff::Entity::find_by_id(session.staff_id).filter(staff::Column::EndedAt.is_null());
    Ok(owner.one(db).await.map_err(failed)?.map(|owner| (session, owner)))
}

/// It has not ended, and was used not too long ago.
fn goes_on(idle: SignedDuration, now: Timestamp) -> Condition {
    use staff_sessions::Column::{EndsAt, UsedAt};
    let since: Moment = now.saturating_sub(idle).unwrap_or(Timestamp::MIN).into();
    Condition::all().add(EndsAt.gt(Moment::from(now))).add(UsedAt.gt(since))
}

fn line(row: staff_sessions::Model) -> Result<SessionLine, StoreError> {
    Ok(SessionLine {
        key: SessionKey::of(&row.key),
        address: row.address,
        agent: row.agent,
        began_at: row.began_at.try_into()?,
        used_at: row.used_at.try_into()?,
    })
}

/// Deletes sessions that ended.
pub(super) async fn tidy<C: ConnectionTrait>(db: &C, now: Moment) -> Result<(), StoreError> {
    let ended = staff_sessions::Entity::delete_many().filter(staff_sessions::Column::EndsAt.lte(now));
    ended.exec(db).await.map_err(failed)?;
    Ok(())
}
