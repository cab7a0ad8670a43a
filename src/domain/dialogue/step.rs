//! One step of a conversation, and its conclusion once the effects are done. Dispatches; the topics answer.

use super::button::Button;
use super::effect::{Effect, Outcome};
use super::input::Input;
use super::intent::{Intent, Wish};
use super::label::Label;
use super::piece::Piece;
use super::reply::Reply;
use super::state::{Dialogue, FilledFor, Topic, Viewed};
use super::turn::{Step, Then, Turn, World};
use super::{
    activities, asking, binding, claim, door, filling, form_keys, general, heard, left_form, meaning, mine, nearby,
    offer, openings, places, policies, receipt, route, sign_up, talk, whereabouts,
};
use crate::domain::sign_up::Along;
use crate::domain::text::search::OpeningQuery;

/// Answers what was said, which means `intent`, or leaves it to staff. A form that waits is offered behind whatever else
/// there is.
pub fn step(dialogue: Dialogue, input: &Input, intent: Intent, world: &World<'_>) -> Step {
    let intent = offer::settled(intent, world);
    if let Some(step) = talk::left_to_staff(&dialogue, input, &intent, world) {
        return step;
    }
    let (was_free, told) = (talk::is_free(&dialogue), talk::told_beside(&dialogue, input));
    match answer_to(dialogue, intent, world) {
        Step::Say(turn) => talk::with_told(general::offer_paused(talk::went_on(turn), world), told),
        step => talk::with_the_words(step, was_free, input),
    }
}

fn answer_to(dialogue: Dialogue, intent: Intent, world: &World<'_>) -> Step {
    match intent {
        Intent::Press(button) => press(dialogue, button, world),
        Intent::Say(rule) => general::say(dialogue, &rule, world),
        Intent::Find(wish) => nearby::find(dialogue, wish, world),
        Intent::About(Viewed::Opening(id), rule) => openings::about(dialogue, id, &rule, world),
        Intent::About(Viewed::Activity(id), _) => activities::detail(dialogue, id, world).into(),
        Intent::NobodyOffers(what) => openings::none(dialogue, what, world),
        Intent::Answer(text) => answer(dialogue, &text, world),
        intent @ Intent::OnOffer(..) => answer_to(dialogue, offer::settled(intent, world), world),
        Intent::NoSuchChoice => general::no_such_choice(dialogue, world),
        Intent::Unknown => general::not_understood(dialogue, world),
        Intent::Media(media) => general::media(dialogue, media, world),
        Intent::Location(spot) => match dialogue.topic.clone() {
            Topic::Filling(form) => {
                whereabouts::answer_spot(dialogue, form, spot, world).unwrap_or_else(|none| none.say(world))
            }
            // Outside of a form, a place is where home is.
            Topic::AskingHome(wish) => nearby::near_location(dialogue, wish, spot.label(), world),
            _ => nearby::near_location(dialogue, OpeningQuery::default(), spot.label(), world),
        },
        Intent::Photo(photo) => match dialogue.topic.clone() {
            Topic::Filling(form) => filling::answer_photo(dialogue, form, photo, world),
            _ => general::not_understood(dialogue, world),
        },
        Intent::Heard(words) => match dialogue.topic.clone() {
            Topic::Filling(form) => heard::say_back(dialogue, form, words, world),
            _ => general::not_understood(dialogue, world),
        },
        Intent::Follow { scene } => general::follow(scene, world),
        Intent::CameBy { code, leads_to, follows: true } => general::follow_by(&code, leads_to),
        Intent::CameBy { code, leads_to, follows: false } => {
            general::came_by(leave_form(dialogue), &code, leads_to, world)
        }
        Intent::Notices(choices) => general::choose_notices(dialogue, choices),
        Intent::Bind(code) => binding::bind(dialogue, code),
        Intent::Staff(act) => talk::by_staff(dialogue, act, world).into(),
        Intent::Erasure => mine::erased_by_staff(),
        Intent::Leave => Step::Do { effects: vec![Effect::Leave], dialogue: Dialogue::default(), then: Then::Silence },
    }
}

