//! What a menu may be: the platform's limits (platform sheet 7.1), and what a phone shows of a name.

use super::menu::{Menu, MenuButton, MenuKind};

/// Most buttons of the bottom row.
pub const MAX_TOP: usize = 3;
/// Most buttons below one.
pub const MAX_SUB: usize = 5;
const MAX_KEY: usize = 128;
const MAX_URL: usize = 1024;

/// What a name may be at a level: bytes that the platform takes, hanzi that a phone shows.
#[derive(Clone, Copy)]
struct NameLimit {
    bytes: usize,
    shown: usize,
}

const TOP_NAME: NameLimit = NameLimit { bytes: 16, shown: 4 };
const SUB_NAME: NameLimit = NameLimit { bytes: 60, shown: 8 };

/// Where a button stands: which of the bottom row, and which below it, both from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// Of the bottom row.
    pub top: usize,
    /// Of the list above that; `None` for the button itself.
    pub sub: Option<usize>,
}

/// Something that is wrong with a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuFlaw {
    /// It cannot be published so.
    pub fatal: bool,
    /// Which button; `None` for all of it.
    pub at: Option<Place>,
    /// Which of its fields, as the pack calls it.
    pub field: &'static str,
    /// What is wrong and what to do, in Chinese.
    pub reason: String,
}

impl Menu {
    /// Everything that is wrong with it, from left to right. `problem` says what is wrong with a button id.
    pub fn flaws(&self, problem: impl Fn(&str) -> Option<String>) -> Vec<MenuFlaw> {
        let mut found = Found { problem, at: None, flaws: Vec::new() };
        if self.buttons.len() > MAX_TOP {
            found.error("button", format!("一级菜单最多{MAX_TOP}个，现在是{}个", self.buttons.len()));
        }
        for (top, button) in self.buttons.iter().enumerate() {
            found.top(top, button);
        }
        found.flaws
    }
}

/// What was found so far.
struct Found<P> {
    problem: P,
    at: Option<Place>,
    flaws: Vec<MenuFlaw>,
}

impl<P: Fn(&str) -> Option<String>> Found<P> {
    fn add(&mut self, fatal: bool, field: &'static str, reason: String) {
        self.flaws.push(MenuFlaw { fatal, at: self.at, field, reason });
    }

    fn error(&mut self, field: &'static str, reason: impl Into<String>) {
        self.add(true, field, reason.into());
    }

    fn top(&mut self, top: usize, button: &MenuButton) {
        self.at = Some(Place { top, sub: None });
        self.name(button, TOP_NAME);
        if button.sub.is_empty() {
            return self.target(button);
        }
        if button.kind.is_some() || button.key.is_some() || button.url.is_some() {
            self.error("kind", "有二级菜单的按钮自己不能再有 kind、key、url");
        }
        if button.sub.len() > MAX_SUB {
            self.error("sub", format!("二级菜单最多{MAX_SUB}个，现在是{}个", button.sub.len()));
        }
        for (sub, below) in button.sub.iter().enumerate() {
            self.at = Some(Place { top, sub: Some(sub) });
            self.name(below, SUB_NAME);
            if !below.sub.is_empty() {
                self.error("sub", "菜单只有两级，这里不能再有 sub");
            }
            self.target(below);
        }
    }

    fn name(&mut self, button: &MenuButton, limit: NameLimit) {
        let (bytes, chars) = (button.name.len(), button.name.chars().count());
        if button.name.trim().is_empty() {
            self.error("name", "是空的，请填上");
        } else if bytes > limit.bytes {
            self.error("name", format!("“{}”有{bytes}字节，最多{}（一个汉字3字节）", button.name, limit.bytes));
        } else if chars > limit.shown {
            self.add(false, "name", format!("“{}”有{chars}个字，手机上只显示{}个", button.name, limit.shown));
        }
    }

    fn target(&mut self, button: &MenuButton) {
        match button.kind {
            None => self.error("kind", "没说点了做什么（kind），也没有下一级的列表（sub）"),
            Some(MenuKind::View) => self.view(button),
            Some(kind) => self.key(button, kind),
        }
    }

    fn view(&mut self, button: &MenuButton) {
        match button.url.as_deref() {
            None => self.error("url", "打开网页（view）的，要写 url：网址"),
            Some(url) if !url.starts_with("https://") && !url.starts_with("http://") => {
                self.error("url", "网址要以 https:// 开头");
            }
            Some(url) if url.len() > MAX_URL => self.error("url", format!("网址最多{MAX_URL}字节")),
            Some(_) => {}
        }
        if button.key.is_some() {
            self.error("key", "kind 是 view，不能写 key");
        }
    }

    fn key(&mut self, button: &MenuButton, kind: MenuKind) {
        match button.key.as_deref() {
            None => self.error("key", "要写去处（key），点了才知道做什么"),
            Some(key) if key.len() > MAX_KEY => self.error("key", format!("最多{MAX_KEY}字节")),
            // What a place or a code is for, the event itself says.
            Some(key) if kind == MenuKind::Click => {
                if let Some(reason) = (self.problem)(key) {
                    self.error("key", reason);
                }
            }
            Some(_) => {}
        }
        if button.url.is_some() {
            self.error("url", "只有 kind 是 view 才能写 url");
        }
    }
}
