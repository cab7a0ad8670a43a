//! What a menu may be (platform sheet 7.1): counts, bytes, kinds.

use std::collections::BTreeSet;

use super::errcode::{
    BUTTON_COUNT, BUTTON_DOMAIN, BUTTON_KEY, BUTTON_NAME, BUTTON_TYPE, BUTTON_URL, MENU_LEVELS, Refusal,
    SUB_BUTTON_COUNT, SUB_BUTTON_DOMAIN, SUB_BUTTON_KEY, SUB_BUTTON_NAME, SUB_BUTTON_TYPE, SUB_BUTTON_URL,
};
use super::menu::{Button, Menu};

/// Buttons of the first level.
const TOP: usize = 3;
/// Buttons below one.
const BELOW: usize = 5;
/// Bytes of a key.
const KEY: usize = 128;
/// Bytes of an address.
const URL: usize = 1024;
/// Domains of all conditional menus together.
pub const DOMAINS: usize = 3;

/// The codes of one level; the platform has two of each.
struct Level {
    name_bytes: usize,
    name: i64,
    kind: i64,
    key: i64,
    url: i64,
    domain: i64,
}

const TOP_LEVEL: Level = Level {
    name_bytes: 16,
    name: BUTTON_NAME,
    kind: BUTTON_TYPE,
    key: BUTTON_KEY,
    url: BUTTON_URL,
    domain: BUTTON_DOMAIN,
};
const SUB_LEVEL: Level = Level {
    name_bytes: 60,
    name: SUB_BUTTON_NAME,
    kind: SUB_BUTTON_TYPE,
    key: SUB_BUTTON_KEY,
    url: SUB_BUTTON_URL,
    domain: SUB_BUTTON_DOMAIN,
};

/// Whether the platform takes this menu.
pub fn check(menu: &Menu) -> Result<(), Refusal> {
    if !(1..=TOP).contains(&menu.button.len()) {
        return Err(Refusal::of(BUTTON_COUNT));
    }
    menu.button.iter().try_for_each(top)
}

fn top(button: &Button) -> Result<(), Refusal> {
    if button.sub_button.is_empty() {
        return leaf(button, &TOP_LEVEL);
    }
    named(button, &TOP_LEVEL)?;
    if button.kind.is_some() {
        return Err(Refusal::of(BUTTON_TYPE));
    }
    if button.sub_button.len() > BELOW {
        return Err(Refusal::of(SUB_BUTTON_COUNT));
    }
    for sub in &button.sub_button {
        if !sub.sub_button.is_empty() {
            return Err(Refusal::of(MENU_LEVELS));
        }
        leaf(sub, &SUB_LEVEL)?;
    }
    Ok(())
}

fn leaf(button: &Button, level: &Level) -> Result<(), Refusal> {
    named(button, level)?;
    match button.kind.as_deref().unwrap_or_default() {
        "click" | "scancode_push" | "scancode_waitmsg" | "pic_sysphoto" | "pic_photo_or_album" | "pic_weixin"
        | "location_select" => filled(button.key.as_deref(), KEY, level.key),
        "view" => address(button, level),
        "miniprogram" => {
            address(button, level)?;
            filled(button.appid.as_deref(), KEY, level.key)?;
            filled(button.pagepath.as_deref(), URL, level.url)
        }
        "media_id" => filled(button.media_id.as_deref(), KEY, level.key),
        "article_id" | "article_view_limited" => filled(button.article_id.as_deref(), KEY, level.key),
        _ => Err(Refusal::of(level.kind)),
    }
}

fn named(button: &Button, level: &Level) -> Result<(), Refusal> {
    filled(Some(&button.name), level.name_bytes, level.name)
}

fn filled(text: Option<&str>, most: usize, errcode: i64) -> Result<(), Refusal> {
    let length = text.map_or(0, str::len);
    if (1..=most).contains(&length) { Ok(()) } else { Err(Refusal::of(errcode)) }
}

fn address(button: &Button, level: &Level) -> Result<(), Refusal> {
    filled(button.url.as_deref(), URL, level.url)?;
    match button.url.as_deref().and_then(domain) {
        Some(_) => Ok(()),
        None => Err(Refusal::of(level.domain)),
    }
}

/// The domain of a web address; `None` if it is none.
fn domain(url: &str) -> Option<String> {
    let url = reqwest::Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    url.host_str().map(str::to_owned)
}

/// The domains that these menus link to.
pub fn domains<'m>(menus: impl Iterator<Item = &'m Menu>) -> BTreeSet<String> {
    let leaves = menus.flat_map(Menu::leaves);
    leaves.filter_map(|(_, button)| button.url.as_deref()).filter_map(domain).collect()
}
