//! What `guiyan export attendance` says beside its table: who came, by unit, and how far the year's plan is.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::app::attendance::{AttendanceRecords, Turnout, progress};
use crate::cli::failure::Failure;
use crate::cli::print;
use crate::domain::activity::Activity;
use crate::domain::pack::Pack;

/// Says it.
pub async fn say(
    records: &dyn AttendanceRecords,
    (activity, pack): (&Activity, &Pack),
    now: Timestamp,
) -> Result<(), Failure> {
    let turnout = records.turnout(activity.id).await?;
    let over = activity.ends_at <= now;
    print::line(&of("一共", &turnout.all, over))?;
    for (unit, theirs) in &turnout.by_unit {
        let name = unit.and_then(|unit| pack.unit(unit)).map_or("没写单位", |unit| unit.name.as_str());
        print::line(&format!("  {}", of(name, theirs, over)))?;
    }
    let year = now.to_zoned(TimeZone::fixed(jiff::tz::offset(8))).year();
    let aims = &pack.county.aims;
    let of_the_year = if aims.year == year { String::new() } else { format!("（任务是{}年的）", aims.year) };
    let [fairs, outings, retention] = progress(aims, &records.held(year, now).await?);
    Ok(print::line(&format!(
        "{year}年办过：招聘会{}场，任务{}场；送岗下乡{}场，任务{}场；稳工活动{}场，任务{}场{of_the_year}",
        fairs.held, fairs.aim, outings.held, outings.aim, retention.held, retention.aim
    ))?)
}

/// One line of it.
fn of(who: &str, turnout: &Turnout, over: bool) -> String {
    let Turnout { signed_up, came, walk_ins, ratings: [useful, so_so, useless] } = turnout;
    let missed = if over { format!("，没来{}", turnout.no_shows()) } else { String::new() };
    format!("{who}：报名{signed_up}，来了{came}{missed}，现场登记{walk_ins}；有用{useful}，一般{so_so}，没用{useless}")
}
