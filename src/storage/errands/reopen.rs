//! Errands of people whom nothing reached, and who have turned up since.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};

use super::super::entity::errands::{self, Column, Model, State, standing};
use super::super::entity::followers::{self, Column as Follower};
use super::super::failure::failed;
use super::super::moment::Moment;
use crate::app::records::StoreError;
use crate::domain::id::OpenId;

/// Most that are looked at in one go; the next go takes the rest.
const MOST: u64 = 200;
/// Another errand of the same follower, in a query.
const LATER: &str = "later";
/// The whole of an activity among its sessions, whose numbers begin at 1.
const WHOLE: i64 = 0;

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

/// Makes these due again. Answers how many.
pub async fn reopen<C: ConnectionTrait>(db: &C, errands: Vec<Model>, now: Timestamp) -> Result<u64, StoreError> {
    let mut reopened = 0;
    for errand in errands {
        let Ok(due) = errand.state()?.reopen(now) else { continue };
        let this = errands::Entity::update_many()
            .set(standing(due, now.into()))
            .filter(Column::Id.eq(errand.id))
            .filter(Column::State.eq(State::Unreachable));
        reopened += this.exec(db).await.map_err(failed)?.rows_affected;
    }
    Ok(reopened)
}

/// In time still, and nothing later says the same to them: the second reminder says all that the first did.
fn stranded(now: Moment) -> Condition {
    let this = |column| Expr::col((errands::Entity, column));
    let later = |column| Expr::col((LATER, column));
    let same = |column| later(column).eq(this(column));
    let outdone = Query::select()
        .expr(Expr::val(1))
        .from_as(errands::Entity, LATER)
        .and_where(same(Column::Openid))
        .and_where(same(Column::ActivityId))
        .and_where(same(Column::Kind))
        .and_where(later(Column::Session).if_null(WHOLE).eq(this(Column::Session).if_null(WHOLE)))
        .and_where(later(Column::DueAt).gt(this(Column::DueAt)))
        .to_owned();
    Condition::all()
        .add(Column::State.eq(State::Unreachable))
        .add(Column::NotAfter.gt(now))
        .add(Expr::exists(outdone).not())
}
