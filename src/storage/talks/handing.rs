//! Talks that are given to a colleague.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::office::{add_line, locked, openid};
use super::talks::{Column, Entity, State};
use crate::app::console::{Handed, NewLine};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::id::TalkId;
use crate::domain::staff::{Role, StaffName};
use crate::storage::entity::audit::{self, Action, Line};
use crate::storage::entity::staff;
use crate::storage::failure::{damaged, failed};
use crate::storage::moment::Moment;
use crate::storage::pool::Write;
use crate::storage::staff::working;

/// Who works here in one of these roles, by name.
pub async fn who_answers<C: ConnectionTrait>(db: &C, roles: &[Role]) -> Result<Vec<StaffName>, StoreError> {
    use staff::Column::{EndedAt, Name, Role};
    let working = staff::Entity::find()
        .select_only()
        .column(Name)
        .filter(Role.is_in(roles.iter().map(|role| role.id())))
        .filter(EndedAt.is_null())
        .order_by_asc(Name);
    let names: Vec<String> = working.into_tuple().all(db).await.map_err(failed)?;
    names.iter().map(|name| StaffName::parse(name).map_err(|_| damaged("staff.name"))).collect()
}

/// Gives it to a colleague: it waits for them, and stays unread as it was.
pub async fn hand(
    write: &Write,
    vault: &Vault,
    (id, line): (TalkId, &NewLine<'_>),
    (to, roles): (&StaffName, &[Role]),
    now: Moment,
) -> Result<Handed, StoreError> {
    // Their account before the talk, as whoever ends it has them: they do not leave meanwhile.
    if !working(write, to).await?.is_some_and(|row| roles.iter().any(|role| row.role == role.id())) {
        return Ok(Handed::Nobody);
    }
    let Some(row) = locked(write, id).await? else { return Ok(Handed::NoTalk) };
    if add_line(write, vault, &row, line, now).await?.is_none() {
        return Ok(Handed::Done);
    }
    Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Waiting))
        .col_expr(Column::Staff, Expr::value(to.as_str()))
        .col_expr(Column::MovedAt, Expr::value(now))
        .filter(Column::Id.eq(id.0))
        .exec(&**write)
        .await
        .map_err(failed)?;
    let (subject, detail) = (Some(vault.subject(&openid(&row)?)), Some(format!("talk {id} to {to}")));
    audit::write(&**write, Line { action: Action::TalkHanded, actor: line.by.as_str(), subject, detail }, now).await?;
    Ok(Handed::Done)
}

/// Open talks of a colleague who does not answer people any more: whoever waits for them, or is being answered by them,
/// waits for anybody, since when they did.
pub async fn release(write: &Write, from: &StaffName) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Waiting))
        .col_expr(Column::Staff, Expr::value(None::<String>))
        .filter(Column::Staff.eq(from.as_str()))
        .filter(Column::State.is_in([State::Waiting, State::Attended]))
        .exec(&**write)
        .await
        .map_err(failed)?;
    Ok(())
}
