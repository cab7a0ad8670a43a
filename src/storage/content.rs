//! Enterprises, openings and activities: read as one, changed under a revision.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::database::{Database, within};
use super::entity::audit::{self, Action, Line};
use super::entity::{activities, content_revisions, enterprises, openings};
use super::failure::failed;
use super::moment::Moment;
use super::pool::{Pool, Write};
use super::sealed::to_json;
use crate::app::editions::Subject;
use crate::app::records::{Changes, ContentRecords, ContentRows, EnterpriseDraft, StoreError};
use crate::domain::activity::{Activity, Full};
use crate::domain::opening::Enterprise;

/// A poll, a ping.
const GLANCE_LIMIT: Duration = Duration::from_secs(3);
/// A whole table in or out.
const TABLE_LIMIT: Duration = Duration::from_secs(60);
/// So long after its end an activity stays in the catalog.
const SHOWN_AFTER_END_HOURS: i64 = 30 * 24;

#[async_trait]
impl ContentRecords for Database {
    async fn revision(&self) -> Result<i64, StoreError> {
        within(GLANCE_LIMIT, newest(self.pool().orm())).await
    }

    async fn has_revision(&self, summary: &str) -> Result<bool, StoreError> {
        use content_revisions::Column::{Number, Summary};
        let written = content_revisions::Entity::find().select_only().column(Number).filter(Summary.eq(summary));
        within(GLANCE_LIMIT, async {
            let number: Option<i64> = written.into_tuple().one(self.pool().orm()).await.map_err(failed)?;
            Ok(number.is_some())
        })
        .await
    }

    async fn load(&self, now: Timestamp) -> Result<ContentRows, StoreError> {
        within(TABLE_LIMIT, load(self.pool(), now.into())).await
    }

    async fn put_enterprises(
        &self,
        drafts: &[EnterpriseDraft],
        actor: &str,
        summary: &str,
        now: Timestamp,
    ) -> Result<Changes, StoreError> {
        within(TABLE_LIMIT, async {
            let write = begin(self.pool()).await?;
            let mut changes = Changes::default();
            for draft in drafts {
                super::enterprises::put(&*write, draft).await?.count(&mut changes);
            }
            let content: Vec<_> = drafts.iter().map(|draft| (&draft.enterprise, &draft.openings)).collect();
            let by = By { action: Action::EnterprisesPut, actor, summary, now: now.into() };
            finish(write, changes, &content, by).await
        })
        .await
    }

    async fn put_activities(
        &self,
        activities: &[Activity],
        actor: &str,
        summary: &str,
        now: Timestamp,
    ) -> Result<Changes, StoreError> {
        self.change_activities(activities, There::Replaced, (actor, summary), now).await
    }

    async fn add_activities(
        &self,
        activities: &[Activity],
        actor: &str,
        summary: &str,
        now: Timestamp,
    ) -> Result<Changes, StoreError> {
        self.change_activities(activities, There::Left, (actor, summary), now).await
    }

    async fn full(&self, now: Timestamp) -> Result<Full, StoreError> {
        within(GLANCE_LIMIT, super::full::full(self.pool().orm(), now.into())).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        within(GLANCE_LIMIT, async { self.pool().orm().ping().await.map_err(failed) }).await
    }
}

/// What becomes of an activity that is there already.
#[derive(Clone, Copy)]
enum There {
    /// It is as the new one says.
    Replaced,
    /// It stays as it is.
    Left,
}

impl Database {
    async fn change_activities(
        &self,
        activities: &[Activity],
        there: There,
        (actor, summary): (&str, &str),
        now: Timestamp,
    ) -> Result<Changes, StoreError> {
        within(TABLE_LIMIT, async {
            let write = begin(self.pool()).await?;
            let mut changes = Changes::default();
            for activity in activities {
                let put = match there {
                    There::Replaced => super::activities::put(&*write, activity, now).await?,
                    There::Left => super::activities::add(&*write, activity).await?,
                };
                put.count(&mut changes);
            }
            let by = By { action: Action::ActivitiesPut, actor, summary, now: now.into() };
            finish(write, changes, &activities, by).await
        })
        .await
    }
}

