//! Who of an audience gets which words and when, and what the difference says.

use jiff::SignedDuration;

/// Which words somebody gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variant {
    /// The words.
    A,
    /// The other words.
    B,
}

impl Variant {
    /// Its name in records.
    pub fn id(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
        }
    }

    /// The variant of that name.
    pub fn of(id: &str) -> Option<Self> {
        [Self::A, Self::B].into_iter().find(|variant| variant.id() == id)
    }

    /// Half of them by half, where `lot` is drawn evenly.
    pub fn drawn(lot: u64) -> Self {
        if lot.is_multiple_of(2) { Self::A } else { Self::B }
    }
}

/// How long after the beginning somebody's turn is, where `lot` is drawn evenly. To the second.
pub fn spread_over(spread: SignedDuration, lot: u64) -> SignedDuration {
    let seconds = u64::try_from(spread.as_secs()).unwrap_or(0);
    // The lowest bit chose the words: the turn must not depend on them.
    let turn = lot.checked_shr(1).and_then(|lot| lot.checked_rem(seconds)).unwrap_or(0);
    SignedDuration::from_secs(i64::try_from(turn).unwrap_or(0))
}

/// A share with what chance alone may have done to it: the 95 % interval of Wilson.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// What was counted, 0 to 1.
    pub share: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The normal quantile of 97.5 %.
const Z: f64 = 1.959_963_984_540_054;

impl Interval {
    /// Of `hits` among `all`; `None` of nobody.
    pub fn of(hits: u32, all: u32) -> Option<Self> {
        if all == 0 || hits > all {
            return None;
        }
        let (n, share) = (f64::from(all), f64::from(hits) / f64::from(all));
        let middle = share + Z * Z / (2.0 * n);
        let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let whole = 1.0 + Z * Z / n;
        Some(Self { share, low: ((middle - half) / whole).max(0.0), high: ((middle + half) / whole).min(1.0) })
    }

    /// How much more `self` is than `other`, with the interval of Newcombe for the difference.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        let share = self.share - other.share;
        let down = ((self.share - self.low).powi(2) + (other.high - other.share).powi(2)).sqrt();
        let up = ((self.high - self.share).powi(2) + (other.share - other.low).powi(2)).sqrt();
        Self { share, low: share - down, high: share + up }
    }

    /// Whether chance alone does not explain it: the interval is all on one side.
    pub fn is_clear(self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_that_of_the_textbook() {
        // Newcombe 1998, table II: 56 of 70 against 48 of 80, method 10: 0.0524 to 0.3339.
        let (a, b) = (Interval::of(56, 70).unwrap(), Interval::of(48, 80).unwrap());
        let difference = a.minus(b);
        assert!((difference.low - 0.0524).abs() < 1e-4 && (difference.high - 0.3339).abs() < 1e-4, "{difference:?}");
        assert!(difference.is_clear());
        assert!(Interval::of(0, 0).is_none());
        let none = Interval::of(0, 20).unwrap();
        assert!(none.low.abs() < 1e-12 && none.high > 0.1, "of few, nothing is sure: {none:?}");
        assert!(!Interval::of(3, 10).unwrap().minus(Interval::of(1, 10).unwrap()).is_clear());
    }

    #[test]
    fn turns_fill_the_hours_and_do_not_depend_on_the_words() {
        let spread = SignedDuration::from_hours(2);
        let turns: Vec<_> = (0..10_000u64).map(|lot| spread_over(spread, lot)).collect();
        assert!(turns.iter().all(|turn| *turn < spread) && turns.iter().any(|turn| *turn > spread / 2));
        assert_eq!(spread_over(SignedDuration::ZERO, 77), SignedDuration::ZERO);
        assert_eq!(spread_over(spread, 8), spread_over(spread, 9));
        assert_ne!(Variant::drawn(8), Variant::drawn(9));
    }
}
