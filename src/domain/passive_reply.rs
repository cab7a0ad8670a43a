//! The one message that goes back inside the callback's answer (platform sheet 5).

use serde::{Deserialize, Serialize};

/// All passive replies of the platform. There is no other kind, and never more than one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassiveReply {
    /// Text; may hold `<a>` links. Never empty: the platform shows its fault notice for that.
    Text(String),
    /// A picture in the library.
    Image {
        /// Temporary or permanent media.
        media_id: String,
    },
    /// A recording.
    Voice {
        /// Temporary or permanent media.
        media_id: String,
    },
    /// A film.
    Video {
        /// Temporary or permanent media.
        media_id: String,
        /// Shown above it.
        title: Option<String>,
        /// Shown below it.
        description: Option<String>,
    },
    /// Music by address.
    Music {
        /// Shown above it.
        title: Option<String>,
        /// Shown below it.
        description: Option<String>,
        /// Where it is.
        url: Option<String>,
        /// The same in better quality, for Wi-Fi.
        hq_url: Option<String>,
        /// Its picture; required by the platform.
        thumb_media_id: String,
    },
    /// Cards: one as the answer to a message, up to eight as the answer to an event.
    News(Vec<Article>),
    /// Hands the conversation to human agents.
    TransferCustomerService {
        /// A certain agent, or any.
        account: Option<String>,
    },
}

/// A card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Headline.
    pub title: String,
    /// A line or two.
    pub description: String,
    /// JPG or PNG, 360×200.
    pub picture_url: String,
    /// Where a tap goes.
    pub url: String,
}

/// What the reply answers; the platform allows a different number of articles (platform sheet 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trigger {
    /// Text, image, voice, video, link or location.
    Message,
    /// Menu click, follow, scan and the rest.
    Event,
}
