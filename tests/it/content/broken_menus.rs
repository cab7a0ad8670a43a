//! Menus that the platform or a phone would not take.

use guiyan::app::content::load;

use crate::support::broken_pack::{Elsewhere, append, errors, has_one_error, replace};

#[test]
fn a_flaw_reads_like_a_compiler_s() {
    let (files, line) = replace("menu.toml", "\"找工作\"", "\"找一份新工作\"");
    let shown = errors(&files)[0].to_string();
    assert_eq!(
        shown,
        format!("config/xingguo/menu.toml:{line} 错误：name “找一份新工作”有18字节，最多16（一个汉字3字节）")
    );
}

#[test]
fn a_menu_name_too_long_for_the_platform_is_refused() {
    let long = format!("\"{}\"", "岗".repeat(21));
    has_one_error(replace("menu.toml", "\"看招工岗位\"", &long), "menu.toml", "name", "最多60");
}

#[test]
fn a_menu_name_too_long_for_the_phone_is_warned_about() {
    let (files, line) = replace("menu.toml", "\"看招工岗位\"", "\"看一看最新的招工岗位\"");
    let warnings = load(&files).unwrap().warnings;
    assert!(warnings.iter().any(|flaw| flaw.line == Some(line) && flaw.reason.contains("只显示8个")), "{warnings:#?}");
}

#[test]
fn a_menu_has_at_most_three_buttons() {
    let (files, _) = append("menu.toml", "[[button]]\nname = \"更多\"\nkind = \"click\"\nkey = \"help\"\n");
    assert_eq!(errors(&files)[0].reason, "一级菜单最多3个，现在是4个");
}

#[test]
fn a_menu_has_at_most_five_buttons_below_one() {
    let more = "[[button.sub]]\nname = \"帮助\"\nkind = \"click\"\nkey = \"help\"\n".repeat(3);
    let (files, _) = append("menu.toml", &more);
    assert_eq!(errors(&files)[0].reason, "二级菜单最多5个，现在是6个");
}

#[test]
fn a_menu_button_leads_to_one_place() {
    has_one_error(
        replace("menu.toml", "key = \"openings\"", "key = \"opennings\""),
        "menu.toml",
        "key",
        "没有“opennings”这个按钮",
    );
    has_one_error(
        replace("menu.toml", "key = \"openings\"", "key = \"policy_pension\""),
        "menu.toml",
        "key",
        "没有 pension",
    );
    has_one_error(replace("menu.toml", "key = \"openings\"", "key = \"job_12\""), "menu.toml", "key", "会变");
    has_one_error(replace("menu.toml", "key = \"openings\"", "key = \"confirm\""), "menu.toml", "key", "对话中间");
    has_one_error(
        replace("menu.toml", "key = \"openings\"", "key = \"openings\"\nurl = \"https://example.com\"").shifted(1),
        "menu.toml",
        "url",
        "只有 kind 是 view",
    );
}

#[test]
fn a_page_needs_an_address() {
    let (files, line) = append("menu.toml", "[[button.sub]]\nname = \"官网\"\nkind = \"view\"\n");
    has_one_error((files, line), "menu.toml", "url", "要写 url");
    let (files, line) =
        append("menu.toml", "[[button.sub]]\nname = \"官网\"\nkind = \"view\"\nurl = \"example.com\"\n");
    has_one_error((files, line + 3), "menu.toml", "url", "https://");
}
