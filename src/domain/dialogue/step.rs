//! One step of a conversation, and its conclusion once the effects are done.

use jiff::Timestamp;

use super::button::Button;
use super::effect::{Effect, Known, Outcome};
use super::intent::Intent;
use super::reply::{CountyFacts, Reply};
use super::state::{Dialogue, Filling, Topic};
use super::{activities, claim, filling, general, mine, openings, policies, sign_up};
use crate::domain::catalog::Catalog;
use crate::domain::id::{ActivityId, SignUpId};

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
    /// Hand out the receipt, or say why not.
    Receipt(ActivityId),
    /// Say that the place is given up.
    Cancelled(SignUpId),
    /// Say what was erased.
    Erased,
    /// Say that notices stop, or come again.
    Muted(bool),
    /// Say this, whatever came of it.
    Say(Box<Turn>),
}

impl Turn {
    /// Says `reply` about `topic`; its choices are what numbers mean next, and the count of misunderstandings ends.
    pub fn new(dialogue: Dialogue, topic: Topic, reply: Reply) -> Self {
        let offered = general::unless_main(reply.buttons());
        Self { dialogue: Dialogue { topic, offered, paused: dialogue.paused, ..Dialogue::default() }, reply }
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

/// Answers an intent. A form that waits is offered behind whatever else there is.
pub fn step(dialogue: Dialogue, intent: Intent, world: &World<'_>) -> Step {
    match answer_to(dialogue, intent, world) {
        Step::Say(turn) => Step::Say(general::offer_paused(turn, world)),
        step => step,
    }
}

fn answer_to(dialogue: Dialogue, intent: Intent, world: &World<'_>) -> Step {
    match intent {
        Intent::Press(button) => press(dialogue, button, world),
        Intent::Say(rule) => general::say(dialogue, &rule, world),
        Intent::Find(query) => openings::find(dialogue, query, world),
        Intent::Answer(text) => answer(dialogue, &text, world),
        Intent::NoSuchChoice => general::no_such_choice(dialogue, world),
        Intent::Unknown => general::not_understood(dialogue, world),
        Intent::Media(media) => general::media(dialogue, media, world),
        Intent::Location(label) => openings::near_location(dialogue, &label, world),
        Intent::Follow { scene } => general::follow(scene),
        Intent::Leave => Step::Do { effects: vec![Effect::Leave], dialogue: Dialogue::default(), then: Then::Silence },
    }
}

/// A button means the same wherever it is pressed, but for those that answer what was just asked.
fn press(dialogue: Dialogue, button: Button, world: &World<'_>) -> Step {
    match button {
        Button::Confirm
        | Button::Edit
        | Button::Back
        | Button::Cancel
        | Button::Skip
        | Button::Restart
        | Button::Resume
        | Button::Pick(_) => press_in_topic(dialogue, button, world),
        Button::Near(unit) if filling::asks_for_unit(&dialogue, world) => filling::answer_unit(dialogue, unit, world),
        Button::Help if matches!(dialogue.topic, Topic::Filling(_)) => filling::help(dialogue, world),
        Button::Human => general::human(dialogue, world),
        Button::Mute => general::set_muted(dialogue, true),
        Button::Unmute => general::set_muted(dialogue, false),
        button => go(leave_form(dialogue), button, world),
    }
}

/// Goes where a button leads.
fn go(dialogue: Dialogue, button: Button, world: &World<'_>) -> Step {
    match button {
        Button::Openings => openings::overview(dialogue, world),
        Button::Trade(trade) => openings::of_trade(dialogue, trade, world),
        Button::Place(place) => openings::of_place(dialogue, place, world),
        Button::Near(unit) => openings::near(dialogue, unit, world),
        Button::NearHome => openings::near_home(dialogue, world),
        Button::MostWanted => openings::most_wanted(dialogue, world),
        Button::Opening(id) => openings::detail(dialogue, id, world),
        Button::NextPage => openings::next_page(dialogue, world),
        Button::Policies => policies::list(dialogue, world),
        Button::Policy(id) => policies::detail(dialogue, &id, world),
        Button::Money => claim::begin(dialogue, world),
        Button::Claim(claimant) => claim::claim(dialogue, &claimant, world),
        Button::Activities => activities::list(dialogue, world),
        Button::Activity(id) => activities::detail(dialogue, id, world),
        Button::SignUp(id) => sign_up::begin(dialogue, id, world),
        Button::MySignUps => mine::sign_ups(dialogue, world),
        Button::CancelSignUp(id) => mine::ask_cancel(dialogue, id, world),
        Button::MyInfo => mine::info(dialogue, world),
        Button::EraseMe => mine::ask_erase(dialogue, world),
        Button::Help => general::help(dialogue, world),
        _ => general::home(dialogue, world),
    }
}

/// Buttons that answer what was just asked.
fn press_in_topic(dialogue: Dialogue, button: Button, world: &World<'_>) -> Step {
    match dialogue.topic.clone() {
        Topic::Filling(form) => filling::press(dialogue, form, button, world),
        Topic::Claiming(claiming) => claim::press(dialogue, claiming, button, world),
        Topic::Cancelling(id) => mine::answer_cancel(dialogue, id, &button, world),
        Topic::Erasing => mine::answer_erase(dialogue, &button, world),
        Topic::Idle | Topic::Returning | Topic::Openings { .. } | Topic::AskingHome | Topic::AskingClaimant => {
            general::press_nothing(dialogue, button, world)
        }
    }
}

/// Words meant for what was just asked.
fn answer(dialogue: Dialogue, text: &str, world: &World<'_>) -> Step {
    match dialogue.topic.clone() {
        Topic::Filling(form) => filling::answer(dialogue, form, text, world),
        Topic::Claiming(claiming) => claim::answer(dialogue, claiming, text, world),
        Topic::AskingHome => openings::answer_home(dialogue, text, world),
        Topic::Idle
        | Topic::Returning
        | Topic::Openings { .. }
        | Topic::AskingClaimant
        | Topic::Cancelling(_)
        | Topic::Erasing => general::not_understood(dialogue, world),
    }
}

/// A form that is left for something else waits.
fn leave_form(dialogue: Dialogue) -> Dialogue {
    match dialogue.topic {
        Topic::Filling(filling) => Dialogue { topic: Topic::Idle, paused: Some(filling), ..dialogue },
        _ => dialogue,
    }
}

/// Goes on after the effects, whose outcomes stand in their order.
pub fn conclude(dialogue: Dialogue, then: Then, outcomes: &[Outcome], world: &World<'_>) -> Turn {
    match then {
        Then::Welcome { led_to } => general::welcome(dialogue, led_to, world),
        Then::Silence => Turn { dialogue: Dialogue::default(), reply: Reply::default() },
        Then::Consented(form) => sign_up::consented(dialogue, form, world),
        Then::Receipt(activity) => sign_up::receipt(dialogue, activity, outcomes, world),
        Then::Cancelled(id) => mine::cancelled(dialogue, id, outcomes, world),
        Then::Erased => mine::erased(outcomes, world),
        Then::Muted(muted) => general::muted(dialogue, muted, world),
        Then::Say(turn) => *turn,
    }
}
