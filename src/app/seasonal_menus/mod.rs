//! Menus that hang for a season: planned by staff, hung on the first day and taken down after the last by the clock.
//!
//! A plan is a row. What is due of all of them is a pure question ([`due`]); whoever claims the row asks the platform,
//! and what came of it is written down in one transaction with the edition. So each hangs once, on its days alone, and
//! what staff publish meanwhile stays.

mod records;

use std::sync::Arc;

use jiff::SignedDuration;

pub use self::records::{Ending, MadeOf, NewSeasonalMenu, PlannedMenu, Planning, SeasonalMenuRecords, Trouble};
use super::clock::Clock;
use super::content::menu_book::MenuEdits;
use super::editions::{self, NewEdition, PACK, Revision, answering};
use super::hung_menu::{HangError, HungMenu};
use super::records::StoreError;
use crate::domain::dialogue::view::When;
use crate::domain::id::{EditionId, SeasonalMenuId};
use crate::domain::seasonal_menu::{Days, End, SeasonalState, Step, due};

/// How long a claim lasts: longer than all tries of the client together.
const CLAIM: SignedDuration = SignedDuration::from_mins(5);
/// How soon one is tried again, and how often so soon: for an hour, in which the platform is mostly well again.
const SOON: SignedDuration = SignedDuration::from_mins(5);
const SOON_TRIES: u32 = 12;
/// How soon afterwards: somebody has to do something first, and the account may be asked for so much a day.
const LATER: SignedDuration = SignedDuration::from_hours(1);

