//! What the chat would answer to a sentence, and why: tried by staff, without anybody being told or written down.

use jiff::Timestamp;
use jiff::civil::Date;

use super::button::Button;
use super::commands::command;
use super::credit::rule_behind;
use super::effect::Known;
use super::input::Input;
use super::intent::Intent;
use super::meaning::is_mobile;
use super::reply::Reply;
use super::route::route;
use super::state::Dialogue;
use super::step::{conclude, step};
use super::turn::{Step, World};
use crate::domain::catalog::Catalog;
use crate::domain::id::RuleId;
use crate::domain::keyword::Strength;
use crate::domain::text::fold::fold;
use crate::domain::text::number;

/// Why a sentence is answered as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// A keyword rule has a word of it.
    Rule {
        /// Which.
        rule: RuleId,
        /// By which word, folded.
        word: String,
        /// How surely.
        strength: Strength,
    },
    /// It is one of the words that work anywhere, rule or not: 帮助, 人工, 停.
    Command,
    /// It is the number of a choice.
    Number,
    /// It names a trade, a place or an enterprise of the list of openings.
    Search,
    /// It is the name of an activity, or a part of it.
    Activity,
    /// It is the word of a source.
    Source,
    /// It holds a mobile number.
    Mobile,
    /// It names a kind of factory that is not in the list.
    NobodyOffers,
    /// Nobody understands it.
    Unknown,
}

/// How it would go.
#[derive(Debug, Clone, PartialEq)]
pub struct Rehearsal {
    /// Why.
    pub why: Why,
    /// What is answered.
    pub reply: Reply,
}

/// What somebody who just began to follow, and signed up for nothing, is answered to this sentence. No effect is done.
pub fn rehearse(sentence: &str, catalog: &Catalog, now: Timestamp) -> Rehearsal {
    let (dialogue, input, known) = (Dialogue::default(), Input::Text(sentence.to_owned()), Known::default());
    let world = World { catalog, known: &known, now };
    let intent = route(&dialogue, &input, catalog, world.today());
    let why = why(intent.without_offer(), sentence, catalog);
    let turn = match step(dialogue, &input, intent, &world) {
        Step::Say(turn) => turn,
        // From nothing only effects are reached that are answered alike whatever comes of them.
        Step::Do { dialogue, then, .. } => conclude(dialogue, then, &[], &world),
    };
    Rehearsal { why, reply: turn.reply }
}

/// Whether somebody who is in the middle of nothing is understood who types this sentence.
pub fn is_understood(sentence: &str, catalog: &Catalog, today: Date) -> bool {
    let intent = route(&Dialogue::default(), &Input::Text(sentence.to_owned()), catalog, today);
    *intent.without_offer() != Intent::Unknown
}

/// What somebody who just began to follow is answered to a button that looks something up.
pub fn press(button: Button, catalog: &Catalog, now: Timestamp) -> Reply {
    let (input, known) = (Input::Click(button.to_string()), Known::default());
    let world = World { catalog, known: &known, now };
    match step(Dialogue::default(), &input, Intent::Press(button), &world) {
        Step::Say(turn) => turn.reply,
        Step::Do { dialogue, then, .. } => conclude(dialogue, then, &[], &world).reply,
    }
}

fn why(intent: &Intent, sentence: &str, catalog: &Catalog) -> Why {
    let pressed = |button: &Button| {
        if command(&Dialogue::default(), &fold(sentence)).as_ref() == Some(button) {
            Why::Command
        } else if number::choice(sentence).is_some() {
            Why::Number
        } else if is_mobile(sentence) {
            Why::Mobile
        } else {
            Why::Activity
        }
    };
    if let Some(rule) = rule_behind(intent, sentence, catalog)
        && let Some(found) = catalog.pack.keywords.found(sentence)
    {
        return Why::Rule { rule: rule.id.clone(), word: found.word.to_owned(), strength: found.strength };
    }
    match intent {
        Intent::Press(button) => pressed(button),
        Intent::Find(_) => Why::Search,
        Intent::CameBy { .. } => Why::Source,
        Intent::NobodyOffers(_) => Why::NobodyOffers,
        Intent::NoSuchChoice => Why::Number,
        _ => Why::Unknown,
    }
}
