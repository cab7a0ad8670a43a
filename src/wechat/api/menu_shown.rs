//! Menus as the platform tells them: in one shape those made by API, in another those made in its console.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::app::platform::id::MenuId;
use crate::app::platform::menu::{ConditionalMenu, CurrentMenu, ShownButton};

#[derive(Default, Deserialize)]
pub(super) struct Buttons {
    #[serde(default)]
    pub(super) button: Vec<ButtonAnswer>,
}

#[derive(Deserialize)]
pub(super) struct ButtonAnswer {
    name: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    key: Option<String>,
    url: Option<String>,
    value: Option<String>,
    media_id: Option<String>,
    article_id: Option<String>,
    appid: Option<String>,
    pagepath: Option<String>,
    #[serde(default)]
    sub_button: SubButtons,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum SubButtons {
    /// By API.
    Plain(Vec<ButtonAnswer>),
    /// From the console.
    Listed { list: Vec<ButtonAnswer> },
}

impl Default for SubButtons {
    fn default() -> Self {
        Self::Plain(Vec::new())
    }
}

impl From<ButtonAnswer> for ShownButton {
    fn from(answer: ButtonAnswer) -> Self {
        let (SubButtons::Plain(sub) | SubButtons::Listed { list: sub }) = answer.sub_button;
        Self {
            name: answer.name,
            kind: answer.kind,
            key: answer.key,
            url: answer.url,
            content: answer.media_id.or(answer.article_id).or(answer.value),
            app_id: answer.appid,
            page: answer.pagepath,
            sub: shown(sub),
        }
    }
}

pub(super) fn shown(buttons: Vec<ButtonAnswer>) -> Vec<ShownButton> {
    buttons.into_iter().map(Into::into).collect()
}

#[derive(Deserialize)]
pub(super) struct ConditionalAnswer {
    #[serde(flatten)]
    buttons: Buttons,
    #[serde(default)]
    matchrule: BTreeMap<String, Value>,
    menuid: MenuId,
}

impl From<ConditionalAnswer> for ConditionalMenu {
    fn from(answer: ConditionalAnswer) -> Self {
        let rule = answer.matchrule.into_iter().map(|(name, value)| match value {
            Value::String(text) => (name, text),
            other => (name, other.to_string()),
        });
        Self { id: answer.menuid, buttons: shown(answer.buttons.button), rule: rule.collect() }
    }
}

#[derive(Deserialize)]
pub(super) struct CurrentAnswer {
    #[serde(default)]
    is_menu_open: u8,
    #[serde(default)]
    selfmenu_info: Buttons,
}

impl From<CurrentAnswer> for CurrentMenu {
    fn from(answer: CurrentAnswer) -> Self {
        Self { open: answer.is_menu_open != 0, buttons: shown(answer.selfmenu_info.button) }
    }
}

/// The buttons stand by themselves or, as in `menu/get`, inside `menu`.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum MatchedAnswer {
    Inside { menu: Buttons },
    Bare(Buttons),
}

impl MatchedAnswer {
    pub(super) fn into_buttons(self) -> Vec<ShownButton> {
        let (Self::Inside { menu: buttons } | Self::Bare(buttons)) = self;
        shown(buttons.button)
    }
}
