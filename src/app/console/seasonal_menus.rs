//! Menus that hang for a season, as staff plan them: which there are, a new one, calling one off.

use jiff::civil::Date;

use super::Centre;
use super::keywords::{WordingError, mistyped};
use crate::app::content::menu_book::MenuEdits;
use crate::app::editions::Revision;
use crate::app::hung_menu::HangError;
use crate::app::import::activities::times;
use crate::app::records::StoreError;
use crate::app::seasonal_menus::{Ending, MadeOf, PlannedMenu, Planning};
use crate::app::staff::{Action, Permit};
use crate::domain::dialogue::view::When;
use crate::domain::id::{EditionId, SeasonalMenuId};
use crate::domain::menu::Menu;
use crate::domain::seasonal_menu::{Days, End, InvalidDays, MOST_AHEAD, SeasonalState, Step};

/// Of those that are over, so many are shown: the festivals of a year.
const PAST: u64 = 5;

/// A seasonal menu in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneSeasonalMenu {
    /// As it is kept.
    pub plan: PlannedMenu,
    /// Its buttons; `None` if what is kept of them does not read.
    pub menu: Option<Menu>,
    /// Where it stands, also where that is not written down yet.
    pub state: SeasonalState,
}

/// All seasonal menus.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeasonalShelf {
    /// Those that are not over, the soonest first.
    pub ahead: Vec<OneSeasonalMenu>,
    /// Some of those that are, the last first.
    pub past: Vec<OneSeasonalMenu>,
}

impl SeasonalShelf {
    /// The one that hangs.
    pub fn hanging(&self) -> Option<&OneSeasonalMenu> {
        self.ahead.iter().find(|one| matches!(one.state, SeasonalState::Hanging { .. }))
    }
}

/// A seasonal menu as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedSeasonalMenu {
    /// Its first day.
    pub first: String,
    /// Its last day.
    pub last: String,
    /// Where its buttons come from.
    pub made_of: MadeOf,
}

impl Centre {
    /// Plans a menu for a season: the draft, which is gone with it, or what an edition said.
    ///
    /// # Errors
    /// The days or the menu cannot be so, another one hangs on one of them, the draft is another by now, it is not theirs
    /// to change, or the records do not answer.
    pub async fn plan_menu(&self, permit: &Permit, typed: &TypedSeasonalMenu) -> Result<(), WordingError> {
        permit.is_for(Action::ChangeMenu)?;
        let (first, last) = (day(&typed.first, "first")?, day(&typed.last, "last")?);
        let days = Days::ahead(first, last, When::day_of(self.clock.now()));
        let days = days.map_err(|invalid| {
            let field = if matches!(invalid, InvalidDays::Past(_)) { "first" } else { "last" };
            mistyped(field, invalid.to_string())
        })?;
        let by = permit.member().name.as_str();
        let edits = match typed.made_of {
            MadeOf::Draft(seen) => {
                let draft = self.editions.draft(MenuEdits::SUBJECT).await?.filter(|draft| draft.version == seen);
                match draft {
                    Some(draft) => MenuEdits::read(&draft.content)?,
                    // Sent twice: the first took the draft along.
                    None if self.seasonal_menus.has_planned_draft(days, by).await? => return Ok(()),
                    None => return Err(WordingError::Changed),
                }
            }
            MadeOf::Edition(id) => self.edition::<MenuEdits>(id).await?.0,
        };
        match self.seasonal_menus.plan((&edits, typed.made_of), days, by).await {
            Ok(Planning::Done) => Ok(()),
            Ok(Planning::Changed) => Err(WordingError::Changed),
            Ok(Planning::Overlaps(other)) => {
                let reason = format!("跟已经排好的那一份（{other}）重了一天或者几天。请换日期，或者先取消那一份");
                Err(mistyped("first", reason))
            }
            Ok(Planning::TooMany) => Err(unsound(format!("最多先排 {MOST_AHEAD} 份，等用完一份再排"))),
            Err(HangError::Unsound(reason)) => Err(mistyped("menu", format!("这份菜单还不能用：{reason}"))),
            Err(error) => Err(error.into()),
        }
    }

