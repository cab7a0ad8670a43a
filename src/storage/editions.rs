//! Drafts and editions of what staff change over the content pack.

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

use super::content::{By, begin, finish};
use super::database::{Database, within};
use super::entity::audit::{self, Action, Line};
use super::entity::editions::Of;
use super::entity::{drafts, editions};
use super::failure::failed;
use super::pool::Write;
use super::staff::PAGE_LIMIT;
use crate::app::editions::{Draft, Edition, EditionRecords, NewEdition, Seen, Subject, called};
use crate::app::records::{Changes, StoreError};
use crate::domain::id::EditionId;

#[async_trait]
impl EditionRecords for Database {
    async fn draft(&self, subject: Subject) -> Result<Option<Draft>, StoreError> {
        within(PAGE_LIMIT, async {
            let row = drafts::Entity::find_by_id(Of::from(subject)).one(self.pool().orm()).await.map_err(failed)?;
            row.map(|row| {
                let drafts::Model { content, version, edited_by: by, edited_at, .. } = row;
                Ok(Draft { content, version, by, at: edited_at.try_into()? })
            })
            .transpose()
        })
        .await
    }

    async fn save_draft(
        &self,
        (subject, content): (Subject, &str),
        seen: Seen,
        (by, detail): (&str, &str),
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        within(PAGE_LIMIT, async {
            // Whoever else writes here waits: two first drafts at once are not two.
            let write = begin(self.pool()).await?;
            if version(&*write, subject).await? != seen.draft {
                return Ok(false);
            }
            if seen.draft.is_none() && newest_id(&*write, subject).await? != seen.edition {
                return Ok(false);
            }
            drop(&*write, subject).await?;
            insert(&*write, (subject, content), (seen.draft, by), now).await?;
            note(write, (Action::DraftChanged, by), detail, now).await
        })
        .await
    }

    async fn drop_draft(&self, subject: Subject, seen: i64, by: &str, now: Timestamp) -> Result<bool, StoreError> {
        within(PAGE_LIMIT, async {
            let write = begin(self.pool()).await?;
            if version(&*write, subject).await? != Some(seen) {
                return Ok(false);
            }
            drop(&*write, subject).await?;
            note(write, (Action::DraftChanged, by), "draft dropped", now).await
        })
        .await
    }

    async fn editions(&self, subject: Subject, most: u64) -> Result<Vec<Edition>, StoreError> {
        within(PAGE_LIMIT, async {
            let db = self.pool().orm();
            let rows = newest(subject).limit(most).all(db).await.map_err(failed)?;
            let Some(last) = rows.first() else { return Ok(Vec::new()) };
            let number = number(db, subject, last.id).await?;
            (0..).zip(rows).map(|(before, row)| row.told(number.saturating_sub(before))).collect()
        })
        .await
    }

    async fn edition(&self, subject: Subject, id: EditionId) -> Result<Option<Edition>, StoreError> {
        within(PAGE_LIMIT, async {
            let db = self.pool().orm();
            let row = newest(subject).filter(editions::Column::Id.eq(id.0)).one(db).await.map_err(failed)?;
            let Some(row) = row else { return Ok(None) };
            let number = number(db, subject, row.id).await?;
            row.told(number).map(Some)
        })
        .await
    }

    async fn publish(
        &self,
        edition: NewEdition<'_>,
        draft: Option<i64>,
        by: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        within(PAGE_LIMIT, async {
            let write = begin(self.pool()).await?;
            if draft.is_some() {
                if version(&*write, edition.subject).await? != draft {
                    return Ok(false);
                }
                drop(&*write, edition.subject).await?;
            }
            if put(&*write, edition, by, now).await?.is_none() {
                return Ok(false);
            }
            answer_by(write, edition, by, now).await?;
            Ok(true)
        })
        .await
    }

    async fn note_push(
        &self,
        (subject, edition): (Subject, Option<EditionId>),
        by: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        within(PAGE_LIMIT, async {
            let write = begin(self.pool()).await?;
            if newest_id(&*write, subject).await? != edition {
                return Ok(false);
            }
            let number = match edition {
                Some(id) => number(&*write, subject, id.0).await?,
                None => 0,
            };
            let detail = format!("{}，{}", subject.name(), called(number));
            note(write, (Action::EditionPushedAgain, by), &detail, now).await
        })
        .await
    }
}

