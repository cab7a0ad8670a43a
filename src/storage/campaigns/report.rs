//! What came of a campaign, counted from its ledger.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect};

use super::super::entity::deliveries::{Column, Entity};
use super::super::entity::errands::State;
use super::super::entity::{activities, campaigns, sign_ups};
use super::super::failure::{damaged, failed};
use crate::app::campaigns::records::Receipt;
use crate::app::campaigns::report::{Report, Tally};
use crate::app::records::StoreError;
use crate::domain::campaign::Variant;
use crate::domain::errand::Why;

/// Recipients who are alike in everything that is reported.
#[derive(FromQueryResult)]
struct Alike {
    unit_id: Option<i64>,
    channel: Option<String>,
    variant: String,
    state: State,
    why: Option<String>,
    receipt: Option<String>,
    clicked: i64,
    people: i64,
}

/// A recipient who signed up afterwards.
#[derive(FromQueryResult)]
struct SignedUp {
    unit_id: Option<i64>,
    channel: Option<String>,
    variant: String,
    came: i64,
}

pub async fn of<C: ConnectionTrait>(db: &C, campaign: &campaigns::Model) -> Result<Report, StoreError> {
    let mut report = Report::default();
    for alike in alike(db, campaign.id).await? {
        let people = u32::try_from(alike.people).map_err(|_| damaged("a count"))?;
        let tally = tally(&alike, people)?;
        add(&mut report, (alike.unit_id, alike.channel, &alike.variant), tally)?;
        if let Some(why) = alike.why.as_deref().and_then(Why::of) {
            let sums = if alike.state == State::Held { &mut report.waits } else { &mut report.reasons };
            *sums.entry(why).or_default() += people;
        }
    }
    if let Some(activity) = campaign.activity_id {
        for one in signed_up(db, campaign.id, activity).await? {
            let tally = Tally { signed_up: 1, came: u32::from(one.came > 0), ..Tally::default() };
            add(&mut report, (one.unit_id, one.channel, &one.variant), tally)?;
        }
    }
    Ok(report)
}

fn add(
    report: &mut Report,
    (unit, channel, variant): (Option<i64>, Option<String>, &str),
    tally: Tally,
) -> Result<(), StoreError> {
    let unit = activities::unit(unit, "deliveries.unit_id")?;
    let variant = Variant::of(variant).ok_or_else(|| damaged("deliveries.variant"))?;
    for sum in [
        report.units.entry(unit).or_default(),
        report.channels.entry(channel.unwrap_or_default()).or_default(),
        report.variants.entry(variant).or_default(),
    ] {
        *sum = sum.with(tally);
    }
    Ok(())
}

fn tally(alike: &Alike, people: u32) -> Result<Tally, StoreError> {
    let mut tally = Tally { planned: people, ..Tally::default() };
    *match alike.state {
        State::Due | State::Held => &mut tally.waiting,
        State::Claimed | State::Sending => &mut tally.in_hand,
        State::Sent => &mut tally.sent,
        State::Unknown => &mut tally.unknown,
        State::Unreachable => &mut tally.unreachable,
        State::Missed => &mut tally.missed,
        State::Dropped => &mut tally.dropped,
    } = people;
    match alike.receipt.as_deref() {
        Some(receipt) if receipt == Receipt::Delivered.id() => tally.delivered = people,
        Some(_) => tally.rejected = people,
        None => {}
    }
    tally.clicked = u32::try_from(alike.clicked).map_err(|_| damaged("a count"))?;
    Ok(tally)
}

async fn alike<C: ConnectionTrait>(db: &C, campaign: i64) -> Result<Vec<Alike>, StoreError> {
    let by = [Column::UnitId, Column::Channel, Column::Variant, Column::State, Column::Why, Column::Receipt];
    let mut query = Entity::find()
        .select_only()
        .columns(by)
        .column_as(Column::ClickedAt.count(), "clicked")
        .column_as(Column::Id.count(), "people")
        .filter(Column::CampaignId.eq(campaign))
        .filter(Column::Preview.eq(false));
    for column in by {
        query = query.group_by(column);
    }
    query.into_model::<Alike>().all(db).await.map_err(failed)
}

/// Who has a live place at the activity that was taken after the message went out; each recipient once.
async fn signed_up<C: ConnectionTrait>(db: &C, campaign: i64, activity: i64) -> Result<Vec<SignedUp>, StoreError> {
    use sign_ups::Column::{ActivityId, AttendedAt, MadeAt, Openid, State as Stands};
    let theirs = Entity::belongs_to(sign_ups::Entity).from(Column::Openid).to(Openid).into();
    Entity::find()
        .select_only()
        .columns([Column::UnitId, Column::Channel, Column::Variant])
        .column_as(AttendedAt.count(), "came")
        .join(JoinType::InnerJoin, theirs)
        .filter(Column::CampaignId.eq(campaign))
        .filter(Column::Preview.eq(false))
        .filter(Column::State.eq(State::Sent))
        .filter(ActivityId.eq(activity))
        .filter(Stands.is_in(sign_ups::State::LIVE))
        .filter(Expr::col((sign_ups::Entity, MadeAt)).gte(Expr::col((Entity, Column::SettledAt))))
        .group_by(Column::Id)
        .group_by(Column::UnitId)
        .group_by(Column::Channel)
        .group_by(Column::Variant)
        .into_model::<SignedUp>()
        .all(db)
        .await
        .map_err(failed)
}
