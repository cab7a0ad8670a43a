//! The effects of one message, in one transaction, once.

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::entity::audit::{self, Action, Line};
use super::entity::people::Profile;
use super::entity::{applied_messages, followers};
use super::failure::failed;
use super::moment::Moment;
use super::{attendance, credits, erasure, errands, order, profile, seats};
use crate::app::message_key::MessageKey;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::dialogue::effect::{Effect, Outcome};
use crate::domain::id::OpenId;

/// A message and what it causes.
pub struct Message {
    pub key: MessageKey,
    pub openid: OpenId,
    pub effects: Vec<Effect>,
    /// When it was sent.
    pub sent: Timestamp,
}

/// Applies a message within a transaction, or reads what came of it before.
///
/// The key goes in first. Where another replica is at the same message, that insert waits for its commit
/// (its rollback lets us go on), and then finds its outcomes.
pub async fn once<C: ConnectionTrait>(db: &C, vault: &Vault, message: &Message) -> Result<Vec<Outcome>, StoreError> {
    let claim = applied_messages::claim(vault, &message.key, message.sent.into());
    let claimed = applied_messages::Entity::insert(claim).on_conflict_do_nothing().exec_without_returning(db).await;
    if matches!(claimed.map_err(failed)?, sea_orm::TryInsertResult::Inserted(1)) {
        order::one_at_a_time(db, vault, &message.openid).await?;
        let mut outcomes = Vec::with_capacity(message.effects.len());
        for effect in &message.effects {
            outcomes.push(match order::too_late(db, vault, message, effect).await? {
                Some(undone) => undone,
                None => effect_of(db, vault, message, effect).await?,
            });
        }
        remember(db, vault, &message.key, &outcomes).await?;
        return Ok(outcomes);
    }
    let row = applied_messages::Entity::find_by_id(message.key.as_str()).one(db).await.map_err(failed)?;
    let row = row.ok_or_else(|| super::failure::unavailable("a message was tidied away while it was applied"))?;
    applied_messages::open(vault, &message.key, &row)
}

async fn remember<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    key: &MessageKey,
    outcomes: &[Outcome],
) -> Result<(), StoreError> {
    let sealed = applied_messages::seal(vault, key, outcomes)?;
    applied_messages::Entity::update_many()
        .col_expr(applied_messages::Column::OutcomesSealed, Expr::value(sealed))
        .filter(applied_messages::Column::MessageKey.eq(key.as_str()))
        .exec(db)
        .await
        .map_err(failed)?;
    Ok(())
}

async fn effect_of<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    message: &Message,
    effect: &Effect,
) -> Result<Outcome, StoreError> {
    let (openid, now) = (&message.openid, Moment::from(message.sent));
    match effect {
        Effect::Follow { scene } => profile::follow(db, vault, openid, scene.as_deref(), now).await?,
        Effect::CameBy { scene } => profile::came_by(db, vault, openid, scene, now).await?,
        Effect::Leave => erasure::leave(db, vault, openid, now).await?,
        Effect::Consent { version } => profile::consent(db, openid, version, now).await?,
        Effect::Remember { name, mobile, unit } => {
            let told = Profile { name: name.clone(), mobile: mobile.clone(), unit: *unit };
            profile::remember(db, vault, openid, told, now).await?;
        }
        Effect::SignUp(wish) => {
            let outcome = seats::sign_up(db, vault, openid, wish, message.sent).await?;
            if wish.own && matches!(outcome, Outcome::SignedUp(_) | Outcome::Queued { .. }) {
                profile::remember(db, vault, openid, Profile::told_in(&wish.answers), now).await?;
                profile::remember_village(db, vault, openid, &wish.answers, now).await?;
            }
            return Ok(outcome);
        }
        Effect::CancelSignUp(id) => return seats::cancel(db, *id, openid, message.sent).await,
        Effect::TakeOffer(id) => return seats::take_offer(db, *id, openid, message.sent).await,
        Effect::ChangeSignUp { id, session, answers } => {
            return seats::change(db, vault, openid, (*id, *session, answers), message.sent).await;
        }
        Effect::CheckIn { activity, code, along } => {
            return attendance::check_in(db, vault, openid, (*activity, code, *along), message.sent).await;
        }
        Effect::Rate { id, rating } => return attendance::rate(db, *id, openid, *rating, now).await,
        Effect::Erase => return erasure::erase(db, vault, openid, now).await,
        Effect::SetMuted(muted) => profile::set_muted(db, vault, openid, *muted, now).await?,
        Effect::ChooseNews(news) => profile::choose_news(db, vault, openid, *news, now).await?,
        Effect::ChooseNotice(choice) => {
            credits::choose(db, openid, choice).await?;
            if choice.accepted {
                errands::accepted(db, openid, message.sent).await?;
            }
        }
        Effect::CallHuman => call_human(db, vault, openid, now).await?,
    }
    Ok(Outcome::Done)
}

/// Staff find the call in the audit, and the follower by their subject.
async fn call_human<C: ConnectionTrait>(db: &C, vault: &Vault, openid: &OpenId, now: Moment) -> Result<(), StoreError> {
    followers::put(db, followers::arriving(vault, openid, now), &[]).await?;
    let subject = Some(vault.subject(openid));
    audit::write(db, Line { action: Action::HumanCalled, actor: audit::FOLLOWER, subject, detail: None }, now).await
}
