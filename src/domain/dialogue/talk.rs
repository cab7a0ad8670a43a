//! A talk with staff: what is said for them is kept for them, and while they answer the program keeps out of it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::button::Button;
use super::commands::{command, offered_word};
use super::effect::Effect;
use super::general;
use super::input::Input;
use super::intent::Intent;
use super::piece::Piece;
use super::reply::Reply;
use super::state::{Dialogue, Topic};
use super::turn::{Step, Then, Turn, World};
use crate::domain::catalog::Catalog;
use crate::domain::keyword::Strength;
use crate::domain::text::fold::fold;
use crate::domain::text::number;

/// So long after staff last wrote, what somebody types is theirs alone to answer. After that the program answers again
/// what it understands, so that nobody waits before a desk that is empty.
pub const ATTENDED: SignedDuration = SignedDuration::from_mins(30);
/// Most characters that are kept of one remark; the platform takes hardly more.
const MOST: usize = 800;

/// Where a talk with staff stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Talk {
    /// They asked for a person, and now say why: that is for staff, whatever it is, until they choose something.
    Telling,
    /// They went on with something else: the program answers what it understands, and all that they say is for staff.
    Asked,
    /// Staff answer until then.
    Attended {
        /// Half an hour after they last wrote.
        until: Timestamp,
    },
}

impl Talk {
    /// Whether staff answer now.
    pub fn is_attended(self, now: Timestamp) -> bool {
        matches!(self, Self::Attended { until } if now < until)
    }

    /// Where it stands when nothing was said for a while.
    pub fn later(self) -> Self {
        match self {
            Self::Telling => Self::Asked,
            talk => talk,
        }
    }
}

/// What staff do with a talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffAct {
    /// They answer from now on.
    TakeOver,
    /// The program does.
    HandBack,
}

/// What becomes of the dialogue when staff take the talk over, or hand it back. Nothing is said by the program; a form
/// that is open waits, since what is typed next is meant for them.
pub fn by_staff(dialogue: Dialogue, act: StaffAct, world: &World<'_>) -> Turn {
    let dialogue = match act {
        StaffAct::TakeOver => {
            let until = world.now.saturating_add(ATTENDED).unwrap_or(Timestamp::MAX);
            let paused = match dialogue.topic {
                Topic::Filling(form) => Some(form),
                _ => dialogue.paused,
            };
            Dialogue { paused, talk: Some(Talk::Attended { until }), ..Dialogue::default() }
        }
        StaffAct::HandBack => Dialogue { talk: None, ..dialogue },
    };
    Turn { dialogue, reply: Reply::default() }
}

/// What the program leaves to staff: what somebody says who has just asked for a person, what it does not understand of
/// them later, and all that is no command while staff answer. `None` where it answers itself.
pub fn left_to_staff(dialogue: &Dialogue, input: &Input, intent: &Intent, world: &World<'_>) -> Option<Step> {
    if !is_free(dialogue) || matches!(intent, Intent::Bind(_)) {
        return None;
    }
    let (talk, words) = (dialogue.talk?, said(input)?);
    let readable = matches!(input, Input::Text(_) | Input::Voice { transcript: Some(_) } | Input::Location { .. });
    let turn = match talk {
        talk if talk.is_attended(world.now) => {
            if is_command(dialogue, input) {
                return None;
            }
            Turn { dialogue: dialogue.clone(), reply: Reply::default() }
        }
        Talk::Telling if readable && !is_chosen(dialogue, input, intent, world.catalog) => noted(dialogue, world),
        Talk::Asked | Talk::Attended { .. } if *intent == Intent::Unknown => noted(dialogue, world),
        _ => return None,
    };
    let (effects, dialogue) = (vec![Effect::Tell { words, answered: false }], dialogue.clone());
    Some(Step::Do { effects, dialogue, then: Then::Say(Box::new(turn)) })
}

fn noted(dialogue: &Dialogue, world: &World<'_>) -> Turn {
    let reply = Reply::new(Piece::Noted(world.county()), [Button::Home]);
    general::offer_paused(Turn::aside(dialogue.clone(), reply), world)
}

