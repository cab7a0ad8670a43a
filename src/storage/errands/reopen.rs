//! Errands of people whom nothing reached, and who have turned up since.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};

use super::super::entity::errands::{self, Column, Model, State, standing};
use super::super::entity::followers::{self, Column as Follower};
use super::super::failure::failed;
use super::super::moment::Moment;
use crate::app::records::StoreError;
use crate::domain::id::OpenId;

/// Most that are looked at in one go; the next go takes the rest.
const MOST: u64 = 200;

/// Errands still in time of those who wrote, tapped or scanned after no way had reached them, and want notices.
pub async fn found<C: ConnectionTrait>(db: &C, now: Moment) -> Result<Vec<Model>, StoreError> {
    let settled = || Expr::col((errands::Entity, Column::SettledAt));
    let since = |act: Follower| Expr::col((followers::Entity, act)).gt(settled());
    let acted = [Follower::SpokeAt, Follower::TappedAt, Follower::ScannedAt].into_iter().map(since);
    let theirs = errands::Entity::belongs_to(followers::Entity).from(Column::Openid).to(Follower::Openid);
    errands::Entity::find()
        .join(JoinType::InnerJoin, theirs.into())
        .filter(stranded(now))
        .filter(Follower::Muted.eq(false))
        .filter(acted.fold(Condition::any(), Condition::add))
        .order_by_asc(Column::Id)
        .limit(MOST)
        .all(db)
        .await
        .map_err(failed)
}

/// Errands still in time of one follower whom no way reached.
pub async fn of<C: ConnectionTrait>(db: &C, openid: &OpenId, now: Moment) -> Result<Vec<Model>, StoreError> {
    let theirs = errands::Entity::find().filter(stranded(now)).filter(Column::Openid.eq(openid.as_str()));
    theirs.limit(MOST).all(db).await.map_err(failed)
}

/// Makes these due again, but for those after which there is more to be said of the same. Answers how many.
pub async fn reopen<C: ConnectionTrait>(db: &C, errands: Vec<Model>, now: Timestamp) -> Result<u64, StoreError> {
    let mut reopened = 0;
    for errand in errands {
        let Ok(due) = errand.state()?.reopen(now) else { continue };
        if is_outdone(db, &errand).await? {
            continue;
        }
        let this = errands::Entity::update_many()
            .set(standing(due, now.into()))
            .filter(Column::Id.eq(errand.id))
            .filter(Column::State.eq(State::Unreachable));
        reopened += this.exec(db).await.map_err(failed)?.rows_affected;
    }
    Ok(reopened)
}

fn stranded(now: Moment) -> Condition {
    Condition::all().add(Column::State.eq(State::Unreachable)).add(Column::NotAfter.gt(now))
}

/// Whether something later says the same to them: the second reminder says all that the first did.
async fn is_outdone<C: ConnectionTrait>(db: &C, errand: &Model) -> Result<bool, StoreError> {
    let here = errand.session.map_or_else(|| Column::Session.is_null(), |session| Column::Session.eq(session));
    let later = errands::Entity::find()
        .filter(Column::Openid.eq(errand.openid.clone()))
        .filter(Column::ActivityId.eq(errand.activity_id))
        .filter(Column::Kind.eq(errand.kind))
        .filter(Column::DueAt.gt(errand.due_at))
        .filter(here);
    Ok(later.one(db).await.map_err(failed)?.is_some())
}
