//! Places at activities. A seat is taken by one conditional update, so that none is ever given twice, on however many
//! replicas; while somebody queues, a seat that comes free is theirs.
//!
//! Whoever changes seats locks the activity's row first, its sessions after it and sign-ups last: no two of them wait
//! for each other.

mod change;
mod counts;
mod gone;
mod keep;
mod paper;
mod theirs;
mod together;

use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set, TryInsertResult};

pub use self::change::{accept, change, take_offer};
use self::counts::Gate;
pub use self::counts::{call_off, lock, seat_at_door};
pub use self::gone::give_up_theirs;
pub use self::keep::keep;
pub use self::paper::{put_down, put_right};
use self::theirs::{Asked, Theirs};
pub use self::together::{sign_up_together, wish};
use super::apply::Message;
use super::attendance;
use super::entity::activities;
use super::entity::sign_ups::{self, Comer, State};
use super::failure::{damaged, failed};
use super::moment::Moment;
use super::standing::Standing;
use crate::app::door;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::activity::Admission;
use crate::domain::dialogue::effect::Outcome;
use crate::domain::id::{OpenId, SignUpId};
use crate::domain::sign_up::{AttendedBy, ReceiptNumber, Wish};

/// Gives a seat, if there is one and this person has none yet; or a place in the queue, if that is wanted. It is
/// counted to the source that led the follower here. Their own place is also what staff wrote down for their record.
pub async fn sign_up<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    message: &Message,
    wish: &Wish,
    standing: &Standing,
) -> Result<Outcome, StoreError> {
    let (openid, now) = (&message.openid, message.sent);
    if wish.door.as_ref().is_some_and(|at| !door::fits(vault, wish.activity, &at.code)) {
        return Ok(Outcome::WrongCode);
    }
    let comer = Comer::of(vault, openid.as_str(), &wish.answers)?;
    let record = standing.record().filter(|_| wish.own);
    let person = comer.person_key.clone();
    let asked = Asked { activity: wish.activity, openid: Some(openid), person: &person, record };
    let there = Theirs::find(db, asked).await?;
    if let Some(number) = there.held()? {
        return match wish.door {
            Some(_) => attendance::met_at_door(db, number, now).await,
            None => Ok(Outcome::AlreadySignedUp(number)),
        };
    }
    if there.made() >= wish.most {
        return Ok(Outcome::TooMany);
    }
    let want = counts::Want { activity: wish.activity.0, session: wish.session.map(|number| i64::from(number.0)) };
    let gate = Gate::of(wish.door.as_ref());
    let (state, sequence) = match counts::take(db, want, gate, now.into()).await? {
        Some(sequence) => (State::Confirmed, Some(sequence)),
        None if wish.queues && wish.door.is_none() => (State::Waiting, counts::queue(db, want, now.into()).await?),
        None => (State::Waiting, None),
    };
    let Some(sequence) = sequence else {
        let row = activities::Entity::find_by_id(wish.activity.0).one(db).await.map_err(failed)?;
        // Full is also what remains if a seat came free between the two statements.
        return Ok(match wish.door {
            Some(_) => door_refusal(row.as_ref(), now),
            None => refusal(row.as_ref(), now)?.unwrap_or(Outcome::Full),
        });
    };
    let source = standing.led_by();
    let row =
        sign_ups::ActiveModel { source: Set(source), ..new_row(openid, wish, comer, (state, sequence), now.into()) };
    // Without a target, so that the partial index counts: another message of theirs may have been quicker.
    let unless_held = OnConflict::new().do_nothing().to_owned();
    let inserted = sign_ups::Entity::insert(row).on_conflict(unless_held).try_insert();
    if !matches!(inserted.exec_without_returning(db).await.map_err(failed)?, TryInsertResult::Inserted(1)) {
        counts::give_back(db, want, state).await?;
        return Ok(Theirs::find(db, asked).await?.held()?.map_or(Outcome::Full, Outcome::AlreadySignedUp));
    }
    let number = sequence_of(sequence).map(|sequence| ReceiptNumber { activity: wish.activity, sequence })?;
    if state == State::Confirmed {
        return Ok(Outcome::SignedUp(number));
    }
    Ok(Outcome::Queued { number, ahead: counts::ahead(db, want, sequence).await? })
}

/// How many are before this place in its queue.
pub async fn ahead<C: ConnectionTrait>(db: &C, row: &sign_ups::Model) -> Result<u32, StoreError> {
    counts::ahead(db, counts::Want::of(row), row.sequence).await
}

fn sequence_of(sequence: i64) -> Result<u32, StoreError> {
    u32::try_from(sequence).map_err(|_| damaged("activities.next_sequence"))
}

