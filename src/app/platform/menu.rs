//! The custom menu of the account (platform sheet 7.1).

use async_trait::async_trait;

use super::failure::PlatformError;
use super::id::{ArticleId, MediaId, MenuId, MiniProgramId, TagId};
use super::limit::{Bytes, Few, OutOfBounds};
use crate::domain::menu::{Menu, MenuButton, MenuKind};

/// A menu within the platform's limits: one to three buttons, each with up to five below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountMenu(pub Few<TopButton, 1, 3>);

/// A button of the bottom row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TopButton {
    /// Does something by itself.
    Action {
        /// What is written on it.
        name: Bytes<16>,
        /// What a tap does.
        action: MenuAction,
    },
    /// Opens a list.
    List {
        /// What is written on it.
        name: Bytes<16>,
        /// From top to bottom.
        buttons: Few<SubButton, 1, 5>,
    },
}

/// A button of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubButton {
    /// What is written on it.
    pub name: Bytes<60>,
    /// What a tap does.
    pub action: MenuAction,
}

/// A `key`, which comes back in the event.
pub type MenuKey = Bytes<128>;
/// An address behind a button.
pub type MenuUrl = Bytes<1024>;

/// What a tap does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MenuAction {
    /// Sends an event.
    Click(MenuKey),
    /// Opens a page.
    View(MenuUrl),
    /// Scans, and shows the result.
    ScancodePush(MenuKey),
    /// Scans, and waits for our answer.
    ScancodeWaitmsg(MenuKey),
    /// Takes a photo.
    PicSysphoto(MenuKey),
    /// Takes a photo or picks some.
    PicPhotoOrAlbum(MenuKey),
    /// Picks photos.
    PicWeixin(MenuKey),
    /// Asks for a place.
    LocationSelect(MenuKey),
    /// Sends what is in the library.
    Media(MediaId),
    /// Sends a published article as a card.
    Article(ArticleId),
    /// Opens a published article, which cannot be shared.
    ArticleViewLimited(ArticleId),
    /// Opens a mini program that is linked to the account.
    MiniProgram {
        /// Which.
        app_id: MiniProgramId,
        /// Its page.
        page: Bytes<1024>,
        /// For clients too old for mini programs.
        fallback: MenuUrl,
    },
}

/// Why the pack's menu cannot be published. Worded for staff.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnfitMenu {
    /// Too many buttons, or none.
    #[error("菜单的按钮数不对：{0}")]
    Buttons(OutOfBounds),
    /// A name, key or address is empty or too long.
    #[error("菜单按钮“{name}”不合要求：{reason}")]
    Text {
        /// The button.
        name: String,
        /// What is wrong.
        reason: OutOfBounds,
    },
    /// Neither an action nor a list, or a list in a list.
    #[error("菜单按钮“{0}”没有动作")]
    NoAction(String),
}

impl TryFrom<&Menu> for AccountMenu {
    type Error = UnfitMenu;

    fn try_from(menu: &Menu) -> Result<Self, UnfitMenu> {
        let buttons = menu.buttons.iter().map(top).collect::<Result<_, _>>()?;
        Few::new(buttons).map(Self).map_err(UnfitMenu::Buttons)
    }
}

fn top(button: &MenuButton) -> Result<TopButton, UnfitMenu> {
    let name = Bytes::new(&*button.name).map_err(|reason| text(button, reason))?;
    if button.sub.is_empty() {
        return Ok(TopButton::Action { name, action: action(button)? });
    }
    let buttons = button.sub.iter().map(sub).collect::<Result<_, _>>()?;
    Ok(TopButton::List { name, buttons: Few::new(buttons).map_err(UnfitMenu::Buttons)? })
}

fn sub(button: &MenuButton) -> Result<SubButton, UnfitMenu> {
    let name = Bytes::new(&*button.name).map_err(|reason| text(button, reason))?;
    Ok(SubButton { name, action: action(button)? })
}

