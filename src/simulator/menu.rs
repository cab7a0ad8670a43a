//! The custom menu as published, with its conditional ones (platform sheet 7.1).

use serde::{Deserialize, Serialize};

use super::follower::Follower;

/// A menu in the platform's own form.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Menu {
    /// Left to right.
    pub button: Vec<Button>,
}

/// A button: what it does, or a list of others.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Button {
    /// On the button.
    pub name: String,
    /// `click`, `view`, …; absent on one that opens a list.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Comes back as `EventKey`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// To open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Of a mini program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appid: Option<String>,
    /// Its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pagepath: Option<String>,
    /// Of a material to send.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_id: Option<String>,
    /// Of an article to send or open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article_id: Option<String>,
    /// Below it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sub_button: Vec<Button>,
}

impl Menu {
    /// All buttons that do something, each with its path: `1` is the first, `2.3` the third below the second.
    pub fn leaves(&self) -> impl Iterator<Item = (String, &Button)> {
        (1..).zip(&self.button).flat_map(|(top, button)| {
            let own = button.sub_button.is_empty().then(|| (top.to_string(), button));
            own.into_iter()
                .chain((1..).zip(&button.sub_button).map(move |(sub, button)| (format!("{top}.{sub}"), button)))
        })
    }

    /// The button at this path, or with this key.
    pub fn find(&self, path_or_key: &str) -> Option<&Button> {
        let by_path = self.leaves().find(|(path, _)| path == path_or_key);
        let found = by_path.or_else(|| self.leaves().find(|(_, button)| button.key.as_deref() == Some(path_or_key)));
        found.map(|(_, button)| button)
    }
}

/// For whom a conditional menu is. Absent conditions hold for everybody.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MatchRule {
    /// The last tag that the follower was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_id: Option<u32>,
    /// 1 iOS, 2 Android, 3 other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_platform_type: Option<u8>,
}

impl MatchRule {
    /// Whether this follower gets the menu. Of several tags the last one counts.
    fn fits(&self, follower: &Follower) -> bool {
        self.tag_id.is_none_or(|tag| follower.tags.last() == Some(&tag))
            && self.client_platform_type.is_none_or(|client| follower.client == client)
    }
}

/// A menu for some followers.
#[derive(Debug, Clone)]
pub struct Conditional {
    /// Its id, decimal.
    pub id: u64,
    /// The menu itself.
    pub menu: Menu,
    /// Who gets it.
    pub rule: MatchRule,
}

/// Everything published.
#[derive(Debug, Default)]
pub struct Menus {
    /// What everybody else gets, with its id.
    pub default: Option<(u64, Menu)>,
    /// In the order in which they were made.
    pub conditional: Vec<Conditional>,
    last_id: u64,
}

/// Ids begin somewhere: the platform's have nine digits.
const FIRST_ID: u64 = 208_000_000;

impl Menus {
    /// The menu of this follower with its id: of the conditional ones that fit, the one made last.
    pub fn of(&self, follower: &Follower) -> Option<(u64, &Menu)> {
        let fitting = self.conditional.iter().rev().find(|conditional| conditional.rule.fits(follower));
        let conditional = fitting.map(|conditional| (conditional.id, &conditional.menu));
        conditional.or(self.default.as_ref().map(|(id, menu)| (*id, menu)))
    }

    /// Whether a button sends this material.
    pub fn mentions(&self, media_id: &str) -> bool {
        let default = self.default.iter().map(|(_, menu)| menu);
        let mut all =
            default.chain(self.conditional.iter().map(|conditional| &conditional.menu)).flat_map(Menu::leaves);
        all.any(|(_, button)| button.media_id.as_deref() == Some(media_id))
    }

    /// Publishes another default menu; the conditional ones stay.
    pub fn publish(&mut self, menu: Menu) {
        self.default = Some((self.next_id(), menu));
    }

    /// Adds a conditional menu, and says which id it got.
    pub fn add(&mut self, menu: Menu, rule: MatchRule) -> u64 {
        let id = self.next_id();
        self.conditional.push(Conditional { id, menu, rule });
        id
    }

    /// Takes everything away: the conditional menus go with the default one.
    pub fn clear(&mut self) {
        self.default = None;
        self.conditional.clear();
    }

    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        FIRST_ID + self.last_id
    }
}
