//! What one follower sees: the conversation, and the menu below it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::{Deserialize, Serialize};

use super::Phone;
use super::words::{Piece, pieces};
use crate::simulator::chat::{Author, Content, Entry};
use crate::simulator::menu::Menu;

/// From where on.
#[derive(Deserialize)]
pub struct After {
    /// The last number that is known; 0 for none.
    #[serde(default)]
    pub after: u64,
}

/// An entry as the page shows it.
#[derive(Serialize)]
pub struct Shown {
    #[serde(flatten)]
    entry: Entry,
    /// Words of the account, taken apart; the page puts together nothing else from them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pieces: Option<Vec<Piece>>,
}

impl From<Entry> for Shown {
    fn from(entry: Entry) -> Self {
        let pieces = match (entry.from, &*entry.content) {
            (Author::Account, Content::Text { text }) => Some(pieces(text)),
            // A follower's words are words, whatever they look like.
            _ => None,
        };
        Self { entry, pieces }
    }
}

/// `GET /simulator/followers/{openid}/chat?after=17`: what came after that entry. The platform keeps the last few
/// dozen of each conversation.
pub async fn chat(
    State(phone): State<Arc<Phone>>,
    Path(openid): Path<String>,
    Query(After { after }): Query<After>,
) -> Json<Vec<Shown>> {
    Json(phone.platform.chat(&openid, after).into_iter().map(Shown::from).collect())
}

/// `GET /simulator/followers/{openid}/menu`: without buttons where there is none.
pub async fn menu(State(phone): State<Arc<Phone>>, Path(openid): Path<String>) -> Json<Menu> {
    Json(phone.platform.menu_of(&openid).unwrap_or_default())
}
