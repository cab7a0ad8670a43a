//! An audience as a condition over followers.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::super::entity::followers::Column;
use super::super::entity::{activities, facts, people, sign_ups};
use super::super::moment::Moment;
use crate::app::vault::Vault;
use crate::domain::campaign::{Audience, Condition as Asked, Fact, Group, Term};
use crate::domain::source::SourceCode;
use crate::domain::topic::Topic;
use crate::domain::window;

/// Whoever is in it at `now`.
pub fn of(vault: &Vault, audience: &Audience, now: Timestamp) -> Condition {
    let group =
        |group: &Group| group.0.iter().fold(Condition::all(), |all, asked| all.add(condition(vault, asked, now)));
    let mut whole = Condition::all();
    if !audience.any.is_empty() {
        whole = whole.add(audience.any.iter().fold(Condition::any(), |any, asked| any.add(group(asked))));
    }
    audience.except.iter().fold(whole, |whole, asked| whole.add(group(asked).not()))
}

fn condition(vault: &Vault, asked: &Asked, now: Timestamp) -> Condition {
    let one = |expr: SimpleExpr| Condition::all().add(expr);
    match asked {
        Asked::Units(units) => {
            let ids = units.iter().map(|unit| i64::from(unit.0));
            let those = people::Entity::find().filter(people::Column::UnitId.is_in(ids));
            one(among(those.filter(people::Column::Openid.is_not_null()).select_only().column(people::Column::Openid)))
        }
        Asked::Villages(villages) => one(told(vault, Fact::Village, villages)),
        Asked::Tags(tags) => one(told(vault, Fact::Tag, tags)),
        Asked::Chose { question, options } => one(told(vault, Fact::Chosen(question), options)),
        Asked::SignedUp(term) => {
            one(among(places(term).filter(sign_ups::Column::State.is_in(sign_ups::State::LIVE)).select_openid()))
        }
        Asked::Came(term) => {
            one(among(places(term).filter(sign_ups::Column::AttendedAt.is_not_null()).select_openid()))
        }
        Asked::Missed(term) => one(among(missed(term, now).select_openid())),
        Asked::Sources(codes) => one(Column::Scene.is_in(codes.iter().map(SourceCode::scene))),
        Asked::SeenInDays(days) => seen_since(before(now, *days)),
        Asked::SilentForDays(days) => seen_since(before(now, *days)).not(),
        Asked::FollowedInDays(days) => one(Column::FollowedAt.gte(before(now, *days))),
        Asked::WindowOpen => window_open(now),
        Asked::Wants(topic) => wants(*topic),
        Asked::Listed(list) => one(Column::Subject.is_in(list)),
    }
}

trait SelectOpenId {
    fn select_openid(self) -> sea_orm::Select<sign_ups::Entity>;
}

impl SelectOpenId for sea_orm::Select<sign_ups::Entity> {
    fn select_openid(self) -> Self {
        self.filter(sign_ups::Column::Openid.is_not_null()).select_only().column(sign_ups::Column::Openid)
    }
}

fn among<E: EntityTrait>(these: sea_orm::Select<E>) -> SimpleExpr {
    Column::Openid.in_subquery(these.into_query())
}

fn told(vault: &Vault, fact: Fact<'_>, words: &[String]) -> SimpleExpr {
    let hashes: Vec<String> = words.iter().map(|word| facts::word_hash(vault, fact, word)).collect();
    let these = facts::Entity::find().filter(facts::Column::Fact.eq(fact.id()));
    among(these.filter(facts::Column::WordHash.is_in(hashes)).select_only().column(facts::Column::Openid))
}

fn places(term: &Term) -> sea_orm::Select<sign_ups::Entity> {
    let places = sign_ups::Entity::find();
    match term {
        Term::Activity(id) => places.filter(sign_ups::Column::ActivityId.eq(id.0)),
        Term::Kind(kind) => {
            let these = activities::Entity::find().filter(activities::Column::Kind.eq(kind.id()));
            let ids = these.select_only().column(activities::Column::Id).into_query();
            places.filter(sign_ups::Column::ActivityId.in_subquery(ids))
        }
        Term::Any => places,
    }
}

/// It is over, and they did not come.
fn missed(term: &Term, now: Timestamp) -> sea_orm::Select<sign_ups::Entity> {
    let over = activities::Entity::find().filter(activities::Column::EndsAt.lte(Moment::from(now)));
    let over = over.filter(activities::Column::CalledOff.eq(false)).select_only().column(activities::Column::Id);
    places(term)
        .filter(sign_ups::Column::State.eq(sign_ups::State::Confirmed))
        .filter(sign_ups::Column::AttendedAt.is_null())
        .filter(sign_ups::Column::ActivityId.in_subquery(over.into_query()))
}

fn before(now: Timestamp, days: u16) -> Moment {
    Moment::from(now).hours_before(i64::from(days) * 24)
}

/// NULL is never since: `coalesce` keeps the negation true.
fn seen_since(since: Moment) -> Condition {
    let acts = [Column::SpokeAt, Column::TappedAt, Column::ScannedAt, Column::FollowedAt];
    acts.into_iter().fold(Condition::any(), |any, act| any.add(Expr::col(act).if_null(0i64).gte(since)))
}

/// They have spoken in the last two days, and the platform has not shut the window since.
pub fn window_open(now: Timestamp) -> Condition {
    let since = Moment::from(now.checked_sub(window::OPEN).unwrap_or(now));
    let shut = Expr::col(Column::WindowShutAt).if_null(0i64);
    Condition::all()
        .add(Expr::col(Column::SpokeAt).if_null(0i64).gt(since))
        .add(Expr::col(Column::SpokeAt).if_null(0i64).gt(shut))
}

/// They get messages on this topic.
pub fn wants(topic: Topic) -> Condition {
    let muted = Column::Muted.eq(false);
    if topic == Topic::Service {
        return Condition::all().add(muted);
    }
    let chosen = Expr::col(Column::Topics).if_null(format!("\"{}\"", topic.id())).like(format!("%\"{}\"%", topic.id()));
    Condition::all().add(muted).add(chosen)
}
