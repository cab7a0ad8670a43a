//! Greeting, help, a person, notices; and what is said to words and things that mean nothing here.

use super::button::Button;
use super::effect::{Effect, Outcome};
use super::input::NoticeChoice;
use super::intent::Media;
use super::piece::Piece;
use super::reply::{Choice, Reply};
use super::state::{Dialogue, Filling, Topic};
use super::talk::Talk;
use super::turn::{Step, Then, Turn, World, main_choices};
use super::view::CountyFacts;
use super::{activities, asking, claim, door, left_form, mine, misunderstood, obstacle, openings, sign_up};
use crate::domain::activity::Admission;
use crate::domain::id::{ActivityId, RuleId};
use crate::domain::sign_up::Along;
use crate::domain::source::SourceCode;
use crate::domain::topic::Topic as News;

/// They follow: write it down, then greet.
pub fn follow(scene: Option<String>, world: &World<'_>) -> Step {
    let led_to = scene.as_deref().and_then(|scene| Button::parse(scene).ok());
    // The platform allows 64 characters in a scene; the bound holds whoever wrote it.
    let scene = scene.map(|scene| scene.chars().take(64).collect());
    let mut effects = vec![Effect::Follow { scene }];
    // The code at a door is a check-in as well.
    if let Some(Button::Here(id, code)) = &led_to
        && let Step::Do { effects: at_the_door, .. } =
            door::arrive(Dialogue::default(), *id, code.clone(), Along::Nobody, world)
    {
        effects.extend(at_the_door);
    }
    Step::Do { effects, dialogue: Dialogue::default(), then: Then::Welcome { led_to } }
}

/// They follow by a source's code.
pub fn follow_by(code: &SourceCode, leads_to: Option<ActivityId>) -> Step {
    let effects = vec![Effect::Follow { scene: Some(code.scene()) }];
    Step::Do { effects, dialogue: Dialogue::default(), then: Then::Welcome { led_to: leads_to.map(Button::Activity) } }
}

/// They follow already, and a source's code led them here: whatever they sign up for next is counted to it. They are
/// shown what it leads to; they were greeted when they began to follow.
pub fn came_by(dialogue: Dialogue, code: &SourceCode, leads_to: Option<ActivityId>, world: &World<'_>) -> Step {
    let effects = vec![Effect::CameBy { scene: code.scene() }];
    let turn = match leads_to {
        Some(activity) => activities::detail(dialogue.clone(), activity, world),
        None => main_menu(dialogue.clone(), world),
    };
    Step::Do { effects, dialogue, then: Then::Say(Box::new(offer_paused(turn, world))) }
}

/// Greets, and shows the activity whose code led here.
pub fn welcome(dialogue: Dialogue, led_to: Option<Button>, outcomes: &[Outcome], world: &World<'_>) -> Turn {
    let greeting = |led| Piece::Welcome { county: world.county(), led };
    let shown = match led_to {
        Some(Button::Activity(id)) => activities::detail(dialogue.clone(), id, world).into(),
        Some(Button::SignUp(id)) => sign_up::begin(dialogue.clone(), id, world),
        Some(Button::Here(id, code)) => match outcomes {
            [_, at_the_door @ ..] if !at_the_door.is_empty() => {
                door::arrived(dialogue.clone(), id, code, at_the_door, world).into()
            }
            _ => door::arrive(dialogue.clone(), id, code, Along::Nobody, world),
        },
        _ => return Turn::new(dialogue, Topic::Idle, Reply::new(greeting(false), main_choices())),
    };
    match shown {
        Step::Say(turn) => Turn { reply: turn.reply.after(greeting(true)), ..turn },
        Step::Do { dialogue, .. } => Turn::new(dialogue, Topic::Idle, Reply::new(greeting(false), main_choices())),
    }
}

