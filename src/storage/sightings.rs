//! When followers last did something, in batches.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::sea_query::{Alias, CaseStatement, Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QuerySelect, Set};

use super::database::{Database, within};
use super::entity::followers::{self, Column};
use super::failure::failed;
use super::moment::Moment;
use super::order;
use super::staff::PAGE_LIMIT;
use crate::app::console::LastWord;
use crate::app::records::StoreError;
use crate::app::sightings::SightingRecords;
use crate::app::vault::Vault;
use crate::domain::id::OpenId;
use crate::domain::window::LastActs;

/// It is written in the background, and once more when the process ends.
const LIMIT: Duration = Duration::from_secs(10);
/// The columns that the newest wins.
const TIMES: [Column; 3] = [Column::SpokeAt, Column::TappedAt, Column::ScannedAt];

#[async_trait]
impl SightingRecords for Database {
    async fn see(&self, seen: &[(OpenId, LastActs)]) -> Result<(), StoreError> {
        within(LIMIT, async {
            let mut newest: BTreeMap<&OpenId, LastActs> = BTreeMap::new();
            for (openid, acts) in seen {
                let there = newest.entry(openid).or_default();
                *there = there.with(*acts);
            }
            let write = self.pool().write().await?;
            let known = followers::locked(&*write, newest.keys().copied()).await?;
            let (known, unknown): (Vec<_>, Vec<_>) =
                newest.into_iter().partition(|(openid, _)| known.contains(openid.as_str()));
            put(&*write, self.vault(), &known).await?;
            for (openid, acts) in unknown {
                see_unknown(&*write, self.vault(), openid, acts).await?;
            }
            write.commit().await
        })
        .await
    }
}

#[async_trait]
impl LastWord for Database {
    async fn last_word(&self) -> Result<Option<Timestamp>, StoreError> {
        let newest = followers::Entity::find()
            .select_only()
            .column_as(Column::SpokeAt.max(), "last")
            .into_tuple::<Option<Moment>>();
        within(PAGE_LIMIT, async {
            let last = newest.one(self.pool().orm()).await.map_err(failed)?.flatten();
            last.map(TryInto::try_into).transpose()
        })
        .await
    }
}

/// One follower, whose records are locked by the caller.
pub async fn see_one<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    openid: &OpenId,
    acts: LastActs,
) -> Result<(), StoreError> {
    if followers::locked(db, [openid]).await?.is_empty() {
        return see_unknown(db, vault, openid, acts).await;
    }
    put(db, vault, &[(openid, acts)]).await
}

/// They followed before this server was there, or left and what they did before comes late.
async fn see_unknown<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    openid: &OpenId,
    acts: LastActs,
) -> Result<(), StoreError> {
    let Some(latest) = acts.latest() else { return Ok(()) };
    order::one_at_a_time(db, vault, openid).await?;
    if order::gone_since(db, vault, openid, latest.into()).await? {
        return Ok(());
    }
    put(db, vault, &[(openid, acts)]).await
}

async fn put<C: ConnectionTrait>(db: &C, vault: &Vault, seen: &[(&OpenId, LastActs)]) -> Result<(), StoreError> {
    let rows: Vec<_> = seen.iter().filter_map(|(openid, acts)| row(vault, openid, *acts)).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let newest = OnConflict::column(Column::Openid).values(TIMES.map(|time| (time, newer(time).into()))).to_owned();
    followers::Entity::insert_many(rows).on_conflict(newest).exec_without_returning(db).await.map_err(failed)?;
    Ok(())
}

fn row(vault: &Vault, openid: &OpenId, acts: LastActs) -> Option<followers::ActiveModel> {
    let moment = |time: Option<Timestamp>| Set(time.map(Moment::from));
    let mut row = followers::arriving(vault, openid, acts.latest()?.into());
    row.spoke_at = moment(acts.spoke);
    row.tapped_at = moment(acts.tapped);
    row.scanned_at = moment(acts.scanned);
    Some(row)
}

/// What is written, unless what is there is as new.
fn newer(time: Column) -> CaseStatement {
    let (there, new) = (Expr::col((followers::Entity, time)), Expr::col((Alias::new("excluded"), time)));
    let older = new.clone().is_null().or(new.clone().lte(there.clone()));
    CaseStatement::new().case(older, there).finally(new)
}
