//! Plain wishes for a seat that arrive together: what each would come to by itself, by statements for all of them.
//!
//! Plain is a wish of somebody who has no place at the activity, by a message that was not applied before, for a seat
//! that is there. Whoever is not plain is left out, untouched, and goes the way of one. So is everybody, if two
//! of them want the same at the same moment on two replicas: the indexes refuse one, and with it the transaction.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{ConnectionTrait, EntityTrait, Set};

use super::super::apply::Message;
use super::super::entity::applied_messages;
use super::super::entity::sign_ups::{self, Comer, State};
use super::super::failure::failed;
use super::super::moment::Moment;
use super::super::order;
use super::super::profile::{self, Told};
use super::super::standing::Standing;
use super::theirs::{Asked, Theirs};
use super::{counts, new_row, sequence_of};
use crate::app::message_key::MessageKey;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::dialogue::effect::{Effect, Outcome};
use crate::domain::sign_up::{ReceiptNumber, Wish};

/// A wish that may be plain.
struct Wished<'a> {
    message: &'a Message,
    wish: &'a Wish,
    comer: Comer,
}

/// A plain wish, and what is there of its follower.
type Plain<'a> = (Wished<'a>, Standing);

/// The wish of a message that may be plain: nothing but that, for a seat in the whole, by the list. Who would rather
/// queue was told before that there is none.
pub fn wish(message: &Message) -> Option<&Wish> {
    match message.effects.as_slice() {
        [Effect::SignUp(wish)] if wish.session.is_none() && wish.door.is_none() && !wish.queues => Some(wish),
        _ => None,
    }
}

/// Seats those whose wishes are plain; answers their outcomes.
pub async fn sign_up_together<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    messages: impl Iterator<Item = &Message>,
) -> Result<HashMap<MessageKey, Vec<Outcome>>, StoreError> {
    let wished = first_of_each(vault, messages)?;
    let (mut places, mut told, mut applied, mut outcomes) = (Vec::new(), Vec::new(), Vec::new(), HashMap::new());
    if wished.is_empty() {
        return Ok(outcomes);
    }
    order::all_at_a_time(db, vault, wished.iter().map(|wished| &wished.message.openid)).await?;
    // Rows of activities are locked in order, so that two replicas do not wait for each other.
    for (activity, mut plain) in by_activity(plain(db, vault, wished).await?) {
        let Some(first) = seats_of(db, activity, &mut plain).await? else { continue };
        for (sequence, (Wished { message, wish, comer, .. }, standing)) in (first..).zip(plain) {
            let (openid, now) = (&message.openid, Moment::from(message.sent));
            places.push(sign_ups::ActiveModel {
                source: Set(standing.led_by()),
                ..new_row(openid, wish, comer, (State::Confirmed, sequence), now)
            });
            if wish.own {
                told.push(Told::of(vault, &standing, (openid, &wish.answers), now)?);
            }
            let number = ReceiptNumber { activity: wish.activity, sequence: sequence_of(sequence)? };
            let outcome = vec![Outcome::SignedUp(number)];
            applied.push(applied_messages::applied(vault, &message.key, &outcome, now)?);
            outcomes.insert(message.key.clone(), outcome);
        }
    }
    if outcomes.is_empty() {
        return Ok(outcomes);
    }
    sign_ups::Entity::insert_many(places).exec_without_returning(db).await.map_err(failed)?;
    profile::learn(db, vault, &told).await?;
    applied_messages::Entity::insert_many(applied).exec_without_returning(db).await.map_err(failed)?;
    Ok(outcomes)
}

/// The wishes of followers who want nothing else before it, the first for each person.
fn first_of_each<'a>(
    vault: &Vault,
    messages: impl Iterator<Item = &'a Message>,
) -> Result<Vec<Wished<'a>>, StoreError> {
    let (mut followers, mut people, mut wished) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for message in messages {
        let is_first = followers.insert(&message.openid);
        let Some(wish) = wish(message).filter(|_| is_first) else { continue };
        let comer = Comer::of(vault, message.openid.as_str(), &wish.answers)?;
        if people.insert((wish.activity.0, comer.person_key.clone())) {
            wished.push(Wished { message, wish, comer });
        }
    }
    Ok(wished)
}

/// Those of people who have no place there, and whose message counts and was not applied before.
async fn plain<'a, C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    wished: Vec<Wished<'a>>,
) -> Result<Vec<Plain<'a>>, StoreError> {
    let standings = Standing::find_each(db, vault, wished.iter().map(|wished| wished.message)).await?;
    let asked: Vec<Asked<'_>> =
        wished.iter().zip(&standings).map(|(wished, standing)| wished.asked(standing)).collect();
    let is_free: Vec<bool> = Theirs::find_each(db, &asked)
        .await?
        .iter()
        .zip(&wished)
        .map(|(theirs, wished)| Ok(theirs.held()?.is_none() && theirs.made() < wished.wish.most))
        .collect::<Result<_, StoreError>>()?;
    let mut plain = Vec::with_capacity(wished.len());
    for ((wished, standing), is_free) in wished.into_iter().zip(standings).zip(is_free) {
        let is_new = standing.outcomes(vault)?.is_none();
        let is_timely = |effect: &Effect| order::too_late(&standing, wished.message, effect).is_none();
        if is_free && is_new && wished.message.effects.iter().all(is_timely) {
            plain.push((wished, standing));
        }
    }
    Ok(plain)
}

impl Wished<'_> {
    fn asked(&self, standing: &Standing) -> Asked<'_> {
        let (activity, openid) = (self.wish.activity, Some(&self.message.openid));
        let record = standing.record().filter(|_| self.wish.own);
        Asked { activity, openid, person: &self.comer.person_key, record }
    }
}

fn by_activity(plain: Vec<Plain<'_>>) -> BTreeMap<i64, Vec<Plain<'_>>> {
    let mut by_activity: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for one in plain {
        by_activity.entry(one.0.wish.activity.0).or_default().push(one);
    }
    by_activity
}

/// Takes a seat for each, or for as many as there are, the first of them; answers the number of the first.
async fn seats_of<C: ConnectionTrait>(
    db: &C,
    activity: i64,
    plain: &mut Vec<Plain<'_>>,
) -> Result<Option<i64>, StoreError> {
    if let Some(first) = take_for(db, activity, plain).await? {
        return Ok(Some(first));
    }
    let Some(left) =
        counts::lock(db, activity).await?.map(|whole| whole.seats()).transpose()?.and_then(|seats| seats.left())
    else {
        return Ok(None);
    };
    plain.truncate(usize::try_from(left).unwrap_or(usize::MAX));
    take_for(db, activity, plain).await
}

async fn take_for<C: ConnectionTrait>(db: &C, activity: i64, plain: &[Plain<'_>]) -> Result<Option<i64>, StoreError> {
    let sent = plain.iter().map(|(wished, _)| wished.message.sent);
    let (Some(first), Some(last)) = (sent.clone().min(), sent.max()) else { return Ok(None) };
    let seats = i64::try_from(plain.len()).unwrap_or(i64::MAX);
    counts::take_together(db, activity, seats, (first.into(), last.into())).await
}
