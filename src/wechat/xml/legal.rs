//! Which characters XML 1.0 allows.

use std::borrow::Cow;

/// The rest breaks strict readers, yet followers' phones do send some of it (platform sheet 9, edge 10).
fn is_legal(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Whether there may be illegal characters: a control, or the first two bytes of U+FFC0 to U+FFFF. Without an early
/// end, so that the compiler does many bytes at once; hardly any text has either.
fn is_suspect(text: &str) -> bool {
    let bytes = text.as_bytes();
    let control = |b: &u8| *b < b' ' && !matches!(*b, b'\t' | b'\n' | b'\r');
    let controls = bytes.iter().fold(false, |found, byte| found | control(byte));
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    controls | pairs.fold(false, |found, pair| found | (pair == (&0xEF, &0xBF)))
}

/// The text without illegal characters; borrowed where there are none.
pub fn only_legal(text: &str) -> Cow<'_, str> {
    if !is_suspect(text) || text.chars().all(is_legal) {
        return Cow::Borrowed(text);
    }
    text.chars().filter(|c| is_legal(*c)).collect()
}
