//! What is to be said to people later: planned once, claimed by one, settled by whoever claimed it.
//!
//! Errands are locked last, after activities and sign-ups.

mod calls;
mod claim;
mod matter;
mod plan;
mod reopen;
mod tell;

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

pub use self::tell::{called_off, dismiss_offer, forget, moved, offered, place_cancelled};
use super::database::{Database, within};
use super::entity::errands::{self, Column, State};
use super::failure::failed;
use super::lease;
use super::moment::Moment;
use crate::app::errands::calls::{Call, CallRecords, CallsOf};
use crate::app::errands::{Begun, Claimed, ErrandRecords, Round, Tally};
use crate::app::reach::Channel;
use crate::app::records::StoreError;
use crate::domain::errand::ErrandState;
use crate::domain::id::OpenId;

/// One step of one errand.
const LIMIT: Duration = Duration::from_secs(10);
/// A whole round, or a whole list.
const LONG_LIMIT: Duration = Duration::from_secs(60);
/// What was missed longer ago is no trouble any more.
const RECENT_HOURS: i64 = 7 * 24;

#[async_trait]
impl ErrandRecords for Database {
    async fn unplanned(&self, rounds: Vec<Round>) -> Result<Vec<Round>, StoreError> {
        within(LIMIT, plan::unplanned(self.pool().orm(), rounds)).await
    }

    async fn plan(&self, round: &Round, now: Timestamp) -> Result<u64, StoreError> {
        within(LONG_LIMIT, async {
            let write = self.pool().write().await?;
            let planned = plan::plan(&*write, round, now.into()).await?;
            write.commit().await.map(|()| planned)
        })
        .await
    }

    async fn reopen(&self, now: Timestamp) -> Result<u64, StoreError> {
        within(LIMIT, async {
            let found = reopen::found(self.pool().orm(), now.into()).await?;
            if found.is_empty() {
                return Ok(0);
            }
            let write = self.pool().write().await?;
            let reopened = reopen::reopen(&*write, found, now).await?;
            write.commit().await.map(|()| reopened)
        })
        .await
    }

    async fn claim(&self, most: u64, until: Timestamp, now: Timestamp) -> Result<Vec<Claimed>, StoreError> {
        within(LIMIT, async {
            // Mostly there is nothing, and then nobody need wait for the turn to write.
            if lease::is_idle::<errands::Entity, _>(self.pool().orm(), Condition::all(), now.into()).await? {
                return Ok(Vec::new());
            }
            let write = self.pool().write().await?;
            claim::expire(&*write, now).await?;
            let claimed = claim::claim(&*write, most, until.into(), now.into()).await?;
            write.commit().await.map(|()| claimed)
        })
        .await
    }

    async fn begin(&self, claimed: &Claimed, until: Timestamp, now: Timestamp) -> Result<Begun, StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            let begun = claim::begin(&*write, self.vault(), claimed, (until, now)).await?;
            write.commit().await.map(|()| begun)
        })
        .await
    }

    async fn settle(
        &self,
        claimed: &Claimed,
        outcome: (ErrandState, Option<Channel>),
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            let settled = claim::settle(&*write, claimed, outcome, now.into()).await?;
            write.commit().await.map(|()| settled)
        })
        .await
    }

    async fn tally(&self, now: Timestamp) -> Result<Vec<Tally>, StoreError> {
        let now = Moment::from(now);
        let recent = Column::DueAt.gt(now.hours_before(RECENT_HOURS));
        let counted = [
            ("due", State::Due, Column::NextAt.lte(now)),
            ("held", State::Held, recent.clone()),
            ("unreachable", State::Unreachable, recent.clone()),
            ("missed", State::Missed, recent.clone()),
            ("unknown", State::Unknown, recent),
        ];
        within(LIMIT, async {
            let mut tallies = Vec::with_capacity(counted.len());
            for (state, stands, when) in counted {
                let these = errands::Entity::find().filter(Column::State.eq(stands)).filter(when);
                tallies.push(Tally { state, errands: these.count(self.pool().orm()).await.map_err(failed)? });
            }
            Ok(tallies)
        })
        .await
    }
}

/// They accepted a notice: what no way reached them with before may go out by it. In the transaction of their word.
pub async fn accepted<C: ConnectionTrait>(db: &C, openid: &OpenId, now: Timestamp) -> Result<(), StoreError> {
    let found = reopen::of(db, openid, now.into()).await?;
    reopen::reopen(db, found, now).await.map(drop)
}

/// Deletes what was settled before `cutoff`.
pub async fn tidy<C: ConnectionTrait>(db: &C, cutoff: Moment) -> Result<(), StoreError> {
    errands::Entity::delete_many().filter(Column::SettledAt.lt(cutoff)).exec(db).await.map_err(failed)?;
    Ok(())
}

#[async_trait]
impl CallRecords for Database {
    async fn calls(&self, of: CallsOf, now: Timestamp) -> Result<Vec<Call>, StoreError> {
        within(LONG_LIMIT, calls::calls(self.pool().orm(), self.vault(), of, now.into())).await
    }
}
