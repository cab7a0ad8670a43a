//! Campaigns and their ledger.
//!
//! A campaign's row is locked before its deliveries, and only while it is changed or planned.

mod audience;
mod calls;
mod claim;
mod filling;
mod forecast;
mod ledger;
mod mass;
mod office;
mod plan;
mod report;
mod saved;

use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::entity::deliveries::{Column, Entity, standing};
use super::entity::errands::State;
use super::entity::facts;
use super::failure::failed;
use super::moment::Moment;
use crate::app::records::StoreError;
use crate::domain::errand::{ErrandState, Why};

/// One step of one delivery.
const LIMIT: Duration = Duration::from_secs(10);
/// A whole audience, a whole ledger.
const LONG_LIMIT: Duration = Duration::from_secs(60);

/// They left, or had everything erased: nothing is said to them any more, and nothing points at them.
pub async fn forget<C: ConnectionTrait>(db: &C, openid: &str, now: Moment) -> Result<(), StoreError> {
    Entity::update_many()
        .set(standing(ErrandState::Dropped(Why::Gone), now))
        .filter(Column::Openid.eq(openid))
        .filter(Column::State.is_in(State::OPEN))
        .exec(db)
        .await
        .map_err(failed)?;
    Entity::update_many()
        .col_expr(Column::Openid, Expr::value(None::<String>))
        .filter(Column::Openid.eq(openid))
        .exec(db)
        .await
        .map_err(failed)?;
    facts::Entity::delete_many().filter(facts::Column::Openid.eq(openid)).exec(db).await.map_err(failed)?;
    Ok(())
}
