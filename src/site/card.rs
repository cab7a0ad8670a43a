//! `/cards/{kind}/{id}.png`: the pictures of cards, drawn once and kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use minijinja::context;
use tokio::sync::Semaphore;

use super::Pages;
use super::fresh::{Asked, Keep, Tag, fresh, unchanged};
use super::picture::{Layout, Painter, Size};
use super::templates::Templates;
use crate::app::site::card::{CardOf, CardWords};

/// Pictures kept, some 10 kB each. A county has fewer things to show.
const KEPT: usize = 512;
/// Drawn at a time: drawing takes a core for 20 ms, and messages come first.
const AT_ONCE: usize = 1;

/// What has been drawn.
pub struct Cards {
    painter: Arc<Painter>,
    drawn: Mutex<HashMap<(CardWords, Size), Bytes>>,
    turns: Semaphore,
}

impl Cards {
    /// None yet.
    pub fn new(painter: Arc<Painter>) -> Self {
        Self { painter, drawn: Mutex::default(), turns: Semaphore::new(AT_ONCE) }
    }

    /// Whatever happened to whoever held the lock, what is kept is whole.
    fn drawn(&self) -> MutexGuard<'_, HashMap<(CardWords, Size), Bytes>> {
        self.drawn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, card: (CardWords, Size), png: Bytes) {
        let mut drawn = self.drawn();
        if drawn.len() >= KEPT {
            drawn.clear();
        }
        drawn.insert(card, png);
    }
}

/// A picture: `{id}.png` is 360×200, `{id}-wide.png` 900×383 (platform sheet 5 and 7.10).
pub async fn card(
    State(pages): State<Arc<Pages>>,
    asked: Asked,
    named: Result<Path<(String, String)>, PathRejection>,
) -> Response {
    let wanted = named.ok().and_then(|Path((kind, file))| wanted(&pages, &kind, &file));
    let Some((words, size)) = wanted else { return StatusCode::NOT_FOUND.into_response() };
    let tag = Tag::of(format!("{words:?}{size:?}{:?}", pages.cards.painter.family()).as_bytes());
    if asked.has(&tag) {
        return unchanged(&tag, Keep::Day);
    }
    match drawn(&pages, words, size).await {
        Some(png) => fresh(&tag, "image/png", Keep::Day, png),
        None => {
            metrics::counter!("guiyan_site_failures_total", "what" => "card").increment(1);
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn wanted(pages: &Pages, kind: &str, file: &str) -> Option<(CardWords, Size)> {
    let name = file.strip_suffix(".png")?;
    let (id, size) = name.strip_suffix("-wide").map_or((name, Size::Usual), |id| (id, Size::Wide));
    Some((pages.site.now().card(&CardOf::parse(kind, id)?)?, size))
}

/// The kept picture, or a new one.
async fn drawn(pages: &Pages, words: CardWords, size: Size) -> Option<Bytes> {
    let card = (words, size);
    let kept = || pages.cards.drawn().get(&card).cloned();
    if let Some(png) = kept() {
        return Some(png);
    }
    let _turn = pages.cards.turns.acquire().await.ok()?;
    // Whoever had the turn before may have drawn this very one.
    if let Some(png) = kept() {
        return Some(png);
    }
    let png = paint(&pages.templates, &pages.cards.painter, (&card.0, size)).await?;
    pages.cards.keep(card, png.clone());
    Some(png)
}

/// A new picture, drawn off the threads that answer messages.
pub async fn paint(templates: &Templates, painter: &Arc<Painter>, (words, size): (&CardWords, Size)) -> Option<Bytes> {
    let context = context(words, size, painter.family());
    let svg = templates.render("card.svg", context).map_err(|error| log(&error)).ok()?;
    let painter = Arc::clone(painter);
    let png = tokio::task::spawn_blocking(move || painter.draw(&svg)).await.map_err(|error| log(&error)).ok()?;
    Some(Bytes::from(png.map_err(|error| log(&error)).ok()?))
}

fn context(words: &CardWords, size: Size, font: Option<&str>) -> minijinja::Value {
    let Layout { width, height, lines, letters } = Layout::of(&words.title, size);
    let CardWords { account, kind, below, .. } = words;
    context! { width, height, letters, lines, account, kind, below, font }
}

fn log(error: &dyn std::fmt::Display) {
    tracing::error!(%error, "a card could not be drawn");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_written_only_where_there_is_a_font_for_them() {
        let [account, kind, title, below] = ["兴国就业", "招工", "服装", "19家企业"].map(str::to_owned);
        let words = CardWords { account, kind, title, below };
        let templates = Templates::new().unwrap();
        let svg = |font| templates.render("card.svg", context(&words, Size::Usual, font)).unwrap();
        assert!(svg(Some("Some Family")).contains("<g font-family=\"Some Family\">"));
        assert!(!svg(None).contains("<text"));
    }
}
