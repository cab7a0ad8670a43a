//! Whom a mass send leaves out: they want none of it, had enough, are refused, or are gone.

use jiff::Timestamp;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::super::super::entity::deliveries::{Column, Entity, standing};
use super::super::super::entity::errands::State;
use super::super::super::entity::followers;
use super::super::super::failure::failed;
use super::super::{audience, forecast};
use crate::app::campaigns::mass::records::Terms;
use crate::app::records::StoreError;
use crate::domain::campaign::mass::Allowance;
use crate::domain::errand::{ErrandState, Why};

/// Settles those of `which` who are not to get it, each for the first reason that holds.
pub async fn leave_out<C: ConnectionTrait>(
    db: &C,
    which: &Condition,
    terms: &Terms,
    now: Timestamp,
) -> Result<(), StoreError> {
    let who = |those: Condition| Condition::all().add(Column::Openid.in_subquery(followers(those)));
    let gone =
        Condition::any().add(Column::Openid.is_null()).add(Column::Openid.not_in_subquery(followers(Condition::all())));
    let mut reasons = vec![
        (ErrandState::Dropped(Why::Gone), gone),
        (ErrandState::Dropped(Why::Muted), who(audience::wants(terms.cap.topic).not())),
        (ErrandState::Unreachable(Why::Refused), who(forecast::refused(now))),
    ];
    if let Some(most) = terms.cap.most {
        let had = forecast::had(terms.cap.topic, most, terms.cap.in_days, now);
        reasons.push((ErrandState::Dropped(Why::Capped), who(Condition::all().add(had))));
    }
    if let Allowance::AMonthEach(most) = terms.allowance {
        let full = forecast::had_this_month(most, terms.allowance.since(now));
        reasons.push((ErrandState::Unreachable(Why::MonthUsedUp), who(Condition::all().add(full))));
    }
    for (state, those) in reasons {
        Entity::update_many()
            .set(standing(state, now.into()))
            .filter(which.clone())
            .filter(Column::State.is_in(State::OPEN))
            .filter(those)
            .exec(db)
            .await
            .map_err(failed)?;
    }
    Ok(())
}

fn followers(those: Condition) -> SelectStatement {
    followers::Entity::find().select_only().column(followers::Column::Openid).filter(those).into_query()
}
