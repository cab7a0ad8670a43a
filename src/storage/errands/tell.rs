//! Errands that a change of seats or of an activity makes, in the transaction of that change.

use std::collections::HashSet;

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, TryInsertResult, UpdateMany};

use super::super::entity::errands::{self, Column, Kind, New, State, standing};
use super::super::entity::sign_ups;
use super::super::failure::failed;
use super::super::moment::Moment;
use super::super::seats;
use crate::app::records::StoreError;
use crate::domain::activity::{Activity, SessionNumber};
use crate::domain::errand::{ErrandKind, ErrandState, Why};

/// Rows a statement; SQLite takes 32,766 values, and a row has 18.
const ROWS: usize = 500;

/// Writes errands down; what is there already stays as it is. Answers how many are new.
pub async fn write<C: ConnectionTrait>(db: &C, errands: Vec<New>, now: Moment) -> Result<u64, StoreError> {
    let mut written = 0;
    let mut rows = errands.into_iter().map(|errand| errand.row(now)).peekable();
    while rows.peek().is_some() {
        let some: Vec<_> = rows.by_ref().take(ROWS).collect();
        let insert = errands::Entity::insert_many(some).on_conflict_do_nothing();
        if let TryInsertResult::Inserted(count) = insert.exec_without_returning(db).await.map_err(failed)? {
            written += count;
        }
    }
    Ok(written)
}

/// The first place of each follower in each session, a family being told once; and every place of somebody whom staff
/// wrote down.
pub fn firsts(places: Vec<sign_ups::Model>) -> Vec<sign_ups::Model> {
    let mut seen = HashSet::new();
    let is_first = |place: &sign_ups::Model| match &place.openid {
        Some(openid) => seen.insert((openid.clone(), place.session)),
        None => place.written().is_some(),
    };
    places.into_iter().filter(is_first).collect()
}

/// A seat is offered, until then.
pub async fn offered<C: ConnectionTrait>(
    db: &C,
    place: &sign_ups::Model,
    unit: Option<i64>,
    (until, now): (Timestamp, Timestamp),
) -> Result<(), StoreError> {
    let errand = New {
        key: format!("offer:{}:{}", place.id, until.as_millisecond()),
        kind: ErrandKind::Offer,
        openid: place.openid.clone(),
        sign_up_id: place.id,
        activity_id: place.activity_id,
        session: place.session,
        unit_id: unit.or(place.unit_id),
        about_at: until.into(),
        due_at: now.into(),
        not_after: until.into(),
    };
    write(db, vec![errand], now.into()).await.map(drop)
}

/// The seat is taken, lapsed or given up: whoever was not told of it yet need not be.
pub async fn dismiss_offer<C: ConnectionTrait>(db: &C, place: i64, now: Moment) -> Result<(), StoreError> {
    let these = dismiss(Why::Outdated, now).filter(Column::SignUpId.eq(place)).filter(Column::Kind.eq(Kind::Offer));
    these.exec(db).await.map_err(failed)?;
    Ok(())
}

/// The activity takes place at another time, or elsewhere: everybody whom it concerns is told, and what was about the
/// old time is not said any more. The activity is locked.
pub async fn moved<C: ConnectionTrait>(
    db: &C,
    (before, after): (&Activity, &Activity),
    id: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let elsewhere = before.place != after.place || before.meet != after.meet;
    let concerns = |session| elsewhere || before.span(session) != after.span(session);
    let mut told = Vec::new();
    for place in firsts(live(db, id).await?) {
        let session = place.session()?;
        if concerns(session) {
            told.push(change(&place, ErrandKind::Moved, (before, after), (session, now)));
        }
    }
    let old = dismiss(Why::Outdated, now.into()).filter(Column::ActivityId.eq(id));
    let old = old.filter(Column::Kind.is_in([Kind::Reminder, Kind::Moved]));
    let sessions: Vec<_> = told.iter().map(|errand| errand.session).collect::<HashSet<_>>().into_iter().collect();
    for session in sessions {
        let here = session.map_or_else(|| Column::Session.is_null(), |session| Column::Session.eq(session));
        old.clone().filter(here).exec(db).await.map_err(failed)?;
    }
    write(db, told, now.into()).await.map(drop)
}

/// The activity does not take place: all its places end, and everybody is told. The activity is locked.
pub async fn called_off<C: ConnectionTrait>(
    db: &C,
    activity: &Activity,
    id: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let old = dismiss(Why::Outdated, now.into()).filter(Column::ActivityId.eq(id));
    old.exec(db).await.map_err(failed)?;
    let ended = live(db, id).await?;
    seats::call_off(db, id, now.into()).await?;
    let mut told = Vec::new();
    for place in firsts(ended) {
        told.push(change(&place, ErrandKind::CalledOff, (activity, activity), (place.session()?, now)));
    }
    write(db, told, now.into()).await.map(drop)
}

/// Staff gave the place up for its owner, who is told. The activity is locked.
pub async fn place_cancelled<C: ConnectionTrait>(
    db: &C,
    place: &sign_ups::Model,
    activity: &Activity,
    now: Timestamp,
) -> Result<(), StoreError> {
    let told = change(place, ErrandKind::PlaceCancelled, (activity, activity), (place.session()?, now));
    write(db, vec![told], now.into()).await.map(drop)
}

/// It is good to know before one sets out: before it begins, by the earlier of both times.
fn change(
    place: &sign_ups::Model,
    kind: ErrandKind,
    (before, after): (&Activity, &Activity),
    (session, now): (Option<SessionNumber>, Timestamp),
) -> New {
    let (old, new) = (before.span(session), after.span(session));
    let begins = old.0.min(new.0);
    let key = match kind {
        ErrandKind::Moved => format!("moved:{}:{}:{}", place.id, new.0.as_millisecond(), now.as_millisecond()),
        _ => format!("{}:{}", kind.id(), place.id),
    };
    New {
        key,
        kind,
        openid: place.openid.clone(),
        sign_up_id: place.id,
        activity_id: place.activity_id,
        session: place.session,
        unit_id: after.unit.map(|unit| i64::from(unit.0)).or(place.unit_id),
        about_at: new.0.into(),
        due_at: now.into(),
        not_after: if now < begins { begins } else { old.1.max(new.1) }.into(),
    }
}

/// They left, or had everything erased: nothing is said to them any more, and nothing points at them.
pub async fn forget<C: ConnectionTrait>(db: &C, openid: &str, now: Moment) -> Result<(), StoreError> {
    dismiss(Why::Gone, now).filter(Column::Openid.eq(openid)).exec(db).await.map_err(failed)?;
    errands::Entity::update_many()
        .col_expr(Column::Openid, Expr::value(None::<String>))
        .filter(Column::Openid.eq(openid))
        .exec(db)
        .await
        .map_err(failed)?;
    Ok(())
}

/// Open errands, dropped. What is on its way out goes on.
fn dismiss(why: Why, now: Moment) -> UpdateMany<errands::Entity> {
    let dropped = standing(ErrandState::Dropped(why), now);
    errands::Entity::update_many().set(dropped).filter(Column::State.is_in(State::OPEN))
}

async fn live<C: ConnectionTrait>(db: &C, activity: i64) -> Result<Vec<sign_ups::Model>, StoreError> {
    let live = sign_ups::Entity::find()
        .filter(sign_ups::Column::ActivityId.eq(activity))
        .filter(sign_ups::Column::State.is_in(sign_ups::State::LIVE))
        .order_by_asc(sign_ups::Column::Id);
    live.all(db).await.map_err(failed)
}