/// Keeps with the call of a person the words that called: what was not understood, or why they are angry. The command
/// itself says nothing, nor does a number.
pub fn with_the_words(step: Step, was_free: bool, input: &Input) -> Step {
    match step {
        Step::Do { mut effects, dialogue, then: Then::Say(turn) }
            if was_free && turn.dialogue.talk.is_some() && effects.contains(&Effect::CallHuman) =>
        {
            let said = said(input).filter(|_| !is_bare(input));
            effects.extend(said.map(|words| Effect::Tell { words, answered: false }));
            Step::Do { effects, dialogue, then: Then::Say(turn) }
        }
        step => step,
    }
}

fn is_bare(input: &Input) -> bool {
    let Input::Text(text) = input else { return false };
    command(&Dialogue::default(), &fold(text)).is_some() || number::choice(text).is_some()
}

/// The program answered: what they say next is for it too.
pub fn went_on(mut turn: Turn) -> Turn {
    turn.dialogue.talk = turn.dialogue.talk.map(Talk::later);
    turn
}

/// What they say while they wait for staff, to be kept for staff also where the program answers it; what is pressed is
/// for the program alone.
pub fn told_beside(dialogue: &Dialogue, input: &Input) -> Option<Effect> {
    let Input::Text(text) = input else { return None };
    let waits = matches!(dialogue.talk, Some(Talk::Telling | Talk::Asked));
    let waits = waits && is_free(dialogue) && !is_pressed(dialogue, text);
    said(input).filter(|_| waits).map(|words| Effect::Tell { words, answered: true })
}

/// The program's answer, and what it keeps for staff.
pub fn with_told(turn: Turn, told: Option<Effect>) -> Step {
    match told {
        Some(told) => {
            Step::Do { effects: vec![told], dialogue: turn.dialogue.clone(), then: Then::Say(Box::new(turn)) }
        }
        None => Step::Say(turn),
    }
}

/// It was chosen rather than said: a command, a number or the words of a choice, or a keyword and nothing else. Who greets
/// or asks for a person once more (你好, 有人吗) chooses nothing.
fn is_chosen(dialogue: &Dialogue, input: &Input, intent: &Intent, catalog: &Catalog) -> bool {
    let Input::Text(text) = input else { return false };
    if is_pressed(dialogue, text) {
        return true;
    }
    let calls = matches!(intent, Intent::Press(Button::Human | Button::Home));
    !calls && matches!(catalog.pack.keywords.find(text), Some((_, Strength::Whole)))
}

/// A command, a number or the words of a choice.
fn is_pressed(dialogue: &Dialogue, text: &str) -> bool {
    let folded = fold(text);
    offered_word(dialogue, &folded).or_else(|| command(dialogue, &folded)).is_some() || number::choice(text).is_some()
}

/// Nothing was asked that words could be an answer to.
pub fn is_free(dialogue: &Dialogue) -> bool {
    matches!(dialogue.topic, Topic::Idle | Topic::Openings { .. })
}

/// A word that leads back to the program, also while staff answer. What answers a question is none here: it may answer
/// theirs.
fn is_command(dialogue: &Dialogue, input: &Input) -> bool {
    let Input::Text(text) = input else { return false };
    let leads = |button: Button| !button.answers() && !matches!(button, Button::Human | Button::NextPage);
    command(dialogue, &fold(text)).is_some_and(leads)
}

/// What was said, as staff read it; `None` for what is no saying.
fn said(input: &Input) -> Option<String> {
    let words = match input {
        Input::Text(text) => text.trim(),
        Input::Voice { transcript: Some(words) } => words.trim(),
        // Staff find these in the platform's own console.
        Input::Voice { transcript: None } => "【语音】",
        Input::Picture(_) => "【图片】",
        Input::Video => "【视频】",
        Input::Link => "【文章】",
        Input::Location { label, .. } => label.trim(),
        Input::Unsupported => "【看不了的消息】",
        Input::Tap { .. }
        | Input::Click(_)
        | Input::Scan { .. }
        | Input::Follow { .. }
        | Input::Notices(_)
        | Input::Staff(_)
        | Input::Erasure
        | Input::Leave => return None,
    };
    (!words.is_empty()).then(|| words.chars().take(MOST).collect())
}
