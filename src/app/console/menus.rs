//! The account's menu: what hangs there now, a draft in its place, and publishing, which is pushing it to the platform.

use super::Centre;
use super::keywords::WordingError;
use super::policy_drafts::Compared;
use super::seasonal_menus::SeasonalShelf;
use super::typed_menu::TypedMenu;
use crate::app::account_menu::{self, Change, Shown, of_pack};
use crate::app::content::menu_book::MenuEdits;
use crate::app::editions::{Draft, Edition, PACK, Revision, Seen};
use crate::app::hung_menu::HangError;
use crate::app::staff::{Action, Permit};
use crate::domain::dialogue::button::Button;
use crate::domain::id::EditionId;
use crate::domain::menu::Menu;
use crate::domain::menu_limits::{MenuFlaw, Place};

/// The menu as the draft has it, or as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneMenu {
    /// Itself.
    pub menu: Menu,
    /// As it stands in the form.
    pub typed: TypedMenu,
    /// What is wrong with it, and where in the form.
    pub flaws: Vec<(Option<Place>, MenuFlaw)>,
    /// Whether somebody is writing one.
    pub draft: Option<Draft>,
}

impl OneMenu {
    /// Whether it can be published.
    pub fn is_sound(&self) -> bool {
        self.flaws.iter().all(|(_, flaw)| !flaw.fatal)
    }
}

/// The menu that is being written, held against what was published and against what hangs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuDraft {
    /// What is being written; without a draft, what was published.
    pub one: OneMenu,
    /// What was published last, or the pack's.
    pub published: Menu,
    /// What publishing changes of that.
    pub changes: Vec<Change>,
    /// What the account shows now, or why that is not known.
    pub shown: Result<Shown, String>,
    /// Where the account shows something else than what was published.
    pub astray: Vec<Change>,
    /// The edition that was published last.
    pub after: Option<EditionId>,
    /// All of them, the newest first.
    pub editions: Vec<Edition>,
    /// Menus that hang for a season.
    pub seasonal: SeasonalShelf,
}

impl Centre {
    /// The menu that is being written, with how the account stands.
    ///
    /// # Errors
    /// It is not theirs to see, or the records do not answer. A platform that does not is told in it.
    pub async fn menu(&self, permit: &Permit) -> Result<MenuDraft, WordingError> {
        permit.is_for(Action::SeeMenu)?;
        let (book, now) = (self.keeper.menus(), self.answering::<MenuEdits>().await?);
        let (draft, edits) = self.drafted(&now.edits).await?;
        let (published, menu) = (book.edited(&now.edits), book.edited(&edits));
        let shown = self.menus.shown().await.map_err(|error| error.to_string());
        let astray = shown.as_ref().map(|shown| account_menu::changes(&shown.buttons, &of_pack(&published)));
        Ok(MenuDraft {
            astray: self.worded(astray.unwrap_or_default()),
            changes: self.worded(account_menu::changes(&of_pack(&published), &of_pack(&menu))),
            one: self.one_menu(TypedMenu::of(&menu), draft),
            published,
            shown,
            after: now.edition,
            editions: self.published::<MenuEdits>().await?,
            seasonal: self.seasonal_shelf(now.edition).await?,
        })
    }

    /// The menu as it is typed. Nothing is saved.
    ///
    /// # Errors
    /// It is not theirs to change, or the records do not answer.
    pub async fn look_at_menu(&self, permit: &Permit, typed: TypedMenu) -> Result<OneMenu, WordingError> {
        permit.is_for(Action::ChangeMenu)?;
        let draft = self.editions.draft(MenuEdits::SUBJECT).await?;
        Ok(self.one_menu(typed, draft))
    }

    /// Puts the menu into the draft as it is typed, if it is sound; answers what is wrong with it.
    ///
    /// # Errors
    /// Somebody else changed the draft or, where there was none, published another menu since `seen`; or the records do
    /// not answer.
    pub async fn put_menu(&self, permit: &Permit, typed: TypedMenu, seen: Seen) -> Result<OneMenu, WordingError> {
        let looked = self.look_at_menu(permit, typed).await?;
        if looked.is_sound() {
            let edits = MenuEdits { menu: Some(looked.menu.clone()) };
            self.save(permit, &edits, seen, "menu put").await?;
        }
        Ok(looked)
    }

    /// Throws the draft away.
    ///
    /// # Errors
    /// It is another by now, or the records do not answer.
    pub async fn drop_menu_draft(&self, permit: &Permit, seen: i64) -> Result<(), WordingError> {
        permit.is_for(Action::ChangeMenu)?;
        self.drop_draft::<MenuEdits>(permit, seen).await
    }

