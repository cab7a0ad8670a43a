//! Whether a message still counts when its turn comes.
//!
//! The platform promises no order (platform sheet 4): what somebody said before they left may arrive, or be in hand
//! on another replica, when their data is already deleted, and must bring none of it back; and an unfollow that comes
//! late must not undo the follow after it. What counts is when the platform says that things happened. Of somebody
//! who is gone the audit alone still knows.

use std::iter;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, Statement,
};

use super::apply::Message;
use super::entity::audit::{self, Action};
use super::failure::failed;
use super::moment::Moment;
use super::standing::Standing;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::dialogue::effect::{Effect, Outcome};
use crate::domain::id::OpenId;

/// The first of the two numbers of a follower's lock on PostgreSQL; locks of one number are others.
const FOLLOWER_LOCK: i32 = 0x6775_6979;

/// Waits until nobody else is at this follower's records; on SQLite the whole database is ours already.
pub async fn one_at_a_time<C: ConnectionTrait>(db: &C, vault: &Vault, openid: &OpenId) -> Result<(), StoreError> {
    all_at_a_time(db, vault, iter::once(openid)).await
}

/// The same for several followers, in one order everywhere, so that two replicas do not wait for each other.
pub async fn all_at_a_time<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    openids: impl Iterator<Item = &OpenId>,
) -> Result<(), StoreError> {
    if db.get_database_backend() == DbBackend::Postgres {
        let subjects: Vec<String> = openids.map(|openid| vault.subject(openid)).collect();
        let locks = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT pg_advisory_xact_lock($1, number) \
             FROM (SELECT DISTINCT hashtext(subject) AS number FROM unnest($2) AS subject ORDER BY 1) AS numbers",
            [FOLLOWER_LOCK.into(), subjects.into()],
        );
        db.execute_raw(locks).await.map_err(failed)?;
    }
    Ok(())
}

/// What an effect that came too late comes to, instead of being done; `None` if it is to be done.
pub fn too_late(standing: &Standing, message: &Message, effect: &Effect) -> Option<Outcome> {
    let sent = Moment::from(message.sent);
    let late = match (effect, standing.gone()) {
        // They followed, or spoke, after it.
        (Effect::Leave, _) => standing.followed_at.is_some_and(|at| at > sent),
        (_, None) => false,
        // In the second in which they left, nobody speaks any more who has not followed again.
        (_, Some((Action::Left, at))) if at == sent && !matches!(effect, Effect::Follow { .. }) => {
            standing.followed_at.is_none()
        }
        (_, Some((_, at))) => at > sent,
    };
    late.then(|| undone(effect))
}

/// Whether they left, or had everything erased, at this moment or after it.
pub async fn gone_since<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    openid: &OpenId,
    moment: Moment,
) -> Result<bool, StoreError> {
    let last: Option<(Action, Moment)> = departures(vault, openid).into_tuple().one(db).await.map_err(failed)?;
    Ok(last.is_some_and(|(_, at)| at >= moment))
}

/// Of the last time that they left, or had everything erased: which of the two, and when.
pub fn departures(vault: &Vault, openid: &OpenId) -> Select<audit::Entity> {
    use audit::Column::{Action as Which, At, Id, Subject};
    audit::Entity::find()
        .select_only()
        .columns([Which, At])
        .filter(Subject.eq(vault.subject(openid)))
        .filter(Which.is_in([Action::Left, Action::Erased]))
        .order_by_desc(At)
        .order_by_desc(Id)
        .limit(1)
}

fn undone(effect: &Effect) -> Outcome {
    match effect {
        Effect::SignUp(_) => Outcome::NotOpen,
        Effect::CancelSignUp(_) | Effect::ChangeSignUp { .. } => Outcome::NothingToCancel,
        Effect::TakeOffer(_) => Outcome::OfferGone,
        Effect::CheckIn { .. } => Outcome::NotOpen,
        Effect::Rate { .. } => Outcome::NotRated,
        Effect::BindPhone(_) => Outcome::NoSuchBinding,
        Effect::Erase => Outcome::Erased { sign_ups: 0 },
        Effect::Follow { .. }
        | Effect::CameBy { .. }
        | Effect::Leave
        | Effect::Consent { .. }
        | Effect::Remember { .. }
        | Effect::SetMuted(_)
        | Effect::ChooseNews(_)
        | Effect::ChooseNotice(_)
        | Effect::CallHuman
        | Effect::Tell { .. } => Outcome::Done,
    }
}
