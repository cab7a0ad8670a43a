//! The menu that the account shows, beside the one that the content pack says.

use std::fmt;

use super::platform::failure::PlatformError;
use super::platform::menu::{AccountMenu, MenuGateway, ShownButton};
use crate::domain::menu::{Menu, MenuButton, MenuKind};

/// What the account shows now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The menu of everybody for whom there is no other; empty if there is none.
    pub buttons: Vec<ShownButton>,
    /// Conditional menus. They stay as they are, whatever is pushed.
    pub conditional: usize,
    /// Made by hand in the platform's console: the first push replaces it.
    pub by_hand: bool,
}

/// Asks the account what it shows.
///
/// # Errors
/// The platform's.
pub async fn shown(gateway: &dyn MenuGateway) -> Result<Shown, PlatformError> {
    if let Some(published) = gateway.published().await? {
        let conditional = published.conditional.len();
        return Ok(Shown { buttons: published.default, conditional, by_hand: false });
    }
    let buttons = gateway.current().await?.buttons;
    Ok(Shown { by_hand: !buttons.is_empty(), buttons, conditional: 0 })
}

/// Replaces the account's menu and makes sure that it is there; conditional menus survive.
///
/// # Errors
/// The platform's.
pub async fn push(gateway: &dyn MenuGateway, menu: &AccountMenu) -> Result<Shown, PlatformError> {
    gateway.create(menu).await?;
    shown(gateway).await
}

/// The pack's menu in the shape in which the platform tells one.
pub fn of_pack(menu: &Menu) -> Vec<ShownButton> {
    menu.buttons.iter().map(told).collect()
}

fn told(button: &MenuButton) -> ShownButton {
    ShownButton {
        name: button.name.clone(),
        kind: button.kind.map(|kind| kind_name(kind).to_owned()),
        key: button.key.clone(),
        url: button.url.clone(),
        sub: button.sub.iter().map(told).collect(),
        ..ShownButton::default()
    }
}

/// As the platform calls it.
pub fn kind_name(kind: MenuKind) -> &'static str {
    match kind {
        MenuKind::Click => "click",
        MenuKind::View => "view",
        MenuKind::LocationSelect => "location_select",
        MenuKind::ScancodeWaitmsg => "scancode_waitmsg",
    }
}

/// One difference, in words for staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A button that is not there yet.
    Added(Line),
    /// A button that goes.
    Removed(Line),
    /// A button that stays and does something else.
    Altered {
        /// As it is.
        from: Line,
        /// As it will be.
        to: Line,
    },
    /// The same buttons in another order: this one.
    Reordered(Vec<String>),
}

/// A button that does something, with the button above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `找工作 › 看招工岗位`.
    pub path: String,
    /// What a tap does, in words.
    pub action: String,
    /// The key that stands in these words, if one does.
    pub key: Option<String>,
}

impl Line {
    /// With what a tap on it asks for, where its key is one of those that are known by `words`.
    fn worded(mut self, words: &impl Fn(&str) -> Option<String>) -> Self {
        if let Some((key, words)) = self.key.as_ref().and_then(|key| Some((key, words(key)?))) {
            self.action = self.action.replacen(key, &words, 1);
        }
        self
    }
}

impl Change {
    /// As staff say it, by the `words` of each key.
    #[must_use]
    pub fn worded(self, words: &impl Fn(&str) -> Option<String>) -> Self {
        match self {
            Self::Added(line) => Self::Added(line.worded(words)),
            Self::Removed(line) => Self::Removed(line.worded(words)),
            Self::Altered { from, to } => Self::Altered { from: from.worded(words), to: to.worded(words) },
            Self::Reordered(paths) => Self::Reordered(paths),
        }
    }

    /// In a few words: which button, and not what it does.
    pub fn in_brief(&self) -> String {
        match self {
            Self::Added(line) => format!("增加 {}", line.path),
            Self::Removed(line) => format!("去掉 {}", line.path),
            Self::Altered { to, .. } => format!("改动 {}", to.path),
            Self::Reordered(_) => "换顺序".to_owned(),
        }
    }
}

/// What would change, button by button; nothing if both are the same.
pub fn changes(from: &[ShownButton], to: &[ShownButton]) -> Vec<Change> {
    let (from, to) = (lines(from), lines(to));
    let named = |lines: &[Line], path: &str| lines.iter().find(|line| line.path == path).cloned();
    let gone = from.iter().filter(|line| named(&to, &line.path).is_none()).cloned().map(Change::Removed);
    let new = to.iter().filter_map(|line| match named(&from, &line.path) {
        None => Some(Change::Added(line.clone())),
        Some(old) if old.action != line.action => Some(Change::Altered { from: old, to: line.clone() }),
        Some(_) => None,
    });
    let mut changes: Vec<Change> = gone.chain(new).collect();
    if changes.is_empty() && from != to {
        changes.push(Change::Reordered(to.into_iter().map(|line| line.path).collect()));
    }
    changes
}

