//! Keeping the queue: a seat that came free is offered to the first, and goes on when it is not taken in time.

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::super::entity::sign_ups::{self, State};
use super::super::entity::{activities, activity_sessions};
use super::super::errands;
use super::super::failure::failed;
use super::super::moment::Moment;
use super::super::pool::Pool;
use super::counts::{self, Want};
use crate::app::records::{Kept, StoreError};
use crate::domain::sign_up::SignUpRules;

/// Most activities, or lapsed offers, in one go; the next go takes the rest.
const BATCH: u64 = 100;

/// Takes back seats that were offered for long enough, and offers what is free to the first who queue.
pub async fn keep(pool: &Pool, rules: &SignUpRules, now: Timestamp) -> Result<Kept, StoreError> {
    let mut kept = Kept::default();
    for row in lapsing(pool.orm(), now.into()).await? {
        let write = pool.write().await?;
        counts::lock(&*write, row.activity_id).await?;
        if let Ok(lapsed) = row.state()?.lapse(now) {
            kept.lapsed += u64::from(counts::end(&*write, &row, lapsed.into(), now.into()).await?);
        }
        write.commit().await?;
    }
    for activity in queued_at(pool.orm(), now.into()).await? {
        let write = pool.write().await?;
        kept.offered += offer(&*write, activity, rules, now).await?;
        write.commit().await?;
    }
    Ok(kept)
}

async fn lapsing<C: ConnectionTrait>(db: &C, now: Moment) -> Result<Vec<sign_ups::Model>, StoreError> {
    use sign_ups::Column::{OfferedUntil, State as Stands};
    let over = sign_ups::Entity::find().filter(Stands.eq(State::Offered)).filter(OfferedUntil.lte(now));
    over.order_by_asc(OfferedUntil).limit(BATCH).all(db).await.map_err(failed)
}

/// Activities to come at which somebody queues.
async fn queued_at<C: ConnectionTrait>(db: &C, now: Moment) -> Result<Vec<i64>, StoreError> {
    use activities::Column::{CalledOff, Id, StartsAt, Waiting};
    let in_sessions = activity_sessions::Entity::find()
        .select_only()
        .column(activity_sessions::Column::ActivityId)
        .filter(activity_sessions::Column::Waiting.gt(0))
        .into_query();
    activities::Entity::find()
        .select_only()
        .column(Id)
        .filter(Condition::any().add(Waiting.gt(0)).add(Id.in_subquery(in_sessions)))
        .filter(CalledOff.eq(false))
        // A session may begin later than the whole, none ends after it.
        .filter(activities::Column::EndsAt.gt(now))
        .order_by_asc(StartsAt)
        .limit(BATCH)
        .into_tuple()
        .all(db)
        .await
        .map_err(failed)
}

/// Offers the free seats of one activity, in the order of the numbers.
async fn offer<C: ConnectionTrait>(
    db: &C,
    activity: i64,
    rules: &SignUpRules,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let Some(row) = counts::lock(db, activity).await? else { return Ok(0) };
    let sessions = activity_sessions::Entity::find().filter(activity_sessions::Column::ActivityId.eq(activity));
    let sessions = sessions.all(db).await.map_err(failed)?;
    let mut offered = 0;
    let mut free = row.seats()?.free();
    let chosen = sessions.iter().map(|session| Some((session.number, session)));
    for session in chosen.chain([None]) {
        let starts_at = session.map_or(row.starts_at, |(_, session)| session.starts_at);
        let Some(until) = rules.offer_until(now, starts_at.try_into()?) else { continue };
        let here = match session {
            Some((_, session)) => least(free, session.seats()?.free()),
            None => free,
        };
        let want = Want { activity, session: session.map(|(number, _)| number) };
        let given = offer_to_first(db, want, here, (row.unit_id, until, now)).await?;
        free = free.map(|free| free.saturating_sub(u32::try_from(given).unwrap_or(u32::MAX)));
        offered += given;
    }
    Ok(offered)
}

fn least(a: Option<u32>, b: Option<u32>) -> Option<u32> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, other) => one.or(other),
    }
}

/// Offers up to so many seats to the first in one queue, and writes down that they are told.
async fn offer_to_first<C: ConnectionTrait>(
    db: &C,
    want: Want,
    free: Option<u32>,
    (unit, until, now): (Option<i64>, Timestamp, Timestamp),
) -> Result<u64, StoreError> {
    use sign_ups::Column::{ActivityId, Id, OfferedUntil, Sequence, Session, State as Stands};
    let most = free.map_or(BATCH, u64::from).min(BATCH);
    if most == 0 {
        return Ok(0);
    }
    let same = want.session.map_or_else(|| Session.is_null(), |number| Session.eq(number));
    let first: Vec<sign_ups::Model> = sign_ups::Entity::find()
        .filter(ActivityId.eq(want.activity))
        .filter(Stands.eq(State::Waiting))
        .filter(same)
        .order_by_asc(Sequence)
        .limit(most)
        .all(db)
        .await
        .map_err(failed)?;
    for row in &first {
        let Ok(offered) = row.state()?.offer(until) else { continue };
        sign_ups::Entity::update_many()
            .col_expr(Stands, Expr::value(State::from(offered)))
            .col_expr(OfferedUntil, Expr::value(Moment::from(until)))
            .filter(Id.eq(row.id))
            .exec(db)
            .await
            .map_err(failed)?;
        counts::from_queue_to_seat(db, want).await?;
        errands::offered(db, row, unit, (until, now)).await?;
    }
    Ok(u64::try_from(first.len()).unwrap_or(u64::MAX))
}
