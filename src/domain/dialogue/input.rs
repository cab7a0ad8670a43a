//! What a follower can do, freed of the platform's protocol.

use serde::{Deserialize, Serialize};

use super::talk::StaffAct;
use crate::domain::form::photo::PhotoId;

/// What a follower chose for one subscription notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeChoice {
    /// Its template, by the platform's id.
    pub template: String,
    /// They want it: once, or for good where the template is of that kind.
    pub accepted: bool,
}

/// A picture that was sent, as far as the platform says which.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Its id, good for three days.
    pub id: Option<PhotoId>,
    /// Where the platform shows it, for who knows how long; at most 512 bytes.
    pub url: Option<String>,
}

/// One thing that a follower did. Text is free of illegal control characters, but otherwise as typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// Typed.
    Text(String),
    /// Tapped a choice in a message: the id that we gave it, unchecked, and its words.
    Tap {
        /// The `bizmsgmenuid`.
        id: String,
        /// What the tap put into the conversation.
        text: String,
    },
    /// Tapped a button of the custom menu: its key, unchecked.
    Click(String),
    /// Scanned one of our codes while following.
    Scan {
        /// The scene of the code.
        scene: String,
    },
    /// Began to follow.
    Follow {
        /// The scene of the code that led here, if one did.
        scene: Option<String>,
    },
    /// Was asked for subscription notices, or withdrew from some: what they chose, template by template.
    Notices(Vec<NoticeChoice>),
    /// Stopped following, or withdrew an authorisation: everything about them is to be deleted (platform sheet 3.3, 3.9).
    Leave,
    /// Spoke. The platform's transcript is retired and mostly absent (platform sheet 3.2).
    Voice {
        /// What was heard, if anything.
        transcript: Option<String>,
    },
    /// Sent a place.
    Location {
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
        /// The platform's name for it.
        label: String,
    },
    /// Sent a picture.
    Picture(Picture),
    /// Sent a film.
    Video,
    /// Forwarded an article.
    Link,
    /// Sent something that we do not know.
    Unsupported,
    /// Not theirs: what staff did with the talk. It stands in the order of their messages, as if they had said it.
    Staff(StaffAct),
    /// Not said here: they wish everything about them erased, and staff saw to it. It stands in the order of their
    /// messages too.
    Erasure,
}
