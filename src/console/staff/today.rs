//! `/console`: what needs someone now, and how the year stands.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use super::Console;
use super::gate::Here;
use super::seats::Line;
use crate::app::attendance::Progress;
use crate::app::campaigns::records::Campaign;
use crate::app::console::{OwnEnterprise, Plan, Today, Unseen};
use crate::app::seasonal_menus::PlannedMenu;
use crate::app::staff::Action;
use crate::console::answer::Instead;
use crate::console::chart::Chart;
use crate::domain::campaign::CampaignState;
use crate::domain::dialogue::view::When;
use crate::domain::seasonal_menu::SeasonalState;

pub(super) const PART: &str = "/console";
/// What the plan counts, as the notice calls it.
const AIMS: [&str; 3] = ["招聘会（各类）", "送岗下乡", "稳工活动"];

/// A campaign, in a line.
#[derive(Serialize)]
struct Waiting {
    id: i64,
    title: String,
    author: String,
    why: &'static str,
}

/// One aim of the plan.
#[derive(Serialize)]
struct Aim {
    name: &'static str,
    held: u32,
    aim: u32,
    /// 0 to 100, for the bar.
    percent: u32,
}

/// One month of the plan.
#[derive(Serialize)]
struct Month {
    /// 1 is January.
    month: u32,
    /// What was held in it.
    held: [u32; 3],
    /// At its end, of the whole year.
    percent: [u32; 3],
    /// What that would be if each month had as many.
    even: u32,
}

/// An opening of one's own enterprise.
#[derive(Serialize)]
struct Offer {
    title: String,
    headcount: Option<u32>,
}

/// Today.
pub async fn page(State(console): State<Arc<Console>>, here: Here) -> Result<Response, Instead> {
    let permit = here.permit()?;
    let today = console.centre.today(permit).await.map_err(|error| console.unseen(&here, error))?;
    let now = console.clock.now();
    let Today { activities, calls, talks, to_release, paused, menus, ending, doubtful_phones, plan, enterprise } =
        today;
    let ending: Vec<(String, String, i32)> =
        ending.into_iter().map(|(policy, days)| (policy.id.to_string(), policy.title, days)).collect();
    let lines: Vec<Line> = activities.iter().map(|standing| Line::of(standing, now)).collect();
    let context = context! {
        when => Serde(When::of(now, None)),
        activities => Serde(lines),
        sees_activities => permit.may(Action::SeeActivities),
        calls,
        opens_calls => permit.may(Action::SignPeopleUp),
        talks => talks.all,
        my_talks => talks.theirs,
        to_release => Serde(to_release.iter().map(waiting).collect::<Vec<_>>()),
        paused => Serde(paused.iter().map(waiting).collect::<Vec<_>>()),
        menus => menus.into_iter().filter_map(menu_trouble).collect::<Vec<_>>(),
        ending,
        doubtful_phones,
        year => plan.map(|plan| plan.year),
        aims => Serde(plan.map(|plan| aims(plan.progress)).unwrap_or_default()),
        months => Serde(plan.as_ref().map(months).unwrap_or_default()),
        year_chart => plan.map(|plan| console.pen.columns(&year_chart(&plan))),
        enterprise => enterprise.map(|own| own_enterprise(&own)),
    };
    Ok(console.show(&here.session, PART, "staff/today.html", context))
}

fn waiting(campaign: &Campaign) -> Waiting {
    let why = if let CampaignState::Paused { why, .. } = campaign.state { why.explained() } else { "" };
    Waiting { id: campaign.id.0, title: campaign.draft.title.clone(), author: campaign.author.clone(), why }
}

/// Its days, where it stands, what is in its way, and what is tried again.
fn menu_trouble(
    (PlannedMenu { menu, trouble, .. }, state): (PlannedMenu, SeasonalState),
) -> Option<(String, &'static str, String, &'static str)> {
    let (stands, again) = match state {
        SeasonalState::Planned => ("到日子了，还没有换上", "会自己再试"),
        SeasonalState::Hanging { .. } => ("到期了，原来的菜单还没有换回来", "会自己再试"),
        // Its push may have come through, though no answer did.
        SeasonalState::Over(_) => ("那几天一直没有换上", "现在用的菜单会自己再发一次"),
    };
    Some((menu.days.to_string(), stands, trouble?.told, again))
}

fn aims(progress: [Progress; 3]) -> Vec<Aim> {
    let aim = |(name, Progress { held, aim }): (&'static str, Progress)| {
        let percent = held.saturating_mul(100).checked_div(aim).unwrap_or(100).min(100);
        Aim { name, held, aim, percent }
    };
    AIMS.into_iter().zip(progress).map(aim).collect()
}

/// Each month that has begun: what was held in it, and how far each aim was at its end.
fn months(plan: &Plan) -> Vec<Month> {
    let mut sums = [0_u32; 3];
    let months = (1..).zip(plan.months).take(plan.begun);
    months
        .map(|(month, held)| {
            for (sum, held) in sums.iter_mut().zip(held) {
                *sum = sum.saturating_add(held);
            }
            let mut percent = [0; 3];
            for ((percent, sum), Progress { aim, .. }) in percent.iter_mut().zip(sums).zip(plan.progress) {
                *percent = sum.saturating_mul(100).checked_div(aim).unwrap_or(100);
            }
            Month { month, held, percent, even: month * 100 / 12 }
        })
        .collect()
}

/// How far each aim was month by month, against a year that goes evenly.
fn year_chart(plan: &Plan) -> Chart {
    let months = months(plan);
    let percent = |which: usize| months.iter().map(|one| one.percent.get(which).copied().unwrap_or(0)).collect();
    Chart {
        title: format!("{}年的计划：到每个月底办了全年的百分之几", plan.year),
        labels: months.iter().map(|one| format!("{}月", one.month)).collect(),
        bars: (0..).zip(AIMS).map(|(which, name)| (name, percent(which))).collect(),
        line: Some(("按月平均要到", months.iter().map(|one| one.even).collect())),
    }
}

fn own_enterprise(own: &OwnEnterprise) -> minijinja::Value {
    let offers: Vec<Offer> = own
        .openings
        .iter()
        .map(|opening| Offer {
            title: opening.title.clone().unwrap_or_else(|| "岗位没公布".to_owned()),
            headcount: opening.headcount,
        })
        .collect();
    context! { name => own.enterprise.name.clone(), address => own.enterprise.address.clone(), offers => Serde(offers) }
}

impl Console {
    /// Why a page shows nothing.
    pub fn unseen(&self, here: &Here, error: Unseen) -> Instead {
        match error {
            Unseen::Forbidden(_) => self.refused(&here.session).into(),
            Unseen::Store(error) => self.failed(&error),
        }
    }
}
