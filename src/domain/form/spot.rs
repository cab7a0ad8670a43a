//! A place somebody named: sent from the map, or an address typed.

use serde::{Deserialize, Serialize};

/// Longest label or address, in characters; the platform's own labels have about thirty.
const LABEL: usize = 100;
/// Shortest address that a person could be sent to.
const ADDRESS: usize = 4;

/// A place: where on the map, or in words, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Spot {
    /// The platform's words for it, or the address as it was typed; empty where the platform has none.
    label: String,
    /// Where on the map, where it was sent from there.
    #[serde(skip_serializing_if = "Option::is_none")]
    point: Option<Point>,
}

/// A point on the globe, in degrees; always finite.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// North of the equator.
    pub latitude: f64,
    /// East of Greenwich.
    pub longitude: f64,
}

/// No point of a [`Spot`] is NaN.
impl Eq for Point {}

/// Neither a point on the globe nor an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no place")]
pub struct InvalidSpot;

/// As it is kept.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    label: String,
    #[serde(default)]
    point: Option<Point>,
}

impl TryFrom<Written> for Spot {
    type Error = InvalidSpot;
    fn try_from(written: Written) -> Result<Self, InvalidSpot> {
        match written.point {
            Some(point) => Self::sent(point, &written.label),
            None => Self::typed(&written.label),
        }
    }
}

impl Spot {
    /// Sent from the map.
    pub fn sent(point: Point, label: &str) -> Result<Self, InvalidSpot> {
        let on_the_globe = point.latitude.abs() <= 90.0 && point.longitude.abs() <= 180.0;
        if on_the_globe { Ok(Self { label: bounded(label), point: Some(point) }) } else { Err(InvalidSpot) }
    }

    /// An address as it was typed: some letters at least.
    pub fn typed(address: &str) -> Result<Self, InvalidSpot> {
        let letters = address.chars().filter(|c| c.is_alphabetic()).count();
        if letters >= ADDRESS { Ok(Self { label: bounded(address), point: None }) } else { Err(InvalidSpot) }
    }

    /// In words; empty where it only has a point.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// On the map, if it was sent from there.
    pub fn point(&self) -> Option<Point> {
        self.point
    }
}

fn bounded(label: &str) -> String {
    label.trim().chars().filter(|c| !c.is_control()).take(LABEL).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_on_the_globe_or_has_an_address() {
        let at = |latitude, longitude| Spot::sent(Point { latitude, longitude }, "兴国县");
        assert_eq!(at(26.34, 115.36).unwrap().label(), "兴国县");
        for (latitude, longitude) in [(90.1, 0.0), (0.0, -180.5), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert_eq!(at(latitude, longitude), Err(InvalidSpot));
        }
        assert_eq!(Spot::typed(" 长冈乡石燕村\n三组 ").unwrap().label(), "长冈乡石燕村三组");
        assert_eq!(Spot::typed("3栋12"), Err(InvalidSpot));
        assert_eq!(Spot::typed(&"长".repeat(500)).unwrap().label().chars().count(), LABEL);
    }

    #[test]
    fn what_was_kept_is_checked_again() {
        let sent = Spot::sent(Point { latitude: 26.34, longitude: 115.36 }, "").unwrap();
        let kept = serde_json::to_string(&sent).unwrap();
        assert_eq!(serde_json::from_str::<Spot>(&kept).unwrap(), sent);
        assert!(serde_json::from_str::<Spot>(r#"{"label":"","point":{"latitude":91,"longitude":0}}"#).is_err());
        assert!(serde_json::from_str::<Spot>(r#"{"label":"家"}"#).is_err());
    }
}
