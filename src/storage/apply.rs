//! The effects of one message, in one transaction, once.

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, EntityTrait};

use super::entity::applied_messages;
use super::entity::people::Profile;
use super::failure::failed;
use super::moment::Moment;
use super::profile::Told;
use super::standing::Standing;
use super::{attendance, credits, erasure, errands, order, profile, seats, staff_phones, talks};
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
/// Where another replica is at this follower, we wait for it first; where it is at this very message, its outcomes are
/// there then, unless it rolled back.
pub async fn once<C: ConnectionTrait>(db: &C, vault: &Vault, message: &Message) -> Result<Vec<Outcome>, StoreError> {
    order::one_at_a_time(db, vault, &message.openid).await?;
    let mut standing = Standing::find(db, vault, message).await?;
    if let Some(outcomes) = standing.outcomes(vault)? {
        return Ok(outcomes);
    }
    let mut outcomes = Vec::with_capacity(message.effects.len());
    for effect in &message.effects {
        if !outcomes.is_empty() {
            // What the effect before it changed counts.
            standing = Standing::find(db, vault, message).await?;
        }
        outcomes.push(match order::too_late(&standing, message, effect) {
            Some(undone) => undone,
            None => effect_of(db, vault, message, effect, &standing).await?,
        });
    }
    let applied = applied_messages::applied(vault, &message.key, &outcomes, message.sent.into())?;
    applied_messages::Entity::insert(applied).exec_without_returning(db).await.map_err(failed)?;
    Ok(outcomes)
}

async fn effect_of<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    message: &Message,
    effect: &Effect,
    standing: &Standing,
) -> Result<Outcome, StoreError> {
    let (openid, now) = (&message.openid, Moment::from(message.sent));
    match effect {
        Effect::Follow { scene } => profile::follow(db, vault, openid, scene.as_deref(), now).await?,
        Effect::CameBy { scene } => profile::came_by(db, vault, openid, scene, now).await?,
        Effect::Leave => erasure::leave(db, vault, openid, now).await?,
        Effect::Consent { version } => profile::consent(db, openid, version, now).await?,
        Effect::Remember { name, mobile, unit } => {
            let told = Profile { name: name.clone(), mobile: mobile.clone(), unit: *unit };
            profile::remember(db, vault, openid, standing.completed(vault, told)?, now).await?;
        }
        Effect::SignUp(wish) => {
            let outcome = seats::sign_up(db, vault, message, wish, standing).await?;
            if wish.own && matches!(outcome, Outcome::SignedUp(_) | Outcome::Queued { .. }) {
                let told = Told::of(vault, standing, (openid, &wish.answers), now)?;
                profile::learn(db, vault, &[told]).await?;
            }
            return Ok(outcome);
        }
        Effect::CancelSignUp(id) => return seats::cancel(db, *id, openid, message.sent).await,
        Effect::TakeOffer(id) => return seats::take_offer(db, *id, openid, message.sent).await,
        Effect::ChangeSignUp { id, session, answers } => {
            return seats::change(db, vault, message, (*id, *session, answers), standing).await;
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
        Effect::CallHuman => talks::call(db, vault, openid, now).await?,
        Effect::BindPhone(code) => return staff_phones::bind(db, vault, openid, code, now).await,
        Effect::Tell { words, answered } => talks::tell(db, vault, openid, (words, *answered), now).await?,
    }
    Ok(Outcome::Done)
}
