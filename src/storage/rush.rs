//! Ten thousand at once for three hundred seats: whoever comes too late is told so by three reads for all of
//! them, not by a transaction each.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::apply::Message;
use super::entity::sign_ups::State;
use super::entity::{activities, applied_messages, sign_ups};
use super::failure::failed;
use super::seats;
use crate::app::message_key::MessageKey;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::dialogue::effect::{Effect, Outcome};
use crate::domain::sign_up::Wish;

/// Values a statement; SQLite takes 32,766.
const VALUES: usize = 1_000;

/// The messages that are nothing but a wish for a seat where none is left, from people who hold none and by
/// keys that were not applied before. Their refusal is not recorded, since it changes nothing.
pub async fn refused<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    messages: impl Iterator<Item = &Message>,
) -> Result<HashSet<MessageKey>, StoreError> {
    let wishes: Vec<(&Wish, &Message)> = messages.filter_map(|message| Some((wish(message)?, message))).collect();
    let wanted: BTreeSet<i64> = wishes.iter().map(|(wish, _)| wish.activity.0).collect();
    if wanted.is_empty() {
        return Ok(HashSet::new());
    }
    let rows = activities::Entity::find().filter(activities::Column::Id.is_in(wanted)).all(db).await.map_err(failed)?;
    let rows: BTreeMap<i64, activities::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    let mut late = Vec::new();
    for (wish, message) in wishes {
        if seats::refusal(rows.get(&wish.activity.0), message.sent)? == Some(Outcome::Full) {
            let person = sign_ups::person_key(vault, message.openid.as_str(), &wish.answers);
            late.push(Late { activity: wish.activity.0, person, message });
        }
    }
    let mut refused = HashSet::new();
    for some in late.chunks(VALUES) {
        let (held, applied) = (held(db, some).await?, applied(db, some).await?);
        let new =
            some.iter().filter(|late| !held.contains(&late.person) && !applied.contains(late.message.key.as_str()));
        refused.extend(new.map(|late| late.message.key.clone()));
    }
    Ok(refused)
}

/// Somebody who comes too late.
struct Late<'a> {
    activity: i64,
    /// By which a place of theirs is found.
    person: String,
    message: &'a Message,
}

impl Late<'_> {
    /// A place of this person is theirs; one from before people had keys is its maker's.
    fn is(&self, person: Option<&str>, openid: Option<&str>) -> bool {
        person.map_or_else(|| openid == Some(self.message.openid.as_str()), |person| person == self.person)
    }
}

/// Whoever would rather queue is not turned away, nor whoever stands at the door: other seats are free to them.
fn wish(message: &Message) -> Option<&Wish> {
    match message.effects.as_slice() {
        [Effect::SignUp(wish)] if !wish.queues && wish.door.is_none() => Some(wish),
        _ => None,
    }
}

/// Which of these persons may hold a place where they wish for one: told apart by whom it is for, and where it was
/// made before people had keys, by who made it.
async fn held<C: ConnectionTrait>(db: &C, late: &[Late<'_>]) -> Result<HashSet<String>, StoreError> {
    use sign_ups::Column::{ActivityId, Openid, PersonKey, State as Stands};
    let keyless = Condition::all()
        .add(PersonKey.is_null())
        .add(Openid.is_in(late.iter().map(|late| late.message.openid.as_str())));
    let keyed = PersonKey.is_in(late.iter().map(|late| late.person.as_str()));
    // Not by activity or state: an index that begins with the activity, or holds the live alone, would be taken instead
    // and read through all who come.
    let rows: Vec<(i64, State, Option<String>, Option<String>)> = sign_ups::Entity::find()
        .select_only()
        .columns([ActivityId, Stands, PersonKey, Openid])
        .filter(Condition::any().add(keyed).add(keyless))
        .into_tuple()
        .all(db)
        .await
        .map_err(failed)?;
    let mut held = HashSet::new();
    for (activity, _, person, openid) in rows.into_iter().filter(|(_, state, ..)| State::LIVE.contains(state)) {
        let theirs =
            late.iter().filter(|late| late.activity == activity && late.is(person.as_deref(), openid.as_deref()));
        held.extend(theirs.map(|late| late.person.clone()));
    }
    Ok(held)
}

/// Which of these keys were applied before.
async fn applied<C: ConnectionTrait>(db: &C, late: &[Late<'_>]) -> Result<HashSet<String>, StoreError> {
    use applied_messages::Column::MessageKey;
    let keys: Vec<String> = applied_messages::Entity::find()
        .select_only()
        .column(MessageKey)
        .filter(MessageKey.is_in(late.iter().map(|late| late.message.key.as_str())))
        .into_tuple()
        .all(db)
        .await
        .map_err(failed)?;
    Ok(keys.into_iter().collect())
}