    /// Pushes the draft of version `seen` to the platform, and publishes it in the place of the edition `after`.
    ///
    /// # Errors
    /// It is not sound, either is another by now, the platform does not take it, or the records do not answer. Then the
    /// draft is still there.
    pub async fn publish_menu(&self, permit: &Permit, seen: i64, after: Option<EditionId>) -> Result<(), WordingError> {
        permit.is_for(Action::ChangeMenu)?;
        let done = self.put_menu_draft_out(permit, seen, after).await;
        self.or_published_before::<MenuEdits>(permit, done, (seen, after)).await
    }

    async fn put_menu_draft_out(
        &self,
        permit: &Permit,
        seen: i64,
        after: Option<EditionId>,
    ) -> Result<(), WordingError> {
        let draft = self.editions.draft(MenuEdits::SUBJECT).await?.ok_or(WordingError::NoSuch)?;
        if draft.version != seen {
            return Err(WordingError::Changed);
        }
        self.put_menu_out(permit, (&MenuEdits::read(&draft.content)?, "改动"), Some(seen), after).await
    }

    /// Pushes what an edition said, and publishes it again; with 0, the pack's. What is being written stays. Of the one
    /// that answers nothing new is published: it is pushed once more, in case the account shows something else.
    ///
    /// # Errors
    /// There is none, it does not fit the pack any more, another was published since `after`, the platform does not take
    /// it, or the records do not answer.
    pub async fn roll_menu_back(
        &self,
        permit: &Permit,
        to: EditionId,
        after: Option<EditionId>,
    ) -> Result<(), WordingError> {
        permit.is_for(Action::ChangeMenu)?;
        if to == after.unwrap_or(PACK) {
            let by = permit.member().name.as_str();
            return Ok(self.menus.push_again(after, (by, self.clock.now())).await?);
        }
        let (edits, what) = self.edition::<MenuEdits>(to).await?;
        let done = self.put_menu_out(permit, (&edits, &format!("退回{what}")), None, after).await;
        self.or_gone_back_before(permit, done, (&edits, after)).await
    }

    /// Two editions side by side; of number 0, the pack's.
    ///
    /// # Errors
    /// One of them is none, they are not theirs to see, or the records do not answer.
    pub async fn compare_menus(
        &self,
        permit: &Permit,
        [first, second]: [EditionId; 2],
    ) -> Result<(Compared<Change>, [Menu; 2]), WordingError> {
        permit.is_for(Action::SeeMenu)?;
        let book = self.keeper.menus();
        let (from, first) = self.edition::<MenuEdits>(first).await?;
        let (to, second) = self.edition::<MenuEdits>(second).await?;
        let menus = [book.edited(&from), book.edited(&to)];
        let [from, to] = menus.each_ref().map(of_pack);
        let changes = self.worded(account_menu::changes(&from, &to));
        Ok((Compared { names: [first, second], changes }, menus))
    }

    /// With the words of what a tap asks for, as they stand where one is chosen.
    fn worded(&self, changes: Vec<Change>) -> Vec<Change> {
        let catalog = self.catalog.load();
        let words = |key: &str| Some(self.button_words(&Button::parse(key).ok()?, &catalog.pack));
        changes.into_iter().map(|change| change.worded(&words)).collect()
    }

    async fn put_menu_out(
        &self,
        permit: &Permit,
        (edits, what): (&MenuEdits, &str),
        draft: Option<i64>,
        after: Option<EditionId>,
    ) -> Result<(), WordingError> {
        let summary = self.menus.push((edits, what), after).await;
        let summary = summary.map_err(|error| if draft.is_some() { with_draft(error) } else { error.into() })?;
        let put = self.put_out(permit, (edits, &summary), draft, after).await;
        self.menus.settle(put.is_ok()).await?;
        put
    }

    fn one_menu(&self, typed: TypedMenu, draft: Option<Draft>) -> OneMenu {
        let (menu, places) = typed.read();
        let typed_at = |at: Place| places.iter().find(|(place, _)| *place == at).map(|(_, typed)| *typed);
        let flaws = self.keeper.menus().flaws(&menu).into_iter();
        let flaws = flaws.map(|flaw| (flaw.at.and_then(typed_at), flaw)).collect();
        OneMenu { menu, typed, flaws, draft }
    }
}

impl From<HangError> for WordingError {
    fn from(error: HangError) -> Self {
        match error {
            HangError::Changed => Self::Changed,
            HangError::Store(error) => Self::Store(error),
            HangError::Unsound(reason) => Self::Unsound(format!("还不能发布：{reason}")),
            HangError::Refused(refusal) => Self::Unsound(format!("菜单没有发布成。{refusal}")),
            HangError::NoClient | HangError::Astray => Self::Unsound(error.to_string()),
        }
    }
}

/// The same of a draft, which is still there.
fn with_draft(error: HangError) -> WordingError {
    match error {
        HangError::NoClient => WordingError::Unsound(format!("{error}。草稿还在")),
        HangError::Refused(refusal) => WordingError::Unsound(format!("菜单没有发布成，草稿还在。{refusal}")),
        error => error.into(),
    }
}
