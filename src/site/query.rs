//! What stands behind the `?` of the list of openings. Whatever is strange in it is passed over, never refused: the
//! address may have gone through three chats before somebody opens it.

use axum::extract::Query;
use axum::http::Uri;

use crate::app::site::OpeningsAsk;
use crate::domain::id::{PlaceId, TradeId};
use crate::domain::source::SourceCode;

/// Longest search, in characters. The box takes no more; the chat reads no more of a story either.
const MAX_WORDS: usize = 40;

/// The source of a poster: `?from=A12`.
pub fn from(uri: &Uri) -> Option<SourceCode> {
    let pairs = Query::<Vec<(String, String)>>::try_from_uri(uri).map(|Query(pairs)| pairs).unwrap_or_default();
    pairs.iter().find(|(key, _)| key == "from").and_then(|(_, value)| SourceCode::parse(value).ok())
}

/// Reads it.
pub fn openings(uri: &Uri) -> OpeningsAsk {
    let pairs = Query::<Vec<(String, String)>>::try_from_uri(uri).map(|Query(pairs)| pairs).unwrap_or_default();
    let of = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim());
    OpeningsAsk {
        words: of("q").chars().filter(|c| !c.is_control()).take(MAX_WORDS).collect(),
        trade: TradeId::parse(of("trade")).ok(),
        place: PlaceId::parse(of("place")).ok(),
        most_first: of("most") == "1",
        page: of("page").parse().unwrap_or(1),
    }
}
