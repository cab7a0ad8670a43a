//! The door of an activity: the code that hangs there, when it counts, and how people were seen to come.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::SignUpRules;
use crate::domain::activity::Activity;

/// What the code at a door says besides the activity, so that nobody checks in from home by guessing: a keyed hash,
/// as twelve hexadecimal digits. 48 bits are plenty where each guess is a message to us.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DoorCode(String);

/// Not twelve hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no code of a door")]
pub struct InvalidDoorCode;

impl DoorCode {
    /// Digits of a code.
    pub const DIGITS: usize = 12;

    /// Reads one; whether it is right, only the key tells.
    pub fn parse(text: &str) -> Result<Self, InvalidDoorCode> {
        let sound = text.len() == Self::DIGITS && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if sound { Ok(Self(text.to_owned())) } else { Err(InvalidDoorCode) }
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DoorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for DoorCode {
    type Error = InvalidDoorCode;
    fn try_from(text: String) -> Result<Self, InvalidDoorCode> {
        Self::parse(&text)
    }
}

impl From<DoorCode> for String {
    fn from(code: DoorCode) -> Self {
        code.0
    }
}

/// Whether people come in just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Not yet.
    Early {
        /// Then.
        opens: Timestamp,
    },
    /// Yes.
    Open,
    /// It is over.
    Over,
    /// It was called off.
    CalledOff,
}

impl SignUpRules {
    /// Whether people come in at `now`.
    pub fn door(&self, activity: &Activity, now: Timestamp) -> Door {
        let opens = activity.starts_at - SignedDuration::from_mins(i64::from(self.door_opens_minutes_before));
        if activity.called_off {
            Door::CalledOff
        } else if now >= activity.ends_at {
            Door::Over
        } else if now < opens {
            Door::Early { opens }
        } else {
            Door::Open
        }
    }

    /// Whether nobody who queues is offered a seat any more: a free one is whoever's stands at the door.
    pub fn queue_is_over(&self, activity: &Activity, now: Timestamp) -> bool {
        now >= activity.starts_at - SignedDuration::from_mins(i64::from(self.offer_ends_minutes_before))
    }
}

/// Whom of those that a follower put down a scan at the door counts in; their own place it counts in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Along {
    /// Nobody else.
    Nobody,
    /// All of them.
    Everybody,
    /// The one with this place in the activity's list.
    One(u32),
}

impl Along {
    /// Whether the one with this place in the list is counted in.
    pub fn holds(self, sequence: u32) -> bool {
        match self {
            Self::Nobody => false,
            Self::Everybody => true,
            Self::One(one) => one == sequence,
        }
    }
}

/// How somebody was seen to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttendedBy {
    /// They scanned the code at the door.
    Scan,
    /// The desk ticked them off.
    Desk,
    /// The desk did, where there was no network, and told us later.
    Offline,
}

impl AttendedBy {
    const ALL: [(&'static str, Self); 3] = [("scan", Self::Scan), ("desk", Self::Desk), ("offline", Self::Offline)];

    /// Its name in records.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, by)| *by == self).map_or("desk", |(name, _)| name)
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, by)| *by)
    }

    /// As staff say it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Scan => "扫码",
            Self::Desk => "签到台",
            Self::Offline => "签到台（没网时）",
        }
    }
}

/// What somebody thought of an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rating {
    /// 有用.
    Useful,
    /// 一般.
    SoSo,
    /// 没用.
    Useless,
}

impl Rating {
    /// All, in the order of their numbers, from 1.
    pub const ALL: [Self; 3] = [Self::Useful, Self::SoSo, Self::Useless];

    /// The one of that number.
    pub fn numbered(n: u8) -> Option<Self> {
        Self::ALL.get(usize::from(n).checked_sub(1)?).copied()
    }

    /// Its number.
    pub fn number(self) -> u8 {
        match self {
            Self::Useful => 1,
            Self::SoSo => 2,
            Self::Useless => 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_twelve_hexadecimal_digits() {
        assert_eq!(DoorCode::parse("00ff12ab34cd").unwrap().as_str(), "00ff12ab34cd");
        for wrong in ["", "00ff12ab34c", "00ff12ab34cdd", "00FF12AB34CD", "00ff12ab34cg", "一二三四"] {
            assert_eq!(DoorCode::parse(wrong), Err(InvalidDoorCode), "{wrong}");
        }
    }

    #[test]
    fn names_and_numbers_find_what_they_name() {
        for by in [AttendedBy::Scan, AttendedBy::Desk, AttendedBy::Offline] {
            assert_eq!(AttendedBy::named(by.name()), Some(by));
        }
        for rating in Rating::ALL {
            assert_eq!(Rating::numbered(rating.number()), Some(rating));
        }
        assert_eq!((Rating::numbered(0), Rating::numbered(4)), (None, None));
    }
}
