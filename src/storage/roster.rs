//! Places, page by page, for whoever files them.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::database::{Database, within};
use super::entity::audit::{self, Action, Line};
use super::entity::{activities, sign_ups};
use super::failure::failed;
use crate::app::export::roster::{Filed, RosterRecords};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::activity::Activity;
use crate::domain::id::ActivityId;
use crate::domain::sign_up::AttendedBy;

/// One page.
const PAGE_LIMIT: Duration = Duration::from_secs(10);

#[async_trait]
impl RosterRecords for Database {
    async fn activity(&self, id: ActivityId) -> Result<Option<Activity>, StoreError> {
        within(PAGE_LIMIT, async {
            let db = self.pool().orm();
            let row = activities::Entity::find_by_id(id.0).all(db).await.map_err(failed)?;
            Ok(super::activities::with_sessions(db, row).await?.into_iter().next())
        })
        .await
    }

    async fn places(&self, id: ActivityId, behind: u32, most: u64) -> Result<Vec<Filed>, StoreError> {
        use sign_ups::Column::{ActivityId as Of, Sequence};
        let page = sign_ups::Entity::find()
            .filter(Of.eq(id.0))
            .filter(Sequence.gt(i64::from(behind)))
            .order_by_asc(Sequence)
            .limit(most);
        within(PAGE_LIMIT, async {
            let rows = page.all(self.pool().orm()).await.map_err(failed)?;
            rows.into_iter().map(|row| filed(row, self.vault())).collect()
        })
        .await
    }

    async fn note_export(&self, by: &str, detail: &str, now: Timestamp) -> Result<(), StoreError> {
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let line = Line { action: Action::Exported, actor: by, subject: None, detail: Some(detail.to_owned()) };
            audit::write(&*write, line, now.into()).await?;
            write.commit().await
        })
        .await
    }
}

/// A place as it is filed.
pub fn filed(row: sign_ups::Model, vault: &Vault) -> Result<Filed, StoreError> {
    Ok(Filed {
        number: row.number()?,
        session: row.session()?,
        state: row.state()?,
        answers: row.answers(vault)?,
        own: row.own,
        walk_in: row.walk_in,
        written: row.written(),
        made_at: row.made_at.try_into()?,
        attended_at: row.attended_at.map(TryInto::try_into).transpose()?,
        attended_by: row.attended_by.as_deref().and_then(AttendedBy::named),
        source: row.source,
    })
}
