//! From a reminder that falls due to an errand for each follower who has a seat.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};

use super::super::activities::with_sessions;
use super::super::entity::errands::{self, Kind, New};
use super::super::entity::reminder_rounds::{self, key};
use super::super::entity::sign_ups::{self, State};
use super::super::failure::failed;
use super::super::moment::Moment;
use super::super::seats;
use super::tell::{firsts, write};
use crate::app::errands::Round;
use crate::app::records::StoreError;
use crate::domain::errand::ErrandKind;

/// Those that nobody planned yet.
pub async fn unplanned<C: ConnectionTrait>(db: &C, rounds: Vec<Round>) -> Result<Vec<Round>, StoreError> {
    use reminder_rounds::Column::ActivityId;
    let activities: BTreeSet<i64> = rounds.iter().map(|round| round.activity.0).collect();
    let planned = reminder_rounds::Entity::find().filter(ActivityId.is_in(activities)).all(db).await.map_err(failed)?;
    let planned: BTreeSet<_> =
        planned.into_iter().map(|row| (row.activity_id, row.session, row.rule, row.starts_at)).collect();
    Ok(rounds.into_iter().filter(|round| !planned.contains(&key(round))).collect())
}

/// Plans it, unless somebody else has, or it is not true any more.
pub async fn plan<C: ConnectionTrait>(db: &C, round: &Round, now: Moment) -> Result<u64, StoreError> {
    // Whoever signs up or moves it waits for us, and we for them.
    let Some(row) = seats::lock(db, round.activity.0).await? else { return Ok(0) };
    let unit = row.unit_id;
    let activity = with_sessions(db, vec![row]).await?.pop();
    let begins = activity.filter(|activity| !activity.called_off).map(|activity| activity.span(round.session).0);
    if begins.map(Moment::from) != Some(round.starts_at.into()) {
        return Ok(0);
    }
    let first = reminder_rounds::Entity::insert(reminder_rounds::row(round, now)).on_conflict_do_nothing();
    let inserted = first.exec_without_returning(db).await.map_err(failed)?;
    if !matches!(inserted, sea_orm::TryInsertResult::Inserted(1)) {
        return Ok(0);
    }
    let places = meant(round).order_by_asc(sign_ups::Column::Id).all(db).await.map_err(failed)?;
    let rows = firsts(places).into_iter().map(|place| New {
        key: errand_key(round, place.id),
        kind: round.kind,
        unit_id: unit.or(place.unit_id),
        openid: place.openid,
        sign_up_id: place.id,
        activity_id: place.activity_id,
        session: place.session,
        about_at: round.starts_at.into(),
        due_at: round.due_at.into(),
        not_after: round.not_after.into(),
    });
    write(db, rows.collect(), now).await
}

fn errand_key(round: &Round, place: i64) -> String {
    match round.kind {
        ErrandKind::Feedback => format!("feedback:{place}"),
        _ => format!("remind:{place}:{}:{}", round.rule, round.starts_at.as_millisecond()),
    }
}

/// Places of followers who had a seat when it fell due. Who signed up after that has just got a receipt, and who was
/// told since of another time, for themselves and their family, knows it.
fn meant(round: &Round) -> Select<sign_ups::Entity> {
    use sign_ups::Column::{ActivityId, AttendedAt, MadeAt, Openid, Session, State as Stands};
    let due = Moment::from(round.due_at);
    let here = round.session.map_or_else(|| Session.is_null(), |session| Session.eq(i64::from(session.0)));
    let places = sign_ups::Entity::find().filter(ActivityId.eq(round.activity.0)).filter(here);
    let places = places.filter(Openid.is_not_null());
    if round.kind == ErrandKind::Feedback {
        return places.filter(AttendedAt.is_not_null());
    }
    let told_here = round.session.map_or_else(
        || errands::Column::Session.is_null(),
        |session| errands::Column::Session.eq(i64::from(session.0)),
    );
    let told = errands::Entity::find()
        .select_only()
        .column(errands::Column::Openid)
        .filter(errands::Column::ActivityId.eq(round.activity.0))
        .filter(told_here)
        .filter(errands::Column::Kind.eq(Kind::Moved))
        .filter(errands::Column::MadeAt.gt(due))
        .filter(errands::Column::Openid.is_not_null())
        .into_query();
    places.filter(Stands.eq(State::Confirmed)).filter(MadeAt.lte(due)).filter(Openid.not_in_subquery(told))
}