/// Hangs seasonal menus and takes them down.
pub struct SeasonalMenus {
    /// The plans.
    pub records: Arc<dyn SeasonalMenuRecords>,
    /// What hangs at the account.
    pub hung: Arc<HungMenu>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl SeasonalMenus {
    /// Does what is due first. Answers what was done; `None` if nothing was to be done, or could be.
    ///
    /// # Errors
    /// The records cannot be asked; the next time goes on from there.
    pub async fn step(&self) -> Result<Option<Step>, StoreError> {
        let plans = self.records.open_seasonal_menus().await?;
        if plans.is_empty() {
            return Ok(None);
        }
        let now = self.clock.now();
        let newest = answering::<MenuEdits>(&*self.hung.editions).await?.edition;
        let today = When::day_of(now);
        // One that was missed and waits keeps no other from hanging.
        let waits = |plan: &PlannedMenu| {
            let missed = plan.menu.step(today, newest) == Some(Step::End(End::Missed));
            missed && plan.trouble.as_ref().is_some_and(|trouble| now < trouble.again_at)
        };
        let menus = plans.iter().filter(|plan| !waits(plan)).map(|plan| plan.menu);
        let Some((step, id)) = due(menus, today, newest) else { return Ok(None) };
        let Some(plan) = plans.iter().find(|plan| plan.menu.id == id) else { return Ok(None) };
        let done = match step {
            Step::End(End::Missed) if may_hang(plan) => self.claimed(plan, step, self.miss(plan)).await?,
            Step::End(end) => self.records.end_seasonal_menu((id, end), &plan.by_plan(), now).await? == Ending::Done,
            Step::TakeDown => self.claimed(plan, step, self.take_down(plan, (End::Done, &plan.by_plan()))).await?,
            Step::Hang => self.claimed(plan, step, self.hang(plan, newest)).await?,
        };
        Ok(done.then_some(step))
    }

    /// Does it, unless another replica does or it is to be tried again later.
    async fn claimed(
        &self,
        plan: &PlannedMenu,
        step: Step,
        doing: impl Future<Output = Result<(), HangError>>,
    ) -> Result<bool, StoreError> {
        let (id, now) = (plan.menu.id, self.clock.now());
        let until = now.saturating_add(CLAIM).unwrap_or(now);
        if !self.records.claim_seasonal_menu(id, until, now).await? {
            return Ok(false);
        }
        let done = doing.await;
        let now = self.clock.now();
        let (trouble, again_at) = match done {
            Ok(()) => return Ok(true),
            // Whoever takes it on when the claim is over goes on from there.
            Err(HangError::Store(error @ StoreError::Unavailable(_))) => return Err(error),
            // What is due is another question by now.
            Err(HangError::Changed) => (None, now),
            Err(error) => {
                tracing::warn!(%error, menu = id.0, ?step, "a seasonal menu waits");
                // A record mends itself no more than a platform does after an hour.
                let soon = plan.tries < SOON_TRIES && !matches!(error, HangError::Store(_));
                let pause = if soon { SOON } else { LATER };
                (Some(told(&error, step)), now.saturating_add(pause).unwrap_or(now))
            }
        };
        let given_back = self.records.release_seasonal_menu((id, until), trouble.as_deref(), again_at).await?;
        if !given_back && trouble.is_some() {
            self.push_over_what_ended(id).await?;
        }
        Ok(false)
    }

    /// Where it ended while its push was under way, nobody tries it again, and that push may have come through after
    /// whoever ended it saw to the phones: what counts is pushed over it.
    async fn push_over_what_ended(&self, id: SeasonalMenuId) -> Result<(), StoreError> {
        let over = self.records.seasonal_menu(id).await?.is_some_and(|plan| !plan.menu.state.is_open());
        if over && let Err(error) = self.hung.settle(false).await {
            // The page of the menu holds the account against what counts, and offers to publish that once more.
            tracing::error!(%error, menu = id.0, "the account may show a seasonal menu that is over");
        }
        Ok(())
    }

    async fn hang(&self, plan: &PlannedMenu, after: Option<EditionId>) -> Result<(), HangError> {
        let edits = MenuEdits::read(&plan.content)?;
        let what = format!("应季菜单按计划换上（{}）", plan.menu.days);
        let summary = self.hung.push((&edits, &what), after).await?;
        let edition = NewEdition { subject: MenuEdits::SUBJECT, content: &plan.content, summary: &summary, after };
        let hangs = self.records.hang_seasonal_menu(plan.menu.id, edition, &plan.by_plan(), self.clock.now()).await;
        self.written(hangs).await
    }

    /// It ends before it was written down that it hangs; what counts is pushed in its place first.
    async fn miss(&self, plan: &PlannedMenu) -> Result<(), HangError> {
        self.push_over(plan).await?;
        match self.records.end_seasonal_menu((plan.menu.id, End::Missed), &plan.by_plan(), self.clock.now()).await? {
            Ending::Done => Ok(()),
            Ending::Changed | Ending::Drafted => Err(HangError::Changed),
        }
    }

    /// Where its push may have come through though no answer did, what counts is pushed over it.
    async fn push_over(&self, plan: &PlannedMenu) -> Result<(), HangError> {
        if may_hang(plan) && self.hung.gateway.is_some() { self.hung.push_what_counts().await } else { Ok(()) }
    }

    /// What was there before it comes back.
    async fn take_down(&self, plan: &PlannedMenu, (end, by): (End, &str)) -> Result<(), HangError> {
        let SeasonalState::Hanging { edition, former } = plan.menu.state else { return Err(HangError::Changed) };
        let before = editions::said_by::<MenuEdits>(&*self.hung.editions, former.unwrap_or(PACK)).await?;
        let (edits, name) = before.ok_or_else(|| StoreError::Damaged("seasonal_menus.former".to_owned()))?;
        let why = if end == End::CalledOff { "应季菜单取消" } else { "应季菜单到期" };
        let after = Some(edition);
        let summary = self.hung.push((&edits, &format!("{why}，换回{name}")), after).await?;
        let content = edits.written();
        let edition = NewEdition { subject: MenuEdits::SUBJECT, content: &content, summary: &summary, after };
        let down = self.records.take_seasonal_menu_down((plan.menu.id, end), edition, by, self.clock.now()).await;
        self.written(down).await
    }

    async fn written(&self, done: Result<bool, StoreError>) -> Result<(), HangError> {
        self.hung.settle(matches!(done, Ok(true))).await?;
        if done? { Ok(()) } else { Err(HangError::Changed) }
    }

    /// Plans one for these days.
    ///
    /// # Errors
    /// It could not hang as it is, or the records do not answer.
    pub async fn plan(
        &self,
        (edits, made_of): (&MenuEdits, MadeOf),
        days: Days,
        by: &str,
    ) -> Result<Planning, HangError> {
        if self.hung.gateway.is_none() {
            return Err(HangError::NoClient);
        }
        self.hung.sound(edits)?;
        let content = edits.written();
        let new = NewSeasonalMenu { days, content: &content, made_of };
        Ok(self.records.plan_seasonal_menu(new, by, self.clock.now()).await?)
    }

    /// Whether they have planned the draft for these days.
    ///
    /// # Errors
    /// The records do not answer.
    pub async fn has_planned_draft(&self, days: Days, by: &str) -> Result<bool, StoreError> {
        let open = self.records.open_seasonal_menus().await?;
        Ok(open.iter().any(|plan| plan.of_draft && plan.menu.days == days && plan.by == by))
    }

    /// Calls one off: it is not hung, or what was there before it comes back now. One that is called off stays so.
    ///
    /// # Errors
    /// What was there before it could not be hung, or the records do not answer.
    pub async fn call_off(&self, id: SeasonalMenuId, by: &str) -> Result<Ending, HangError> {
        let ended = self.end_now(id, by).await;
        if !matches!(ended, Ok(Ending::Changed) | Err(HangError::Changed)) {
            return ended;
        }
        // Whoever clicks twice asks for what is done.
        let state = self.records.seasonal_menu(id).await?.map(|plan| plan.menu.state);
        Ok(if state == Some(SeasonalState::Over(End::CalledOff)) { Ending::Done } else { Ending::Changed })
    }

    async fn end_now(&self, id: SeasonalMenuId, by: &str) -> Result<Ending, HangError> {
        let plan = self.records.seasonal_menu(id).await?.ok_or(HangError::Changed)?;
        match plan.menu.state {
            SeasonalState::Hanging { .. } => {
                self.take_down(&plan, (End::CalledOff, by)).await?;
                Ok(Ending::Done)
            }
            SeasonalState::Planned => {
                self.push_over(&plan).await?;
                Ok(self.records.end_seasonal_menu((id, End::CalledOff), by, self.clock.now()).await?)
            }
            SeasonalState::Over(_) => Ok(Ending::Changed),
        }
    }
}

/// Whether the account may show it, though it is only planned: it was tried, and an answer may have been lost.
fn may_hang(plan: &PlannedMenu) -> bool {
    plan.menu.state == SeasonalState::Planned && plan.tries > 0
}

/// What is in the way, and what to do about it.
fn told(error: &HangError, step: Step) -> String {
    match (error, step) {
        (HangError::Unsound(reason), Step::TakeDown | Step::End(_)) => {
            format!("原来的那份菜单现在不能用：{reason}。请另外发布一份菜单")
        }
        (HangError::Unsound(reason), _) => format!("这份菜单现在不能用：{reason}。请取消它，改好再排"),
        (HangError::Refused(refusal), _) => refusal.happened.clone(),
        (HangError::Astray, _) => "公众平台换了，这里没有记下来".to_owned(),
        (HangError::NoClient, _) => format!("{error}，请告诉管服务器的人"),
        (HangError::Store(_), _) => "记录坏了，请告诉管服务器的人".to_owned(),
        (error, _) => error.to_string(),
    }
}
