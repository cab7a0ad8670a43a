//! What serde says about a pack, in words for the person who edits it.

/// The field that serde does not know, if that is what it says.
pub(super) fn unknown_field(message: &str) -> Option<&str> {
    quoted_after(message, "unknown field `")
}

/// The field that serde misses.
pub(super) fn missing_field(message: &str) -> Option<&str> {
    quoted_after(message, "missing field `")
}

/// The value that is none of those that a key can have.
pub(super) fn unknown_variant(message: &str) -> Option<&str> {
    quoted_after(message, "unknown variant `")
}

/// The message in Chinese; serde's own where it is none of the usual.
pub(super) fn in_chinese(message: &str) -> String {
    let expected = || {
        let (_, expected) = message.split_once("expected ")?;
        Some(expected.trim_start_matches("one of ").replace('`', ""))
    };
    if let Some(field) = missing_field(message) {
        return format!("缺少 {field}");
    }
    if let Some(field) = unknown_field(message) {
        return format!("没有 {field} 这个键，能写的有：{}", expected().unwrap_or_default());
    }
    if let Some(variant) = unknown_variant(message) {
        return format!("不能写 {variant}，能写的有：{}", expected().unwrap_or_default());
    }
    if let Some(name) = quoted_after(message, "`").filter(|_| message.contains("is not a name here")) {
        return format!("名字只能用 a-z、0-9 和 _，1到32个，不能写“{name}”");
    }
    if let (true, Some(expected)) = (message.starts_with("invalid "), expected()) {
        return format!("写法不对，这里要写的是：{expected}");
    }
    format!("读不懂：{message}")
}

fn quoted_after<'m>(message: &'m str, beginning: &str) -> Option<&'m str> {
    message.strip_prefix(beginning)?.split('`').next()
}
