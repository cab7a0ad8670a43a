//! Numbers that callers write as numbers or as text (platform sheet 6.4).

use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// A whole number, either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Number(pub u64);

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Number(u64),
    Text(String),
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Written::deserialize(deserializer)? {
            Written::Number(number) => Ok(Self(number)),
            Written::Text(text) => text.trim().parse().map(Self).map_err(D::Error::custom),
        }
    }
}
