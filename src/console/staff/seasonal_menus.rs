//! The part of `/console/menu` where menus hang for a season: which there are, a new one, calling one off.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::{Deserialize, Serialize};

use super::Console;
use super::gate::Here;
use super::keywords::shortened;
use super::menus::{Shown, phone};
use crate::app::console::{MenuDraft, OneSeasonalMenu, TypedSeasonalMenu, WordingError};
use crate::app::editions::{Edition, PACK};
use crate::app::seasonal_menus::MadeOf;
use crate::console::answer::Instead;
use crate::domain::dialogue::view::{When, day_in_words};
use crate::domain::id::{EditionId, SeasonalMenuId};
use crate::domain::seasonal_menu::{End, MOST_AHEAD, SeasonalState};

/// Where it stands on the page.
const HERE: &str = "/console/menu#seasonal";
/// What stands for the draft in the place of an edition.
const DRAFT: &str = "draft";
/// So much of what an edition changed is shown in a choice, in characters.
const SUMMARY: usize = 40;

/// A seasonal menu in the list.
#[derive(Serialize)]
struct Line {
    id: i64,
    first: String,
    last: String,
    by: String,
    /// `None` if its buttons cannot be read.
    phone: Option<Vec<Shown>>,
    /// In words.
    state: &'static str,
    trouble: Option<String>,
    /// When it was over; of one that is not, when it is tried again.
    when: Option<When>,
    /// Whether it is on the phones.
    hangs: bool,
}

/// What the form sends.
#[derive(Default, Deserialize, Serialize)]
pub struct Sent {
    /// `draft`, or the number of an edition.
    #[serde(default)]
    menu: String,
    /// The draft's version.
    #[serde(default)]
    seen: String,
    #[serde(default)]
    first: String,
    #[serde(default)]
    last: String,
}

/// Plans one.
pub async fn plan(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(sent): Form<Sent>,
) -> Result<Response, Instead> {
    let made_of = match (sent.menu.as_str(), sent.menu.parse(), sent.seen.parse()) {
        (DRAFT, _, Ok(seen)) => Some(MadeOf::Draft(seen)),
        (_, Ok(id), _) => Some(MadeOf::Edition(EditionId(id))),
        _ => None,
    };
    let done = match made_of {
        Some(made_of) => {
            let typed = TypedSeasonalMenu { first: sent.first.clone(), last: sent.last.clone(), made_of };
            console.centre.plan_menu(here.permit()?, &typed).await
        }
        None => Err(WordingError::Mistyped { field: "menu", reason: "请选用哪一份菜单".to_owned() }),
    };
    match done {
        Ok(()) => Ok(Redirect::to(HERE).into_response()),
        Err(WordingError::Mistyped { field, reason }) => console.menu_page(&here, Some((&sent, (field, reason)))).await,
        Err(error) => Err(console.unworded(&here, error)),
    }
}

/// A form that was not taken, with the field that is wrong and why.
pub(super) type NotTaken<'a> = (&'a Sent, (&'static str, String));

/// Calls one off.
pub async fn call_off(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
) -> Result<Response, Instead> {
    let done = console.centre.call_menu_off(here.permit()?, SeasonalMenuId(id)).await;
    done.map_err(|error| console.unworded(&here, error))?;
    Ok(Redirect::to(HERE).into_response())
}

impl Console {
    /// What the page shows of them, and of the form.
    pub(super) fn seasonal(&self, menu: &MenuDraft, not: Option<NotTaken<'_>>) -> Value {
        let today = When::day_of(self.clock.now());
        let late = menu.seasonal.hanging().is_some_and(|one| one.plan.menu.days.last() < today);
        let lines = |menus: &[OneSeasonalMenu]| menus.iter().map(|one| line(one, late, today)).collect::<Vec<_>>();
        let seen = menu.one.draft.as_ref().map(|draft| draft.version.to_string()).unwrap_or_default();
        let fresh = Sent { seen, ..Sent::default() };
        let (sent, wrong) = not.map_or((&fresh, None), |(sent, wrong)| (sent, Some(wrong)));
        context! {
            sent => Serde(sent),
            wrong,
            ahead => Serde(lines(&menu.seasonal.ahead)),
            past => Serde(lines(&menu.seasonal.past)),
            until => menu.seasonal.hanging().map(|one| day_in_words(one.plan.menu.days.last(), today)),
            choices => choices(menu),
            most => MOST_AHEAD,
            today => today.to_string(),
        }
    }
}

/// The line of one; `late` where another still has to be taken down.
fn line(OneSeasonalMenu { plan, menu, state }: &OneSeasonalMenu, late: bool, today: Date) -> Line {
    let days = plan.menu.days;
    let state_words = match state {
        SeasonalState::Planned if plan.trouble.is_some() => "到日子了，还没有换上",
        SeasonalState::Planned if days.hold(today) && late => "到日子了，等前一份换下来",
        SeasonalState::Planned if days.hold(today) => "到日子了，马上换上",
        SeasonalState::Planned => "还没到日子",
        SeasonalState::Hanging { .. } if today <= days.last() => "正在用",
        SeasonalState::Hanging { .. } => "到期了，原来的菜单还没有换回来",
        SeasonalState::Over(End::Done) => "到期了，原来的菜单换回来了",
        SeasonalState::Over(End::Replaced) => "中途发布了别的菜单，就用那一份，不再换回原来的",
        SeasonalState::Over(End::CalledOff) => "取消了",
        SeasonalState::Over(End::Missed) => "那几天一直没有换上",
    };
    let trouble = plan.trouble.as_ref();
    let when = if state.is_open() { trouble.map(|trouble| trouble.again_at) } else { plan.ended_at };
    Line {
        id: plan.menu.id.0,
        first: day_in_words(days.first(), today),
        last: day_in_words(days.last(), today),
        by: plan.by.clone(),
        phone: menu.as_ref().map(phone),
        state: state_words,
        trouble: trouble.map(|trouble| trouble.told.clone()),
        when: when.map(|when| When::of(when, None)),
        hangs: matches!(state, SeasonalState::Hanging { .. }),
    }
}

/// Which menus can be planned: what is sent, and what is read.
fn choices(menu: &MenuDraft) -> Vec<(String, String)> {
    let draft = menu.one.draft.as_ref().map(|draft| (DRAFT.to_owned(), format!("草稿（{}改的）", draft.by)));
    let edition = |edition: &Edition| {
        (edition.id.to_string(), format!("第 {} 版：{}", edition.number, shortened(&edition.summary, SUMMARY)))
    };
    let pack = (PACK.to_string(), "内容包原来的".to_owned());
    draft.into_iter().chain(menu.editions.iter().map(edition)).chain([pack]).collect()
}