/// The buttons that do something, from left to right and from top to bottom.
pub fn lines(buttons: &[ShownButton]) -> Vec<Line> {
    let line = |path: String, button: &ShownButton| Line { path, action: action(button), key: button.key.clone() };
    buttons
        .iter()
        .flat_map(|top| match top.sub.as_slice() {
            [] => vec![line(top.name.clone(), top)],
            sub => sub.iter().map(|button| line(format!("{} › {}", top.name, button.name), button)).collect(),
        })
        .collect()
}

fn action(button: &ShownButton) -> String {
    let told = |text: &Option<String>| text.clone().unwrap_or_default();
    match button.kind.as_deref() {
        Some("click") => format!("点击：{}", told(&button.key)),
        Some("view") => format!("打开：{}", told(&button.url)),
        Some("location_select") => format!("选位置：{}", told(&button.key)),
        Some("scancode_waitmsg") => format!("扫码：{}", told(&button.key)),
        Some("miniprogram") => format!("小程序：{} {}", told(&button.app_id), told(&button.page)),
        Some(kind) => {
            let value = [&button.key, &button.url, &button.content].into_iter().flatten().next();
            format!("{}：{}", kind_in_words(kind), value.cloned().unwrap_or_default())
        }
        None => "没有动作".to_owned(),
    }
}

/// What a button does that is none of ours.
fn kind_in_words(kind: &str) -> &str {
    match kind {
        "scancode_push" => "扫码",
        "pic_sysphoto" => "拍照",
        "pic_photo_or_album" => "拍照或者选照片",
        "pic_weixin" => "选照片",
        "media_id" | "img" | "voice" | "video" => "发素材",
        "news" | "article_id" | "view_limited" | "article_view_limited" => "看文章",
        "text" => "发文字",
        _ => "别的",
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}（{}）", self.path, self.action)
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added(line) => write!(f, "增加 {line}"),
            Self::Removed(line) => write!(f, "去掉 {line}"),
            Self::Altered { from, to } => write!(f, "改动 {}：{} 改成 {}", to.path, from.action, to.action),
            Self::Reordered(paths) => write!(f, "换顺序：{}", paths.join("、")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn click(name: &str, key: &str) -> ShownButton {
        ShownButton {
            name: name.to_owned(),
            kind: Some("click".to_owned()),
            key: Some(key.to_owned()),
            ..ShownButton::default()
        }
    }

    fn list(name: &str, sub: Vec<ShownButton>) -> ShownButton {
        ShownButton { name: name.to_owned(), sub, ..ShownButton::default() }
    }

    fn told(from: &[ShownButton], to: &[ShownButton]) -> Vec<String> {
        changes(from, to).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_same_menu_has_no_changes() {
        let menu = [list("找工作", vec![click("看岗位", "openings")]), click("我的", "mine")];
        assert_eq!(told(&menu, &menu), [""; 0]);
    }

    #[test]
    fn each_difference_is_told_by_the_place_of_its_button() {
        let from = [list("找工作", vec![click("看岗位", "openings"), click("旧的", "old")])];
        let to = [list("找工作", vec![click("看岗位", "jobs")]), click("我的", "mine")];
        let expected = [
            "去掉 找工作 › 旧的（点击：old）",
            "改动 找工作 › 看岗位：点击：openings 改成 点击：jobs",
            "增加 我的（点击：mine）",
        ];
        assert_eq!(told(&from, &to), expected);
    }

    #[test]
    fn another_order_is_a_change_too() {
        let (one, other) = (click("甲", "a"), click("乙", "b"));
        assert_eq!(told(&[one.clone(), other.clone()], &[other, one]), ["换顺序：乙、甲"]);
    }

    #[test]
    fn staff_read_words_in_the_place_of_a_key() {
        let (from, to) = ([click("甲", "openings")], [click("甲", "nowhere")]);
        let words = |key: &str| (key == "openings").then(|| "招工岗位".to_owned());
        let worded: Vec<_> = changes(&from, &to).into_iter().map(|change| change.worded(&words)).collect();
        assert_eq!(worded[0].to_string(), "改动 甲：点击：招工岗位 改成 点击：nowhere");
        assert_eq!(worded[0].in_brief(), "改动 甲");
    }
}