fn new_row(openid: &OpenId, wish: &Wish, comer: Comer, standing: (State, i64), now: Moment) -> sign_ups::ActiveModel {
    sign_ups::ActiveModel { openid: Set(Some(openid.as_str().to_owned())), ..row_of(wish, comer, standing, now) }
}

/// A new place of nobody in particular; who stands at the door is in.
fn row_of(wish: &Wish, comer: Comer, (state, sequence): (State, i64), now: Moment) -> sign_ups::ActiveModel {
    sign_ups::ActiveModel {
        activity_id: Set(wish.activity.0),
        sequence: Set(sequence),
        state: Set(state),
        made_at: Set(now),
        session: Set(wish.session.map(|number| i64::from(number.0))),
        own: Set(wish.own),
        form: Set(Some(wish.form.as_str().to_owned())),
        consent: Set(wish.consent.clone()),
        attended_at: Set(wish.door.as_ref().map(|_| now)),
        attended_by: Set(wish.door.as_ref().map(|_| AttendedBy::Scan.name().to_owned())),
        walk_in: Set(wish.door.is_some()),
        ..comer.columns()
    }
}

/// Gives a seat to somebody at the desk who follows nobody, and counts them in; answers their number, `None` where no
/// seat is free. The activity is locked, so that nobody takes it in between.
pub async fn seat_at_desk<C: ConnectionTrait>(
    db: &C,
    (comer, wish): (Comer, &Wish),
    now: Moment,
) -> Result<Option<i64>, StoreError> {
    let want = counts::Want { activity: wish.activity.0, session: wish.session.map(|number| i64::from(number.0)) };
    let Some(sequence) = counts::take(db, want, Gate::of(wish.door.as_ref()), now).await? else { return Ok(None) };
    let row = sign_ups::ActiveModel {
        attended_by: Set(Some(AttendedBy::Desk.name().to_owned())),
        ..row_of(wish, comer, (State::Confirmed, sequence), now)
    };
    sign_ups::Entity::insert(row).exec_without_returning(db).await.map_err(failed)?;
    Ok(Some(sequence))
}

/// Why nobody gets a seat of this activity at `now`; `None` if somebody could.
pub fn refusal(row: Option<&activities::Model>, now: Timestamp) -> Result<Option<Outcome>, StoreError> {
    let Some(row) = row else { return Ok(Some(Outcome::NotOpen)) };
    let full = row.seats()?.full();
    Ok(match row.clone().activity(Vec::new())?.admission(now) {
        Admission::Open if full => Some(Outcome::Full),
        Admission::Open => None,
        Admission::Early | Admission::Closed | Admission::Over | Admission::CalledOff => Some(Outcome::NotOpen),
    })
}

/// Why nobody more gets in at the door.
fn door_refusal(row: Option<&activities::Model>, now: Timestamp) -> Outcome {
    let open = row.is_some_and(|row| !row.called_off && row.ends_at > now.into());
    if open { Outcome::Full } else { Outcome::NotOpen }
}

/// Gives up a place, if it is theirs and live.
pub async fn cancel<C: ConnectionTrait>(
    db: &C,
    id: SignUpId,
    openid: &OpenId,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let Some((row, activity)) = mine(db, id, openid).await? else { return Ok(Outcome::NothingToCancel) };
    if row.attended_at.is_some() || !activity.activity(Vec::new())?.can_cancel(now) {
        return Ok(Outcome::TooLate);
    }
    Ok(if give_up(db, &row, now.into()).await? { Outcome::Done } else { Outcome::NothingToCancel })
}

/// A live place of theirs as it stands, its activity locked.
async fn mine<C: ConnectionTrait>(
    db: &C,
    id: SignUpId,
    openid: &OpenId,
) -> Result<Option<(sign_ups::Model, activities::Model)>, StoreError> {
    let theirs = sign_ups::Entity::find_by_id(id.0)
        .filter(sign_ups::Column::Openid.eq(openid.as_str()))
        .filter(sign_ups::Column::State.is_in(State::LIVE));
    let Some(row) = theirs.clone().one(db).await.map_err(failed)? else { return Ok(None) };
    let Some(activity) = lock(db, row.activity_id).await? else { return Ok(None) };
    // It may have changed before the lock was ours.
    let row = theirs.one(db).await.map_err(failed)?;
    Ok(row.map(|row| (row, activity)))
}

/// Cancels a live place and frees what it held; `false` if somebody was quicker. The activity is locked.
pub async fn give_up<C: ConnectionTrait>(db: &C, row: &sign_ups::Model, now: Moment) -> Result<bool, StoreError> {
    let Ok(cancelled) = row.state()?.cancel() else { return Ok(false) };
    let ended = counts::end(db, row, cancelled.into(), now).await?;
    Ok(ended)
}
