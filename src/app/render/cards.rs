//! Lists as cards with pictures, each of which opens a page (platform sheet 5).
//!
//! A reply of cards has no words of its own. So only lists become cards, whose every row is a page; and each card
//! begins with the number that stands for it, so that whoever would rather type goes on as after a text. All else
//! stays text: a detail, a question and a greeting end with what can be done next, and cards cannot say that.

use minijinja::context;
use minijinja::value::Serde;

use super::{ChoiceContext, RenderError, Renderer, named};
use crate::app::site::card::{CardOf, List};
use crate::domain::dialogue::button::Button;
use crate::domain::dialogue::piece::Piece;
use crate::domain::dialogue::reply::{Choice, Reply};
use crate::domain::passive_reply::{Article, PassiveReply};

/// Most cards of a reply to an event.
const MOST: usize = 8;

impl Renderer {
    /// The reply as cards, if they are welcome and say the same; else its words. `None` if it says nothing.
    pub fn answer(&self, reply: &Reply, cards: bool) -> Result<Option<PassiveReply>, RenderError> {
        let cards = if cards { self.cards(reply)? } else { None };
        if cards.is_some() { Ok(cards) } else { self.render(reply) }
    }

    /// The reply as cards; `None` if it is no list, or if replies do not link to pages.
    fn cards(&self, reply: &Reply) -> Result<Option<PassiveReply>, RenderError> {
        let [piece] = reply.pieces.as_slice() else { return Ok(None) };
        let (Some(pages), Some(list)) = (&self.pages, list(piece)) else { return Ok(None) };
        let (name, _) = named(piece);
        let rows = (1..).zip(&reply.choices).filter_map(|(n, choice)| Some((n, choice, opens(&choice.button)?)));
        let mut articles = Vec::new();
        for (n, Choice { button, label }, card) in rows.take(MOST - 1) {
            let choice = ChoiceContext { n, id: button.to_string(), kind: button.kind(), label };
            let words = self.card_words(context! { choice => Serde(choice), piece => &name })?;
            articles.push(article(words, &card, pages.base()));
        }
        if articles.is_empty() {
            return Ok(None);
        }
        let words = self.card_words(context! { choice => (), piece => name })?;
        articles.push(article(words, &CardOf::List(list), pages.base()));
        Ok(Some(PassiveReply::News(articles)))
    }

    /// Title and description: the two lines of `card.txt`.
    fn card_words(&self, context: minijinja::Value) -> Result<(String, String), RenderError> {
        let text = self.templates.get_template("card.txt")?.render(context)?;
        let (title, description) = text.trim().split_once('\n').unwrap_or((text.trim(), ""));
        Ok((title.trim().to_owned(), description.trim().to_owned()))
    }
}

fn article((title, description): (String, String), card: &CardOf, base: &str) -> Article {
    let at = |path: String| format!("{base}{path}");
    Article { title, description, picture_url: at(card.picture()), url: at(card.page()) }
}

fn list(piece: &Piece) -> Option<List> {
    match piece {
        Piece::OpeningsOverview { .. } | Piece::OpeningsList { .. } => Some(List::Jobs),
        Piece::Activities { .. } => Some(List::Activities),
        Piece::Policies { .. } => Some(List::Policies),
        _ => None,
    }
}

/// What there is a page of.
fn opens(button: &Button) -> Option<CardOf> {
    match button {
        Button::Opening(id) => Some(CardOf::Opening(*id)),
        Button::Trade(id) => Some(CardOf::Trade(id.clone())),
        Button::Activity(id) => Some(CardOf::Activity(*id)),
        Button::Policy(id) => Some(CardOf::Policy(id.clone())),
        _ => None,
    }
}
