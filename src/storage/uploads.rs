//! Tables that staff uploaded: kept sealed, and not for long.

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Select, Set,
};

use super::database::{Database, within};
use super::entity::uploads;
use super::failure::failed;
use super::moment::Moment;
use super::staff::PAGE_LIMIT;
use crate::app::console::{Kept, LeftOut, Upload, UploadRecords};
use crate::app::import::table::Table;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::id::{ActivityId, UploadId};

/// So long an upload is kept, in hours: over a weekend, and not until the list that it was made from is an old one.
const KEPT_HOURS: i64 = 7 * 24;

#[async_trait]
impl UploadRecords for Database {
    async fn add_upload(&self, name: &str, table: &Table, by: &str, now: Timestamp) -> Result<UploadId, StoreError> {
        add(self, None, (name, table), (by, now)).await
    }

    async fn uploads(&self, most: u64) -> Result<Vec<Upload>, StoreError> {
        newest(self, None, most).await
    }

    async fn upload(&self, id: UploadId) -> Result<Option<(Upload, Kept)>, StoreError> {
        let Some(row) = one(self, None, id).await? else { return Ok(None) };
        let kept = row.kept(self.vault())?;
        Ok(Some((row.try_into()?, kept)))
    }

    async fn note_published(
        &self,
        id: UploadId,
        by: &str,
        (outcome, left_out): (&str, &[LeftOut]),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sealed = match left_out {
            [] => None,
            left_out => Some(uploads::sealed(self.vault(), (id.0, None), &left_out)?),
        };
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            note(&*write, self.vault(), (id, outcome, sealed), (by, now)).await?;
            write.commit().await
        })
        .await
    }
}

/// Those of an activity, or those of none.
fn of(activity: Option<ActivityId>) -> Condition {
    let column = uploads::Column::ActivityId;
    Condition::all().add(activity.map_or_else(|| column.is_null(), |activity| column.eq(activity.0)))
}

/// Keeps a table, of an activity or of none.
pub(super) async fn add(
    db: &Database,
    activity: Option<ActivityId>,
    (name, table): (&str, &Table),
    (by, now): (&str, Timestamp),
) -> Result<UploadId, StoreError> {
    let activity = activity.map(|activity| activity.0);
    within(PAGE_LIMIT, async {
        let write = db.pool().write().await?;
        let row = uploads::ActiveModel {
            name: Set(name.to_owned()),
            made_by: Set(by.to_owned()),
            made_at: Set(now.into()),
            activity_id: Set(activity),
            ..Default::default()
        };
        // Sealed for its own row, which has an id only now.
        let id = row.insert(&*write).await.map_err(failed)?.id;
        let row = uploads::ActiveModel {
            id: Set(id),
            sealed: Set(Some(uploads::sealed(db.vault(), (id, activity), table)?)),
            key_id: Set(Some(db.vault().key_id().to_owned())),
            ..Default::default()
        };
        row.update(&*write).await.map_err(failed)?;
        write.commit().await?;
        Ok(UploadId(id))
    })
    .await
}

/// The newest of an activity, or of none, newest first.
pub(super) async fn newest(db: &Database, activity: Option<ActivityId>, most: u64) -> Result<Vec<Upload>, StoreError> {
    let lines = uploads::Entity::find()
        .select_only()
        .columns(uploads::LISTED)
        .filter(of(activity))
        .order_by_desc(uploads::Column::Id)
        .limit(most)
        .into_tuple();
    within(PAGE_LIMIT, async {
        let rows: Vec<uploads::Listed> = lines.all(db.pool().orm()).await.map_err(failed)?;
        rows.into_iter().map(uploads::listed).collect()
    })
    .await
}

/// One of an activity, or of none.
pub(super) fn of_activity(activity: Option<ActivityId>, id: UploadId) -> Select<uploads::Entity> {
    uploads::Entity::find_by_id(id.0).filter(of(activity))
}

/// The same, read.
pub(super) async fn one(
    db: &Database,
    activity: Option<ActivityId>,
    id: UploadId,
) -> Result<Option<uploads::Model>, StoreError> {
    let found = of_activity(activity, id);
    within(PAGE_LIMIT, async { found.one(db.pool().orm()).await.map_err(failed) }).await
}

/// Notes what came of one; the first note stays, and what is sealed takes the place of the table.
pub(super) async fn note<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    (id, outcome, sealed): (UploadId, &str, Option<Vec<u8>>),
    (by, now): (&str, Timestamp),
) -> Result<(), StoreError> {
    use uploads::Column::{Id, KeyId, Outcome, PublishedAt, PublishedBy, Sealed};
    let note = uploads::Entity::update_many()
        .col_expr(KeyId, Expr::value(sealed.as_ref().map(|_| vault.key_id().to_owned())))
        .col_expr(Sealed, Expr::value(sealed))
        .col_expr(PublishedBy, Expr::value(by))
        .col_expr(PublishedAt, Expr::value(Moment::from(now)))
        .col_expr(Outcome, Expr::value(outcome))
        .filter(Id.eq(id.0))
        .filter(PublishedAt.is_null());
    note.exec(db).await.map_err(failed)?;
    Ok(())
}

/// Deletes old ones.
pub(super) async fn tidy<C: ConnectionTrait>(db: &C, now: Moment) -> Result<(), StoreError> {
    let old = uploads::Entity::delete_many().filter(uploads::Column::MadeAt.lt(now.hours_before(KEPT_HOURS)));
    old.exec(db).await.map_err(failed)?;
    Ok(())
}
