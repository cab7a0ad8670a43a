//! Texts of the pack that are said as they stand.

use super::document::Node;
use super::flaw::Flaws;

/// Longest text that reads well on a cheap phone, in bytes (design page, section 5).
const MAX_SAID: usize = 600;
const HOTLINE: &str = "{hotline}";

/// The text with the hotline put in; blank and long texts, and other braces, are noted.
pub(super) fn said(text: &str, hotline: &str, node: Node<'_>, key: &str, flaws: &mut Flaws) -> String {
    let text = text.trim().replace(HOTLINE, hotline);
    if text.is_empty() {
        node.error(flaws, key, "是空的，请写上要说的话");
    }
    if text.contains(['{', '}']) {
        node.error(flaws, key, format!("花括号里只能写 {HOTLINE}（服务电话）"));
    }
    if text.len() > MAX_SAID {
        node.warn(flaws, key, format!("有{}字节，超过{MAX_SAID}，手机上要翻屏，请写短些", text.len()));
    }
    text
}