/// The main choices; to a greeting of somebody who left a form, that form first.
pub fn home(dialogue: Dialogue, world: &World<'_>) -> Step {
    if dialogue.topic == Topic::Returning
        && let Some(turn) = left_form::offer_to_go_on(dialogue.clone(), world)
    {
        return turn.into();
    }
    main_menu(dialogue, world).into()
}

fn main_menu(dialogue: Dialogue, world: &World<'_>) -> Turn {
    Turn::new(dialogue, Topic::Idle, Reply::new(Piece::Home(world.county()), main_choices()))
}

/// How to use this.
pub fn help(dialogue: Dialogue, world: &World<'_>) -> Step {
    Turn::new(dialogue, Topic::Idle, Reply::new(Piece::Help(world.county()), main_choices())).into()
}

/// Offers a form that waits, behind the other choices, so that their numbers stay.
pub fn offer_paused(mut turn: Turn, world: &World<'_>) -> Turn {
    let idle = matches!(turn.dialogue.topic, Topic::Idle | Topic::Openings { .. });
    let open = |form: &Filling| {
        let activity = world.catalog.activity(form.activity);
        activity.is_some_and(|activity| obstacle::admission(form, activity, world) == Admission::Open)
    };
    let waits = turn.dialogue.paused.as_ref().map(|form| form.activity);
    // Where it is full, one goes on in its queue or not at all.
    let goes_on =
        |button: &Button| *button == Button::Resume || matches!(button, Button::Queue(of) if waits == Some(*of));
    let offered = turn.reply.choices.iter().any(|choice| goes_on(&choice.button));
    if idle && !offered && !turn.reply.choices.is_empty() && turn.dialogue.paused.as_ref().is_some_and(open) {
        turn.reply.choices.push(Choice::plain(Button::Resume));
        turn.dialogue.offered = turn.reply.buttons();
    }
    turn
}

/// Calls a person, and writes the call down for staff. A form that is open stays open.
pub fn human(dialogue: Dialogue, world: &World<'_>) -> Step {
    let (turn, talk) = match asking::ask_in_brief(&dialogue, world) {
        Some(reply) => {
            // What is typed next answers the form.
            let piece = Piece::Human(CountyFacts { staff_answer: false, ..world.county() });
            (Turn::stay(dialogue.clone(), reply.after(Piece::BackToForm).after(piece)), Talk::Asked)
        }
        None => {
            let next = [Button::Openings, Button::Activities, Button::Home];
            (Turn::aside(dialogue.clone(), Reply::new(Piece::Human(world.county()), next)), Talk::Telling)
        }
    };
    misunderstood::call(dialogue, (turn, talk), world)
}

/// Writes down which notices they want. They chose on a page or in an article: nothing is said.
pub fn choose_notices(dialogue: Dialogue, choices: Vec<NoticeChoice>) -> Step {
    let effects = choices.into_iter().map(Effect::ChooseNotice).collect();
    let silence = Turn { dialogue: dialogue.clone(), reply: Reply::default() };
    Step::Do { effects, dialogue, then: Then::Say(Box::new(silence)) }
}

/// Stops or restarts notices.
pub fn set_muted(dialogue: Dialogue, muted: bool) -> Step {
    Step::Do { effects: vec![Effect::SetMuted(muted)], dialogue, then: Then::Muted(muted) }
}

/// Says that notices stop, or come again; a form that is open goes on.
pub fn muted(dialogue: Dialogue, muted: bool, world: &World<'_>) -> Turn {
    let piece = if muted { Piece::Muted } else { Piece::Unmuted };
    let next = match muted {
        // Whoever has had enough of one thing may want another.
        true => vec![Button::Only(News::Jobs), Button::Only(News::Activities), Button::Unmute, Button::Home],
        false => vec![Button::Mute, Button::Home],
    };
    after_choice(dialogue, piece, next, world)
}

/// Of news none but this from now on.
pub fn choose_news(dialogue: Dialogue, news: News) -> Step {
    Step::Do { effects: vec![Effect::ChooseNews(news)], dialogue, then: Then::OnlyNews(news) }
}

