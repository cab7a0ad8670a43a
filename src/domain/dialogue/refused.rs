//! Answers by which somebody may not come.

use super::asking::{answer_to, form_of};
use super::button::Button;
use super::piece::Piece;
use super::reply::Reply;
use super::state::{Dialogue, Filling, Stage, Topic};
use super::turn::{Step, Turn, World};
use super::view::When;
use crate::domain::activity::{Activity, Ineligible};
use crate::domain::form::Question;

/// Why whoever gave these answers may not come.
pub fn ineligible<'a>(filling: &Filling, world: &World<'a>) -> Option<(Ineligible, &'a Activity)> {
    let activity = world.catalog.activity(filling.activity)?;
    let day = When::day_of(activity.span(filling.session).0);
    let why = activity.eligibility.refuses(filling.answers.iter().map(|(_, answer)| answer), day)?;
    Some((why, activity))
}

/// Says why they may not come. It may have been a slip: the form stays at the answer that says so, which can be given
/// anew.
pub fn not_eligible(
    dialogue: Dialogue,
    filling: Filling,
    why: Ineligible,
    activity: &Activity,
    world: &World<'_>,
) -> Step {
    let units = activity.eligibility.units.iter().filter_map(|id| world.catalog.pack.unit(*id));
    let piece = Piece::NotEligible {
        title: activity.title.clone(),
        why,
        units: units.map(|unit| unit.name.clone()).collect(),
        hotline: activity.phone.clone(),
    };
    let day = When::day_of(activity.span(filling.session).0);
    let refused = |question: &Question| {
        let answer = answer_to(&filling, question);
        answer.is_some_and(|answer| activity.eligibility.refuses([answer], day).is_some())
    };
    let at = form_of(&filling, world.catalog).and_then(|form| form.questions.iter().position(refused));
    let (topic, edit) = match at {
        Some(at) => (Topic::Filling(Filling { stage: Stage::Asking(at), ..filling }), Some(Button::Edit)),
        None => (Topic::Idle, None),
    };
    let others = [Button::Activities, Button::SignUpOther(activity.id), Button::Human, Button::Home];
    Turn::new(dialogue, topic, Reply::new(piece, edit.into_iter().chain(others))).into()
}
