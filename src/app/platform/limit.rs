//! Texts and lists with the platform's limits in their types: what it would refuse cannot be built.

use std::fmt;

use serde::{Serialize, Serializer};

/// A text or a list is shorter or longer than the platform takes. Worded for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("现在是{has}{unit}，平台只收{min}到{max}{unit}")]
pub struct OutOfBounds {
    /// What it has.
    pub has: usize,
    /// Least.
    pub min: usize,
    /// Most.
    pub max: usize,
    /// Of what.
    pub unit: Unit,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Unicode characters: a hanzi is one.
    Chars,
    /// UTF-8 bytes: a hanzi is three.
    Bytes,
    /// Entries of a list.
    Items,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chars => "个字",
            Self::Bytes => "字节",
            Self::Items => "项",
        })
    }
}

fn between(has: usize, min: usize, max: usize, unit: Unit) -> Result<(), OutOfBounds> {
    if (min..=max).contains(&has) { Ok(()) } else { Err(OutOfBounds { has, min, max, unit }) }
}

/// A bounded text. `Debug` tells its length alone: people's names and answers pass through here.
macro_rules! bounded_text {
    ($($(#[$doc:meta])* $name:ident by $unit:ident: $count:expr),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name<const MAX: usize>(String);

        impl<const MAX: usize> $name<MAX> {
            /// Empty text is refused, as is text over the limit: nothing is ever cut in silence.
            pub fn new(text: impl Into<String>) -> Result<Self, OutOfBounds> {
                let text = text.into();
                let count: fn(&str) -> usize = $count;
                between(count(&text), 1, MAX, Unit::$unit)?;
                Ok(Self(text))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<const MAX: usize> fmt::Debug for $name<MAX> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}<{MAX}>({} bytes)", stringify!($name), self.0.len())
            }
        }

        impl<const MAX: usize> Serialize for $name<MAX> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
    )+};
}

bounded_text! {
    /// Text of 1 to `MAX` characters.
    Chars by Chars: |text| text.chars().count(),
    /// Text of 1 to `MAX` bytes.
    Bytes by Bytes: str::len,
}

/// A list of `MIN` to `MAX` entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Few<T, const MIN: usize, const MAX: usize>(Vec<T>);

impl<T, const MIN: usize, const MAX: usize> Few<T, MIN, MAX> {
    /// Refuses a list that is too short or too long.
    pub fn new(items: Vec<T>) -> Result<Self, OutOfBounds> {
        between(items.len(), MIN, MAX, Unit::Items)?;
        Ok(Self(items))
    }

    /// The entries.
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }
}
