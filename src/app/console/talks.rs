//! 留言: followers who asked for a person, and the people who answer them.
//!
//! Whoever answers takes the talk over: the program then keeps out of it (`domain::dialogue::talk`), until it is handed
//! back or left alone for half an hour. What is said goes out as a customer-service message, while the follower's window
//! is open, and stands in the records before it is sent.

use std::time::Instant;

use async_trait::async_trait;
use jiff::Timestamp;

use super::Centre;
use super::today::Unseen;
use crate::app::inbox::Inbound;
use crate::app::message_key::MessageKey;
use crate::app::platform::customer_service::CustomerServiceMessage;
use crate::app::platform::limit::Bytes;
use crate::app::reach::{Errand, Reach, Reached, Unreached};
use crate::app::records::StoreError;
use crate::app::staff::{Action, Forbidden, Permit};
use crate::domain::dialogue::input::Input;
use crate::domain::dialogue::talk::StaffAct;
use crate::domain::id::{OpenId, TalkId, UnitId};
use crate::domain::passive_reply::Trigger;
use crate::domain::person::{MobileNumber, PersonName};
use crate::domain::purpose::Purpose;
use crate::domain::staff::StaffName;
use crate::domain::window::{LastActs, Window};

/// Longest thing that staff say at once, in characters; the platform takes 2,048 bytes (platform sheet 7.2).
pub const WORDS: usize = 600;
/// Most talks of a list.
const LISTED: u64 = 200;
/// Longest name of a form, in characters.
const FORM: usize = 64;

/// Where a talk stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TalkState {
    /// For somebody of staff.
    Waiting,
    /// Somebody answers.
    Attended,
    /// Nobody wants anything of anybody.
    Ended,
}

/// Which talks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TalkShelf {
    /// Those that wait or are attended, whoever waits longest first.
    Open,
    /// Those that ended, the last first.
    Ended,
}

/// A follower's talk with staff.
#[derive(Debug, Clone, PartialEq)]
pub struct Talk {
    /// Which.
    pub id: TalkId,
    /// Whose.
    pub openid: OpenId,
    /// Where it stands.
    pub state: TalkState,
    /// When they asked for a person.
    pub called_at: Timestamp,
    /// When they last said something for staff.
    pub said_at: Option<Timestamp>,
    /// What they said since staff last did something.
    pub unread: u32,
    /// Who answers, or answered last.
    pub staff: Option<String>,
    /// Their name, if they gave one.
    pub name: Option<PersonName>,
    /// Their mobile number, if they gave one.
    pub mobile: Option<MobileNumber>,
    /// Their home unit, if they gave one.
    pub unit: Option<UnitId>,
    /// Whether they can be written to.
    pub window: Window,
}

/// Whose talk it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follower {
    /// Who.
    pub openid: OpenId,
    /// What they did last, by the talk: it hears of it at once, the rest of the records within seconds.
    pub acts: LastActs,
}

/// What came of sending a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Nobody knows: it is on its way, or the answer was lost.
    Unknown,
    /// The platform took it.
    Sent,
    /// Their window is closed, or used up.
    Closed,
    /// No message reaches them: they left, or block the account.
    Refused,
    /// The platform did not take it; nothing went out.
    Failed,
}

impl Delivery {
    fn of(reached: &Reached) -> Self {
        match reached {
            Reached::By(_) => Self::Sent,
            Reached::Unknown(_) => Self::Unknown,
            Reached::Not(Unreached::Refused(_)) => Self::Refused,
            Reached::Not(Unreached::NoWay(_)) => Self::Closed,
            Reached::Not(Unreached::Unwanted | Unreached::Later(_) | Unreached::Stopped) => Self::Failed,
        }
    }
}

/// Whose a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The follower's.
    Theirs,
    /// Ours, for them.
    Ours(Delivery),
    /// Ours, for ourselves.
    Note,
}

