//! Policies in plain words.

use super::button::Button;
use super::piece::Piece;
use super::reply::{Choice, Reply};
use super::state::{Dialogue, Topic};
use super::turn::{Step, Turn, World};
use crate::domain::id::PolicyId;

/// All policies.
pub fn list(dialogue: Dialogue, world: &World<'_>) -> Step {
    let policies = &world.catalog.pack.policies;
    let mut choices: Vec<Choice> =
        policies.iter().map(|policy| Choice::worded(Button::Policy(policy.id.clone()), &policy.short)).collect();
    choices.extend([Button::Money, Button::Home].map(Choice::plain));
    let reply = Reply { pieces: vec![Piece::Policies { count: policies.len(), hotline: world.hotline() }], choices };
    Turn::new(dialogue, Topic::Idle, reply).into()
}

/// One policy.
pub fn detail(dialogue: Dialogue, id: &PolicyId, world: &World<'_>) -> Step {
    match world.catalog.pack.policy(id) {
        Some(policy) => {
            let next = [Button::Money, Button::Policies, Button::Human];
            Turn::new(dialogue, Topic::Idle, {
                let paper = world.catalog.pack.county.source.clone();
                Reply::new(Piece::Policy { policy: Box::new(policy.clone()), paper }, next)
            })
            .into()
        }
        None => list(dialogue, world),
    }
}
