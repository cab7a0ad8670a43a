//! The platform's error codes: what each decides, and what it tells staff (platform sheet 6.4).

mod table;
mod wrong_requests;

use std::fmt;
use std::time::Duration;

use jiff::{Timestamp, ToSpan};

use self::table::{Class, Group};
use super::china_day::ChinaDay;
use super::failure::Decision;

/// How long 45066 asks to wait before the same `clientmsgid` may come again.
const SAME_KEY_AGAIN: Duration = Duration::from_secs(60);

/// A code in an answer of the platform; 0 is success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Errcode(pub i64);

impl Errcode {
    /// The account lacks the right to this call.
    pub const NO_RIGHT: Self = Self(48001);
    /// No mass send is left in this period.
    pub const NO_MASS_LEFT: Self = Self(45028);
    /// A tag has too many followers to be deleted.
    pub const TAG_IS_FULL: Self = Self(45057);
    /// A follower has twenty tags.
    pub const TWENTY_TAGS: Self = Self(45059);
}

impl fmt::Display for Errcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An error code in plain Chinese, for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explained {
    /// What happened.
    pub meaning: &'static str,
    /// What to do now.
    pub what_to_do: &'static str,
}

/// What a code decides, at this time. A code that is not in the table is a bug until somebody has read up on it.
pub fn decide(errcode: Errcode, now: Timestamp) -> Decision {
    match find(errcode).map_or(Class::Is(Decision::Bug), |(class, _)| class) {
        Class::Is(decision) => decision,
        Class::SameKeyAgain => Decision::Retry { after: SAME_KEY_AGAIN },
        Class::DayIsUsedUp => Decision::Pause { until: ChinaDay::of(now).renewed_at },
        Class::MinuteIsUsedUp => Decision::Pause { until: now.saturating_add(60.seconds()).unwrap_or(now) },
    }
}

/// Whether the table has this code.
pub fn is_known(errcode: Errcode) -> bool {
    find(errcode).is_some()
}

/// What a code means to staff.
pub fn explain(errcode: Errcode) -> Explained {
    find(errcode).map_or(table::UNKNOWN, |(_, explained)| explained)
}

fn groups() -> impl Iterator<Item = &'static Group> {
    table::GROUPS.iter().chain(wrong_requests::GROUPS)
}

fn find(errcode: Errcode) -> Option<(Class, Explained)> {
    groups().find_map(|group| {
        let (_, meaning) = group.codes.iter().find(|(code, _)| *code == errcode.0)?;
        Some((group.class, Explained { meaning, what_to_do: group.what_to_do }))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_code_is_in_the_table_twice() {
        let codes: Vec<i64> = groups().flat_map(|group| group.codes).map(|(code, _)| *code).collect();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
    }

    #[test]
    fn every_code_tells_staff_in_words_what_to_do() {
        let chinese = |text: &str| text.chars().filter(|c| ('一'..='龥').contains(c)).count() >= 2;
        for group in groups() {
            assert!(chinese(group.what_to_do), "{}", group.what_to_do);
            for (code, meaning) in group.codes {
                assert!(chinese(meaning), "{code}: {meaning}");
            }
        }
    }

    #[test]
    fn a_day_that_is_used_up_pauses_until_it_is_over_in_china() {
        let now: Timestamp = "2026-03-01T23:59:59+08:00".parse().unwrap();
        let until = "2026-03-02T00:05:00+08:00".parse().unwrap();
        assert_eq!(decide(Errcode(45009), now), Decision::Pause { until });
    }

    #[test]
    fn a_code_that_nobody_knows_is_a_bug() {
        assert_eq!(decide(Errcode(99_999), Timestamp::UNIX_EPOCH), Decision::Bug);
        assert_eq!(explain(Errcode(99_999)), table::UNKNOWN);
    }
}
