//! A campaign that would begin at night waits for the morning.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Time;

use super::Draft;
use crate::domain::sign_up::SignUpRules;

/// The quiet hours that a campaign would begin in. Its `Display` tells staff what that comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Night {
    from: Time,
    to: Time,
    /// It is too late to send it when they end.
    pub is_too_long: bool,
}

impl Draft {
    /// The quiet hours that hold it at `at`, if nothing goes out then; `not_after` is when it is too late to send it.
    pub fn night(&self, at: Timestamp, not_after: Timestamp, rules: &SignUpRules) -> Option<Night> {
        let is_too_long = rules.after_quiet(at) >= not_after;
        let night = Night { from: rules.quiet_from, to: rules.quiet_to, is_too_long };
        (!self.urgent && rules.is_quiet(at)).then_some(night)
    }
}

impl fmt::Display for Night {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from.strftime("%-H:%M"), self.to.strftime("%-H:%M"));
        write!(f, "夜里（{from} 到 {to}）不打扰人，等到 {to} 才发")?;
        if self.is_too_long {
            f.write_str("，可是到那时等的时间已经过了，谁也收不到：换个钟点，或者多等几个小时")?;
        }
        Ok(())
    }
}
