//! A place that goes on as something else: an offer that is taken, other answers, another session.

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

use super::super::apply::Message;
use super::super::entity::sign_ups::{self, Comer, State};
use super::super::errands;
use super::super::failure::failed;
use super::super::profile::{self, Told};
use super::super::standing::Standing;
use super::{Asked, Theirs, counts, mine};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::activity::SessionNumber;
use crate::domain::dialogue::effect::Outcome;
use crate::domain::form::Answer;
use crate::domain::id::{ActivityId, OpenId, SignUpId};

/// Takes the seat that is kept for them. It was taken from the others when it was offered.
pub async fn take_offer<C: ConnectionTrait>(
    db: &C,
    id: SignUpId,
    openid: &OpenId,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let Some((row, activity)) = mine(db, id, openid).await? else { return Ok(Outcome::OfferGone) };
    // Tapped twice.
    let seated = row.state == State::Confirmed || (!activity.called_off && accept(db, &row, now).await?);
    Ok(if seated { Outcome::SignedUp(row.number()?) } else { Outcome::OfferGone })
}

/// The seat that is kept for a place is taken; `false` if none is kept any more. The activity is locked.
pub async fn accept<C: ConnectionTrait>(db: &C, row: &sign_ups::Model, now: Timestamp) -> Result<bool, StoreError> {
    use sign_ups::Column::{Id, OfferedUntil, State as Stands};
    let Ok(taken) = row.state()?.accept(now).map(State::from) else { return Ok(false) };
    sign_ups::Entity::update_many()
        .col_expr(Stands, Expr::value(taken))
        .col_expr(OfferedUntil, Expr::value(None::<i64>))
        .filter(Id.eq(row.id))
        .exec(db)
        .await
        .map_err(failed)?;
    errands::dismiss_offer(db, row.id, now.into()).await?;
    Ok(true)
}

/// Other answers, or another session, under the same number.
pub async fn change<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    message: &Message,
    (id, session, answers): (SignUpId, Option<SessionNumber>, &[(String, Answer)]),
    standing: &Standing,
) -> Result<Outcome, StoreError> {
    let Message { openid, sent: now, .. } = message;
    let Some((row, activity)) = mine(db, id, openid).await? else { return Ok(Outcome::NothingToCancel) };
    if row.attended_at.is_some() || activity.activity(Vec::new())?.closes_at <= *now {
        return Ok(Outcome::TooLate);
    }
    let comer = Comer::of(vault, openid.as_str(), answers)?;
    let (activity, number) = (ActivityId(row.activity_id), row.number()?);
    let there =
        Theirs::find(db, Asked { activity, openid: Some(openid), person: &comer.person_key, record: None }).await?;
    if let Some(other) = there.held()?.filter(|other| *other != number) {
        return Ok(Outcome::AlreadySignedUp(other));
    }
    let session = session.map(|number| i64::from(number.0));
    if session != row.session && !move_to(db, &row, session).await? {
        return Ok(Outcome::Full);
    }
    let changed = sign_ups::ActiveModel { id: Set(row.id), session: Set(session), ..comer.columns() };
    changed.update(db).await.map_err(failed)?;
    if row.own {
        let told = Told::of(vault, standing, (openid, answers), (*now).into())?;
        profile::learn(db, vault, &[told]).await?;
    }
    Ok(Outcome::Changed(number))
}

/// Moves what a place took to another session; `false` if that is full. Who queues goes to the end of the other queue
/// by their old number, which is fair to nobody else's harm.
async fn move_to<C: ConnectionTrait>(db: &C, row: &sign_ups::Model, session: Option<i64>) -> Result<bool, StoreError> {
    let there = counts::Want { activity: row.activity_id, session };
    if row.state == State::Waiting {
        counts::requeue(db, counts::Want::of(row), there).await?;
        return Ok(true);
    }
    let free = counts::take_in_session(db, there).await?;
    if free {
        counts::leave_session(db, counts::Want::of(row)).await?;
    }
    Ok(free)
}
