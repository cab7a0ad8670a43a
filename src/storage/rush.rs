//! Ten thousand at once for three hundred seats: whoever comes too late is told so by three reads for all of
//! them, not by a transaction each.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::apply::Message;
use super::entity::sign_ups::State;
use super::entity::{activities, applied_messages, sign_ups};
use super::failure::failed;
use super::seats;
use crate::app::message_key::MessageKey;
use crate::app::records::StoreError;
use crate::domain::dialogue::effect::{Effect, Outcome};
use crate::domain::id::ActivityId;

/// Values a statement; SQLite takes 32,766.
const VALUES: usize = 1_000;

/// The messages that are nothing but a wish for a seat where none is left, from people who hold none and by
/// keys that were not applied before. Their refusal is not recorded, since it changes nothing.
pub async fn refused<C: ConnectionTrait>(
    db: &C,
    messages: impl Iterator<Item = &Message>,
) -> Result<HashSet<MessageKey>, StoreError> {
    let wishes: Vec<(ActivityId, &Message)> = messages.filter_map(|message| Some((wish(message)?, message))).collect();
    let wanted: BTreeSet<i64> = wishes.iter().map(|(activity, _)| activity.0).collect();
    if wanted.is_empty() {
        return Ok(HashSet::new());
    }
    let rows = activities::Entity::find().filter(activities::Column::Id.is_in(wanted)).all(db).await.map_err(failed)?;
    let rows: BTreeMap<i64, activities::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    let mut late = Vec::new();
    for (activity, message) in wishes {
        if seats::refusal(rows.get(&activity.0), message.sent)? == Some(Outcome::Full) {
            late.push((activity, message));
        }
    }
    let mut refused = HashSet::new();
    for some in late.chunks(VALUES) {
        let (held, applied) = (held(db, some).await?, applied(db, some).await?);
        let new = some.iter().filter(|(activity, message)| {
            !held.contains(&(activity.0, message.openid.as_str().to_owned())) && !applied.contains(message.key.as_str())
        });
        refused.extend(new.map(|(_, message)| message.key.clone()));
    }
    Ok(refused)
}

fn wish(message: &Message) -> Option<ActivityId> {
    match message.effects.as_slice() {
        [Effect::SignUp { activity, .. }] => Some(*activity),
        _ => None,
    }
}

/// Who of these holds a seat where they wish for one.
async fn held<C: ConnectionTrait>(
    db: &C,
    wishes: &[(ActivityId, &Message)],
) -> Result<HashSet<(i64, String)>, StoreError> {
    use sign_ups::Column::{ActivityId, Openid};
    let activities: BTreeSet<i64> = wishes.iter().map(|(activity, _)| activity.0).collect();
    let rows: Vec<(i64, String)> = sign_ups::Entity::find()
        .select_only()
        .columns([ActivityId, Openid])
        .filter(ActivityId.is_in(activities))
        .filter(Openid.is_in(wishes.iter().map(|(_, message)| message.openid.as_str())))
        .filter(sign_ups::Column::State.eq(State::Confirmed))
        .into_tuple()
        .all(db)
        .await
        .map_err(failed)?;
    Ok(rows.into_iter().collect())
}

/// Which of these keys were applied before.
async fn applied<C: ConnectionTrait>(db: &C, wishes: &[(ActivityId, &Message)]) -> Result<HashSet<String>, StoreError> {
    use applied_messages::Column::MessageKey;
    let keys: Vec<String> = applied_messages::Entity::find()
        .select_only()
        .column(MessageKey)
        .filter(MessageKey.is_in(wishes.iter().map(|(_, message)| message.key.as_str())))
        .into_tuple()
        .all(db)
        .await
        .map_err(failed)?;
    Ok(keys.into_iter().collect())
}
