//! A member of staff binds the phone that they hold to their account.

use super::button::Button;
use super::effect::{Effect, Outcome};
use super::general::after_choice;
use super::piece::Piece;
use super::state::Dialogue;
use super::turn::{Step, Then, Turn, World};
use crate::domain::binding::BindingCode;

/// They sent a code that the console showed them.
pub fn bind(dialogue: Dialogue, code: BindingCode) -> Step {
    Step::Do { effects: vec![Effect::BindPhone(code)], dialogue, then: Then::PhoneBound }
}

/// Says whose phone it is now, or that the code is none; a form that is open goes on.
pub fn bound(dialogue: Dialogue, outcomes: &[Outcome], world: &World<'_>) -> Turn {
    let piece = match outcomes.first() {
        Some(Outcome::PhoneBound(name)) => Piece::PhoneBound { name: name.to_string(), hotline: world.hotline() },
        _ => Piece::NoSuchBinding,
    };
    after_choice(dialogue, piece, vec![Button::Home], world)
}