/// Something that was said, or noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TalkLine {
    /// When.
    pub at: Timestamp,
    /// Whose.
    pub side: Side,
    /// Who of staff.
    pub staff: Option<String>,
    /// What.
    pub words: String,
}

/// One talk, with what was said in it last, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct OneTalk {
    /// The talk.
    pub talk: Talk,
    /// What was said.
    pub lines: Vec<TalkLine>,
}

/// A line of staff's.
#[derive(Debug, Clone, Copy)]
pub struct NewLine<'a> {
    /// Who.
    pub by: &'a StaffName,
    /// For ourselves.
    pub note: bool,
    /// What.
    pub words: &'a str,
    /// What the form carried: nothing is taken twice of one form.
    pub form: &'a str,
}

/// Talks in the records.
#[async_trait]
pub trait TalkRecords: Send + Sync {
    /// In how many somebody waits for a word of staff's.
    async fn waiting(&self) -> Result<u64, StoreError>;

    /// Up to `most` of them.
    async fn talks(&self, shelf: TalkShelf, most: u64) -> Result<Vec<Talk>, StoreError>;

    /// One of them, with its last 200 lines.
    async fn talk(&self, id: TalkId) -> Result<Option<OneTalk>, StoreError>;

    /// `by` answers from now on; answers whom. `None` if there is no such talk.
    async fn attend(&self, id: TalkId, by: &StaffName, now: Timestamp) -> Result<Option<Follower>, StoreError>;

    /// `by` ends it; answers whose it is. `None` if there is no such talk.
    async fn end(&self, id: TalkId, by: &StaffName, now: Timestamp) -> Result<Option<Follower>, StoreError>;

    /// Writes a line down, and answers its row; `None` where its form came before, or the talk is gone.
    async fn add(&self, id: TalkId, line: &NewLine<'_>, now: Timestamp) -> Result<Option<i64>, StoreError>;

    /// What came of sending a line.
    async fn settle(&self, line: i64, delivery: Delivery) -> Result<(), StoreError>;
}

/// Why nothing was done with a talk.
#[derive(Debug, thiserror::Error)]
pub enum TalkError {
    /// It is not theirs.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such talk, or not any more: who leaves takes it along.
    #[error("no such talk")]
    NoSuch,
    /// Nothing was said, or too much.
    #[error("nothing to say, or too much")]
    NoWords,
    /// Without an AppSecret nothing can be sent.
    #[error("no platform to send by")]
    NoPlatform,
    /// The records do not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What staff type in a form.
#[derive(Debug, Clone, Copy)]
pub struct Typed<'a> {
    /// As typed.
    pub words: &'a str,
    /// What the form carries: nothing is taken twice of one form.
    pub form: &'a str,
}

impl Centre {
    /// The talks of a shelf.
    ///
    /// # Errors
    /// They are not theirs to see, or the records do not answer.
    pub async fn talks(&self, permit: &Permit, shelf: TalkShelf) -> Result<Vec<Talk>, Unseen> {
        permit.is_for(Action::AnswerPeople)?;
        Ok(self.talks.talks(shelf, LISTED).await?)
    }

    /// One of them.
    ///
    /// # Errors
    /// See [`TalkError`].
    pub async fn one_talk(&self, permit: &Permit, id: TalkId) -> Result<OneTalk, TalkError> {
        permit.is_for(Action::AnswerPeople)?;
        self.talks.talk(id).await?.ok_or(TalkError::NoSuch)
    }

    /// They answer from now on, whoever did before; or the program does again.
    ///
    /// # Errors
    /// See [`TalkError`].
    pub async fn turn_talk(&self, permit: &Permit, id: TalkId, act: StaffAct) -> Result<Follower, TalkError> {
        permit.is_for(Action::AnswerPeople)?;
        let (by, now) = (&permit.member().name, self.clock.now());
        let turned = match act {
            StaffAct::TakeOver => self.talks.attend(id, by, now).await?,
            StaffAct::HandBack => self.talks.end(id, by, now).await?,
        };
        let follower = turned.ok_or(TalkError::NoSuch)?;
        self.tell_the_dialogue(&follower.openid, act, now).await;
        Ok(follower)
    }