/// A button means the same wherever it is pressed, but for those that answer what was just asked.
fn press(dialogue: Dialogue, button: Button, world: &World<'_>) -> Step {
    match (button, dialogue.topic.clone()) {
        (button, _) if button.answers() => press_in_topic(dialogue, button, world),
        (Button::Near(unit), Topic::Filling(form)) if asking::asks_for_unit(&form, world.catalog) => {
            whereabouts::answer_unit(dialogue, form, unit, world)
        }
        (Button::NextPage, Topic::Filling(form)) if asking::asks_for_unit(&form, world.catalog) => {
            whereabouts::page(dialogue, &form, 1, world)
        }
        (Button::Near(unit), Topic::AskingHome(wish)) => nearby::near(dialogue, unit, wish, world),
        (Button::ChangeMobile, Topic::Filling(form)) => filling::change_mobile(dialogue.clone(), form, world)
            .unwrap_or_else(|| mine::ask_mobile(leave_form(dialogue), world)),
        (Button::Help, Topic::Filling(form)) => filling::help(dialogue, &form, world),
        (Button::ForOther, Topic::Filling(_)) => sign_up::other_later(dialogue, world),
        (Button::GiveUp, Topic::Filling(form)) => match form.filled_for {
            FilledFor::Change(id) => mine::ask_cancel(Dialogue { topic: Topic::Idle, ..dialogue }, id, world),
            FilledFor::Own | FilledFor::Other => form_keys::press(dialogue, form, Button::Cancel, world),
        },
        (Button::Human, _) => general::human(dialogue, world),
        (Button::Mute, _) => general::set_muted(dialogue, true),
        (Button::Unmute, _) => general::set_muted(dialogue, false),
        (Button::Only(news), _) => general::choose_news(dialogue, news),
        (button, _) => go(leave_form(dialogue), button, world),
    }
}

/// Goes where a button leads.
fn go(dialogue: Dialogue, button: Button, world: &World<'_>) -> Step {
    match button {
        Button::Openings => openings::overview(dialogue, world),
        Button::Trade(trade) => openings::of_trade(dialogue, trade, world),
        Button::Place(place) => openings::of_place(dialogue, place, world),
        Button::Near(unit) => nearby::near(dialogue, unit, OpeningQuery::default(), world),
        Button::NearHome => nearby::near_home(dialogue, OpeningQuery::default(), world),
        Button::MostWanted => openings::most_wanted(dialogue, world),
        Button::Opening(id) => openings::detail(dialogue, id, world),
        Button::NextPage => openings::next_page(dialogue, world),
        Button::Policies => policies::list(dialogue, world),
        Button::Policy(id) => policies::detail(dialogue, &id, world),
        Button::Money => claim::begin(dialogue, world),
        Button::Claim(claimant) => claim::claim(dialogue, &claimant, world),
        Button::Activities => activities::list(dialogue, None, world),
        Button::ActivitiesOf(kind) => activities::list(dialogue, Some(kind), world),
        Button::Activity(id) => activities::detail(dialogue, id, world).into(),
        Button::SignUp(id) => sign_up::begin(dialogue, id, world),
        Button::SignUpOther(id) => sign_up::begin_other(dialogue, id, world),
        Button::ForOther => sign_up::for_other(dialogue, world),
        Button::Queue(id) => sign_up::queue(dialogue, id, world),
        Button::MySignUp(id) => places::sign_up(dialogue, id, world),
        Button::ChangeSignUp(id) => sign_up::begin_change(dialogue, id, world),
        Button::TakeOffer(id) => mine::take_offer(dialogue, id),
        Button::Here(id, code) => door::arrive(dialogue, id, code, Along::Nobody, world),
        Button::Came(id, code, sequence) => door::arrive(dialogue, id, code, Along::One(sequence), world),
        Button::Bring(id, code) => door::come_in(dialogue, id, (code, FilledFor::Other), world),
        Button::Enter(id, code) => door::come_in(dialogue, id, (code, FilledFor::Own), world),
        Button::Rate(id, rating) => door::rate(dialogue, id, rating),
        Button::MySignUps => places::sign_ups(dialogue, 1, world),
        Button::MySignUpsPage(page) => places::sign_ups(dialogue, page, world),
        Button::GiveUp => places::give_up(dialogue, 1, world),
        Button::GiveUpPage(page) => places::give_up(dialogue, page, world),
        Button::CancelSignUp(id) => mine::ask_cancel(dialogue, id, world),
        Button::MyInfo => mine::info(dialogue, world),
        Button::ChangeMobile => mine::ask_mobile(dialogue, world),
        Button::EraseMe => mine::ask_erase(dialogue, world),
        Button::Help => general::help(dialogue, world),
        _ => general::home(dialogue, world),
    }
}

/// Buttons that answer what was just asked.
fn press_in_topic(dialogue: Dialogue, button: Button, world: &World<'_>) -> Step {
    match dialogue.topic.clone() {
        Topic::Filling(form) if matches!(button, Button::Confirm | Button::Misheard) => match form.heard.clone() {
            Some(words) => settle_heard(dialogue, words, &button, world),
            None => form_keys::press(dialogue, form, button, world),
        },
        Topic::Filling(form) if button == Button::Restart => sign_up::begin_afresh(dialogue, &form, world),
        Topic::Filling(form) => form_keys::press(dialogue, form, button, world),
        Topic::Claiming(claiming) => claim::press(dialogue, claiming, button, world),
        Topic::Cancelling(id) => mine::answer_cancel(dialogue, id, &button),
        Topic::Erasing => mine::answer_erase(dialogue, &button),
        Topic::Arriving(id, code) => door::answer(dialogue, id, code, &button, world),
        Topic::AskingMobile => mine::kept(dialogue),
        Topic::Openings { query, shown } if button == Button::Back => openings::back(dialogue, query, shown, world),
        Topic::Idle | Topic::Returning | Topic::Openings { .. } | Topic::AskingHome(_) | Topic::AskingClaimant => {
            general::press_nothing(dialogue, button, world)
        }
    }
}

