//! What the records tell of people.

use async_trait::async_trait;
use jiff::Timestamp;

use super::deeds::Correction;
use super::merging::{Likely, Merging, Pair};
use super::search::PeopleSearch;
use crate::app::console::TalkState;
use crate::app::records::StoreError;
use crate::domain::errand::{ErrandKind, ErrandState};
use crate::domain::id::{CampaignId, OpenId, PersonId, TalkId, UnitId};
use crate::domain::person::{IdNumber, MobileNumber, PersonName};
use crate::domain::sign_up::{ReceiptNumber, SignUpState, Written, stays_counted};

/// Somebody in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonLine {
    /// Who.
    pub id: PersonId,
    /// Their name, if they told it.
    pub name: Option<PersonName>,
    /// Their mobile number, if they told it.
    pub mobile: Option<MobileNumber>,
    /// Where they are at home, if they told it.
    pub unit: Option<UnitId>,
    /// When any of it was last told.
    pub told_at: Timestamp,
    /// Whether they follow; otherwise staff wrote them down.
    pub on_wechat: bool,
}

/// Who comes to a place, and who wrote that down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// They themselves, who signed up in the chat.
    Own,
    /// Somebody of theirs, for whom they signed up in the chat.
    Another,
    /// They themselves; staff wrote it down.
    Written(Written),
    /// They themselves; they came without a place, and the desk wrote it down.
    Desk,
}

/// A place that they put somebody down for, or that staff wrote down for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonPlace {
    /// The receipt.
    pub number: ReceiptNumber,
    /// What the activity is called.
    pub title: String,
    /// When it begins.
    pub starts_at: Timestamp,
    /// Until when they are expected: the end of their session, where they chose one.
    pub ends_at: Timestamp,
    /// Where the place stands.
    pub state: SignUpState,
    /// They came.
    pub came: bool,
    /// Who comes.
    pub whose: Whose,
    /// How whoever comes agreed to being written down, if it was noted with the place.
    pub consent: Option<String>,
    /// The code that led here.
    pub source: Option<String>,
    /// When it was made.
    pub made_at: Timestamp,
}

impl PersonPlace {
    /// Whether it is given up if they are erased at `now`.
    pub fn goes_with_them(&self, now: Timestamp) -> bool {
        self.state.is_live() && !stays_counted(self.came, self.ends_at, now)
    }
}

/// What something that was sent is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentThing {
    /// A message about an activity of theirs.
    Errand {
        /// Of which kind.
        kind: ErrandKind,
        /// What the activity is called; unknown once it is gone.
        title: Option<String>,
    },
    /// Of a campaign.
    Campaign {
        /// Which.
        id: CampaignId,
        /// What it is called.
        title: String,
    },
}

/// Something that was sent to them, or would not go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentToPerson {
    /// When it was settled.
    pub at: Timestamp,
    /// What about.
    pub what: SentThing,
    /// What came of it.
    pub state: ErrandState,
    /// By which way, as the records call it.
    pub channel: Option<String>,
}

/// What there is of somebody because they follow.
#[derive(Debug, Clone, PartialEq)]
pub struct OnWechat {
    /// By which they are written to.
    pub openid: OpenId,
    /// Since when they follow, as far as it is known.
    pub followed_at: Option<Timestamp>,
    /// When they last wrote, tapped or scanned.
    pub seen_at: Option<Timestamp>,
    /// They want no notices.
    pub muted: bool,
    /// The scene of the code by which they came last.
    pub scene: Option<String>,
    /// Which privacy notices they agreed to, and when; the newest first, twenty at most.
    pub consents: Vec<(String, Timestamp)>,
    /// Their talk with staff.
    pub talk: Option<(TalkId, TalkState)>,
    /// What was sent, the newest first, thirty at most. What staff said in the talk stands there.
    pub sent: Vec<SentToPerson>,
}

/// One person, with all that is known of them.
#[derive(Debug, Clone, PartialEq)]
pub struct OnePerson {
    /// What they told.
    pub line: PersonLine,
    /// Their identity number, from the newest of their own places that has one.
    pub identity: Option<IdNumber>,
    /// Places, the newest first, a hundred at most.
    pub places: Vec<PersonPlace>,
    /// The rest, if they follow.
    pub on_wechat: Option<OnWechat>,
}

/// People who told us of themselves on WeChat, or told staff.
#[async_trait]
pub trait PeopleRecords: Send + Sync {
    /// Up to `most` whom the search finds, the last to come first. Whoever follows is found once, though lists have them
    /// too by this name and number.
    async fn people(&self, search: &PeopleSearch, most: usize) -> Result<Vec<PersonLine>, StoreError>;

    /// One of them, at one moment; `None` if they are gone.
    async fn person(&self, id: PersonId) -> Result<Option<OnePerson>, StoreError>;

    /// Puts it right, with a line in the audit of who did what, in one transaction and, where they follow, in the order of
    /// their own messages; what else they told stays. `false`, and nothing is written, if they are gone.
    async fn correct(
        &self,
        id: PersonId,
        right: &Correction,
        noted: (&str, &str),
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Notes in the audit that somebody has something of a person's shown in full: who, and what for; of a follower, also
    /// whose it is.
    async fn note_reveal(&self, of: Option<&OpenId>, noted: (&str, &str), now: Timestamp) -> Result<(), StoreError>;

    /// Notes in the audit that somebody has a follower erased: who, and why.
    async fn note_erasure(&self, of: &OpenId, noted: (&str, &str), now: Timestamp) -> Result<(), StoreError>;

    /// Erases somebody who does not follow: who they are and what they told is gone, and their places still to come are
    /// given up; what they came to, or is over, stays counted. Who wanted it done, and why, and what was done, stands in
    /// the audit, in one transaction. `false`, and nothing is written, if they are gone, or follow.
    async fn erase_on_paper(&self, id: PersonId, noted: (&str, &str), now: Timestamp) -> Result<bool, StoreError>;

    /// Up to twenty others with the same mobile number, or an identity number of theirs; also those of whom the one
    /// speaks against the other.
    async fn likely_same(&self, id: PersonId) -> Result<Vec<Likely>, StoreError>;

    /// Two records at one moment, the one that would stay first; `None` if one of them is gone, or they are the same.
    async fn pair(&self, ids: (PersonId, PersonId), now: Timestamp) -> Result<Option<Pair>, StoreError>;

    /// Makes the second record part of the first, in one transaction with a line in the audit of who did it, and why. What
    /// the first tells stays, and the second fills its gaps; places go to the first, and so does whatever a list brings of
    /// the second from now on. Nothing is written unless it is done.
    async fn merge(
        &self,
        ids: (PersonId, PersonId),
        noted: (&str, &str),
        now: Timestamp,
    ) -> Result<Merging, StoreError>;
}
