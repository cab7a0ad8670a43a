//! Where the embedded cache keeps its dialogues over a restart.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::database::{Database, within};
use super::entity::{applied_messages, dialogues};
use super::failure::failed;
use super::moment::Moment;
use crate::app::dialogue_cache::{ArchivedDialogue, DialogueArchive};
use crate::app::records::StoreError;
use crate::domain::id::OpenId;

/// The cache saves in the background, and all at once when the process ends.
const LIMIT: Duration = Duration::from_secs(10);
/// Rows a statement; SQLite takes 32,766 values in one.
const ROWS: usize = 1_000;
/// The platform delivers a message again for 15 s, a person repeats one within days.
const APPLIED_KEPT_HOURS: i64 = 7 * 24;

#[async_trait]
impl DialogueArchive for Database {
    async fn load(&self, now_ms: i64) -> Result<Vec<ArchivedDialogue>, StoreError> {
        within(LIMIT, async {
            let live = dialogues::Entity::find().filter(dialogues::Column::ExpiresAt.gt(Moment(now_ms)));
            let rows = live.all(self.pool().orm()).await.map_err(failed)?;
            rows.into_iter().map(ArchivedDialogue::try_from).collect()
        })
        .await
    }

    async fn save(&self, changed: &[(OpenId, Option<ArchivedDialogue>)], now_ms: i64) -> Result<(), StoreError> {
        within(LIMIT, async {
            // The last word on each: PostgreSQL refuses a statement that writes one row twice.
            let last: BTreeMap<&OpenId, Option<&ArchivedDialogue>> =
                changed.iter().map(|(openid, dialogue)| (openid, dialogue.as_ref())).collect();
            let dropped: Vec<&str> =
                last.iter().filter(|(_, kept)| kept.is_none()).map(|(openid, _)| openid.as_str()).collect();
            let kept: Vec<&ArchivedDialogue> = last.values().copied().flatten().collect();
            let write = self.pool().write().await?;
            drop_rows(&*write, &dropped).await?;
            put_rows(&*write, &kept).await?;
            tidy(&*write, Moment(now_ms)).await?;
            write.commit().await
        })
        .await
    }
}

async fn drop_rows<C: ConnectionTrait>(db: &C, openids: &[&str]) -> Result<(), StoreError> {
    for some in openids.chunks(ROWS) {
        let these = dialogues::Column::Openid.is_in(some.iter().copied());
        dialogues::Entity::delete_many().filter(these).exec(db).await.map_err(failed)?;
    }
    Ok(())
}

async fn put_rows<C: ConnectionTrait>(db: &C, archived: &[&ArchivedDialogue]) -> Result<(), StoreError> {
    use dialogues::Column::{Dialogue, ExpiresAt, Openid, Version};
    for some in archived.chunks(ROWS) {
        let rows: Vec<_> = some.iter().map(|archived| dialogues::row(archived)).collect::<Result<_, _>>()?;
        let conflict = OnConflict::column(Openid).update_columns([Dialogue, Version, ExpiresAt]).to_owned();
        let insert = dialogues::Entity::insert_many(rows).on_conflict(conflict);
        insert.exec_without_returning(db).await.map_err(failed)?;
    }
    Ok(())
}

/// Deletes ended dialogues and outcomes that nobody will ask for again.
pub async fn tidy<C: ConnectionTrait>(db: &C, now: Moment) -> Result<(), StoreError> {
    let ended = dialogues::Column::ExpiresAt.lte(now);
    dialogues::Entity::delete_many().filter(ended).exec(db).await.map_err(failed)?;
    let old = applied_messages::Column::AppliedAt.lt(now.hours_before(APPLIED_KEPT_HOURS));
    applied_messages::Entity::delete_many().filter(old).exec(db).await.map_err(failed)?;
    Ok(())
}
