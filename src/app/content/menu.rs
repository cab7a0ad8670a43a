//! `menu.toml`: the custom menu, within the platform's limits (platform sheet 7.1).

use super::button;
use super::document::{Document, Node};
use super::files::PackFiles;
use super::flaw::Flaws;
use super::names::Names;
use crate::domain::menu::{Menu, MenuButton, MenuKind};

const MAX_TOP: usize = 3;
const MAX_SUB: usize = 5;
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

pub(super) fn read(files: &PackFiles, names: &Names, flaws: &mut Flaws) -> Option<Menu> {
    let document = Document::open(files, "menu.toml", flaws)?;
    let count = document.root().list("button").len();
    if count > MAX_TOP {
        document.root().error(flaws, "button", format!("一级菜单最多{MAX_TOP}个，现在是{count}个"));
    }
    let mut buttons = Vec::new();
    for (top, node) in document.entries::<MenuButton>("button", flaws) {
        check_top(&top, names, node, flaws);
        buttons.push(top);
    }
    Some(Menu { buttons })
}

fn check_top(top: &MenuButton, names: &Names, node: Node<'_>, flaws: &mut Flaws) {
    check_name(top, TOP_NAME, node, flaws);
    if top.sub.is_empty() {
        return check_target(top, names, node, flaws);
    }
    if top.kind.is_some() || top.key.is_some() || top.url.is_some() {
        node.error(flaws, "kind", "有二级菜单的按钮自己不能再有 kind、key、url");
    }
    if top.sub.len() > MAX_SUB {
        node.error(flaws, "sub", format!("二级菜单最多{MAX_SUB}个，现在是{}个", top.sub.len()));
    }
    for (sub, node) in top.sub.iter().zip(node.list("sub")) {
        check_name(sub, SUB_NAME, node, flaws);
        if !sub.sub.is_empty() {
            node.error(flaws, "sub", "菜单只有两级，这里不能再有 sub");
        }
        check_target(sub, names, node, flaws);
    }
}

fn check_name(button: &MenuButton, limit: NameLimit, node: Node<'_>, flaws: &mut Flaws) {
    let (bytes, chars) = (button.name.len(), button.name.chars().count());
    if button.name.trim().is_empty() {
        node.error(flaws, "name", "是空的，请填上");
    } else if bytes > limit.bytes {
        let reason = format!("“{}”有{bytes}字节，最多{}（一个汉字3字节）", button.name, limit.bytes);
        node.error(flaws, "name", reason);
    } else if chars > limit.shown {
        node.warn(flaws, "name", format!("“{}”有{chars}个字，手机上只显示{}个", button.name, limit.shown));
    }
}

fn check_target(button: &MenuButton, names: &Names, node: Node<'_>, flaws: &mut Flaws) {
    match button.kind {
        None => node.error(flaws, "kind", "要写 kind，或者写二级菜单 sub"),
        Some(MenuKind::View) => check_view(button, node, flaws),
        Some(kind) => check_key(button, kind, names, node, flaws),
    }
}

fn check_view(button: &MenuButton, node: Node<'_>, flaws: &mut Flaws) {
    match button.url.as_deref() {
        None => node.error(flaws, "url", "kind 是 view，要写 url"),
        Some(url) if !url.starts_with("https://") && !url.starts_with("http://") => {
            node.error(flaws, "url", "网址要以 https:// 开头");
        }
        Some(url) if url.len() > MAX_URL => node.error(flaws, "url", format!("网址最多{MAX_URL}字节")),
        Some(_) => {}
    }
    if button.key.is_some() {
        node.error(flaws, "key", "kind 是 view，不能写 key");
    }
}

fn check_key(button: &MenuButton, kind: MenuKind, names: &Names, node: Node<'_>, flaws: &mut Flaws) {
    match button.key.as_deref() {
        None => node.error(flaws, "key", "要写 key，点了才知道做什么"),
        Some(key) if key.len() > MAX_KEY => node.error(flaws, "key", format!("最多{MAX_KEY}字节")),
        // What a place or a code is for, the event itself says.
        Some(key) if kind == MenuKind::Click => {
            if let Some(reason) = button::problem(key, names) {
                node.error(flaws, "key", reason);
            }
        }
        Some(_) => {}
    }
    if button.url.is_some() {
        node.error(flaws, "url", "只有 kind 是 view 才能写 url");
    }
}
