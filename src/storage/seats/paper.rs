//! A place for somebody without WeChat, by the same counts as everybody's; and what was mistyped of them.

use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, Set, TryInsertResult};

use super::super::entity::activities;
use super::super::entity::sign_ups::{self, AT_THE_DESK, Comer, State};
use super::super::failure::failed;
use super::super::people::on_paper;
use super::counts::Gate;
use super::{Asked, Theirs, counts, refusal, sequence_of};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::dialogue::effect::Outcome;
use crate::domain::form::Answer;
use crate::domain::id::ActivityId;
use crate::domain::sign_up::{ReceiptNumber, Wish, Written};

/// Gives a seat, or a place in the queue where that is wanted; whoever has one keeps it.
pub async fn put_down<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    (wish, written): (&Wish, Written),
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let comer = Comer::of(vault, AT_THE_DESK, &wish.answers)?;
    let person = comer.person_key.clone();
    let asked = Asked { activity: wish.activity, openid: None, person: &person, record: None };
    if let Some(number) = held(db, vault, (asked, &wish.answers), None).await? {
        return Ok(Outcome::AlreadySignedUp(number));
    }
    let want = counts::Want { activity: wish.activity.0, session: wish.session.map(|number| i64::from(number.0)) };
    let (state, sequence) = match counts::take(db, want, Gate::List, now.into()).await? {
        Some(sequence) => (State::Confirmed, Some(sequence)),
        None if wish.queues => (State::Waiting, counts::queue(db, want, now.into()).await?),
        None => (State::Waiting, None),
    };
    let Some(sequence) = sequence else {
        let row = activities::Entity::find_by_id(wish.activity.0).one(db).await.map_err(failed)?;
        return Ok(refusal(row.as_ref(), now)?.unwrap_or(Outcome::Full));
    };
    if !insert(db, (wish, written), comer, (state, sequence), now).await? {
        counts::give_back(db, want, state).await?;
        return Ok(Theirs::find(db, asked).await?.held()?.map_or(Outcome::Full, Outcome::AlreadySignedUp));
    }
    let number = ReceiptNumber { activity: wish.activity, sequence: sequence_of(sequence)? };
    if state == State::Confirmed {
        return Ok(Outcome::SignedUp(number));
    }
    Ok(Outcome::Queued { number, ahead: counts::ahead(db, want, sequence).await? })
}

/// Writes other answers of a place that staff made; or answers the number of whoever they tell of, who has another place
/// there, and writes nothing. The activity is locked.
pub async fn put_right<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    row: &sign_ups::Model,
    answers: &[(String, Answer)],
) -> Result<Result<sign_ups::Model, ReceiptNumber>, StoreError> {
    let comer = Comer::of(vault, AT_THE_DESK, answers)?;
    let activity = ActivityId(row.activity_id);
    let asked = Asked { activity, openid: None, person: &comer.person_key, record: None };
    if let Some(other) = held(db, vault, (asked, answers), Some(row.number()?)).await? {
        return Ok(Err(other));
    }
    let changed = sign_ups::ActiveModel { id: Set(row.id), ..comer.columns() };
    changed.update(db).await.map(Ok).map_err(failed)
}

/// The number of whoever tells this, if they have a place there: by this name and number, or by others under which they
/// are known too. `this` place does not count.
async fn held<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    (asked, answers): (Asked<'_>, &[(String, Answer)]),
    this: Option<ReceiptNumber>,
) -> Result<Option<ReceiptNumber>, StoreError> {
    let by_key = Theirs::find(db, asked).await?.held()?;
    if let Some(number) = by_key.filter(|number| Some(*number) != this) {
        return Ok(Some(number));
    }
    for place in on_paper::held(db, vault, asked.activity, answers).await? {
        let number = place.number()?;
        if Some(number) != this {
            return Ok(Some(number));
        }
    }
    Ok(None)
}

/// `false` if this person was put down meanwhile.
async fn insert<C: ConnectionTrait>(
    db: &C,
    (wish, written): (&Wish, Written),
    comer: Comer,
    (state, sequence): (State, i64),
    now: Timestamp,
) -> Result<bool, StoreError> {
    let row = sign_ups::ActiveModel {
        activity_id: Set(wish.activity.0),
        sequence: Set(sequence),
        openid: Set(None),
        state: Set(state),
        made_at: Set(now.into()),
        session: Set(wish.session.map(|number| i64::from(number.0))),
        own: Set(wish.own),
        form: Set(Some(wish.form.as_str().to_owned())),
        consent: Set(wish.consent.clone()),
        source: Set(Some(written.id().to_owned())),
        ..comer.columns()
    };
    let unless_held = OnConflict::new().do_nothing().to_owned();
    let inserted = sign_ups::Entity::insert(row).on_conflict(unless_held).try_insert();
    Ok(matches!(inserted.exec_without_returning(db).await.map_err(failed)?, TryInsertResult::Inserted(1)))
}
