//! What an errand is about, as it is now; nothing, if it is not true any more.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Select};

use super::super::activities::with_sessions;
use super::super::entity::activities;
use super::super::entity::errands::{Kind, Model};
use super::super::entity::sign_ups::{self, State};
use super::super::failure::failed;
use super::super::moment::Moment;
use crate::app::errands::Matter;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::activity::Activity;

/// The activity and the follower's places that this errand is about.
pub async fn of<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    errand: &Model,
    now: Timestamp,
) -> Result<Option<Matter>, StoreError> {
    let Some(openid) = &errand.openid else { return Ok(None) };
    let row = activities::Entity::find_by_id(errand.activity_id).one(db).await.map_err(failed)?;
    let Some(activity) = with_sessions(db, row.into_iter().collect()).await?.pop() else { return Ok(None) };
    if !is_true(errand, &activity, now)? {
        return Ok(None);
    }
    let rows = places(errand, openid).order_by_asc(sign_ups::Column::Id).all(db).await.map_err(failed)?;
    let places = rows.iter().map(|row| row.sign_up(vault)).collect::<Result<Vec<_>, _>>()?;
    Ok((!places.is_empty()).then_some(Matter { activity, places }))
}

/// Whether the activity is still as the errand says.
fn is_true(errand: &Model, activity: &Activity, now: Timestamp) -> Result<bool, StoreError> {
    let begins = activity.span(errand.session()?).0;
    Ok(match errand.kind {
        Kind::Reminder => !activity.called_off && errand.about_at == begins.into(),
        // However long the offer stands: what has begun is not offered any more.
        Kind::Offer => !activity.called_off && errand.about_at > now.into() && begins > now,
        Kind::Moved | Kind::PlaceCancelled => !activity.called_off,
        Kind::CalledOff => activity.called_off,
        Kind::Feedback => true,
    })
}

fn places(errand: &Model, openid: &str) -> Select<sign_ups::Entity> {
    use sign_ups::Column::{ActivityId, AttendedAt, Id, OfferedUntil, Openid, Session, State as Stands};
    let here = errand.session.map_or_else(|| Session.is_null(), |session| Session.eq(session));
    let theirs = sign_ups::Entity::find().filter(ActivityId.eq(errand.activity_id)).filter(Openid.eq(openid));
    match errand.kind {
        Kind::Reminder => theirs.filter(here).filter(Stands.eq(State::Confirmed)),
        Kind::Offer => {
            let until: Moment = errand.about_at;
            theirs.filter(Id.eq(errand.sign_up_id)).filter(Stands.eq(State::Offered)).filter(OfferedUntil.eq(until))
        }
        Kind::Moved => theirs.filter(here).filter(Stands.is_in(State::LIVE)),
        Kind::CalledOff => theirs.filter(here).filter(Stands.eq(State::CalledOff)),
        Kind::PlaceCancelled => theirs.filter(Id.eq(errand.sign_up_id)).filter(Stands.eq(State::Cancelled)),
        Kind::Feedback => theirs.filter(Id.eq(errand.sign_up_id)).filter(AttendedAt.is_not_null()),
    }
}
