//! A talk with staff: what is said in it is kept for them, and while they answer the program keeps out of it.

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
    /// They asked for a person: what they say is kept for staff, and answered as far as it is understood.
    Asked,
    /// Staff answer until then.
    Attended {
        /// Half an hour after they last wrote.
        until: Timestamp,
    },
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

/// What the program leaves to staff: words that it does not understand, of somebody who asked for a person; and all that
/// is no command, while staff answer. `None` where it answers itself.
pub fn left_to_staff(dialogue: &Dialogue, input: &Input, intent: &Intent, world: &World<'_>) -> Option<Step> {
    if !is_free(dialogue) {
        return None;
    }
    let (talk, words) = (dialogue.talk?, said(input)?);
    let tell = |turn: Turn| {
        let effects = vec![Effect::Tell { words }];
        Some(Step::Do { effects, dialogue: dialogue.clone(), then: Then::Say(Box::new(turn)) })
    };
    match talk {
        Talk::Attended { until } if world.now < until => {
            let silence = Turn { dialogue: dialogue.clone(), reply: Reply::default() };
            if is_command(dialogue, input) { None } else { tell(silence) }
        }
        Talk::Asked | Talk::Attended { .. } if matches!(intent, Intent::Unknown | Intent::Media(_)) => {
            let reply = Reply::new(Piece::Noted(world.county()), [Button::Home]);
            tell(general::offer_paused(Turn::aside(dialogue.clone(), reply), world))
        }
        Talk::Asked | Talk::Attended { .. } => None,
    }
}

/// Keeps for staff what was said and answered by the program, where there is a talk, or one begins with it.
pub fn overheard(step: Step, talked: bool, words: Option<String>) -> Step {
    let calls = matches!(&step, Step::Do { effects, .. } if effects.contains(&Effect::CallHuman));
    let Some(words) = words.filter(|_| talked || calls) else { return step };
    let tell = Effect::Tell { words };
    match step {
        Step::Say(turn) => {
            Step::Do { effects: vec![tell], dialogue: turn.dialogue.clone(), then: Then::Say(Box::new(turn)) }
        }
        Step::Do { mut effects, dialogue, then: Then::Say(turn) } => {
            effects.push(tell);
            Step::Do { effects, dialogue, then: Then::Say(turn) }
        }
        other => other,
    }
}

/// What staff may want to read of a message: what was said, rather than pressed or chosen, where no answer to a question
/// is expected.
pub fn remark(dialogue: &Dialogue, input: &Input) -> Option<String> {
    let chosen = match input {
        Input::Text(text) => {
            let folded = fold(text);
            let pressed = offered_word(dialogue, &folded).or_else(|| command(dialogue, &folded));
            pressed.is_some() || number::choice(text).is_some()
        }
        _ => false,
    };
    said(input).filter(|_| is_free(dialogue) && !chosen)
}

/// Nothing was asked that words could be an answer to.
fn is_free(dialogue: &Dialogue) -> bool {
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
        | Input::Leave => return None,
    };
    (!words.is_empty()).then(|| words.chars().take(MOST).collect())
}
