//! The account's menu: what hangs there now, a draft in its place, and publishing, which is pushing it to the platform.

use super::Centre;
use super::keywords::WordingError;
use super::policy_drafts::Compared;
use super::typed_menu::TypedMenu;
use crate::app::account_menu::{self, Change, Shown, of_pack};
use crate::app::content::menu_book::MenuEdits;
use crate::app::editions::{Draft, Edition, Revision, Seen};
use crate::app::platform::errcode;
use crate::app::platform::failure::{Cause, PlatformError};
use crate::app::platform::menu::AccountMenu;
use crate::app::staff::{Action, Permit};
use crate::domain::id::EditionId;
use crate::domain::menu::Menu;
use crate::domain::menu_limits::{MenuFlaw, Place};

/// Changes that a summary names.
const NAMED: usize = 4;

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
        let shown = match &self.menus {
            Some(gateway) => account_menu::shown(&**gateway).await.map_err(|error| in_words(&error)),
            None => Err("没有填 wechat.app_secret，这台服务器连不上公众平台".to_owned()),
        };
        let astray = shown.as_ref().map(|shown| account_menu::changes(&shown.buttons, &of_pack(&published)));
        Ok(MenuDraft {
            astray: astray.unwrap_or_default(),
            changes: account_menu::changes(&of_pack(&published), &of_pack(&menu)),
            one: self.one_menu(TypedMenu::of(&menu), draft),
            published,
            shown,
            after: now.edition,
            editions: self.published::<MenuEdits>().await?,
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
    pub async fn put_menu(
        &self,
        permit: &Permit,
        typed: TypedMenu,
        seen: Seen,
    ) -> Result<OneMenu, WordingError> {
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
        let draft = self.editions.draft(MenuEdits::SUBJECT).await?.ok_or(WordingError::NoSuch)?;
        if draft.version != seen {
            return Err(WordingError::Changed);
        }
        self.put_menu_out(permit, (&MenuEdits::read(&draft.content)?, "改动"), Some(seen), after).await
    }

    /// Pushes what an edition said, and publishes it again; with 0, the pack's. What is being written stays.
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
        let (edits, what) = self.edition::<MenuEdits>(to).await?;
        self.put_menu_out(permit, (&edits, &format!("退回{what}")), None, after).await
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
        Ok((Compared { names: [first, second], changes: account_menu::changes(&from, &to) }, menus))
    }

    async fn put_menu_out(
        &self,
        permit: &Permit,
        (edits, what): (&MenuEdits, &str),
        draft: Option<i64>,
        after: Option<EditionId>,
    ) -> Result<(), WordingError> {
        let (book, now) = (self.keeper.menus(), self.answering::<MenuEdits>().await?);
        if now.edition != after {
            return Err(WordingError::Changed);
        }
        let menu = book.edited(edits);
        if let Some(flaw) = book.flaws(&menu).into_iter().find(|flaw| flaw.fatal) {
            return Err(WordingError::Unsound(format!("还不能发布：{}", flaw.reason)));
        }
        let changes = account_menu::changes(&of_pack(&book.edited(&now.edits)), &of_pack(&menu));
        self.hang(&menu).await?;
        let put = self.put_out(permit, (edits, &summary(what, &changes)), draft, after).await;
        if put.is_err() {
            // Somebody else published meanwhile, or nothing was written down: what counts is what has to hang.
            let counts = self.answering::<MenuEdits>().await;
            let hung = match &counts {
                Ok(counts) => self.hang(&book.edited(&counts.edits)).await.is_ok(),
                Err(_) => false,
            };
            if !hung {
                let told = "公众号上已经换成了这一份菜单，这里却没有记下来。请打开“自定义菜单”，看看手机上是哪一份，再发布一次";
                return Err(WordingError::Unsound(told.to_owned()));
            }
        }
        put
    }

    /// Has the account show it.
    async fn hang(&self, menu: &Menu) -> Result<(), WordingError> {
        let unsound = |reason: String| WordingError::Unsound(reason);
        let Some(gateway) = &self.menus else {
            return Err(unsound("没有填 wechat.app_secret，这台服务器发布不了菜单。草稿还在".to_owned()));
        };
        let menu = AccountMenu::try_from(menu).map_err(|error| unsound(error.to_string()))?;
        // Not read back: once the platform has taken it, it hangs, whatever the next call comes to.
        let created = gateway.create(&menu).await;
        created.map_err(|error| unsound(format!("菜单没有发布成，草稿还在。{}", in_words(&error))))
    }

    fn one_menu(&self, typed: TypedMenu, draft: Option<Draft>) -> OneMenu {
        let (menu, places) = typed.read();
        let typed_at = |at: Place| places.iter().find(|(place, _)| *place == at).map(|(_, typed)| *typed);
        let flaws = self.keeper.menus().flaws(&menu).into_iter();
        let flaws = flaws.map(|flaw| (flaw.at.and_then(typed_at), flaw)).collect();
        OneMenu { menu, typed, flaws, draft }
    }
}

/// What went wrong, and what to do.
fn in_words(error: &PlatformError) -> String {
    match (error.cause(), error.errcode()) {
        (_, Some(errcode)) => {
            let told = errcode::explain(errcode);
            format!("公众平台没有照办：{}（{errcode}）。{}", told.meaning, told.what_to_do)
        }
        (Cause::Lacking(_), _) => "这个公众号没有自定义菜单的权限，请看“公众号”那一页".to_owned(),
        (Cause::HeldBack, _) => "今天能用的次数用完了，公众号上还是原来的菜单。请明天再试".to_owned(),
        _ => "公众平台没有应答，公众号上多半还是原来的菜单。请过一分钟再试，一直这样，请告诉管服务器的人".to_owned(),
    }
}

/// What was published, in a few words.
fn summary(what: &str, changes: &[Change]) -> String {
    if changes.is_empty() {
        return what.to_owned();
    }
    let told = changes.iter().take(NAMED).map(ToString::to_string).collect::<Vec<_>>().join("；");
    let more = if changes.len() > NAMED { format!("等 {} 处", changes.len()) } else { String::new() };
    format!("{what}：{told}{more}")
}
