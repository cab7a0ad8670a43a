//! What serde says about a pack, in words for the person who edits it.

/// The field that serde does not know, if that is what it says.
pub(super) fn unknown_field(message: &str) -> Option<&str> {
    quoted_after(message, "unknown field `")
}

/// The message in Chinese; serde's own where it is none of the usual.
pub(super) fn in_chinese(message: &str) -> String {
    let expected = || {
        let (_, expected) = message.split_once("expected ")?;
        Some(expected.trim_start_matches("one of ").replace('`', ""))
    };
    if let Some(field) = quoted_after(message, "missing field `") {
        return format!("缺少 {field}");
    }
    if let Some(field) = unknown_field(message) {
        return format!("没有 {field} 这个键，能写的有：{}", expected().unwrap_or_default());
    }
    if let Some(variant) = quoted_after(message, "unknown variant `") {
        return format!("不能写 {variant}，能写的有：{}", expected().unwrap_or_default());
    }
    if let (true, Some(expected)) = (message.starts_with("invalid "), expected()) {
        return format!("写法不对，这里要写的是：{expected}");
    }
    format!("读不懂：{message}")
}

fn quoted_after<'m>(message: &'m str, beginning: &str) -> Option<&'m str> {
    message.strip_prefix(beginning)?.split('`').next()
}
