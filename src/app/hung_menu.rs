//! The menu that hangs at the account, replaced by staff and by the calendar alike: it is pushed to the platform, then
//! written down as an edition. Where that fails, what counts is pushed again, so that the account shows what was
//! published last.

use std::sync::Arc;

use jiff::Timestamp;

use super::account_menu::{self, Change, Shown, of_pack};
use super::catalog::CatalogKeeper;
use super::content::menu_book::MenuEdits;
use super::editions::{EditionRecords, Revision, answering};
use super::platform::errcode;
use super::platform::failure::{Cause, PlatformError};
use super::platform::menu::{AccountMenu, MenuGateway};
use super::records::StoreError;
use crate::domain::id::EditionId;
use crate::domain::menu::Menu;

/// Changes that a summary names.
const NAMED: usize = 4;

/// The menu that hangs at the account.
pub struct HungMenu {
    /// The account; without an AppSecret it cannot be reached.
    pub gateway: Option<Arc<dyn MenuGateway>>,
    /// What was published.
    pub editions: Arc<dyn EditionRecords>,
    /// The pack's menu, and what menus are checked against.
    pub keeper: Arc<CatalogKeeper>,
}

/// Why the menu was not replaced. Worded for staff.
#[derive(Debug, thiserror::Error)]
pub enum HangError {
    /// There is no AppSecret.
    #[error("没有填 wechat.app_secret，这台服务器发布不了菜单")]
    NoClient,
    /// It cannot be a menu.
    #[error("{0}")]
    Unsound(String),
    /// The platform did not take it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Another one was published meanwhile.
    #[error("刚才别人发布了别的菜单")]
    Changed,
    /// It hangs, and is written down nowhere.
    #[error("公众号上已经换成了这一份菜单，这里却没有记下来。请打开“菜单”那一页，看看手机上是哪一份，再发布一次")]
    Astray,
    /// The records do not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The platform did not do what it was asked for. Worded for staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What went wrong, and what makes it good.
    pub happened: String,
    /// When to try again, for somebody who does; empty where that is no help.
    pub again: &'static str,
}

impl HungMenu {
    /// What the account shows.
    ///
    /// # Errors
    /// It cannot be asked.
    pub async fn shown(&self) -> Result<Shown, HangError> {
        let gateway = self.gateway.as_deref().ok_or(HangError::NoClient)?;
        Ok(account_menu::shown(gateway).await.map_err(|error| refusal(&error))?)
    }

    /// The menu that these edits make, if it can hang.
    ///
    /// # Errors
    /// It cannot, or no menu can here.
    pub fn sound(&self, edits: &MenuEdits) -> Result<(Menu, AccountMenu), HangError> {
        let book = self.keeper.menus();
        let menu = book.edited(edits);
        if let Some(flaw) = book.flaws(&menu).into_iter().find(|flaw| flaw.fatal) {
            return Err(HangError::Unsound(flaw.reason));
        }
        let account_menu = AccountMenu::try_from(&menu).map_err(|error| HangError::Unsound(error.to_string()))?;
        Ok((menu, account_menu))
    }

    /// Pushes a menu in the place of the one that was published as `after`; answers in a few words what changed.
    /// Whoever asks for it writes it down next, and says by [`HungMenu::settle`] whether that went well.
    ///
    /// # Errors
    /// What hung before hangs still.
    pub async fn push(&self, (edits, what): (&MenuEdits, &str), after: Option<EditionId>) -> Result<String, HangError> {
        let now = answering::<MenuEdits>(&*self.editions).await?;
        if now.edition != after {
            return Err(HangError::Changed);
        }
        let (menu, account_menu) = self.sound(edits)?;
        let before = self.keeper.menus().edited(&now.edits);
        self.create(&account_menu).await?;
        Ok(summary(what, &account_menu::changes(&of_pack(&before), &of_pack(&menu))))
    }

    /// After a push: where it was not written down, since somebody else published meanwhile or the records were away,
    /// what counts is pushed again.
    ///
    /// # Errors
    /// It could not be.
    pub async fn settle(&self, written: bool) -> Result<(), HangError> {
        if written || self.push_what_counts().await.is_ok() { Ok(()) } else { Err(HangError::Astray) }
    }

    /// Pushes what was published last once more, where the account shows something else. Nothing new is published, so
    /// a seasonal menu that hangs is still one.
    ///
    /// The line in the audit comes first. Of a push whose answer is lost nobody knows whether it came through, and none
    /// may without a line; nothing that counts is written after it, which could be held back instead.
    ///
    /// # Errors
    /// It is another one than `after`, it cannot hang, or the platform does not take it.
    pub async fn push_again(&self, after: Option<EditionId>, (by, now): (&str, Timestamp)) -> Result<(), HangError> {
        let counts = answering::<MenuEdits>(&*self.editions).await?;
        if self.gateway.is_none() {
            return Err(HangError::NoClient);
        }
        let (_, menu) = self.sound(&counts.edits)?;
        if counts.edition != after || !self.editions.note_push((MenuEdits::SUBJECT, after), by, now).await? {
            return Err(HangError::Changed);
        }
        self.create(&menu).await?;
        let counts = answering::<MenuEdits>(&*self.editions).await?;
        self.settle(counts.edition == after).await
    }

    /// Pushes what was published last.
    ///
    /// # Errors
    /// It cannot hang, or the platform does not take it.
    pub async fn push_what_counts(&self) -> Result<(), HangError> {
        let counts = answering::<MenuEdits>(&*self.editions).await?;
        let (_, menu) = self.sound(&counts.edits)?;
        self.create(&menu).await
    }

    /// Has the account show it. Not read back: once the platform has taken it, it hangs, whatever the next call comes
    /// to.
    async fn create(&self, menu: &AccountMenu) -> Result<(), HangError> {
        let gateway = self.gateway.as_deref().ok_or(HangError::NoClient)?;
        Ok(gateway.create(menu).await.map_err(|error| refusal(&error))?)
    }
}

/// What went wrong, and what to do.
fn refusal(error: &PlatformError) -> Refusal {
    let (happened, again) = match (error.cause(), error.errcode()) {
        (_, Some(errcode)) => {
            let told = errcode::explain(errcode);
            let what_to_do = told.what_to_do.trim_end_matches('。');
            (format!("公众平台没有照办：{}（{errcode}）。{what_to_do}", told.meaning), "")
        }
        (Cause::Lacking(_), _) => ("这个公众号没有自定义菜单的权限，请看“公众号”那一页".to_owned(), ""),
        (Cause::HeldBack, _) => ("今天能用的次数用完了，公众号上还是原来的菜单".to_owned(), "请明天再试"),
        _ => {
            ("公众平台没有应答，公众号上多半还是原来的菜单".to_owned(), "请过一分钟再试，一直这样，请告诉管服务器的人")
        }
    };
    Refusal { happened, again }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.happened)?;
        if self.again.is_empty() { Ok(()) } else { write!(f, "。{}", self.again) }
    }
}

impl std::error::Error for Refusal {}

/// What was published, in a few words.
fn summary(what: &str, changes: &[Change]) -> String {
    if changes.is_empty() {
        return what.to_owned();
    }
    let told = changes.iter().take(NAMED).map(Change::in_brief).collect::<Vec<_>>().join("；");
    let more = if changes.len() > NAMED { format!("等 {} 处", changes.len()) } else { String::new() };
    format!("{what}：{told}{more}")
}
