//! An audience, counted by the way that reaches each, and a sample of it.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

use super::super::entity::followers::Column;
use super::super::entity::{activities, deliveries, errands, followers, notice_credits, people};
use super::super::failure::{damaged, failed};
use super::super::moment::Moment;
use super::{audience, mass};
use crate::app::campaigns::forecast::{Ask, Counts, Sampled};
use crate::app::reach::BELIEVED;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::campaign::Audience;
use crate::domain::campaign::mass::Allowance;
use crate::domain::id::OpenId;
use crate::domain::topic::Topic;

#[derive(FromQueryResult)]
struct Counted {
    way: String,
    people: i64,
}

/// Everybody in exactly one way: the first that holds, in the order in which a delivery is decided.
pub async fn counts<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    (asked, ask): (&Audience, &Ask),
    now: Timestamp,
) -> Result<Counts, StoreError> {
    let ways = followers::Entity::find()
        .select_only()
        .expr_as(way(ask, now), "way")
        .filter(audience::of(vault, asked, now))
        .into_query();
    let mut counted: SelectStatement = Query::select();
    counted
        .column("way")
        .expr_as(Func::count(Expr::col("way")), "people")
        .from_subquery(ways, "ways")
        .group_by_col("way");
    let rows = db.query_all(&counted).await.map_err(failed)?;
    let mut counts = Counts::default();
    for row in rows {
        let Counted { way, people } = Counted::from_query_result(&row, "").map_err(failed)?;
        let people = u64::try_from(people).map_err(|_| damaged("a count"))?;
        counts.audience += people;
        *match way.as_str() {
            "unwanted" => &mut counts.unwanted,
            "refused" => &mut counts.refused,
            "capped" => &mut counts.capped,
            "message" => &mut counts.message,
            "notice" => &mut counts.notice,
            "template" => &mut counts.template,
            "mass" => &mut counts.mass,
            "month_used_up" => &mut counts.month_used_up,
            _ => &mut counts.waiting,
        } = people;
    }
    Ok(counts)
}

fn way(ask: &Ask, now: Timestamp) -> SimpleExpr {
    let mut ways =
        CaseStatement::new().case(audience::wants(ask.topic).not(), "unwanted").case(refused(now), "refused");
    if let Some((most, days)) = ask.cap {
        ways = ways.case(Condition::all().add(had(ask.topic, most, days, now)), "capped");
    }
    if let Some(Allowance::AMonthEach(most)) = ask.mass {
        let full = had_this_month(most, Allowance::AMonthEach(most).since(now));
        ways = ways.case(Condition::all().add(full), "month_used_up");
    }
    if ask.mass.is_some() {
        return ways.finally("mass").into();
    }
    if ask.message {
        ways = ways.case(audience::window_open(now), "message");
    }
    if let Some(template) = &ask.notice {
        let subscribed = notice_credits::Entity::find()
            .select_only()
            .column(notice_credits::Column::Openid)
            .filter(notice_credits::Column::Template.eq(template.as_str()))
            .filter(notice_credits::Column::Credits.gt(0));
        ways = ways.case(Condition::all().add(Column::Openid.in_subquery(subscribed.into_query())), "notice");
    }
    ways.finally(if ask.template { "template" } else { "waiting" }).into()
}

/// The platform refused them lately, and they have done nothing since.
pub fn refused(now: Timestamp) -> Condition {
    let since = Moment::from(now.checked_sub(BELIEVED).unwrap_or(now));
    let acted = [Column::SpokeAt, Column::TappedAt, Column::ScannedAt, Column::FollowedAt];
    let at = || Expr::col(Column::RefusedAt);
    acted
        .into_iter()
        .fold(Condition::all().add(Column::Refused.is_not_null()).add(at().if_null(0i64).gt(since)), |all, act| {
            all.add(Expr::col(act).if_null(0i64).lte(at()))
        })
}

/// They had so many of the topic in these days.
pub fn had(topic: Topic, most: u32, days: u16, now: Timestamp) -> SimpleExpr {
    use deliveries::Column::{Id, Openid};
    let had = sent_lately(topic, days, now)
        .select_only()
        .column(Openid)
        .filter(Openid.is_not_null())
        .group_by(Openid)
        .having(Id.count().gte(i64::from(most)));
    Column::Openid.in_subquery(had.into_query())
}

/// They had so many mass sends since then.
pub fn had_this_month(most: u32, since: Timestamp) -> SimpleExpr {
    use deliveries::Column::{Id, Openid};
    let had = deliveries::Entity::find()
        .filter(mass::counted(since.into()))
        .select_only()
        .column(Openid)
        .filter(Openid.is_not_null())
        .group_by(Openid)
        .having(Id.count().gte(i64::from(most)));
    Column::Openid.in_subquery(had.into_query())
}

/// Deliveries of a topic that went out in these days.
pub fn sent_lately(topic: Topic, days: u16, now: Timestamp) -> sea_orm::Select<deliveries::Entity> {
    use deliveries::Column::{Preview, SettledAt, State, Topic as Of};
    let since = Moment::from(now).hours_before(i64::from(days) * 24);
    deliveries::Entity::find()
        .filter(Of.eq(topic.id()))
        .filter(Preview.eq(false))
        .filter(State.is_in([errands::State::Sent, errands::State::Unknown]))
        .filter(SettledAt.gte(since))
}

/// Who of it was here last.
pub async fn sample<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    (asked, most): (&Audience, u64),
    now: Timestamp,
) -> Result<Vec<Sampled>, StoreError> {
    let these = followers::Entity::find()
        .filter(audience::of(vault, asked, now))
        .order_by_desc(Column::SpokeAt)
        .order_by_asc(Column::Openid)
        .limit(most);
    let rows = these.all(db).await.map_err(failed)?;
    let openids = rows.iter().map(|row| row.openid.as_str());
    let theirs: Vec<(Option<String>, Option<i64>)> = people::Entity::find()
        .select_only()
        .columns([people::Column::Openid, people::Column::UnitId])
        .filter(people::Column::Openid.is_in(openids))
        .into_tuple()
        .all(db)
        .await
        .map_err(failed)?;
    let units: HashMap<Option<String>, Option<i64>> = theirs.into_iter().collect();
    rows.iter()
        .map(|row| {
            let unit = units.get(&Some(row.openid.clone())).copied().flatten();
            Ok(Sampled {
                openid: OpenId::parse(&row.openid).map_err(|_| damaged("followers.openid"))?,
                unit: activities::unit(unit, "people.unit_id")?,
                seen_at: row.acts()?.latest(),
                refused: row.refused.map(Into::into),
            })
        })
        .collect()
}
