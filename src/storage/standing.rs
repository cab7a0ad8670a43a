//! What the records hold of messages and of their followers when their turn comes, by one question.

use std::iter;

use sea_orm::sea_query::{Expr, JoinType, Order, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, ConnectionTrait, FromQueryResult, IdenStatic, Iterable, QueryTrait};

use super::apply::Message;
use super::entity::audit::{self, Action};
use super::entity::people::{self, Profile};
use super::entity::{applied_messages, followers};
use super::failure::{failed, unavailable};
use super::moment::Moment;
use super::order;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::dialogue::effect::Outcome;
use crate::domain::source::SourceCode;

/// What is there. It holds for as long as nobody else is at the follower's records.
#[derive(FromQueryResult)]
pub struct Standing {
    #[sea_orm(nested(prefix = "applied_"))]
    applied: Option<applied_messages::Model>,
    #[sea_orm(nested(prefix = "person_"))]
    person: Option<people::Model>,
    /// When they followed last; `None` of a stranger.
    pub followed_at: Option<Moment>,
    scene: Option<String>,
    gone: Option<Action>,
    gone_at: Option<Moment>,
}

impl Standing {
    /// Asks for it.
    pub async fn find<C: ConnectionTrait>(db: &C, vault: &Vault, message: &Message) -> Result<Self, StoreError> {
        let found = Self::find_each(db, vault, iter::once(message)).await?.pop();
        found.ok_or_else(|| unavailable("it does not say what is there"))
    }

    /// Asks for that of several messages; in their order.
    pub async fn find_each<C: ConnectionTrait>(
        db: &C,
        vault: &Vault,
        messages: impl Iterator<Item = &Message>,
    ) -> Result<Vec<Self>, StoreError> {
        let mut questions = (0i32..).zip(messages).map(|(place, message)| question(vault, message, place));
        let Some(mut all) = questions.next() else { return Ok(Vec::new()) };
        for question in questions {
            all.union(UnionType::All, question);
        }
        let rows = db.query_all(all.order_by(PLACE, Order::Asc)).await.map_err(failed)?;
        rows.iter().map(|row| Self::from_query_result(row, "").map_err(failed)).collect()
    }

    /// What came of the message, if it was applied before.
    pub fn outcomes(&self, vault: &Vault) -> Result<Option<Vec<Outcome>>, StoreError> {
        self.applied.as_ref().map(|row| applied_messages::open(vault, row)).transpose()
    }

    /// When they last left, or had everything erased, and which of the two.
    pub fn gone(&self) -> Option<(Action, Moment)> {
        self.gone.zip(self.gone_at)
    }

    /// The code of the source that led them here last. Other scenes say nothing of that; the door's hold a secret.
    pub fn led_by(&self) -> Option<String> {
        SourceCode::of_scene(self.scene.as_ref()?).map(|code| code.to_string())
    }

    /// Which record of the ledger is theirs, if they told who they are.
    pub fn record(&self) -> Option<i64> {
        self.person.as_ref().map(|row| row.id)
    }

    /// This of them, and where it is silent, what they told before.
    pub fn completed(&self, vault: &Vault, told: Profile) -> Result<Profile, StoreError> {
        Ok(match &self.person {
            Some(row) => told.over(Profile::read(vault, row)?),
            None => told,
        })
    }
}

/// Which message a row is of, counted from 0.
const PLACE: &str = "place";

/// One row, whatever is there.
fn question(vault: &Vault, message: &Message, place: i32) -> SelectStatement {
    use followers::Column::{FollowedAt, Openid, Scene};
    let openid = message.openid.as_str();
    let applied = applied_messages::Column::MessageKey.eq(message.key.as_str());
    let departure = order::departures(vault, &message.openid).into_query();
    let mut query = Query::select();
    for column in applied_messages::Column::iter() {
        query.expr_as(column.into_expr(), format!("applied_{}", column.as_str()));
    }
    for column in people::Column::iter() {
        query.expr_as(column.into_expr(), format!("person_{}", column.as_str()));
    }
    query
        .expr_as(Expr::val(place), PLACE)
        .expr_as(FollowedAt.into_expr(), "followed_at")
        .expr_as(Scene.into_expr(), "scene")
        .expr_as(Expr::col(("departure", audit::Column::Action)), "gone")
        .expr_as(Expr::col(("departure", audit::Column::At)), "gone_at")
        .from_subquery(Query::select().expr(Expr::val(1)).take(), "always")
        .left_join(applied_messages::Entity, applied)
        .left_join(people::Entity, people::Column::Openid.eq(openid))
        .left_join(followers::Entity, Openid.eq(openid))
        .join_subquery(JoinType::LeftJoin, departure, "departure", Expr::val(true))
        .take()
}