    /// Calls one off: it is not hung, or what was there before it comes back now.
    ///
    /// # Errors
    /// There is none, it is over by now, its menu is to be the draft again and there is another, what was there before it
    /// could not be hung, it is not theirs to change, or the records do not answer.
    pub async fn call_menu_off(&self, permit: &Permit, id: SeasonalMenuId) -> Result<(), WordingError> {
        permit.is_for(Action::ChangeMenu)?;
        match self.seasonal_menus.call_off(id, permit.member().name.as_str()).await {
            Ok(Ending::Done) => {
                self.answer_anew().await;
                Ok(())
            }
            Ok(Ending::Changed) => Err(WordingError::Changed),
            Ok(Ending::Drafted) => Err(unsound("草稿里有别的改动，先发布或者不要，再取消这一份".to_owned())),
            Err(HangError::Unsound(reason)) => {
                Err(unsound(format!("原来的那份菜单现在不能用：{reason}。请另外发布一份菜单，应季的就换下来了")))
            }
            Err(HangError::Refused(refusal)) => Err(unsound(format!("没有取消，菜单没有换回来。{refusal}"))),
            Err(HangError::Astray) => Err(unsound("公众号上的菜单换了，这里却没有记下来。请再取消一次".to_owned())),
            Err(error) => Err(error.into()),
        }
    }

    /// All of them, while this edition is the newest.
    pub(super) async fn seasonal_shelf(&self, newest: Option<EditionId>) -> Result<SeasonalShelf, StoreError> {
        let records = &self.seasonal_menus.records;
        let today = When::day_of(self.clock.now());
        let mut shelf = SeasonalShelf::default();
        for plan in records.open_seasonal_menus().await? {
            let state = stands(&plan, today, newest);
            let one = self.one_seasonal_menu(plan, state);
            if state.is_open() { shelf.ahead.push(one) } else { shelf.past.push(one) }
        }
        for plan in records.past_seasonal_menus(PAST).await? {
            let state = plan.menu.state;
            shelf.past.push(self.one_seasonal_menu(plan, state));
        }
        Ok(shelf)
    }

    fn one_seasonal_menu(&self, plan: PlannedMenu, state: SeasonalState) -> OneSeasonalMenu {
        // One that does not read stands in the list all the same: only there can it be called off.
        let edits = MenuEdits::read(&plan.content)
            .inspect_err(|error| tracing::error!(%error, menu = plan.menu.id.0, "the buttons of a seasonal menu"));
        let menu = edits.ok().map(|edits| self.keeper.menus().edited(&edits));
        OneSeasonalMenu { plan, menu, state }
    }

    /// Those with something in their way, and where they stand. One that others replaced needs nothing more.
    pub(super) async fn seasonal_trouble(&self) -> Result<Vec<(PlannedMenu, SeasonalState)>, StoreError> {
        let open = self.seasonal_menus.records.open_seasonal_menus().await?;
        let newest = self.editions.editions(MenuEdits::SUBJECT, 1).await?.first().map(|edition| edition.id);
        let today = When::day_of(self.clock.now());
        let troubled = open.into_iter().filter(|plan| plan.trouble.is_some()).map(|plan| {
            let state = stands(&plan, today, newest);
            (plan, state)
        });
        Ok(troubled.filter(|(_, state)| *state != SeasonalState::Over(End::Replaced)).collect())
    }
}

/// Where one that is not over stands today, while this edition is the newest, also where that is not written down yet.
fn stands(plan: &PlannedMenu, today: Date, newest: Option<EditionId>) -> SeasonalState {
    match plan.menu.step(today, newest) {
        Some(Step::End(end)) => SeasonalState::Over(end),
        _ => plan.menu.state,
    }
}

fn day(typed: &str, field: &'static str) -> Result<Date, WordingError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(mistyped(field, "请选第一天和最后一天".to_owned()));
    }
    times::day(typed).ok_or_else(|| {
        let typed: String = typed.chars().take(20).collect();
        mistyped(field, format!("“{typed}”不是日期，要写成 2026-03-14 这样"))
    })
}

fn unsound(reason: String) -> WordingError {
    WordingError::Unsound(reason)
}
