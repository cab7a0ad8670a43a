//! 留言: followers who asked for a person, and the people who answer them.
//!
//! Whoever answers takes the talk over: the program then keeps out of it (`domain::dialogue::talk`), until it is handed
//! back or left alone for half an hour. What is said goes out as a customer-service message, while the follower's window
//! is open, and stands in the records before it is sent.

mod records;

pub use self::records::{
    Added, Delivery, Follower, Handed, NewLine, OneTalk, Side, Talk, TalkLine, TalkRecords, TalkShelf, TalkState,
    WaitingTalks,
};

use std::time::Instant;

use jiff::Timestamp;

use super::Centre;
use super::today::Unseen;
use crate::app::inbox::Inbound;
use crate::app::message_key::MessageKey;
use crate::app::platform::customer_service::CustomerServiceMessage;
use crate::app::platform::limit::Bytes;
use crate::app::reach::{Errand, Reach};
use crate::app::records::StoreError;
use crate::app::staff::{Action, Forbidden, Permit, rights};
use crate::domain::dialogue::input::Input;
use crate::domain::dialogue::talk::StaffAct;
use crate::domain::id::{OpenId, TalkId};
use crate::domain::passive_reply::Trigger;
use crate::domain::purpose::Purpose;
use crate::domain::staff::StaffName;

/// Longest thing that staff say at once, in characters; the platform takes 2,048 bytes (platform sheet 7.2).
pub const WORDS: usize = 600;
/// Most talks of a list.
const LISTED: u64 = 200;
/// Longest name of a form, in characters.
const FORM: usize = 64;

/// Why nothing was done with a talk.
#[derive(Debug, thiserror::Error)]
pub enum TalkError {
    /// It is not theirs.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such talk, or not any more: who leaves takes it along.
    #[error("no such talk")]
    NoSuch,
    /// Nobody who answers people is called so, or not any more.
    #[error("no such colleague")]
    NoColleague,
    /// Nothing was said, or too much.
    #[error("nothing to say, or too much")]
    NoWords,
    /// A colleague has it, and nobody said that they know.
    #[error("a colleague has it")]
    Anothers(String),
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

    /// Says something to the follower, and takes the talk over; where it did not go out, whoever waits goes on waiting.
    /// A form that comes twice is said once, and takes over again: the first time the records may have failed once the
    /// words were out. `beside` is the colleague beside whom they mean to answer, if one has the talk.
    ///
    /// # Errors
    /// See [`TalkError`].
    pub async fn say(&self, permit: &Permit, id: TalkId, typed: Typed<'_>, beside: &str) -> Result<(), TalkError> {
        permit.is_for(Action::AnswerPeople)?;
        let words = sayable(typed.words).ok_or(TalkError::NoWords)?;
        let message = Bytes::new(words.as_str()).map_err(|_| TalkError::NoWords)?;
        let reach = self.reach.as_deref().ok_or(TalkError::NoPlatform)?;
        let OneTalk { talk, .. } = self.one_talk(permit, id).await?;
        if let Some(colleague) = talk.colleague(&permit.member().name).filter(|colleague| *colleague != beside) {
            return Err(TalkError::Anothers(colleague.to_owned()));
        }
        let follower = Follower { openid: talk.openid, acts: talk.window.acts };
        let delivery = match self.add(permit, id, (false, &words), typed.form).await? {
            Added::Line(line) => {
                let delivery = deliver(reach, follower, CustomerServiceMessage::Text(message)).await;
                self.talks.settle(line, delivery).await?;
                delivery
            }
            Added::Before(Side::Ours(delivery)) => delivery,
            Added::Before(Side::Theirs | Side::Note) | Added::Nothing => return Ok(()),
        };
        if !delivery.is_lost() {
            self.turn_talk(permit, id, StaffAct::TakeOver).await?;
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

    /// Whom a talk can be given to: whoever answers people, but for themselves.
    ///
    /// # Errors
    /// It is not theirs to give, or the records do not answer.
    pub async fn colleagues(&self, permit: &Permit) -> Result<Vec<StaffName>, TalkError> {
        permit.is_for(Action::AnswerPeople)?;
        let mut names = self.talks.who_answers(&rights::roles(Action::AnswerPeople)).await?;
        names.retain(|name| *name != permit.member().name);
        Ok(names)
    }

    /// Gives a talk to a colleague, with a note for them if there is something to say. Where the program keeps out of
    /// it, it does so as long as it would have.
    ///
    /// # Errors
    /// See [`TalkError`].
    pub async fn hand_talk(
        &self,
        permit: &Permit,
        id: TalkId,
        to: &StaffName,
        typed: Typed<'_>,
    ) -> Result<(), TalkError> {
        permit.is_for(Action::AnswerPeople)?;
        let given = format!("转给{to}");
        let words = match typed.words.trim() {
            "" => given,
            note => format!("{given}：{}", sayable(note).ok_or(TalkError::NoWords)?),
        };
        let line = NewLine { by: &permit.member().name, note: true, words: &words, form: &form(typed.form) };
        let roles = rights::roles(Action::AnswerPeople);
        match self.talks.hand(id, &line, (to, &roles), self.clock.now()).await? {
            Handed::Done => Ok(()),
            Handed::NoTalk => Err(TalkError::NoSuch),
            Handed::Nobody => Err(TalkError::NoColleague),
        }
    }

    async fn add(
        &self,
        permit: &Permit,
        id: TalkId,
        (note, words): (bool, &str),
        typed_form: &str,
    ) -> Result<Added, StoreError> {
        let line = NewLine { by: &permit.member().name, note, words, form: &form(typed_form) };
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

/// What a form carries, as it is kept.
fn form(typed: &str) -> String {
    typed.chars().take(FORM).collect()
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
