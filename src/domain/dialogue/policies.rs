//! Policies in plain words.

use super::button::Button;
use super::piece::Piece;
use super::reply::{Choice, Reply};
use super::state::{Dialogue, Topic};
use super::turn::{Step, Turn, World};
use super::view::ValidityView;
use crate::domain::id::PolicyId;
use crate::domain::policy::Policy;
use crate::domain::validity::Stands;

/// All policies; those that are over come last, and say so.
pub fn list(dialogue: Dialogue, world: &World<'_>) -> Step {
    let policies = &world.catalog.pack.policies;
    let (over, open): (Vec<&Policy>, Vec<&Policy>) =
        policies.iter().partition(|policy| policy.valid.on(world.today()) == Stands::Ended);
    let mut choices: Vec<Choice> = open.into_iter().chain(over).map(|policy| choice(policy, world)).collect();
    choices.extend([Button::Money, Button::Home].map(Choice::plain));
    let reply = Reply { pieces: vec![Piece::Policies { count: policies.len(), hotline: world.hotline() }], choices };
    Turn::new(dialogue, Topic::Idle, reply).into()
}

fn choice(policy: &Policy, world: &World<'_>) -> Choice {
    let words = match ValidityView::of(&policy.valid, world.today()).closed {
        Some(closed) => format!("{}（{closed}）", policy.short),
        None => policy.short.clone(),
    };
    Choice::worded(Button::Policy(policy.id.clone()), &words)
}

/// One policy. Of one that is over nothing is told that can be claimed no more, but what is left.
pub fn detail(dialogue: Dialogue, id: &PolicyId, world: &World<'_>) -> Step {
    let Some(policy) = world.catalog.pack.policy(id) else { return list(dialogue, world) };
    let valid = ValidityView::of(&policy.valid, world.today());
    let reply = match valid.stands {
        Stands::Ended => ended(policy, valid, world),
        Stands::NotYet | Stands::InForce => {
            let paper = policy.paper.clone().unwrap_or_else(|| world.catalog.pack.county.source.clone());
            let next = [Button::Money, Button::Policies, Button::Human];
            Reply::new(Piece::Policy { policy: Box::new(policy.clone()), paper, valid }, next)
        }
    };
    Turn::new(dialogue, Topic::Idle, reply).into()
}

fn ended(policy: &Policy, valid: ValidityView, world: &World<'_>) -> Reply {
    let left = world.catalog.pack.policies.iter().filter(|policy| policy.is_open_on(world.today()));
    let mut choices: Vec<Choice> = left.map(|policy| choice(policy, world)).collect();
    let phone = policy.phone.clone().unwrap_or_else(|| world.hotline());
    let piece = Piece::PolicyEnded { title: policy.title.clone(), valid, phone, left: choices.len() };
    let next = if choices.is_empty() { Button::Openings } else { Button::Money };
    choices.extend([next, Button::Human].map(Choice::plain));
    Reply { pieces: vec![piece], choices }
}