/// Writes an edition down, if the newest is still the one that it was held against. In a transaction of [`begin`]; it
/// answers once [`answer_by`] has ended that.
pub(super) async fn put<C: ConnectionTrait>(
    db: &C,
    edition: NewEdition<'_>,
    by: &str,
    now: Timestamp,
) -> Result<Option<EditionId>, StoreError> {
    let NewEdition { subject, content, summary, after } = edition;
    if newest_id(db, subject).await? != after {
        return Ok(None);
    }
    let row = editions::ActiveModel {
        id: ActiveValue::NotSet,
        subject: Set(subject.into()),
        content: Set(content.to_owned()),
        summary: Set(summary.to_owned()),
        published_by: Set(by.to_owned()),
        published_at: Set(now.into()),
    };
    let id = editions::Entity::insert(row).exec(db).await.map_err(failed)?.last_insert_id;
    Ok(Some(EditionId(id)))
}

/// Every replica answers by an edition that was put: a new revision of the content, a line in the audit, and the end of
/// the transaction.
pub(super) async fn answer_by(
    write: Write,
    edition: NewEdition<'_>,
    by: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let changes = Changes { added: 1, ..Changes::default() };
    let summary = &format!("{}，{}", edition.subject.name(), edition.summary);
    let by = By { action: Action::EditionPublished, actor: by, summary, now: now.into() };
    finish(write, changes, &edition.content, by).await?;
    Ok(())
}

/// What the catalog is built with: the newest edition's content.
pub(super) async fn current<C: ConnectionTrait>(db: &C, subject: Subject) -> Result<Option<String>, StoreError> {
    let row = newest(subject).one(db).await.map_err(failed)?;
    Ok(row.map(|row| row.content))
}

fn newest(subject: Subject) -> sea_orm::Select<editions::Entity> {
    use editions::Column::{Id, Subject};
    editions::Entity::find().filter(Subject.eq(Of::from(subject))).order_by_desc(Id)
}

/// Which of its subject's editions one is, counted from 1.
async fn number<C: ConnectionTrait>(db: &C, subject: Subject, id: i64) -> Result<u64, StoreError> {
    newest(subject).filter(editions::Column::Id.lte(id)).count(db).await.map_err(failed)
}

/// The newest edition.
pub(super) async fn newest_id<C: ConnectionTrait>(db: &C, subject: Subject) -> Result<Option<EditionId>, StoreError> {
    Ok(newest(subject).one(db).await.map_err(failed)?.map(|row| EditionId(row.id)))
}

/// The version of the draft.
pub(super) async fn version<C: ConnectionTrait>(db: &C, subject: Subject) -> Result<Option<i64>, StoreError> {
    let row = drafts::Entity::find_by_id(Of::from(subject)).one(db).await.map_err(failed)?;
    Ok(row.map(|row| row.version))
}

/// Writes a draft where there is none; its version is another than that of the last, which is `before` this one.
pub(super) async fn insert<C: ConnectionTrait>(
    db: &C,
    (subject, content): (Subject, &str),
    (before, by): (Option<i64>, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = drafts::ActiveModel {
        subject: Set(subject.into()),
        content: Set(content.to_owned()),
        version: Set(now.as_millisecond().max(before.map_or(0, |before| before.saturating_add(1)))),
        edited_by: Set(by.to_owned()),
        edited_at: Set(now.into()),
    };
    drafts::Entity::insert(row).exec_without_returning(db).await.map_err(failed)?;
    Ok(())
}

/// Takes the draft away.
pub(super) async fn drop<C: ConnectionTrait>(db: &C, subject: Subject) -> Result<(), StoreError> {
    drafts::Entity::delete_by_id(Of::from(subject)).exec(db).await.map_err(failed)?;
    Ok(())
}

async fn note(write: Write, (action, actor): (Action, &str), detail: &str, now: Timestamp) -> Result<bool, StoreError> {
    let line = Line { action, actor, subject: None, detail: Some(detail.to_owned()) };
    audit::write(&*write, line, now.into()).await?;
    write.commit().await?;
    Ok(true)
}
