//! What is on.

use super::button::Button;
use super::label::Label;
use super::piece::Piece;
use super::reply::{Choice, Reply};
use super::state::{Dialogue, Topic, Viewed};
use super::turn::{Step, Turn, World, main_choices};
use super::view::{ActivityView, SessionView, When};
use crate::domain::activity::{Activity, Admission};
use crate::domain::id::ActivityId;

/// As many as fit a small screen.
const MOST: usize = 6;

/// What is on, soonest first.
pub fn list(dialogue: Dialogue, world: &World<'_>) -> Step {
    let coming: Vec<&Activity> = world
        .catalog
        .activities
        .iter()
        .filter(|activity| activity.ends_at > world.now && !activity.called_off)
        .take(MOST)
        .collect();
    if coming.is_empty() {
        let piece = Piece::ActivitiesNone { hotline: world.hotline() };
        return Turn::new(dialogue, Topic::Idle, Reply::new(piece, main_choices())).into();
    }
    let mut choices: Vec<Choice> = coming
        .iter()
        .map(|activity| {
            let when = When::of(activity.starts_at, None);
            Choice::labelled(Button::Activity(activity.id), Label::Activity { title: activity.title.clone(), when })
        })
        .collect();
    choices.push(Choice::plain(Button::MySignUps));
    let piece = Piece::Activities { count: coming.len() };
    Turn::new(dialogue, Topic::Idle, Reply { pieces: vec![piece], choices }).into()
}

/// One activity, and the way in if there is one.
pub fn detail(dialogue: Dialogue, id: ActivityId, world: &World<'_>) -> Step {
    let Some(activity) = world.catalog.activity(id) else {
        let reply = Reply::new(Piece::ActivityGone, [Button::Activities, Button::Home]);
        return Turn::new(dialogue, Topic::Idle, reply).into();
    };
    let mine = world.known.sign_ups.iter().find(|sign_up| sign_up.activity == id);
    let sessions = activity.sessions.iter().map(|session| SessionView {
        name: session.name.clone(),
        when: When::of(session.starts_at, Some(session.ends_at)),
        left: world.known.seats.as_ref().and_then(|seats| seats.left_in(session.number)),
    });
    let units = activity.eligibility.units.iter().filter_map(|unit| world.catalog.pack.unit(*unit));
    let admission = activity.admission(world.now);
    let seats = world.known.seats.as_ref();
    let left = seats.and_then(|seats| seats.left());
    let full = left == Some(0);
    let view = ActivityView {
        id: activity.id,
        title: activity.title.clone(),
        when: When::of(activity.starts_at, Some(activity.ends_at)),
        place: activity.place.clone(),
        bring: activity.bring.clone(),
        phone: activity.phone.clone(),
        admission,
        closes: When::of(activity.closes_at, None),
        meet: activity.meet.clone(),
        opens: activity.opens_at.filter(|opens| *opens > world.now).map(|opens| When::of(opens, None)),
        sessions: sessions.collect(),
        units: units.map(|unit| unit.name.clone()).collect(),
        ages: (activity.eligibility.min_age, activity.eligibility.max_age),
        left,
        queue: seats.filter(|_| full && activity.queues).map(|seats| seats.waiting()),
        mine: mine.map(|mine| mine.number.to_string()),
    };
    let open = admission == Admission::Open;
    let first = match mine {
        Some(mine) => vec![Button::CancelSignUp(mine.id), Button::SignUpOther(id)],
        None if open && full && activity.queues => vec![Button::Queue(id)],
        None if open && !full => vec![Button::SignUp(id), Button::SignUpOther(id)],
        None => Vec::new(),
    };
    let buttons = first.into_iter().chain([Button::Activities, Button::Home]);
    let mut turn = Turn::new(dialogue, Topic::Idle, Reply::new(Piece::Activity(Box::new(view)), buttons));
    turn.dialogue.viewed = Some(Viewed::Activity(id));
    turn.into()
}
