//! What is said when an answer does not fit, and the end of patience.

use super::button::Button;
use super::effect::Effect;
use super::piece::Piece;
use super::reply::{Choice, Reply};
use super::state::Dialogue;
use super::talk::Talk;
use super::turn::{MAIN, Step, Then, Turn, World, main_choices, unless_main};

/// Misunderstandings in a row before a person is called (design 5).
const PATIENCE: u8 = 3;

/// Says `piece`, then asks again what was `open`, or shows the main choices. After [`PATIENCE`] times in a
/// row a person is called.
pub fn misunderstood(dialogue: Dialogue, piece: Piece, open: Option<Reply>, world: &World<'_>) -> Step {
    let tries = dialogue.misunderstood.saturating_add(1);
    let reply = open.unwrap_or_else(|| Reply::of_choices(main_choices().into_iter().map(Choice::plain)));
    let offered = unless_main(reply.buttons());
    if tries < PATIENCE {
        let dialogue = Dialogue { misunderstood: tries, offered, ..dialogue };
        return Step::Say(Turn { dialogue, reply: reply.after(piece) });
    }
    let after = Dialogue { misunderstood: 0, offered, ..dialogue.clone() };
    let reply = match piece {
        // What is wrong with an answer is said in any case.
        Piece::AnswerProblem { .. } => reply.after(Piece::HelpByPhone(world.county())).after(piece),
        _ => reply.after(Piece::HandOver(world.county())),
    };
    let turn = Turn { dialogue: after, reply };
    call(dialogue, (turn, Talk::Asked), world)
}

/// Calls a person, says `turn`, and begins a talk where staff answer in the chat, unless they are at it.
pub fn call(dialogue: Dialogue, (mut turn, talk): (Turn, Talk), world: &World<'_>) -> Step {
    if world.catalog.pack.county.staff_answer() {
        let attended = turn.dialogue.talk.filter(|talk| talk.is_attended(world.now));
        turn.dialogue.talk = attended.or(Some(talk));
    }
    Step::Do { effects: vec![Effect::CallHuman], dialogue, then: Then::Say(Box::new(turn)) }
}

/// Words that mean nothing to us, here.
pub fn not_understood(dialogue: Dialogue, open: Option<Reply>, world: &World<'_>) -> Step {
    let tries = dialogue.misunderstood.saturating_add(1);
    let asked = open.as_ref().is_some_and(|open| !open.pieces.is_empty());
    let piece = Piece::NotUnderstood { tries, open: asked };
    misunderstood(dialogue, piece, open, world)
}

/// A number that nothing was offered under; what was offered still is.
pub fn no_such_choice(dialogue: Dialogue, open: Option<Reply>, world: &World<'_>) -> Step {
    let most = if dialogue.offered.is_empty() { MAIN.len() } else { dialogue.offered.len() };
    let piece = Piece::NoSuchChoice { most };
    let tries = dialogue.misunderstood.saturating_add(1);
    if tries >= PATIENCE {
        return misunderstood(dialogue, piece, open, world);
    }
    let reply = Reply::new(piece, [] as [Button; 0]);
    Step::Say(Turn { dialogue: Dialogue { misunderstood: tries, ..dialogue }, reply })
}
