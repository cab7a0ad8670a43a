//! Cuts a text to what the platform takes (platform sheet 5).

/// The longest beginning of at most `limit` bytes that splits no character, no `<a …>…</a>` and no `&…;`:
/// the phone reads the text as simple HTML, and half a link shows its source.
pub fn within(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    let mut rest = text;
    let mut kept = 0;
    while let Some(length) = unit(rest) {
        if kept + length > limit {
            break;
        }
        kept += length;
        rest = rest.get(length..).unwrap_or_default();
    }
    text.get(..kept).unwrap_or_default()
}

/// Length of what stands first and cannot be split; `None` at the end.
fn unit(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let whole = match first {
        '<' => link(text),
        '&' => entity(text),
        _ => None,
    };
    Some(whole.unwrap_or(first.len_utf8()))
}

/// A link that nobody closed reaches to the end.
fn link(text: &str) -> Option<usize> {
    const END: &str = "</a>";
    let opens = text.starts_with("<a ") || text.starts_with("<a>");
    opens.then(|| text.find(END).map_or(text.len(), |at| at + END.len()))
}

fn entity(text: &str) -> Option<usize> {
    const LONGEST: usize = 10;
    let name = text.strip_prefix('&')?;
    let length = name.bytes().take(LONGEST).position(|b| !b.is_ascii_alphanumeric() && b != b'#')?;
    (length > 0 && name.as_bytes().get(length) == Some(&b';')).then_some("&;".len() + length)
}