/// What became of one row of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    Added,
    Updated,
    Unchanged,
}

impl Put {
    /// Counts it.
    pub fn count(self, changes: &mut Changes) {
        match self {
            Self::Added => changes.added += 1,
            Self::Updated => changes.updated += 1,
            Self::Unchanged => changes.unchanged += 1,
        }
    }
}

/// Who changes content, and how it is told.
pub(super) struct By<'a> {
    pub action: Action,
    pub actor: &'a str,
    pub summary: &'a str,
    pub now: Moment,
}

async fn newest<C: ConnectionTrait>(db: &C) -> Result<i64, StoreError> {
    use content_revisions::Column::Number;
    let newest = content_revisions::Entity::find().select_only().column(Number).order_by_desc(Number).limit(1);
    let number: Option<i64> = newest.into_tuple().one(db).await.map_err(failed)?;
    Ok(number.unwrap_or(0))
}

async fn load(pool: &Pool, now: Moment) -> Result<ContentRows, StoreError> {
    let snapshot = pool.snapshot().await?;
    let revision = newest(&snapshot).await?;
    let enterprises = enterprises::Entity::find().order_by_asc(enterprises::Column::Id).all(&snapshot);
    let enterprises = enterprises.await.map_err(failed)?;
    let offered = openings::offered(now, false);
    let openings = openings::Entity::find().filter(offered).order_by_asc(openings::Column::Id).all(&snapshot);
    let openings = openings.await.map_err(failed)?;
    let shown = activities::Column::EndsAt.gt(now.hours_before(SHOWN_AFTER_END_HOURS));
    let activities = activities::Entity::find().filter(shown).order_by_asc(activities::Column::Id).all(&snapshot);
    let activities = activities.await.map_err(failed)?;
    let activities = super::activities::with_sessions(&snapshot, activities).await?;
    let sources = super::sources::all(&snapshot).await?;
    let keywords = super::editions::current(&snapshot, Subject::Keywords).await?;
    let policies = super::editions::current(&snapshot, Subject::Policies).await?;
    let menu = super::editions::current(&snapshot, Subject::Menu).await?;
    snapshot.commit().await.map_err(failed)?;
    Ok(ContentRows {
        revision,
        enterprises: enterprises.into_iter().map(Enterprise::try_from).collect::<Result<_, _>>()?,
        openings: openings.into_iter().map(openings::Model::into_told).collect::<Result<_, _>>()?,
        activities,
        sources,
        keywords,
        policies,
        menu,
    })
}

/// A transaction in which nobody else changes content: revisions become visible in the order of their
/// numbers, so that a replica which has seen one has seen all before it.
pub(super) async fn begin(pool: &Pool) -> Result<Write, StoreError> {
    let write = pool.write().await?;
    if pool.is_postgres() {
        let lock = "LOCK TABLE content_revisions IN SHARE ROW EXCLUSIVE MODE";
        write.execute_unprepared(lock).await.map_err(failed)?;
    }
    Ok(write)
}

/// Writes revision and audit, if anything changed, and commits.
pub(super) async fn finish<T: Serialize>(
    write: Write,
    changes: Changes,
    content: &T,
    by: By<'_>,
) -> Result<Changes, StoreError> {
    if changes.added + changes.updated > 0 {
        let revision = content_revisions::ActiveModel {
            number: Set(newest(&*write).await? + 1),
            at: Set(by.now),
            actor: Set(by.actor.to_owned()),
            summary: Set(by.summary.to_owned()),
            content_hash: Set(hex::encode(Sha256::digest(to_json(content)?))),
        };
        let insert = content_revisions::Entity::insert(revision);
        insert.exec_without_returning(&*write).await.map_err(failed)?;
        let line = Line { action: by.action, actor: by.actor, subject: None, detail: Some(by.summary.to_owned()) };
        audit::write(&*write, line, by.now).await?;
    }
    write.commit().await?;
    Ok(changes)
}