/// What was heard is what was said, or not.
fn settle_heard(dialogue: Dialogue, words: String, button: &Button, world: &World<'_>) -> Step {
    if *button == Button::Misheard {
        return heard::misheard(dialogue, world);
    }
    let dialogue = heard::settled(dialogue, world);
    let intent = route::route(&dialogue, &Input::Text(words), world.catalog, world.today());
    answer_to(dialogue, intent, world)
}

/// Words meant for what was just asked.
fn answer(dialogue: Dialogue, text: &str, world: &World<'_>) -> Step {
    match dialogue.topic.clone() {
        Topic::Filling(form) => filling::answer(dialogue, form, text, world)
            .unwrap_or_else(|none| in_between(&none.dialogue, text, world).unwrap_or_else(|| none.say(world))),
        Topic::Claiming(claiming) => claim::answer(dialogue, claiming, text, world),
        Topic::AskingHome(wish) => nearby::answer_home(dialogue, wish, text, world),
        Topic::AskingMobile => mine::answer_mobile(dialogue, text, world),
        Topic::Idle
        | Topic::Returning
        | Topic::Openings { .. }
        | Topic::AskingClaimant
        | Topic::Cancelling(_)
        | Topic::Arriving(..)
        | Topic::Erasing => match dialogue.paused.clone() {
            Some(form) => left_form::answer_late(dialogue, form, text, world),
            None => general::not_understood(dialogue, world),
        },
    }
}

/// Something else is asked half-way: it is answered, and the form goes on from where it was.
fn in_between(dialogue: &Dialogue, text: &str, world: &World<'_>) -> Option<Step> {
    let of_activity = match &dialogue.topic {
        Topic::Filling(form) => meaning::about(Viewed::Activity(form.activity), text, world.catalog),
        _ => None,
    };
    let intent = match of_activity.unwrap_or_else(|| meaning::meaning(text, world.catalog)) {
        Intent::Press(Button::ForOther) => return Some(sign_up::other_later(dialogue.clone(), world)),
        Intent::Press(Button::MySignUps) => return Some(sign_up::not_yet(dialogue.clone(), world)),
        Intent::Unknown | Intent::NobodyOffers(_) | Intent::Press(_) => return None,
        // Where home is, is no answer to a question about openings.
        Intent::Find(Wish { query, .. }) if query.near_home => return None,
        intent => intent,
    };
    let answer = match intent {
        // Of its own activity it knows more: whoever stands at the door can still come in.
        Intent::About(Viewed::Activity(id), _) => activities::detail(dialogue.clone(), id, world).into(),
        intent => answer_to(Dialogue::default(), intent, world),
    };
    let aside = match answer {
        Step::Say(turn) => turn.reply,
        Step::Do { .. } => return None,
    };
    let rows: Vec<Label> = aside.choices.into_iter().filter_map(|choice| choice.label).collect();
    let mut pieces = aside.pieces;
    if !rows.is_empty() {
        pieces.push(Piece::Rows { rows });
    }
    pieces.push(Piece::BackToForm);
    let open = asking::ask_in_brief(dialogue, world)?;
    pieces.extend(open.pieces);
    Some(Turn::stay(dialogue.clone(), Reply { pieces, choices: open.choices }).into())
}

/// A form that is left for something else waits.
fn leave_form(dialogue: Dialogue) -> Dialogue {
    match dialogue.topic {
        Topic::Filling(filling) => Dialogue { topic: Topic::Idle, paused: Some(filling), ..dialogue },
        _ => dialogue,
    }
}

/// Goes on after the effects, whose outcomes stand in their order.
pub fn conclude(dialogue: Dialogue, then: Then, outcomes: &[Outcome], world: &World<'_>) -> Turn {
    match then {
        Then::Welcome { led_to } => general::offer_paused(general::welcome(dialogue, led_to, outcomes, world), world),
        Then::Silence => Turn { dialogue: Dialogue::default(), reply: Reply::default() },
        Then::Consented(form) => sign_up::consented(dialogue, form, world),
        Then::Receipt(form) => receipt::receipt(dialogue, *form, outcomes, world),
        Then::OfferTaken(id) => receipt::offer_taken(dialogue, id, outcomes, world),
        Then::Arrived(id, code) => door::arrived(dialogue, id, code, outcomes, world),
        Then::Rated => door::rated(dialogue, outcomes, world),
        Then::Cancelled(id) => mine::cancelled(dialogue, id, outcomes, world),
        Then::Erased => mine::erased(outcomes, world),
        Then::Muted(muted) => general::muted(dialogue, muted, world),
        Then::OnlyNews(news) => general::only_news(dialogue, news, world),
        Then::PhoneBound => binding::bound(dialogue, outcomes, world),
        Then::Say(turn) => *turn,
    }
}
