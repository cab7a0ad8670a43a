//! What staff send to many: who gets it, in which words, when, and how far it is.

mod audience;
pub mod mass;
mod night;
mod schedule;
mod share;
mod state;
mod words;

pub use audience::{Audience, Condition, Fact, Group, Term};
pub use night::Night;
pub use schedule::{Almanac, InvalidSchedule, Schedule, Start};
pub use share::{Interval, Variant, spread_over};
pub use state::{CampaignState, InvalidChange, Pause};
pub use words::{About, Article, Fields, Flaw, LINK, Rules, Way, Words, flaws};

use serde::{Deserialize, Serialize};

use super::topic::Topic;

/// A campaign as it is drawn up: all that is approved, and nothing that happens later. Its hash is what a release
/// stands for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// What staff call it.
    pub title: String,
    /// What it is about.
    pub topic: Topic,
    /// To each by the best way, or as one send to all.
    #[serde(default)]
    pub way: Way,
    /// Whether it may disturb people at night.
    #[serde(default)]
    pub urgent: bool,
    /// What it speaks of: then nothing goes out any more once that is over.
    #[serde(default)]
    pub about: Option<About>,
    /// Who gets it.
    pub audience: Audience,
    /// What it says.
    pub words: Words,
    /// What a share of them gets instead, to see which does better.
    #[serde(default)]
    pub other_words: Option<Words>,
    /// When.
    pub when: Schedule,
}

impl Draft {
    /// Longest title, in characters.
    pub const TITLE: usize = 40;

    /// Whether it counts for nothing and stops for no count: what they are in the middle of, and what is urgent.
    pub fn is_uncapped(&self) -> bool {
        self.urgent || self.topic == Topic::Service
    }

    /// The page behind its links.
    pub fn page(&self, variant: Variant) -> Option<String> {
        let about = || self.about.as_ref().map(About::page);
        self.words_of(variant).page.clone().or_else(about)
    }

    /// The words of a share.
    pub fn words_of(&self, variant: Variant) -> &Words {
        match (variant, &self.other_words) {
            (Variant::B, Some(words)) => words,
            (Variant::A | Variant::B, _) => &self.words,
        }
    }
}
