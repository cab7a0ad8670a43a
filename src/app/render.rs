//! Gives a reply its words: `templates/messages/`, one template a piece.

mod cards;
mod reading;
pub mod templates;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{AutoEscape, Environment, Output, State, context};
use rust_embed::RustEmbed;
use serde::Serialize;

pub use self::reading::as_read;
use self::templates::compiled;
use super::site::address::SiteAddress;
use crate::domain::dialogue::button::Button;
use crate::domain::dialogue::label::Label;
use crate::domain::dialogue::piece::Piece;
use crate::domain::dialogue::reply::{Choice, Reply};
use crate::domain::passive_reply::PassiveReply;

#[derive(RustEmbed)]
#[folder = "templates/messages/"]
struct Templates;

/// Steps a template may take; the longest reply needs a few hundred.
const FUEL: u64 = 50_000;

/// Most replies kept with their words: menus, policies, pages of openings, the questions of all forms. At a few
/// kilobytes each this is a few megabytes.
const WORDED_KEPT: usize = 1_024;

/// All message templates, compiled.
pub struct Renderer {
    templates: Environment<'static>,
    /// The words of what is said to everybody alike: the same few replies, over and over. Never a person's.
    worded: Mutex<HashMap<Reply, PassiveReply>>,
    /// Where the pages are, if replies may link to them.
    pages: Option<SiteAddress>,
}

/// A template does not compile, is missing, or asks for what its context does not have.
#[derive(Debug, thiserror::Error)]
#[error("templates/messages: {0}")]
pub struct RenderError(#[from] minijinja::Error);

#[derive(Clone, Serialize)]
struct ChoiceContext<'a> {
    n: usize,
    id: String,
    kind: &'static str,
    label: &'a Option<Label>,
}

impl Renderer {
    /// Compiles the templates that the program carries. Replies link to the pages at `pages`; without it there are
    /// no links and no cards, because the phones could not open them.
    pub fn new(pages: Option<SiteAddress>) -> Result<Self, RenderError> {
        let mut templates = compiled::<Templates>(FUEL, |_| AutoEscape::None)?;
        templates.set_formatter(defuse);
        templates.add_global("pages", pages.as_ref().map(|pages| pages.base().to_owned()));
        Ok(Self { templates, worded: Mutex::default(), pages })
    }

    /// Names of the templates, without `.txt`.
    pub fn names(&self) -> Vec<String> {
        self.templates.templates().map(|(name, _)| name.trim_end_matches(".txt").to_owned()).collect()
    }

    /// The words of a reply; `None` if it says nothing.
    pub fn render(&self, reply: &Reply) -> Result<Option<PassiveReply>, RenderError> {
        if reply.pieces.is_empty() {
            return Ok(None);
        }
        if !reply.is_common() {
            return self.word(reply).map(Some);
        }
        if let Some(words) = self.worded().get(reply) {
            return Ok(Some(words.clone()));
        }
        let words = self.word(reply)?;
        let mut worded = self.worded();
        if worded.len() >= WORDED_KEPT {
            worded.clear();
        }
        worded.insert(reply.clone(), words.clone());
        Ok(Some(words))
    }

    /// A reply as one reads it on the phone, where nothing can be tapped; empty if it says nothing.
    ///
    /// # Errors
    /// As [`Renderer::render`].
    pub fn read(&self, reply: &Reply) -> Result<String, RenderError> {
        Ok(self.render(reply)?.as_ref().map(as_read).unwrap_or_default())
    }

    /// What is usually written on a choice of this button; `None` if it has no usual words.
    pub fn label(&self, button: &Button) -> Option<String> {
        let choice = context! { kind => button.kind(), label => () };
        let mut labels = self.templates.get_template("labels.txt").ok()?.render_captured(context! {}).ok()?;
        let words = labels.with_state_mut(|state| state.call_macro("of", &[choice, Value::from("")])).ok()?;
        Some(words.trim().to_owned()).filter(|words| !words.is_empty())
    }

    /// Whatever happened to whoever held the lock, what is kept is whole.
    fn worded(&self) -> MutexGuard<'_, HashMap<Reply, PassiveReply>> {
        self.worded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn word(&self, reply: &Reply) -> Result<PassiveReply, RenderError> {
        let mut text = String::with_capacity(1_024);
        let mut before: Option<&Piece> = None;
        let mut last = String::new();
        for piece in &reply.pieces {
            text.push_str(match before {
                None => "",
                // It only introduces what follows.
                Some(Piece::BackToForm) => "\n",
                Some(_) => "\n\n",
            });
            let (name, context) = named(piece);
            text.push_str(self.templates.get_template(&format!("{name}.txt"))?.render(context)?.trim());
            (before, last) = (Some(piece), name);
        }
        if !reply.choices.is_empty() {
            text.push('\n');
            text.push_str(self.choices(&reply.choices, &last)?.trim());
        }
        Ok(PassiveReply::Text(text))
    }

    /// The words of choices that follow `piece`.
    fn choices(&self, choices: &[Choice], piece: &str) -> Result<String, RenderError> {
        let choices: Vec<ChoiceContext<'_>> = (1..)
            .zip(choices)
            .map(|(n, Choice { button, label })| ChoiceContext {
                n,
                id: button.to_string(),
                kind: button.kind(),
                label,
            })
            .collect();
        Ok(self.templates.get_template("choices.txt")?.render(context! { choices => Serde(choices), piece })?)
    }
}

/// The template of a piece and its context: serde's tag and content.
fn named(piece: &Piece) -> (String, Value) {
    let value = Value::from(Serde(piece));
    if let Some(name) = value.as_str() {
        return (name.to_owned(), context! {});
    }
    let name = value.try_iter().ok().and_then(|mut keys| keys.next());
    let context = name.as_ref().and_then(|name| value.get_item(name).ok());
    (name.map(|name| name.to_string()).unwrap_or_default(), context.unwrap_or_default())
}

/// The client reads text as a small HTML: angle brackets in data become full width, so that nobody's words
/// make a link. Templates, and content marked `safe`, write their own.
fn defuse(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    if value.kind() != ValueKind::String || value.is_safe() {
        return minijinja::escape_formatter(out, state, value);
    }
    let text = value.as_str().unwrap_or_default();
    let text = match text.contains(['<', '>']) {
        true => Cow::Owned(text.replace('<', "＜").replace('>', "＞")),
        false => Cow::Borrowed(text),
    };
    out.write_str(&text).map_err(minijinja::Error::from)
}
