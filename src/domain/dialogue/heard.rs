//! Spoken words in a form: said back, so that nothing misheard becomes an answer.

use jiff::civil::Date;

use super::asking;
use super::button::Button;
use super::intent::{Intent, Media};
use super::piece::Piece;
use super::reply::Reply;
use super::state::{Dialogue, Filling, Topic};
use super::turn::{Step, Turn, World};
use crate::domain::catalog::Catalog;
use crate::domain::text::question::asks;

/// Longest answer that is said back, in characters; nothing that is asked takes a longer one.
const HEARD: usize = 200;

/// What a transcript means that, typed, would mean `intent`: an answer is said back first. Ways out and questions are
/// not: whoever says 取消 is not asked whether they did. Neither is an identity number that was not heard whole: it is
/// easier typed than said again.
pub fn meant(dialogue: &Dialogue, heard: &str, intent: Intent, (catalog, today): (&Catalog, Date)) -> Intent {
    let Topic::Filling(form) = &dialogue.topic else { return intent };
    let is_answer = matches!(&intent, Intent::Answer(words) if !asks(words));
    if is_answer && asking::asks_for_id_number(form, catalog) && !asking::fits(form, heard, catalog, today) {
        return Intent::Media(Media::IdNumber);
    }
    let said_back = form.heard.is_some();
    let becomes_an_answer = match &intent {
        Intent::Answer(_) => is_answer,
        Intent::Press(Button::Confirm) => !said_back,
        Intent::Press(Button::Pick(_) | Button::Near(_) | Button::Skip) => true,
        _ => false,
    };
    if becomes_an_answer { Intent::Heard(heard.trim().chars().take(HEARD).collect()) } else { intent }
}

/// What is said of a voice without a transcript.
pub fn unheard(dialogue: &Dialogue, catalog: &Catalog) -> Media {
    match &dialogue.topic {
        Topic::Filling(form) if asking::asks_for_id_number(form, catalog) => Media::IdNumber,
        _ => Media::Voice,
    }
}

/// Says it back.
pub fn say_back(dialogue: Dialogue, form: Filling, words: String, world: &World<'_>) -> Step {
    super::filling::go_on(dialogue, Filling { heard: Some(words), ..form }, world)
}

/// What is said back.
pub fn ask(words: &str) -> Reply {
    Reply::new(Piece::Heard { words: words.to_owned() }, [Button::Confirm, Button::Misheard])
}

/// It was heard wrong: once more, spoken or typed.
pub fn misheard(dialogue: Dialogue, world: &World<'_>) -> Step {
    let dialogue = settled(dialogue, world);
    match asking::ask_again(&dialogue, world) {
        Some(reply) => Turn::stay(dialogue, reply.after(Piece::SayAgain)).into(),
        None => super::filling::gone(dialogue),
    }
}

/// The dialogue as it was before anything was heard: numbers mean the choices of the open question again.
pub fn settled(dialogue: Dialogue, world: &World<'_>) -> Dialogue {
    let Topic::Filling(form) = dialogue.topic else { return dialogue };
    let topic = Topic::Filling(form.without_heard());
    let dialogue = Dialogue { topic, ..dialogue };
    let offered = asking::ask_again(&dialogue, world).map(|reply| reply.buttons()).unwrap_or_default();
    Dialogue { offered, ..dialogue }
}
