//! From an input to an intent: button ▸ command ▸ what was asked ▸ keyword ▸ search ▸ help.

use jiff::civil::Date;

use super::button::Button;
use super::commands::{command, numbered, offered_activity, offered_word};
use super::input::Input;
use super::intent::{Intent, Media};
use super::meaning::{about, is_mobile, meaning};
use super::offer::or_on_offer;
use super::state::{Dialogue, Filling, Stage, Topic, Viewed};
use super::yes_no::{declines, yes_or_no};
use super::{asking, claim, heard};
use crate::domain::binding::BindingCode;
use crate::domain::catalog::Catalog;
use crate::domain::form::AnswerKind;
use crate::domain::form::spot::{Point, Spot};
use crate::domain::keyword::Strength;
use crate::domain::source::SourceCode;
use crate::domain::text::fold::fold;
use crate::domain::text::number;
use crate::domain::text::unit::{self, UnitMatch};

/// What `input` means in this dialogue on `today`.
pub fn route(dialogue: &Dialogue, input: &Input, catalog: &Catalog, today: Date) -> Intent {
    match input {
        Input::Text(text) => route_text(dialogue, text, catalog, today),
        Input::Tap { id, text } => match Button::parse(id) {
            Ok(button) => Intent::Press(button),
            Err(_) => route_text(dialogue, text, catalog, today),
        },
        Input::Click(key) => match Button::parse(key) {
            Ok(button) => Intent::Press(button),
            Err(_) => Intent::Press(Button::Home),
        },
        Input::Scan { scene } if let Some(came) = came_by(SourceCode::of_scene(scene), false, catalog) => came,
        Input::Scan { scene } => Intent::Press(Button::parse(scene).unwrap_or(Button::Home)),
        Input::Follow { scene: Some(scene) }
            if let Some(came) = came_by(SourceCode::of_scene(scene), true, catalog) =>
        {
            came
        }
        Input::Follow { scene } => Intent::Follow { scene: scene.clone() },
        Input::Notices(choices) => Intent::Notices(choices.clone()),
        Input::Staff(act) => Intent::Staff(*act),
        Input::Erasure => Intent::Erasure,
        Input::Leave => Intent::Leave,
        Input::Voice { transcript: Some(words) } if !fold(words).is_empty() => {
            heard::meant(dialogue, words, route_text(dialogue, words, catalog, today), (catalog, today))
        }
        Input::Voice { .. } => Intent::Media(heard::unheard(dialogue, catalog)),
        Input::Location { latitude, longitude, label } => {
            let point = Point { latitude: *latitude, longitude: *longitude };
            let spot = Spot::sent(point, label).or_else(|_| Spot::typed(label));
            spot.map_or(Intent::Media(Media::Other), Intent::Location)
        }
        Input::Picture(picture) => match (&dialogue.topic, &picture.id) {
            (Topic::Filling(form), Some(id)) if asking::asks_for_photo(form, catalog) => Intent::Photo(id.clone()),
            _ => Intent::Media(Media::Picture),
        },
        Input::Video => Intent::Media(Media::Video),
        Input::Link => Intent::Media(Media::Link),
        Input::Unsupported => Intent::Media(Media::Other),
    }
}

/// By a source that there is.
fn came_by(code: Option<SourceCode>, follows: bool, catalog: &Catalog) -> Option<Intent> {
    let source = catalog.source(&code?)?;
    Some(Intent::CameBy { code: source.code.clone(), leads_to: source.activity, follows })
}

fn route_text(dialogue: &Dialogue, text: &str, catalog: &Catalog, today: Date) -> Intent {
    let folded = fold(text);
    if let Some(code) = BindingCode::said(&folded) {
        return Intent::Bind(code);
    }
    if let Some(button) = offered_word(dialogue, &folded).or_else(|| command(dialogue, &folded)) {
        return Intent::Press(button);
    }
    // Off a poster that could not be scanned. In a form the answer comes first.
    if !matches!(dialogue.topic, Topic::Filling(_))
        && let Some(came) = came_by(SourceCode::parse(&folded).ok(), false, catalog)
    {
        return came;
    }
    if let Some(button) = offered_activity(dialogue, text, catalog) {
        return Intent::Press(button);
    }
    if let Some(n) = number::choice(text)
        && (!asks_for_a_number(dialogue, catalog) || is_short_choice(dialogue, n, text, catalog))
    {
        let intent = numbered(dialogue, n);
        return if is_lost_number(dialogue, n, catalog) { Intent::Press(Button::Units(1)) } else { intent };
    }
    match &dialogue.topic {
        Topic::Filling(filling) => in_form(dialogue, filling, text, catalog, today),
        Topic::Cancelling(_) | Topic::Erasing | Topic::Arriving(..) => {
            yes_or_no(dialogue, &folded).unwrap_or_else(|| meaning(text, catalog))
        }
        Topic::AskingMobile if declines(&folded) => Intent::Press(Button::Cancel),
        Topic::Claiming(claiming) if claim::fits(claiming, text, catalog) => Intent::Answer(text.to_owned()),
        Topic::AskingHome(_) if unit::find(text, &catalog.pack.units) != UnitMatch::None => {
            Intent::Answer(text.to_owned())
        }
        Topic::AskingClaimant => match claim::claimant_named(text, catalog) {
            Some(claimant) => Intent::Press(Button::Claim(claimant)),
            None => meaning(text, catalog),
        },
        Topic::AskingMobile if is_mobile(text) => Intent::Answer(text.to_owned()),
        Topic::Claiming(_) | Topic::AskingHome(_) | Topic::AskingMobile => match meaning(text, catalog) {
            Intent::Unknown => Intent::Answer(text.to_owned()),
            intent => intent,
        },
        Topic::Idle | Topic::Returning | Topic::Openings { .. } => {
            if dialogue.paused.as_ref().is_some_and(|form| is_late_answer(dialogue, form, text, (catalog, today))) {
                return Intent::Answer(text.to_owned());
            }
            if let Some(intent) = yes_or_no(dialogue, &folded) {
                return intent;
            }
            or_on_offer(dialogue, &folded, of_nothing_asked(dialogue, text, &folded, catalog))
        }
    }
}

