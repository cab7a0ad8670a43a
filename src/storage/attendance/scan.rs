//! The code at the door, scanned by somebody who follows.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::super::entity::sign_ups::{self, State};
use super::super::failure::failed;
use super::super::seats;
use super::{Arrived, Seen, arrive};
use crate::app::door;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::dialogue::effect::Outcome;
use crate::domain::id::{ActivityId, OpenId};
use crate::domain::sign_up::{Along, Arrivals, AttendedBy, DoorCode, ReceiptNumber};

/// Counts in the follower's own place, and whoever is `along`.
pub async fn check_in<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    openid: &OpenId,
    (activity, code, along): (ActivityId, &DoorCode, Along),
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    if !door::fits(vault, activity, code) {
        return Ok(Outcome::WrongCode);
    }
    let Some(row) = seats::lock(db, activity.0).await? else { return Ok(Outcome::NotOpen) };
    if row.called_off || row.ends_at <= now.into() {
        return Ok(Outcome::NotOpen);
    }
    let places = places(db, activity, openid).await?;
    let none_own = !places.iter().any(|place| place.own);
    let mut arrivals = Arrivals { none_own, ..Arrivals::default() };
    for place in &places {
        let number = place.number()?;
        if place.own || along.holds(number.sequence) {
            count(db, place, now, &mut arrivals).await?;
        } else if place.attended_at.is_none() && place.state != State::Waiting {
            arrivals.expected.push(number);
        }
    }
    // Nothing to tell: those whom they put down are in, or only queue.
    let nothing = Arrivals { none_own: true, ..Arrivals::default() };
    Ok(if arrivals == nothing { Outcome::NoPlace } else { Outcome::CheckedIn(arrivals) })
}

/// Their live places, in the order of the numbers.
async fn places<C: ConnectionTrait>(
    db: &C,
    activity: ActivityId,
    openid: &OpenId,
) -> Result<Vec<sign_ups::Model>, StoreError> {
    use sign_ups::Column::{ActivityId, Openid, Sequence, State as Stands};
    sign_ups::Entity::find()
        .filter(ActivityId.eq(activity.0))
        .filter(Openid.eq(openid.as_str()))
        .filter(Stands.is_in(State::LIVE))
        .order_by_asc(Sequence)
        .all(db)
        .await
        .map_err(failed)
}

async fn count<C: ConnectionTrait>(
    db: &C,
    place: &sign_ups::Model,
    now: Timestamp,
    arrivals: &mut Arrivals,
) -> Result<(), StoreError> {
    let number = place.number()?;
    match arrive(db, place, Seen { by: AttendedBy::Scan, mark: None, at: now.into() }).await? {
        Arrived::Now => arrivals.came.push(number),
        Arrived::Before if place.own => {
            let at = place.attended_at.map(TryInto::try_into).transpose()?;
            arrivals.before = Some((number, at.unwrap_or(now)));
        }
        Arrived::NoSeat => arrivals.no_seat.push(number),
        Arrived::Before | Arrived::Ended => {}
    }
    Ok(())
}

/// Somebody at the door filled in the form, and has a place already that somebody else made for them.
pub async fn met_at_door<C: ConnectionTrait>(
    db: &C,
    number: ReceiptNumber,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    use sign_ups::Column::{ActivityId, Sequence};
    seats::lock(db, number.activity.0).await?;
    let place = sign_ups::Entity::find()
        .filter(ActivityId.eq(number.activity.0))
        .filter(Sequence.eq(i64::from(number.sequence)))
        .one(db)
        .await
        .map_err(failed)?;
    let Some(place) = place else { return Ok(Outcome::AlreadySignedUp(number)) };
    let mut arrivals = Arrivals::default();
    count(db, &sign_ups::Model { own: true, ..place }, now, &mut arrivals).await?;
    Ok(Outcome::CheckedIn(arrivals))
}
