//! What is on.

use super::button::Button;
use super::label::Label;
use super::piece::Piece;
use super::reply::{Choice, Reply};
use super::state::{Dialogue, Topic, Viewed};
use super::turn::{Step, Turn, World, main_choices};
use super::view::{ActivityView, Held, When};
use super::{obstacle, places};
use crate::domain::activity::{Activity, ActivityKind, Admission};
use crate::domain::id::ActivityId;
use crate::domain::sign_up::SignUpState;

/// As many as fit a small screen.
const MOST: usize = 6;

/// What still takes place, soonest first.
fn coming<'a>(world: &World<'a>) -> impl Iterator<Item = &'a Activity> {
    let now = world.now;
    world.catalog.activities.iter().filter(move |activity| activity.ends_at > now && !activity.called_off)
}

/// What is on, soonest first, those of the `kind` that was asked for before all others. What comes again and again
/// is there once, with its next date.
pub fn list(dialogue: Dialogue, kind: Option<ActivityKind>, world: &World<'_>) -> Step {
    let asked = |activity: &Activity| kind.is_none_or(|kind| kind.meant().contains(&activity.kind));
    let mut coming = coming(world).fold(Vec::new(), |mut once: Vec<&Activity>, activity| {
        if !once.iter().any(|earlier| earlier.comes_again_as(activity)) {
            once.push(activity);
        }
        once
    });
    coming.sort_by_key(|activity| !asked(activity));
    coming.truncate(MOST);
    if coming.is_empty() {
        let piece = Piece::ActivitiesNone { hotline: world.hotline() };
        return Turn::new(dialogue, Topic::Idle, Reply::new(piece, main_choices())).into();
    }
    let mut choices: Vec<Choice> = coming.iter().map(|activity| row(activity, world)).collect();
    choices.push(Choice::plain(Button::MySignUps));
    let asked_for = coming.iter().filter(|activity| asked(activity)).count();
    let name = kind.map(|kind| kind.name().to_owned());
    let piece = Piece::Activities {
        none_of: name.clone().filter(|_| asked_for == 0),
        first: name.filter(|_| (1..coming.len()).contains(&asked_for)),
    };
    Turn::new(dialogue, Topic::Idle, Reply { pieces: vec![piece], choices }).into()
}

/// An activity in the list.
fn row(activity: &Activity, world: &World<'_>) -> Choice {
    let open = activity.admission(world.now) == Admission::Open;
    let label = Label::Activity {
        title: activity.title.clone(),
        when: When::of(activity.starts_at, None),
        full: open && world.catalog.full.activity(activity.id),
        queues: activity.queues,
    };
    Choice::labelled(Button::Activity(activity.id), label)
}

/// The next time that it takes place, if it does.
fn next_time(activity: &Activity, world: &World<'_>) -> Option<Choice> {
    let next = coming(world).find(|other| activity.comes_again_as(other) && other.starts_at > activity.starts_at)?;
    Some(Choice::labelled(Button::Activity(next.id), Label::NextTime { when: When::of(next.starts_at, None) }))
}

/// One activity, and the way in if there is one.
pub fn detail(dialogue: Dialogue, id: ActivityId, world: &World<'_>) -> Turn {
    let Some(activity) = world.catalog.activity(id) else {
        let reply = Reply::new(Piece::ActivityGone, [Button::Activities, Button::Home]);
        return Turn::new(dialogue, Topic::Idle, reply);
    };
    let place = |own: bool| world.known.sign_ups.iter().find(|place| place.activity == id && place.own == own);
    let mine = place(true).or_else(|| place(false));
    let seats = world.known.seats.as_ref();
    let view = ActivityView::of(activity, seats, &world.catalog.pack, world.now);
    // At the door one signs up until the end.
    let admission = match &dialogue.topic {
        Topic::Filling(form) if form.activity == id => obstacle::admission(form, activity, world),
        _ => view.admission,
    };
    let full = view.left == Some(0);
    let view = ActivityView { admission, mine: mine.map(Held::of), ..view };
    let open = admission == Admission::Open;
    let taken = mine.filter(|mine| matches!(mine.state, SignUpState::Offered { .. }));
    let taken = taken.map(|mine| Button::TakeOffer(mine.id));
    let given_up = mine.filter(|mine| places::can_give_up(mine, world)).map(|mine| Button::CancelSignUp(mine.id));
    let joins = match mine {
        Some(mine) if mine.own => None,
        _ if open && full => activity.queues.then_some(Button::Queue(id)),
        _ => open.then_some(Button::SignUp(id)),
    };
    let other = (open && (mine.is_some() || !full)).then_some(Button::SignUpOther(id));
    let first = [taken, joins, given_up, other].into_iter().flatten().map(Choice::plain);
    let choices =
        first.chain(next_time(activity, world)).chain([Button::Activities, Button::Home].map(Choice::plain)).collect();
    let reply = Reply { pieces: vec![Piece::Activity(Box::new(view))], choices };
    let mut turn = Turn::new(dialogue, Topic::Idle, reply);
    turn.dialogue.viewed = Some(Viewed::Activity(id));
    turn
}
