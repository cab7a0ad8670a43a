//! Who came, in numbers.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};

use super::super::database::{Database, STAFF_LIMIT, within};
use super::super::entity::activities;
use super::super::entity::sign_ups::{self, State};
use super::super::failure::{damaged, failed};
use super::super::moment::Moment;
use crate::app::attendance::{ActivityTurnout, AttendanceRecords, Held, Turnout};
use crate::app::records::StoreError;
use crate::domain::activity::ActivityKind;
use crate::domain::dialogue::view::When;
use crate::domain::id::ActivityId;

/// What counts of a place.
#[derive(FromQueryResult)]
struct Seated {
    unit_id: Option<i64>,
    walk_in: bool,
    made_at: Moment,
    attended_at: Option<Moment>,
    rating: Option<i64>,
}

#[async_trait]
impl AttendanceRecords for Database {
    async fn turnout(&self, activity: ActivityId) -> Result<ActivityTurnout, StoreError> {
        use sign_ups::Column::{ActivityId, AttendedAt, MadeAt, Rating, State as Stands, UnitId, WalkIn};
        // Of what was called off, whoever had signed up still counts as that.
        let counted = [State::Confirmed, State::CalledOff];
        let seated = sign_ups::Entity::find().filter(ActivityId.eq(activity.0)).filter(Stands.is_in(counted));
        let seated = seated.select_only().columns([UnitId, WalkIn, MadeAt, AttendedAt, Rating]).into_model::<Seated>();
        let rows = within(STAFF_LIMIT, async { seated.all(self.pool().orm()).await.map_err(failed) }).await?;
        let mut all = Turnout::default();
        // Units as they are numbered; none at the end.
        let mut by_unit: BTreeMap<(bool, Option<i64>), Turnout> = BTreeMap::new();
        let mut by_day: BTreeMap<Date, u32> = BTreeMap::new();
        for row in &rows {
            count(&mut all, row);
            if !row.walk_in {
                *by_day.entry(When::day_of(row.made_at.try_into()?)).or_default() += 1;
            }
            count(by_unit.entry((row.unit_id.is_none(), row.unit_id)).or_default(), row);
        }
        let named = |((_, unit), turnout)| Ok((activities::unit(unit, "sign_ups.unit_id")?, turnout));
        let by_unit = by_unit.into_iter().map(named).collect::<Result<_, StoreError>>()?;
        Ok(ActivityTurnout { all, by_unit, by_day: by_day.into_iter().collect() })
    }

    async fn held(&self, year: i16, now: Timestamp) -> Result<Vec<Held>, StoreError> {
        use activities::Column::{CalledOff, EndsAt, Kind, Sample, StartsAt};
        let (Some(from), Some(to)) = (new_year(year), year.checked_add(1).and_then(new_year)) else {
            return Ok(Vec::new());
        };
        let rows: Vec<(String, Moment)> = within(STAFF_LIMIT, async {
            let held = activities::Entity::find()
                .select_only()
                .columns([Kind, StartsAt])
                .filter(StartsAt.gte(from))
                .filter(StartsAt.lt(to))
                .filter(EndsAt.lte(Moment::from(now)))
                .filter(CalledOff.eq(false))
                .filter(Sample.eq(false));
            held.into_tuple().all(self.pool().orm()).await.map_err(failed)
        })
        .await?;
        let mut held: Vec<Held> = Vec::new();
        for (kind, starts_at) in rows {
            let month = When::day_of(starts_at.try_into()?).month();
            let kind = serde_json::from_value::<ActivityKind>(serde_json::Value::String(kind));
            let kind = kind.map_err(|_| damaged("activities.kind"))?;
            match held.iter_mut().find(|held| held.kind == kind && held.month == month) {
                Some(held) => held.count = held.count.saturating_add(1),
                None => held.push(Held { kind, month, count: 1 }),
            }
        }
        Ok(held)
    }
}

fn count(turnout: &mut Turnout, row: &Seated) {
    let column = if row.walk_in { &mut turnout.walk_ins } else { &mut turnout.signed_up };
    *column = column.saturating_add(1);
    if !row.walk_in && row.attended_at.is_some() {
        turnout.came = turnout.came.saturating_add(1);
    }
    let rated = row.rating.and_then(|rating| usize::try_from(rating).ok()?.checked_sub(1));
    if let Some(rated) = rated.and_then(|at| turnout.ratings.get_mut(at)) {
        *rated = rated.saturating_add(1);
    }
}

/// When a year begins in China.
fn new_year(year: i16) -> Option<Moment> {
    if !(1970..=9000).contains(&year) {
        return None;
    }
    let zone = TimeZone::fixed(jiff::tz::offset(8));
    date(year, 1, 1).to_zoned(zone).ok().map(|begins| begins.timestamp().into())
}
