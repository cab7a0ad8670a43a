//! What a follower sees in the conversation, in its order.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

/// Entries kept for a follower: more than anybody scrolls through, and 100,000 followers still fit into memory.
const KEPT: usize = 60;

/// One bubble, card or line.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Counts up over all conversations.
    pub id: u64,
    /// When, UTC.
    pub at: Timestamp,
    /// Whose it is.
    pub from: Author,
    /// Shared: a mass send is one content in many conversations.
    pub content: Arc<Content>,
}

/// Whose an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The person with the phone.
    Follower,
    /// The account.
    Account,
    /// The platform itself: fault notices, hand-overs, what was tapped.
    Notice,
}

/// What an entry shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// Words; from the account they may hold `<a>` links and `weixin://bizmsgmenu` links.
    Text {
        /// As sent.
        text: String,
    },
    /// A picture.
    Image {
        /// In the library.
        media_id: String,
        /// Where a page finds it.
        url: String,
    },
    /// A recording.
    Voice {
        /// In the library.
        media_id: String,
        /// What was understood, if anything.
        transcript: Option<String>,
    },
    /// A film.
    Video {
        /// In the library.
        media_id: String,
        /// Above it.
        title: String,
        /// Below it.
        description: String,
    },
    /// Music by address.
    Music {
        /// Above it.
        title: String,
        /// Below it.
        description: String,
        /// Where it is.
        url: String,
    },
    /// A place.
    Location {
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
        /// Its address.
        label: String,
    },
    /// Cards of a passive reply or a customer-service message.
    News {
        /// The first one is large.
        articles: Vec<Card>,
    },
    /// Articles of a mass send, or one that was published and sent by hand.
    MassArticle {
        /// The first one is large.
        articles: Vec<Card>,
    },
    /// A template message.
    TemplateCard(Sheet),
    /// A subscription notice.
    NoticeCard(Sheet),
    /// A question with choices to tap.
    Msgmenu {
        /// Above.
        head: String,
        /// To tap.
        choices: Vec<Choice>,
        /// Below.
        tail: String,
    },
    /// A mini program's page.
    MiniProgram {
        /// On the card.
        title: String,
        /// Whose.
        app_id: String,
        /// Which page.
        page: String,
    },
    /// A coupon.
    Coupon {
        /// Which.
        card_id: String,
    },
    /// The account is typing, or stopped.
    Typing {
        /// Whether it is.
        on: bool,
    },
    /// The platform's fault notice.
    FaultNotice {
        /// What the follower reads.
        text: String,
        /// Why, for whoever is looking for the mistake; a real phone does not say.
        reason: String,
    },
    /// The conversation went to human agents.
    HandedOver {
        /// To whom, if anybody in particular.
        account: Option<String>,
    },
    /// What the follower did without words.
    Did {
        /// In Chinese, for the page.
        what: String,
    },
}

/// A card with a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Card {
    /// Headline.
    pub title: String,
    /// A line or two.
    pub description: String,
    /// Address of the picture; may be empty.
    pub picture: String,
    /// Where a tap goes; may be empty.
    pub url: String,
}

/// A card of names and values: template messages and subscription notices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// Of which template.
    pub template_id: String,
    /// The template's title.
    pub title: String,
    /// Top to bottom.
    pub rows: Vec<Row>,
    /// Where a tap goes; the mini program's page where there is one.
    pub target: Option<String>,
}

/// A line of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// In Chinese.
    pub name: String,
    /// As sent.
    pub value: String,
}

/// A choice of a `msgmenu`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Comes back as `bizmsgmenuid`.
    pub id: String,
    /// Comes back as the text.
    pub content: String,
}

/// The last entries of one conversation.
#[derive(Debug, Default)]
pub struct Chat(VecDeque<Entry>);

impl Chat {
    pub fn add(&mut self, entry: Entry) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(entry);
    }

    pub fn after(&self, id: u64) -> Vec<Entry> {
        self.0.iter().filter(|entry| entry.id > id).cloned().collect()
    }

    /// The number of the last entry; 0 if there is none.
    pub fn last(&self) -> u64 {
        self.0.back().map_or(0, |entry| entry.id)
    }
}
