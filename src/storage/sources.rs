//! Where people came from: sources, and what became of their people.

use std::collections::HashMap;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use super::content::{By, begin, finish};
use super::database::{Database, within};
use super::entity::audit::Action;
use super::entity::sign_ups::State;
use super::entity::{activities, followers, sign_ups, sources};
use super::failure::failed;
use crate::app::platform::qr::QrCode;
use crate::app::records::{Changes, StoreError};
use crate::app::sources::{SourceRecords, Tally};
use crate::domain::source::{Source, SourceCode};

/// Staff wait for it.
const LIMIT: Duration = Duration::from_secs(30);

#[async_trait]
impl SourceRecords for Database {
    async fn add_source(&self, source: &Source, actor: &str, now: Timestamp) -> Result<bool, StoreError> {
        within(LIMIT, async {
            let write = begin(self.pool()).await?;
            if !may_add(&*write, source).await? {
                return Ok(false);
            }
            let row = sources::ActiveModel {
                code: Set(source.code.as_str().to_owned()),
                kind: Set(source.kind.id().to_owned()),
                name: Set(source.name.clone()),
                activity_id: Set(source.activity.map(|id| id.0)),
                created_at: Set(now.into()),
                ticket: Set(None),
                url: Set(None),
            };
            sources::Entity::insert(row).exec_without_returning(&*write).await.map_err(failed)?;
            let summary = format!("source {}", source.code);
            let by = By { action: Action::SourceAdded, actor, summary: &summary, now: now.into() };
            finish(write, Changes { added: 1, ..Changes::default() }, source, by).await?;
            Ok(true)
        })
        .await
    }

    async fn sources(&self) -> Result<Vec<Source>, StoreError> {
        within(LIMIT, all(self.pool().orm())).await
    }

    async fn put_source_qr(&self, code: &SourceCode, qr: &QrCode, now: Timestamp) -> Result<(), StoreError> {
        use sources::Column::{Code, Ticket, Url};
        within(LIMIT, async {
            let write = begin(self.pool()).await?;
            let update = sources::Entity::update_many()
                .col_expr(Ticket, Expr::value(qr.ticket.as_str()))
                .col_expr(Url, Expr::value(qr.url.as_str()))
                .filter(Code.eq(code.as_str()));
            update.exec(&*write).await.map_err(failed)?;
            let summary = format!("QR code of source {code}");
            let by = By { action: Action::SourceAdded, actor: "platform", summary: &summary, now: now.into() };
            finish(write, Changes { updated: 1, ..Changes::default() }, &qr.url, by).await?;
            Ok(())
        })
        .await
    }

    async fn tallies(&self) -> Result<Vec<(Source, Tally)>, StoreError> {
        within(LIMIT, async {
            let snapshot = self.pool().snapshot().await?;
            let (follows, live) = (follows(&snapshot).await?, places(&snapshot, true).await?);
            let came = places(&snapshot, false).await?;
            let sources = all(&snapshot).await?;
            snapshot.commit().await.map_err(failed)?;
            let count = |counts: &HashMap<String, u32>, key: &str| counts.get(key).copied().unwrap_or(0);
            let tally = |source: &Source| Tally {
                follows: count(&follows, &source.code.scene()),
                sign_ups: count(&live, source.code.as_str()),
                came: count(&came, source.code.as_str()),
            };
            Ok(sources.into_iter().map(|source| (source.clone(), tally(&source))).collect())
        })
        .await
    }
}

/// Its code is free, and its activity is there.
async fn may_add<C: ConnectionTrait>(db: &C, source: &Source) -> Result<bool, StoreError> {
    if sources::Entity::find_by_id(source.code.as_str()).one(db).await.map_err(failed)?.is_some() {
        return Ok(false);
    }
    let Some(activity) = source.activity else { return Ok(true) };
    Ok(activities::Entity::find_by_id(activity.0).one(db).await.map_err(failed)?.is_some())
}

/// All of them, by code.
pub async fn all<C: ConnectionTrait>(db: &C) -> Result<Vec<Source>, StoreError> {
    let rows = sources::Entity::find().order_by_asc(sources::Column::Code).all(db).await.map_err(failed)?;
    rows.into_iter().map(Source::try_from).collect()
}

/// Followers by the scene that led them here last.
async fn follows<C: ConnectionTrait>(db: &C) -> Result<HashMap<String, u32>, StoreError> {
    use followers::Column::{Openid, Scene};
    let rows: Vec<(Option<String>, i64)> = followers::Entity::find()
        .select_only()
        .column(Scene)
        .column_as(Openid.count(), "count")
        .filter(Scene.is_not_null())
        .group_by(Scene)
        .into_tuple()
        .all(db)
        .await
        .map_err(failed)?;
    Ok(counted(rows))
}

/// Places by source: live ones, or those whose people came.
async fn places<C: ConnectionTrait>(db: &C, live: bool) -> Result<HashMap<String, u32>, StoreError> {
    use sign_ups::Column::{AttendedAt, Id, Source, State as Stands};
    let which = if live { Stands.is_in(State::LIVE) } else { AttendedAt.is_not_null() };
    let rows: Vec<(Option<String>, i64)> = sign_ups::Entity::find()
        .select_only()
        .column(Source)
        .column_as(Id.count(), "count")
        .filter(Source.is_not_null())
        .filter(which)
        .group_by(Source)
        .into_tuple()
        .all(db)
        .await
        .map_err(failed)?;
    Ok(counted(rows))
}

fn counted(rows: Vec<(Option<String>, i64)>) -> HashMap<String, u32> {
    let of = |(key, count): (Option<String>, i64)| Some((key?, u32::try_from(count).unwrap_or(u32::MAX)));
    rows.into_iter().filter_map(of).collect()
}
