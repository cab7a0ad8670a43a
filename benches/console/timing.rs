//! Times, in order, and how they are told.

use std::fmt;
use std::time::Duration;

/// How long each answer took.
pub struct Timing(Vec<Duration>);

impl Timing {
    pub fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// The time that so many of a thousand do not exceed.
    fn quantile(&self, of_thousand: usize) -> Duration {
        self.0.get(self.0.len().saturating_sub(1) * of_thousand / 1000).copied().unwrap_or_default()
    }
}

impl fmt::Display for Timing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [p50, p99, max] = [500, 990, 1000].map(|n| self.quantile(n).as_secs_f64() * 1e3);
        write!(f, "{:>6} answers   p50 {p50:>7.1} ms   p99 {p99:>7.1} ms   max {max:>7.1} ms", self.0.len())
    }
}
