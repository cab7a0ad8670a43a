//! What people thought of it.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::super::entity::activities;
use super::super::entity::sign_ups::{self, State};
use super::super::failure::failed;
use super::super::moment::Moment;
use crate::app::records::StoreError;
use crate::domain::dialogue::effect::Outcome;
use crate::domain::id::{ActivityId, OpenId, SignUpId};
use crate::domain::sign_up::Rating;

/// Keeps it: once a place, the last word counts. Only of somebody who was seen to come, and after the beginning.
pub async fn rate<C: ConnectionTrait>(
    db: &C,
    id: SignUpId,
    openid: &OpenId,
    rating: Rating,
    now: Moment,
) -> Result<Outcome, StoreError> {
    use sign_ups::Column::{AttendedAt, Openid, State as Stands};
    let theirs = sign_ups::Entity::find_by_id(id.0)
        .filter(Openid.eq(openid.as_str()))
        .filter(Stands.eq(State::Confirmed))
        .filter(AttendedAt.is_not_null())
        .find_also_related(activities::Entity);
    let Some((place, Some(activity))) = theirs.one(db).await.map_err(failed)? else { return Ok(Outcome::NotRated) };
    if activity.called_off || activity.starts_at > now {
        return Ok(Outcome::NotRated);
    }
    sign_ups::Entity::update_many()
        .col_expr(sign_ups::Column::Rating, Expr::value(i64::from(rating.number())))
        .col_expr(sign_ups::Column::RatedAt, Expr::value(now))
        .filter(sign_ups::Column::Id.eq(place.id))
        .exec(db)
        .await
        .map_err(failed)?;
    Ok(Outcome::Rated(ActivityId(place.activity_id)))
}
