//! The custom menu at the bottom of the conversation, and the platform's limits for it (platform sheet 7.1).

use serde::{Deserialize, Serialize};

/// The whole menu: one to three buttons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Menu {
    /// Left to right.
    #[serde(rename = "button")]
    pub buttons: Vec<MenuButton>,
}

/// A button: either `kind` with its value, or `sub`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MenuButton {
    /// What is written on it.
    pub name: String,
    /// `click` or `view`; absent on a button that opens a list.
    #[serde(default)]
    pub kind: Option<MenuKind>,
    /// For `click`: a button id of the conversation.
    #[serde(default)]
    pub key: Option<String>,
    /// For `view`: an address.
    #[serde(default)]
    pub url: Option<String>,
    /// Up to five buttons below it.
    #[serde(default)]
    pub sub: Vec<MenuButton>,
}

/// The kinds that a county's pack can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MenuKind {
    /// Sends `key` as an event.
    Click,
    /// Opens `url`.
    View,
    /// Asks for the place where one is, then sends it.
    LocationSelect,
    /// Scans, and waits for our answer.
    ScancodeWaitmsg,
}