fn action(button: &MenuButton) -> Result<MenuAction, UnfitMenu> {
    let kind = button.kind.ok_or_else(|| UnfitMenu::NoAction(button.name.clone()))?;
    let key = || Bytes::new(button.key.clone().unwrap_or_default()).map_err(|reason| text(button, reason));
    let url = || Bytes::new(button.url.clone().unwrap_or_default()).map_err(|reason| text(button, reason));
    Ok(match kind {
        MenuKind::Click => MenuAction::Click(key()?),
        MenuKind::View => MenuAction::View(url()?),
        MenuKind::LocationSelect => MenuAction::LocationSelect(key()?),
        MenuKind::ScancodeWaitmsg => MenuAction::ScancodeWaitmsg(key()?),
    })
}

fn text(button: &MenuButton, reason: OutOfBounds) -> UnfitMenu {
    UnfitMenu::Text { name: button.name.clone(), reason }
}

/// Whom a conditional menu is for. Region, sex and language were withdrawn by the platform (65320).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchRule {
    /// Followers with this tag; of several tags the last one counts.
    Tag(TagId),
    /// Followers on this system.
    Client(ClientPlatform),
    /// Both.
    TagOnClient(TagId, ClientPlatform),
}

/// A follower's phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientPlatform {
    /// iOS.
    Ios,
    /// Android.
    Android,
    /// Anything else.
    Other,
}

/// A button as the platform tells it: kinds that we do not know are kept as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShownButton {
    /// What is written on it.
    pub name: String,
    /// `click`, `view`, …; `None` on one that opens a list. Menus made in the console also have `text`, `news`, ….
    pub kind: Option<String>,
    /// For the kinds that send an event.
    pub key: Option<String>,
    /// For `view`, and the fallback of `miniprogram`.
    pub url: Option<String>,
    /// For the kinds that send media or an article, whichever field the platform put it in.
    pub content: Option<String>,
    /// For `miniprogram`.
    pub app_id: Option<String>,
    /// For `miniprogram`.
    pub page: Option<String>,
    /// Those below it.
    pub sub: Vec<ShownButton>,
}

/// A conditional menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionalMenu {
    /// By which it is deleted.
    pub id: MenuId,
    /// Its buttons.
    pub buttons: Vec<ShownButton>,
    /// What its rule says, as the platform names it: also rules that can no longer be made.
    pub rule: Vec<(String, String)>,
}

/// What was published by API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedMenus {
    /// The menu of everybody for whom there is no other.
    pub default: Vec<ShownButton>,
    /// Those for some.
    pub conditional: Vec<ConditionalMenu>,
}

/// What followers see, whoever made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentMenu {
    /// Whether the menu is switched on.
    pub open: bool,
    /// Its buttons.
    pub buttons: Vec<ShownButton>,
}

/// The custom menu. Every call is repeatable but `add_conditional`, which adds a second one.
#[async_trait]
pub trait MenuGateway: Send + Sync {
    /// Replaces the whole default menu; conditional menus stay. Phones show it within five minutes.
    async fn create(&self, menu: &AccountMenu) -> Result<(), PlatformError>;

    /// What was published by API; `Ok(None)` if nothing was (46003).
    async fn published(&self) -> Result<Option<PublishedMenus>, PlatformError>;

    /// What is there, also made in the console; allowed for unverified accounts.
    async fn current(&self) -> Result<CurrentMenu, PlatformError>;

    /// Deletes the default menu **and every conditional one**. Never a step of a change: `create` overwrites.
    async fn delete_all(&self) -> Result<(), PlatformError>;

    /// Adds a menu for some followers; a default one has to be there (65303), and all conditional menus together may
    /// link three domains (65316).
    async fn add_conditional(&self, menu: &AccountMenu, rule: MatchRule) -> Result<MenuId, PlatformError>;

    /// Deletes one.
    async fn delete_conditional(&self, id: &MenuId) -> Result<(), PlatformError>;

    /// What this follower sees; an openid or a WeChat id.
    async fn try_match(&self, follower: &str) -> Result<Vec<ShownButton>, PlatformError>;
}
