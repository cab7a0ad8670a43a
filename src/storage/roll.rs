//! The nightly round: a row that one replica holds, and marks on the followers whom the platform's list has.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set,
    TryInsertResult,
};

use super::database::{Database, within};
use super::entity::followers::{self, Column};
use super::entity::rounds;
use super::failure::{damaged, failed};
use super::moment::Moment;
use super::order;
use crate::app::reconcile::{Arrival, FollowerRoll, Progress, Round};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::id::OpenId;

/// One step of the night, up to 10,000 followers of it.
const LIMIT: Duration = Duration::from_secs(60);
/// Followers a transaction: short enough that the one writer of SQLite is soon free again for sign-ups.
const ROWS: usize = 500;
/// The platform's clock need not be ours, nor its answer as fresh as its events.
const CROSSED: SignedDuration = SignedDuration::from_mins(1);

#[async_trait]
impl FollowerRoll for Database {
    async fn take(&self, not_since: Timestamp, now: Timestamp) -> Result<Option<Round>, StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            let first = rounds::Entity::insert(rounds::before_the_first()).on_conflict_do_nothing();
            first.exec_without_returning(&*write).await.map_err(failed)?;
            let row = rounds::Entity::find_by_id(rounds::NAME).lock_exclusive().one(&*write).await.map_err(failed)?;
            let row = row.ok_or_else(|| damaged("rounds has no row"))?;
            if row.held_until > now.into() || (row.done && row.began_at >= not_since.into()) {
                return Ok(None);
            }
            let holder = format!("{:032x}", rand::random::<u128>());
            let round = if row.done {
                Round { began_at: now, progress: Progress::Listing(None), holder }
            } else {
                Round { began_at: row.began_at.try_into()?, progress: row.progress()?, holder }
            };
            rounds::Entity::update(rounds::held(&round, now)).exec(&*write).await.map_err(failed)?;
            write.commit().await.map(|()| Some(round))
        })
        .await
    }

    async fn go_on(&self, round: &Round, now: Timestamp) -> Result<bool, StoreError> {
        self.put_round(round, rounds::held(round, now)).await
    }

    async fn let_go(&self, round: &Round, now: Timestamp) -> Result<(), StoreError> {
        self.put_round(round, rounds::let_go(round, now)).await.map(drop)
    }

    async fn mark(&self, openids: &[OpenId], began_at: Timestamp) -> Result<Vec<OpenId>, StoreError> {
        within(LIMIT, async {
            let mut unknown = Vec::new();
            for some in openids.chunks(ROWS) {
                let write = self.pool().write().await?;
                unknown.extend(mark(&*write, some, began_at.into()).await?);
                write.commit().await?;
            }
            Ok(unknown)
        })
        .await
    }

    async fn add(&self, arrivals: &[Arrival], began_at: Timestamp, asked_at: Timestamp) -> Result<u64, StoreError> {
        // By openid, so that two replicas lock them in one order.
        let arrivals: BTreeMap<&OpenId, &Arrival> = arrivals.iter().map(|one| (&one.openid, one)).collect();
        let openids: Vec<OpenId> = arrivals.keys().copied().cloned().collect();
        let crossed = asked_at.saturating_sub(CROSSED).unwrap_or(asked_at);
        within(LIMIT, async {
            let mut added = 0;
            let write = self.pool().write().await?;
            for openid in mark(&*write, &openids, began_at.into()).await? {
                order::one_at_a_time(&*write, self.vault(), &openid).await?;
                let stays = !order::gone_since(&*write, self.vault(), &openid, crossed.into()).await?;
                if let Some(arrival) = arrivals.get(&openid).filter(|_| stays) {
                    added += u64::from(insert(&*write, self.vault(), arrival, began_at.into()).await?);
                }
            }
            write.commit().await.map(|()| added)
        })
        .await
    }

    async fn unmarked(
        &self,
        began_at: Timestamp,
        after: Option<&OpenId>,
        most: u64,
    ) -> Result<Vec<OpenId>, StoreError> {
        within(LIMIT, async {
            let began_at = Moment::from(began_at);
            let no_mark = Condition::any().add(Column::ListedAt.is_null()).add(Column::ListedAt.lt(began_at));
            let openids: Vec<String> = followers::Entity::find()
                .select_only()
                .column(Column::Openid)
                .filter(Column::FollowedAt.lt(began_at))
                .filter(no_mark)
                .apply_if(after, |query, after| query.filter(Column::Openid.gt(after.as_str())))
                .order_by_asc(Column::Openid)
                .limit(most)
                .into_tuple()
                .all(self.pool().orm())
                .await
                .map_err(failed)?;
            openids.iter().map(|openid| OpenId::parse(openid).map_err(|_| damaged("followers.openid"))).collect()
        })
        .await
    }
}

impl Database {
    /// Unless somebody else has it by now.
    async fn put_round(&self, round: &Round, row: rounds::ActiveModel) -> Result<bool, StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            let ours = rounds::Column::Holder.eq(round.holder.as_str());
            let put = rounds::Entity::update_many().set(row).filter(rounds::Column::Name.eq(rounds::NAME)).filter(ours);
            let put = put.exec(&*write).await.map_err(failed)?;
            write.commit().await.map(|()| put.rows_affected == 1)
        })
        .await
    }
}

/// Marks those whom we know; answers the others.
async fn mark<C: ConnectionTrait>(db: &C, openids: &[OpenId], began_at: Moment) -> Result<Vec<OpenId>, StoreError> {
    let known = followers::locked(db, openids).await?;
    followers::Entity::update_many()
        .col_expr(Column::ListedAt, Expr::value(began_at))
        .filter(Column::Openid.is_in(known.iter().map(String::as_str)))
        .exec(db)
        .await
        .map_err(failed)?;
    Ok(openids.iter().filter(|openid| !known.contains(openid.as_str())).cloned().collect())
}

/// `false` if a message of theirs was quicker.
async fn insert<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    arrival: &Arrival,
    began_at: Moment,
) -> Result<bool, StoreError> {
    let mut row = followers::arriving(vault, &arrival.openid, arrival.since.into());
    row.scene = Set(arrival.scene.clone());
    row.listed_at = Set(Some(began_at));
    let inserted = followers::Entity::insert(row).on_conflict_do_nothing().exec_without_returning(db).await;
    Ok(matches!(inserted.map_err(failed)?, TryInsertResult::Inserted(1)))
}
