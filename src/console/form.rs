//! What the forms send. A field that is missing is empty: what is wrong with it is said on the page.

use serde::Deserialize;

/// A search.
#[derive(Deserialize)]
pub struct Search {
    #[serde(default)]
    pub form: String,
    #[serde(default)]
    pub q: String,
}

/// Somebody's number.
#[derive(Deserialize)]
pub struct Numbered {
    #[serde(default)]
    pub form: String,
    #[serde(default)]
    pub number: u32,
}

/// Somebody without a place.
#[derive(Deserialize, Default)]
pub struct New {
    #[serde(default)]
    pub form: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub mobile: String,
    /// A number, or nothing.
    #[serde(default)]
    pub unit: String,
    /// The box, where it is ticked.
    #[serde(default)]
    pub agreed: String,
}

/// Marks of a page that had no network.
#[derive(Deserialize)]
pub struct Marks {
    pub form: String,
    pub marks: Vec<MarkIn>,
}

/// One of them.
#[derive(Deserialize)]
pub struct MarkIn {
    pub id: String,
    pub number: u32,
    /// Epoch milliseconds, by the phone's clock.
    pub at: i64,
}