/// Says that of news only this comes; a form that is open goes on.
pub fn only_news(dialogue: Dialogue, news: News, world: &World<'_>) -> Turn {
    let piece = Piece::OnlyNews { news: news.name() };
    after_choice(dialogue, piece, vec![Button::Unmute, Button::Mute, Button::Home], world)
}

/// Says that something is settled, and what can be done next; a form that is open goes on.
pub(super) fn after_choice(dialogue: Dialogue, piece: Piece, next: Vec<Button>, world: &World<'_>) -> Turn {
    match asking::ask_in_brief(&dialogue, world) {
        Some(reply) => Turn::stay(dialogue, reply.after(Piece::BackToForm).after(piece)),
        None => Turn::new(dialogue, Topic::Idle, Reply::new(piece, next)),
    }
}

/// Words of a keyword rule.
pub fn say(dialogue: Dialogue, rule: &RuleId, world: &World<'_>) -> Step {
    match world.catalog.pack.keywords.rule(rule).and_then(|rule| rule.say.clone()) {
        Some(text) => {
            let next = after_aside(&dialogue).unwrap_or_else(main_choices);
            Turn::aside(dialogue, Reply::new(Piece::Say { text }, next)).into()
        }
        None => home(dialogue, world),
    }
}

/// What follows words in passing on something that is looked at: what followed it.
fn after_aside(dialogue: &Dialogue) -> Option<Vec<Button>> {
    (dialogue.viewed.is_some() && !dialogue.offered.is_empty()).then(|| dialogue.offered.clone())
}

/// Words that mean nothing to us. From somebody who left a form they are taken for its answer.
pub fn not_understood(dialogue: Dialogue, world: &World<'_>) -> Step {
    if dialogue.topic == Topic::Returning
        && let Some(turn) = left_form::offer_to_go_on(dialogue.clone(), world)
    {
        return turn.into();
    }
    let open = open_question(&dialogue, world);
    misunderstood::not_understood(dialogue, open, world)
}

/// A number that nothing was offered under.
pub fn no_such_choice(dialogue: Dialogue, world: &World<'_>) -> Step {
    let open = open_question(&dialogue, world);
    misunderstood::no_such_choice(dialogue, open, world)
}

/// A voice, a picture, … In a form the question is asked again.
pub fn media(dialogue: Dialogue, media: Media, world: &World<'_>) -> Step {
    let open = open_question(&dialogue, world);
    misunderstood::misunderstood(dialogue, Piece::CannotRead { media }, open, world)
}

/// What was asked and not answered yet.
fn open_question(dialogue: &Dialogue, world: &World<'_>) -> Option<Reply> {
    asking::ask_in_brief(dialogue, world)
        .or_else(|| claim::ask_again(dialogue, world))
        .or_else(|| mine::ask_again(dialogue, world))
        .or_else(|| Some(Reply::of_choices(after_aside(dialogue)?.into_iter().map(Choice::plain))))
        .or_else(|| openings::ask_again(dialogue, world))
}

/// Back, cancel, skip … where nothing was asked.
pub fn press_nothing(dialogue: Dialogue, button: Button, world: &World<'_>) -> Step {
    let paused = dialogue.paused.clone();
    match (button, paused) {
        (Button::Resume, Some(form)) => left_form::resume(dialogue, form, world),
        (Button::Restart, Some(form)) => left_form::begin_again(dialogue, &form, world),
        (Button::Cancel, Some(_)) => {
            let dialogue = Dialogue { paused: None, ..dialogue };
            Turn::new(dialogue, Topic::Idle, Reply::new(Piece::FormLeft, main_choices())).into()
        }
        (Button::Back, _) => home(dialogue, world),
        _ => Turn::new(dialogue, Topic::Idle, Reply::new(Piece::NothingToDo, main_choices())).into(),
    }
}
