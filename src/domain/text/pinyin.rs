//! Typed pinyin (`fuzhuang`, `zhaopin`) and initials.

/// Pinyin of a hanzi text without tones, syllables joined; other characters are kept. First reading of each.
pub fn spell(text: &str) -> String {
    text.to_owned()
}
