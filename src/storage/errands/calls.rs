//! The list of calls, out of the errands that were not said.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::super::activities::with_sessions;
use super::super::entity::activities;
use super::super::entity::errands::{self, Column, Kind, Model, State};
use super::super::entity::people::Profile;
use super::super::entity::sign_ups;
use super::super::failure::failed;
use super::super::moment::Moment;
use crate::app::errands::calls::{Call, CallsOf};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::activity::Activity;
use crate::domain::id::ActivityId;
use crate::domain::sign_up::SignUpState;

/// Most calls of one list.
const MOST: u64 = 5_000;
/// Values a statement; SQLite takes 32,766.
const VALUES: usize = 1_000;

/// What was to be said to each follower about each session, oldest first.
type Errands = BTreeMap<(String, i64, Option<i64>), Vec<Model>>;

pub async fn calls<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    of: CallsOf,
    now: Moment,
) -> Result<Vec<Call>, StoreError> {
    let activities = to_come(db, of.activity, now).await?;
    let errands = errands(db, &activities, of).await?;
    let mut calls = Vec::new();
    for place in places(db, &errands).await? {
        let Some(openid) = place.openid.clone() else { continue };
        let theirs = errands.get(&(openid, place.activity_id, place.session));
        // What was said later of a place says all that was not said before.
        let newest = theirs.and_then(|theirs| theirs.iter().rev().find(|errand| concerns(errand, &place)));
        let unsaid = newest.filter(|errand| errand.state != State::Sent);
        if let (Some(errand), Some(activity)) = (unsaid, activities.get(&place.activity_id)) {
            calls.push(call(vault, (errand, activity), &place)?);
        }
    }
    for (place, errands) in of_the_written(db, &activities, of).await? {
        let newest = errands.iter().rev().find(|errand| concerns(errand, &place));
        if let (Some(errand), Some(activity)) = (newest, activities.get(&place.activity_id)) {
            calls.push(call(vault, (errand, activity), &place)?);
        }
    }
    calls.sort_by_key(|call| (call.unit.map(|unit| unit.0), call.activity, call.number.sequence));
    Ok(calls)
}

/// Activities that are not over.
async fn to_come<C: ConnectionTrait>(
    db: &C,
    only: Option<ActivityId>,
    now: Moment,
) -> Result<HashMap<i64, Activity>, StoreError> {
    let mut these = activities::Entity::find().filter(activities::Column::EndsAt.gt(now));
    if let Some(activity) = only {
        these = these.filter(activities::Column::Id.eq(activity.0));
    }
    let rows = these.all(db).await.map_err(failed)?;
    Ok(with_sessions(db, rows).await?.into_iter().map(|activity| (activity.id.0, activity)).collect())
}

async fn errands<C: ConnectionTrait>(
    db: &C,
    activities: &HashMap<i64, Activity>,
    of: CallsOf,
) -> Result<Errands, StoreError> {
    let listed = [State::Unreachable, State::Missed, State::Held];
    let these = about(activities, of)
        .filter(Column::Openid.is_not_null())
        .filter(Column::State.is_in(listed.into_iter().chain([State::Sent])));
    let rows = these.all(db).await.map_err(failed)?;
    let mut errands = Errands::new();
    for row in rows {
        if let Some(openid) = row.openid.clone() {
            errands.entry((openid, row.activity_id, row.session)).or_default().push(row);
        }
    }
    // Most are told of everything.
    errands.retain(|_, theirs| theirs.iter().any(|errand| errand.state != State::Sent));
    Ok(errands)
}

/// What was to be said about these activities, oldest first.
fn about(activities: &HashMap<i64, Activity>, of: CallsOf) -> Select<errands::Entity> {
    let these = errands::Entity::find()
        .filter(Column::ActivityId.is_in(activities.keys().copied()))
        .filter(Column::Kind.ne(Kind::Feedback))
        .order_by_asc(Column::MadeAt)
        .order_by_asc(Column::Id);
    match of.unit {
        Some(unit) => these.filter(Column::UnitId.eq(i64::from(unit.0))),
        None => these,
    }
}

/// Places of people whom staff wrote down, each with what was to be said about it, oldest first.
async fn of_the_written<C: ConnectionTrait>(
    db: &C,
    activities: &HashMap<i64, Activity>,
    of: CallsOf,
) -> Result<Vec<(sign_ups::Model, Vec<Model>)>, StoreError> {
    use sign_ups::Column::{AnswersSealed, Id, Openid};
    let unsaid = about(activities, of).filter(Column::Openid.is_null()).filter(Column::State.eq(State::Unreachable));
    let mut errands: HashMap<i64, Vec<Model>> = HashMap::new();
    for errand in unsaid.limit(MOST).all(db).await.map_err(failed)? {
        errands.entry(errand.sign_up_id).or_default().push(errand);
    }
    let ids: Vec<i64> = errands.keys().copied().collect();
    let mut found = Vec::new();
    for some in ids.chunks(VALUES) {
        // A follower who left has lost theirs, and is nobody to be rung.
        let written = sign_ups::Entity::find().filter(Id.is_in(some.iter().copied()));
        let written = written.filter(Openid.is_null()).filter(AnswersSealed.is_not_null());
        for place in written.all(db).await.map_err(failed)?.into_iter().filter(|place| place.written().is_some()) {
            let theirs = errands.remove(&place.id).unwrap_or_default();
            found.push((place, theirs));
        }
    }
    Ok(found)
}

async fn places<C: ConnectionTrait>(db: &C, errands: &Errands) -> Result<Vec<sign_ups::Model>, StoreError> {
    use sign_ups::Column::{ActivityId, Id, Openid};
    let mut places = Vec::new();
    let keys: Vec<_> = errands.keys().collect();
    for some in keys.chunks(VALUES) {
        let theirs = sign_ups::Entity::find()
            .filter(Openid.is_in(some.iter().map(|(openid, ..)| openid.as_str())))
            .filter(ActivityId.is_in(some.iter().map(|(_, activity, _)| *activity)))
            .order_by_asc(Id)
            .limit(MOST);
        places.extend(theirs.all(db).await.map_err(failed)?);
    }
    places.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
    Ok(places)
}

/// Whether the place is one that the errand speaks of.
fn concerns(errand: &Model, place: &sign_ups::Model) -> bool {
    match errand.kind {
        Kind::Reminder => place.state == sign_ups::State::Confirmed,
        Kind::Offer => place.id == errand.sign_up_id && place.state == sign_ups::State::Offered,
        Kind::Moved => sign_ups::State::LIVE.contains(&place.state),
        Kind::CalledOff => place.state == sign_ups::State::CalledOff,
        Kind::PlaceCancelled => place.id == errand.sign_up_id && place.state == sign_ups::State::Cancelled,
        Kind::Feedback => false,
    }
}

fn call(vault: &Vault, (errand, activity): (&Model, &Activity), place: &sign_ups::Model) -> Result<Call, StoreError> {
    let told = Profile::told_in(&place.answers(vault)?);
    let session = place.session()?;
    let until = match (errand.kind, place.state()?) {
        (Kind::Offer, SignUpState::Offered { until }) => Some(until),
        _ => None,
    };
    Ok(Call {
        kind: errand.kind.into(),
        state: errand.state()?,
        activity: activity.id,
        title: activity.title.clone(),
        session,
        starts_at: activity.span(session).0,
        until,
        unit: activities::unit(errand.unit_id, "errands.unit_id")?,
        number: place.number()?,
        name: told.name,
        mobile: told.mobile,
    })
}
