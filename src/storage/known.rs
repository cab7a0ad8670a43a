//! What is known of a follower: a few reads, each by an index.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::entity::people::{self, Profile};
use super::entity::sign_ups::State;
use super::entity::{activities, consents, followers, sign_ups};
use super::failure::failed;
use super::moment::Moment;
use super::occupancy;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::dialogue::effect::Known;
use crate::domain::id::{ActivityId, OpenId};
use crate::domain::sign_up::SignUp;

/// So long after its end an activity still shows among somebody's sign-ups.
const SHOWN_AFTER_END_HOURS: i64 = 7 * 24;

/// Gathers it.
pub async fn known<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    openid: &OpenId,
    seats_of: Option<ActivityId>,
    now: Moment,
) -> Result<Known, StoreError> {
    let follower = followers::Entity::find_by_id(openid.as_str()).one(db).await.map_err(failed)?;
    let profile = profile(db, vault, openid).await?;
    let seats = match seats_of {
        Some(activity) => occupancy::seats(db, &[activity]).await?.pop().map(|(_, seats)| seats),
        None => None,
    };
    Ok(Known {
        name: profile.name,
        mobile: profile.mobile,
        unit: profile.unit,
        consent: consent(db, openid).await?,
        muted: follower.is_some_and(|follower| follower.muted),
        sign_ups: sign_ups(db, vault, openid, now).await?,
        seats,
    })
}

/// Who they told us they are.
pub async fn profile<C: ConnectionTrait>(db: &C, vault: &Vault, openid: &OpenId) -> Result<Profile, StoreError> {
    let mine = people::Entity::find().filter(people::Column::Openid.eq(openid.as_str()));
    let row = mine.one(db).await.map_err(failed)?;
    row.map_or_else(|| Ok(Profile::default()), |row| Profile::read(vault, &row))
}

async fn consent<C: ConnectionTrait>(db: &C, openid: &OpenId) -> Result<Option<String>, StoreError> {
    let newest = consents::Entity::find()
        .filter(consents::Column::Openid.eq(openid.as_str()))
        .order_by_desc(consents::Column::Id)
        .one(db)
        .await
        .map_err(failed)?;
    Ok(newest.map(|row| row.version))
}

async fn sign_ups<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    openid: &OpenId,
    now: Moment,
) -> Result<Vec<SignUp>, StoreError> {
    let rows = sign_ups::Entity::find()
        .inner_join(activities::Entity)
        .filter(sign_ups::Column::Openid.eq(openid.as_str()))
        .filter(sign_ups::Column::State.is_in(State::LIVE))
        .filter(activities::Column::EndsAt.gt(now.hours_before(SHOWN_AFTER_END_HOURS)))
        .order_by_asc(sign_ups::Column::Id)
        .all(db)
        .await
        .map_err(failed)?;
    rows.iter().map(|row| row.sign_up(vault)).collect()
}
