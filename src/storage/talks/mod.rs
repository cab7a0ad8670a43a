//! Talks with staff, as followers cause them: a person is called, something is said, all of it is forgotten.

mod handing;
mod office;

pub use self::handing::release;

use sea_orm::ActiveValue::NotSet;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

use super::entity::audit::{self, Action, Line};
use super::entity::talks::{Column, Entity, Model, State};
use super::entity::{followers, talk_lines, talks};
use super::failure::failed;
use super::moment::Moment;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::id::OpenId;

/// They asked for a person: their talk waits for staff, unless somebody is at it. The audit says so too.
pub async fn call<C: ConnectionTrait>(db: &C, vault: &Vault, openid: &OpenId, now: Moment) -> Result<(), StoreError> {
    wait(db, vault, openid, now).await?;
    let subject = Some(vault.subject(openid));
    audit::write(db, Line { action: Action::HumanCalled, actor: audit::FOLLOWER, subject, detail: None }, now).await
}

/// They said something for staff. What the program answers as well waits for nobody: it is kept in a talk that is
/// open, and opens none.
pub async fn tell<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    openid: &OpenId,
    (words, answered): (&str, bool),
    now: Moment,
) -> Result<(), StoreError> {
    let id = if answered {
        let open = of(db, openid).await?.filter(|talk| talk.state != State::Ended);
        let Some(Model { id, .. }) = open else { return Ok(()) };
        id
    } else {
        wait(db, vault, openid, now).await?
    };
    let line = talk_lines::row(vault, (id, openid), (talk_lines::By::Theirs, words), now)?;
    talk_lines::Entity::insert(line).exec_without_returning(db).await.map_err(failed)?;
    Entity::update_many()
        .col_expr(Column::SaidAt, Expr::value(now))
        .col_expr(Column::MovedAt, Expr::value(now))
        .col_expr(Column::Unread, Expr::col(Column::Unread).add(1))
        .filter(Column::Id.eq(id))
        .exec(db)
        .await
        .map_err(failed)?;
    Ok(())
}

/// All of it goes.
pub async fn forget<C: ConnectionTrait>(db: &C, openid: &OpenId) -> Result<(), StoreError> {
    delete(db, Column::Openid.eq(openid.as_str())).await.map(|_| ())
}

/// What nobody has touched since `cutoff` goes; answers how many talks those were.
pub async fn expire<C: ConnectionTrait>(db: &C, cutoff: Moment) -> Result<u64, StoreError> {
    delete(db, Column::MovedAt.lt(cutoff)).await
}

async fn delete<C: ConnectionTrait>(db: &C, which: Expr) -> Result<u64, StoreError> {
    let ids = Query::select().column(Column::Id).from(Entity).and_where(which.clone()).to_owned();
    let lines = talk_lines::Entity::delete_many().filter(talk_lines::Column::TalkId.in_subquery(ids));
    lines.exec(db).await.map_err(failed)?;
    Ok(Entity::delete_many().filter(which).exec(db).await.map_err(failed)?.rows_affected)
}

/// The follower's talk, open. Nobody else is at the follower's records.
async fn wait<C: ConnectionTrait>(db: &C, vault: &Vault, openid: &OpenId, now: Moment) -> Result<i64, StoreError> {
    followers::put(db, followers::arriving(vault, openid, now), &[]).await?;
    match of(db, openid).await? {
        None => {
            let row = talks::ActiveModel {
                id: NotSet,
                openid: Set(openid.as_str().to_owned()),
                state: Set(State::Waiting),
                called_at: Set(now),
                said_at: Set(None),
                moved_at: Set(now),
                unread: Set(0),
                staff: Set(None),
            };
            Ok(Entity::insert(row).exec(db).await.map_err(failed)?.last_insert_id)
        }
        Some(Model { id, state: State::Ended, .. }) => {
            Entity::update_many()
                .col_expr(Column::State, Expr::value(State::Waiting))
                .col_expr(Column::CalledAt, Expr::value(now))
                .col_expr(Column::MovedAt, Expr::value(now))
                // Whoever answered then need not be the one who does now.
                .col_expr(Column::Staff, Expr::value(None::<String>))
                .filter(Column::Id.eq(id))
                .exec(db)
                .await
                .map_err(failed)?;
            Ok(id)
        }
        Some(Model { id, .. }) => Ok(id),
    }
}

async fn of<C: ConnectionTrait>(db: &C, openid: &OpenId) -> Result<Option<Model>, StoreError> {
    Entity::find().filter(Column::Openid.eq(openid.as_str())).one(db).await.map_err(failed)
}
