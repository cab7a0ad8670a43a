//! Which characters XML 1.0 allows.

use std::borrow::Cow;

/// The rest breaks strict readers, yet followers' phones do send some of it (platform sheet 9, edge 10).
fn is_legal(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

/// The text without illegal characters; borrowed where there are none.
pub fn only_legal(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_legal) { Cow::Borrowed(text) } else { text.chars().filter(|c| is_legal(*c)).collect() }
}
