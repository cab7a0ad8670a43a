//! Deleting everything that points at a person (platform sheet 3.3 and 3.9; 个人信息保护法).

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use super::entity::audit::{self, Action, Line};
use super::entity::{consents, dialogues, followers, people, sign_ups};
use super::failure::failed;
use super::moment::Moment;
use super::people::records;
use super::{campaigns, credits, errands, paper, seats, staff_phones, talks};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::dialogue::effect::Outcome;
use crate::domain::id::OpenId;

/// They left: nothing of theirs stays, but that somebody had the places that are past.
pub async fn leave<C: ConnectionTrait>(db: &C, vault: &Vault, openid: &OpenId, now: Moment) -> Result<(), StoreError> {
    let sign_ups = free_seats(db, openid, now).await?;
    delete_personal(db, vault, openid, now).await?;
    followers::Entity::delete_by_id(openid.as_str()).exec(db).await.map_err(failed)?;
    note(db, Action::Left, vault, openid, (sign_ups, now)).await
}

/// They stay, and begin as strangers; that they want no notices is kept, since it is not about who they are.
pub async fn erase<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    openid: &OpenId,
    now: Moment,
) -> Result<Outcome, StoreError> {
    // Seats before records, as everybody locks them.
    let freed = free_seats(db, openid, now).await?;
    // What staff wrote down of them is theirs as well, and is found by who they are while that is known.
    let mine = people::Entity::find().filter(people::Column::Openid.eq(openid.as_str()));
    let on_paper = match mine.one(db).await.map_err(failed)? {
        // Who follows is no part of another.
        Some(person) => paper::erase(db, vault, &person, now).await?.unwrap_or_default(),
        None => 0,
    };
    delete_personal(db, vault, openid, now).await?;
    let sign_ups = freed + on_paper;
    followers::Entity::update_many()
        .col_expr(followers::Column::Scene, Expr::value(None::<String>))
        .filter(followers::Column::Openid.eq(openid.as_str()))
        .exec(db)
        .await
        .map_err(failed)?;
    note(db, Action::Erased, vault, openid, (sign_ups, now)).await?;
    Ok(Outcome::Erased { sign_ups })
}

/// The time for which their data was to be kept is over: everything about who they are goes, without their doing.
/// Their places are in the past and stay counted.
pub async fn expire<C: ConnectionTrait>(db: &C, vault: &Vault, openid: &OpenId, now: Moment) -> Result<(), StoreError> {
    unlink(db, vault, openid, now).await?;
    let subject = Some(vault.subject(openid));
    audit::write(db, Line { action: Action::Expired, actor: audit::RETENTION, subject, detail: None }, now).await
}

/// Everything about who they are goes; their places still to come were given up before.
async fn delete_personal<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    openid: &OpenId,
    now: Moment,
) -> Result<(), StoreError> {
    // Whose phone it is among staff is no matter of what they signed up for, and outlasts it.
    staff_phones::forget(db, openid, now).await?;
    unlink(db, vault, openid, now).await
}

/// Profile, consents, subscriptions, talks with staff and an archived dialogue go; sign-ups lose owner and answers, and
/// what was to be said to them is not.
///
/// The embedded cache drops the dialogue from the archive by itself, but only behind the answer.
async fn unlink<C: ConnectionTrait>(db: &C, vault: &Vault, openid: &OpenId, now: Moment) -> Result<(), StoreError> {
    sign_ups::Entity::update_many()
        .col_expr(sign_ups::Column::Openid, Expr::value(None::<String>))
        .col_expr(sign_ups::Column::AnswersSealed, Expr::value(None::<Vec<u8>>))
        .col_expr(sign_ups::Column::KeyId, Expr::value(None::<String>))
        .col_expr(sign_ups::Column::PersonKey, Expr::value(None::<String>))
        .col_expr(sign_ups::Column::MobileHash, Expr::value(None::<String>))
        .col_expr(sign_ups::Column::TailHash, Expr::value(None::<String>))
        .col_expr(sign_ups::Column::IdentityHash, Expr::value(None::<String>))
        .filter(sign_ups::Column::Openid.eq(openid.as_str()))
        .exec(db)
        .await
        .map_err(failed)?;
    records::let_go(db, vault, openid).await?;
    let mine = consents::Column::Openid.eq(openid.as_str());
    consents::Entity::delete_many().filter(mine).exec(db).await.map_err(failed)?;
    dialogues::Entity::delete_by_id(openid.as_str()).exec(db).await.map_err(failed)?;
    talks::forget(db, openid).await?;
    errands::forget(db, openid.as_str(), now).await?;
    campaigns::forget(db, openid.as_str(), now).await?;
    credits::forget(db, openid).await
}

/// Their places still to come are given up, also those of whoever they put down. Answers how many those were.
async fn free_seats<C: ConnectionTrait>(db: &C, openid: &OpenId, now: Moment) -> Result<u32, StoreError> {
    let made = Condition::all().add(sign_ups::Column::Openid.eq(openid.as_str()));
    seats::give_up_theirs(db, made, now).await
}

async fn note<C: ConnectionTrait>(
    db: &C,
    action: Action,
    vault: &Vault,
    openid: &OpenId,
    (sign_ups, now): (u32, Moment),
) -> Result<(), StoreError> {
    let subject = Some(vault.subject(openid));
    let detail = Some(format!("sign-ups given up: {sign_ups}"));
    audit::write(db, Line { action, actor: audit::FOLLOWER, subject, detail }, now).await
}
