//! What stands on the picture of a source's QR code.

/// The words of a sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignWords {
    /// What the code says.
    pub link: String,
    /// Where it hangs, under the code.
    pub name: String,
    /// What to do, in a line.
    pub how: String,
    /// What can be sent instead.
    pub word: Option<String>,
}