    /// Says something to the follower, and takes the talk over. A form that comes twice is said once.
    ///
    /// # Errors
    /// See [`TalkError`].
    pub async fn say(&self, permit: &Permit, id: TalkId, typed: Typed<'_>) -> Result<(), TalkError> {
        permit.is_for(Action::AnswerPeople)?;
        let words = sayable(typed.words).ok_or(TalkError::NoWords)?;
        let message = Bytes::new(words.as_str()).map_err(|_| TalkError::NoWords)?;
        let reach = self.reach.as_deref().ok_or(TalkError::NoPlatform)?;
        let follower = self.turn_talk(permit, id, StaffAct::TakeOver).await?;
        if let Some(line) = self.add(permit, id, (false, &words), typed.form).await? {
            let delivery = deliver(reach, follower, CustomerServiceMessage::Text(message)).await;
            self.talks.settle(line, delivery).await?;
        }
        Ok(())
    }

    /// Notes something beside a talk, for those who answer.
    ///
    /// # Errors
    /// See [`TalkError`].
    pub async fn note_in_talk(&self, permit: &Permit, id: TalkId, typed: Typed<'_>) -> Result<(), TalkError> {
        permit.is_for(Action::AnswerPeople)?;
        let words = sayable(typed.words).ok_or(TalkError::NoWords)?;
        self.add(permit, id, (true, &words), typed.form).await?;
        Ok(())
    }

    async fn add(
        &self,
        permit: &Permit,
        id: TalkId,
        (note, words): (bool, &str),
        form: &str,
    ) -> Result<Option<i64>, StoreError> {
        let form: String = form.chars().take(FORM).collect();
        let line = NewLine { by: &permit.member().name, note, words, form: &form };
        self.talks.add(id, &line, self.clock.now()).await
    }

    /// Has the program keep out of the talk, or come back to it; in the order of the follower's own messages, on
    /// whichever replica they land. A cache that is away loses it: then the program answers beside staff.
    async fn tell_the_dialogue(&self, openid: &OpenId, act: StaffAct, now: Timestamp) {
        let key = MessageKey::of(["staff", openid.as_str(), &hex::encode(rand::random::<[u8; 16]>())]);
        let (input, trigger) = (Input::Staff(act), Trigger::Event);
        let inbound = Inbound { key, openid: openid.clone(), created_at: now, input, trigger };
        self.inbox.take(inbound, Instant::now()).await;
    }
}

/// Sends it, once; a refusal says whether anything went out.
async fn deliver(reach: &Reach, Follower { openid, acts }: Follower, message: CustomerServiceMessage) -> Delivery {
    let mut errand = Errand::new(openid, Purpose::Answer);
    (errand.acts, errand.message) = (acts, Some(message));
    match reach.send(&errand).await {
        Ok(reached) => Delivery::of(&reached),
        // Nothing was sent.
        Err(error) => {
            tracing::warn!(%error, "what staff said is not sent: the records cannot be asked");
            Delivery::Failed
        }
    }
}

/// What was typed, as it can be sent: lines stay lines, other control characters go.
fn sayable(words: &str) -> Option<String> {
    let clean: String = words.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    let clean = clean.trim();
    let fits = !clean.is_empty() && clean.chars().nth(WORDS).is_none();
    fits.then(|| clean.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sent_as_typed_but_for_what_no_phone_shows() {
        assert_eq!(sayable(" 您好\r\n请说\u{7} "), Some("您好\n请说".to_owned()));
        assert_eq!(sayable(&"说".repeat(WORDS)).map(|words| words.len()), Some(3 * WORDS));
        for none in [" \n", "", &"说".repeat(WORDS + 1)] {
            assert_eq!(sayable(none), None);
        }
    }
}
