//! What a step looks at and what it comes to; the common ground of all topics.

use jiff::Timestamp;
use jiff::civil::Date;

use super::button::Button;
use super::effect::{Effect, Known};
use super::reply::Reply;
use super::state::{Dialogue, Filling, Topic};
use super::view::{CountyFacts, When};
use crate::domain::catalog::Catalog;
use crate::domain::id::{ActivityId, SignUpId};
use crate::domain::sign_up::DoorCode;
use crate::domain::topic::Topic as News;

/// The main choices, in the order of how often people want them.
pub const MAIN: [Button; 5] = [Button::Openings, Button::Activities, Button::Money, Button::MySignUps, Button::Human];

/// The main choices. Where nothing else is offered, these are what numbers mean.
pub fn main_choices() -> Vec<Button> {
    MAIN.to_vec()
}

/// What to remember of the choices of a reply: the main ones go without saying, so that an answer that
/// offers nothing else leaves no trace in the dialogue.
pub fn unless_main(offered: Vec<Button>) -> Vec<Button> {
    if offered == MAIN { Vec::new() } else { offered }
}

/// What a step may look at.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    /// Everything public.
    pub catalog: &'a Catalog,
    /// What is known of the follower, as far as `needs` asked for it.
    pub known: &'a Known,
    /// Now.
    pub now: Timestamp,
}

impl World<'_> {
    /// The county's facts, for replies.
    pub fn county(&self) -> CountyFacts {
        CountyFacts::from(&self.catalog.pack.county)
    }

    /// The day it is in China.
    pub fn today(&self) -> Date {
        When::day_of(self.now)
    }

    /// A number that a person answers.
    pub fn hotline(&self) -> String {
        self.catalog.pack.county.hotline.clone()
    }
}

/// What a step comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// This is the answer.
    Say(Turn),
    /// First these effects, then `conclude`.
    Do {
        /// In this order, in one transaction.
        effects: Vec<Effect>,
        /// The dialogue as it is meanwhile.
        dialogue: Dialogue,
        /// How to go on.
        then: Then,
    },
}

/// The dialogue after a message, and what is said.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// Remembered for the next message.
    pub dialogue: Dialogue,
    /// What is said; without pieces nothing is.
    pub reply: Reply,
}

/// How to go on once the effects are done.
#[derive(Debug, Clone, PartialEq)]
pub enum Then {
    /// Greet, and show what the scene led to.
    Welcome {
        /// The button of the scene.
        led_to: Option<Button>,
    },
    /// Say nothing: they are gone.
    Silence,
    /// Go on with the form.
    Consented(Filling),
    /// Hand out the receipt for this form, or say why not.
    Receipt(Box<Filling>),
    /// Hand out the receipt for the seat that was kept, or say that it is gone.
    OfferTaken(SignUpId),
    /// Say who is in now, or why nobody is.
    Arrived(ActivityId, DoorCode),
    /// Thank them for what they think.
    Rated,
    /// Say that the place is given up.
    Cancelled(SignUpId),
    /// Say what was erased.
    Erased,
    /// Say that notices stop, or come again.
    Muted(bool),
    /// Say that of news only this comes.
    OnlyNews(News),
    /// Say whose phone this is now.
    PhoneBound,
    /// Say this, whatever came of it.
    Say(Box<Turn>),
}

impl Turn {
    /// Says `reply` about `topic`; its choices are what numbers mean next, and the count of misunderstandings ends.
    pub fn new(dialogue: Dialogue, topic: Topic, reply: Reply) -> Self {
        let offered = unless_main(reply.buttons());
        let (paused, talk) = (dialogue.paused, dialogue.talk);
        Self { dialogue: Dialogue { topic, offered, paused, talk, ..Dialogue::default() }, reply }
    }

    /// Says `reply` in passing: what was looked at can still be asked about, and its list goes on.
    pub fn aside(dialogue: Dialogue, reply: Reply) -> Self {
        let viewed = dialogue.viewed;
        let topic = match &dialogue.topic {
            Topic::Openings { .. } => dialogue.topic.clone(),
            _ => Topic::Idle,
        };
        let mut turn = Self::new(dialogue, topic, reply);
        turn.dialogue.viewed = viewed;
        turn
    }

    /// Says `reply` and leaves the topic as it is.
    pub fn stay(dialogue: Dialogue, reply: Reply) -> Self {
        let topic = dialogue.topic.clone();
        Self::new(dialogue, topic, reply)
    }
}

impl From<Turn> for Step {
    fn from(turn: Turn) -> Self {
        Self::Say(turn)
    }
}
