//! The custom menu (platform sheet 7.1).

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Api;
use super::answer::Done;
use super::call::{Call, Repeat};
use super::menu_shown::{Buttons, ConditionalAnswer, CurrentAnswer, MatchedAnswer, shown};
use crate::app::platform::errcode::Errcode;
use crate::app::platform::failure::PlatformError;
use crate::app::platform::id::MenuId;
use crate::app::platform::menu::{
    AccountMenu, ClientPlatform, CurrentMenu, MatchRule, MenuAction, MenuGateway, PublishedMenus, ShownButton,
    TopButton,
};
use crate::domain::account::Feature;

pub(super) static CREATE: Call =
    Call::new("menu_create", "/cgi-bin/menu/create", Repeat::Safe).daily(1_000).needs(Feature::Menu);
pub(super) static GET: Call =
    Call::new("menu_get", "/cgi-bin/menu/get", Repeat::Safe).daily(10_000).needs(Feature::Menu);
// Open to unverified accounts too: it needs no feature.
static CURRENT: Call = Call::new("menu_current", "/cgi-bin/get_current_selfmenu_info", Repeat::Safe);
pub(super) static DELETE: Call =
    Call::new("menu_delete", "/cgi-bin/menu/delete", Repeat::Safe).daily(1_000).needs(Feature::Menu);
pub(super) static ADD_CONDITIONAL: Call =
    Call::new("menu_add_conditional", "/cgi-bin/menu/addconditional", Repeat::Never).daily(2_000).needs(Feature::Menu);
pub(super) static DELETE_CONDITIONAL: Call =
    Call::new("menu_delete_conditional", "/cgi-bin/menu/delconditional", Repeat::Safe)
        .daily(2_000)
        .needs(Feature::Menu);
pub(super) static TRY_MATCH: Call =
    Call::new("menu_try_match", "/cgi-bin/menu/trymatch", Repeat::Safe).daily(20_000).needs(Feature::Menu);

/// There is no menu.
const NO_MENU: Errcode = Errcode(46003);

#[derive(Deserialize)]
struct PublishedAnswer {
    menu: Buttons,
    #[serde(default)]
    conditionalmenu: Vec<ConditionalAnswer>,
}

#[derive(Deserialize)]
struct Added {
    menuid: MenuId,
}

#[async_trait]
impl MenuGateway for Api {
    async fn create(&self, menu: &AccountMenu) -> Result<(), PlatformError> {
        let Done {} = self.post(&CREATE, &json!({ "button": buttons(menu) })).await?;
        Ok(())
    }

    async fn published(&self) -> Result<Option<PublishedMenus>, PlatformError> {
        match self.get::<PublishedAnswer>(&GET, &[]).await {
            Ok(answer) => Ok(Some(PublishedMenus {
                default: shown(answer.menu.button),
                conditional: answer.conditionalmenu.into_iter().map(Into::into).collect(),
            })),
            Err(error) if error.errcode() == Some(NO_MENU) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn current(&self) -> Result<CurrentMenu, PlatformError> {
        let answer: CurrentAnswer = self.get(&CURRENT, &[]).await?;
        Ok(answer.into())
    }

    async fn delete_all(&self) -> Result<(), PlatformError> {
        let Done {} = self.get(&DELETE, &[]).await?;
        Ok(())
    }

    async fn add_conditional(&self, menu: &AccountMenu, rule: MatchRule) -> Result<MenuId, PlatformError> {
        let body = json!({ "button": buttons(menu), "matchrule": matchrule(rule) });
        let added: Added = self.post(&ADD_CONDITIONAL, &body).await?;
        Ok(added.menuid)
    }

    async fn delete_conditional(&self, id: &MenuId) -> Result<(), PlatformError> {
        let Done {} = self.post(&DELETE_CONDITIONAL, &json!({ "menuid": id })).await?;
        Ok(())
    }

    async fn try_match(&self, follower: &str) -> Result<Vec<ShownButton>, PlatformError> {
        let answer: MatchedAnswer = self.post(&TRY_MATCH, &json!({ "user_id": follower })).await?;
        Ok(answer.into_buttons())
    }
}

fn buttons(menu: &AccountMenu) -> Vec<Value> {
    menu.0.as_slice().iter().map(top).collect()
}

fn top(button: &TopButton) -> Value {
    match button {
        TopButton::Action { name, action } => leaf(name.as_str(), action),
        TopButton::List { name, buttons } => {
            let sub: Vec<Value> =
                buttons.as_slice().iter().map(|button| leaf(button.name.as_str(), &button.action)).collect();
            json!({ "name": name, "sub_button": sub })
        }
    }
}

fn leaf(name: &str, action: &MenuAction) -> Value {
    match action {
        MenuAction::Click(key) => json!({ "type": "click", "name": name, "key": key }),
        MenuAction::View(url) => json!({ "type": "view", "name": name, "url": url }),
        MenuAction::ScancodePush(key) => json!({ "type": "scancode_push", "name": name, "key": key }),
        MenuAction::ScancodeWaitmsg(key) => json!({ "type": "scancode_waitmsg", "name": name, "key": key }),
        MenuAction::PicSysphoto(key) => json!({ "type": "pic_sysphoto", "name": name, "key": key }),
        MenuAction::PicPhotoOrAlbum(key) => json!({ "type": "pic_photo_or_album", "name": name, "key": key }),
        MenuAction::PicWeixin(key) => json!({ "type": "pic_weixin", "name": name, "key": key }),
        MenuAction::LocationSelect(key) => json!({ "type": "location_select", "name": name, "key": key }),
        MenuAction::Media(id) => json!({ "type": "media_id", "name": name, "media_id": id }),
        MenuAction::Article(id) => json!({ "type": "article_id", "name": name, "article_id": id }),
        MenuAction::ArticleViewLimited(id) => {
            json!({ "type": "article_view_limited", "name": name, "article_id": id })
        }
        MenuAction::MiniProgram { app_id, page, fallback } => {
            json!({ "type": "miniprogram", "name": name, "url": fallback, "appid": app_id, "pagepath": page })
        }
    }
}

fn matchrule(rule: MatchRule) -> Value {
    // Numbers in texts, as the platform's page has them.
    let client = |client| match client {
        ClientPlatform::Ios => "1",
        ClientPlatform::Android => "2",
        ClientPlatform::Other => "3",
    };
    match rule {
        MatchRule::Tag(tag) => json!({ "tag_id": tag.0.to_string() }),
        MatchRule::Client(platform) => json!({ "client_platform_type": client(platform) }),
        MatchRule::TagOnClient(tag, platform) => {
            json!({ "tag_id": tag.0.to_string(), "client_platform_type": client(platform) })
        }
    }
}