/// What is meant where nothing was asked.
fn of_nothing_asked(dialogue: &Dialogue, text: &str, folded: &str, catalog: &Catalog) -> Intent {
    // They decline what was shown.
    if declines(folded) {
        return Intent::Press(Button::Home);
    }
    let asked = dialogue.viewed.and_then(|viewed| about(viewed, text, catalog));
    asked.unwrap_or_else(|| meaning(text, catalog))
}

/// A form that waits asked for just this: a number that can be nothing else, or, of somebody who is back, where they
/// live. A name could be anything.
fn is_late_answer(dialogue: &Dialogue, form: &Filling, text: &str, (catalog, today): (&Catalog, Date)) -> bool {
    let back = dialogue.topic == Topic::Returning;
    let whole = matches!(catalog.pack.keywords.find(text), Some((_, Strength::Whole)));
    let home = |kind: &AnswerKind| matches!(kind, AnswerKind::Unit | AnswerKind::Village | AnswerKind::IdNumber);
    let asked = asking::asked(form, catalog).is_some_and(|(_, question)| home(&question.kind));
    (is_mobile(text) || back && asked && !whole) && asking::fits(form, text, catalog, today)
}

/// Within a form the answer comes first; a keyword that is the whole message and leads away does so, and
/// the form waits; everything else is answered in passing.
fn in_form(dialogue: &Dialogue, filling: &Filling, text: &str, catalog: &Catalog, today: Date) -> Intent {
    if let Some(intent) = yes_or_no(dialogue, &fold(text)) {
        return intent;
    }
    let whole = matches!(catalog.pack.keywords.find(text), Some((_, Strength::Whole)));
    // Whoever does not come answers nothing more.
    if whole && let give_up @ Intent::Press(Button::GiveUp) = meaning(text, catalog) {
        return give_up;
    }
    if asking::names_what_to_change(filling, text, catalog) {
        return Intent::Answer(text.to_owned());
    }
    // A keyword can look like a name, but hardly anybody is called 招聘会.
    let fits = asking::fits(filling, text, catalog, today) && !(whole && asking::asks_for_name(filling, catalog));
    if fits {
        return Intent::Answer(text.to_owned());
    }
    // What is asked about this activity is answered without leaving its form.
    if about(Viewed::Activity(filling.activity), text, catalog).is_some() {
        return Intent::Answer(text.to_owned());
    }
    match meaning(text, catalog) {
        Intent::Press(button) if whole => Intent::Press(button),
        _ => Intent::Answer(text.to_owned()),
    }
}

/// No mobile or identity number is as short as that of a choice; and 1号 is a day, 1 is the first choice.
fn is_short_choice(dialogue: &Dialogue, n: u32, text: &str, catalog: &Catalog) -> bool {
    let Topic::Filling(filling) = &dialogue.topic else { return false };
    let offered = usize::try_from(n).is_ok_and(|n| (1..=dialogue.offered.len()).contains(&n));
    let chooses = |kind: &AnswerKind| match kind {
        AnswerKind::Mobile | AnswerKind::IdNumber => true,
        AnswerKind::Date { .. } => !text.contains(['号', '號']),
        _ => false,
    };
    offered && asking::asked(filling, catalog).is_some_and(|(_, question)| chooses(&question.kind))
}

/// A number where a unit is asked for and none of that number was offered: they want to choose from a list.
fn is_lost_number(dialogue: &Dialogue, n: u32, catalog: &Catalog) -> bool {
    let offered = usize::try_from(n).is_ok_and(|n| (1..=dialogue.offered.len()).contains(&n));
    let asks = |form: &Filling| form.pending.is_none() && form.heard.is_none() && asking::asks_for_unit(form, catalog);
    !offered && matches!(&dialogue.topic, Topic::Filling(form) if asks(form))
}

/// A bare number is then the answer itself, not the number of a choice.
fn asks_for_a_number(dialogue: &Dialogue, catalog: &Catalog) -> bool {
    match &dialogue.topic {
        Topic::Filling(filling) if filling.pending.is_some() || filling.heard.is_some() => false,
        Topic::Filling(filling) => match filling.stage {
            Stage::Asking(at) | Stage::Editing(at) => {
                let question = asking::question_at(filling, at, catalog);
                question.is_some_and(|question| {
                    use AnswerKind::{Date, IdNumber, Mobile, Number};
                    matches!(question.kind, Number { .. } | Mobile | IdNumber | Date { .. })
                })
            }
            _ => false,
        },
        Topic::Claiming(claiming) => claim::question_of(claiming, catalog).is_some_and(|q| q.number.is_some()),
        Topic::AskingMobile => true,
        _ => false,
    }
}
