//! Answers that need not be sent twice: an ETag over what is sent, and 304 for whoever has it.
//!
//! A page changes with the content's revision, with the program, and by itself when an opening expires or an
//! activity ends. All three are in its bytes, so the tag is made of those and never of a number that knows one alone.

use std::convert::Infallible;

use axum::body::Bytes;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

/// How long something may be kept without asking.
#[derive(Clone, Copy)]
pub enum Keep {
    /// A minute: long enough to go back and forth in a list, short enough for a called off fair.
    Minute,
    /// A day: pictures, which the platform fetches once and then shows to everybody.
    Day,
    /// For good: its address changes with it.
    ForGood,
}

impl Keep {
    fn header(self) -> &'static str {
        match self {
            Self::Minute => "public, max-age=60",
            Self::Day => "public, max-age=86400",
            Self::ForGood => "public, max-age=31536000, immutable",
        }
    }
}

/// What the asker already has.
pub struct Asked(HeaderMap);

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let tags = parts.headers.get_all(header::IF_NONE_MATCH).iter();
        Ok(Self(tags.map(|tags| (header::IF_NONE_MATCH, tags.clone())).collect()))
    }
}

impl Asked {
    /// Whether the asker has what `tag` names.
    pub fn has(&self, tag: &Tag) -> bool {
        let lists = self.0.values().filter_map(|list| list.to_str().ok());
        let mut tags = lists.flat_map(|list| list.split(',')).map(str::trim);
        tags.any(|known| known == "*" || known.trim_start_matches("W/") == tag.opaque())
    }

    /// What is asked for, or that it has not changed.
    pub fn answer(&self, kind: &'static str, keep: Keep, body: impl Into<Bytes>) -> Response {
        let body = body.into();
        let tag = Tag::of(&body);
        if self.has(&tag) { unchanged(&tag, keep) } else { fresh(&tag, kind, keep, body) }
    }
}

/// Names one state of something. Weak: the same page goes out with gzip and without.
pub struct Tag(String);

impl Tag {
    /// Of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(format!("W/\"{}\"", fingerprint(bytes)))
    }

    fn opaque(&self) -> &str {
        self.0.trim_start_matches("W/")
    }
}

/// Tells one content from another, for as long as anybody keeps either.
pub fn fingerprint(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes)).chars().take(16).collect()
}

/// 304: what you have is right.
pub fn unchanged(tag: &Tag, keep: Keep) -> Response {
    let headers = [(header::ETAG, tag.0.as_str()), (header::CACHE_CONTROL, keep.header())];
    (StatusCode::NOT_MODIFIED, headers).into_response()
}

/// 200, with its tag.
pub fn fresh(tag: &Tag, kind: &'static str, keep: Keep, body: impl Into<Bytes>) -> Response {
    let headers =
        [(header::ETAG, tag.0.as_str()), (header::CACHE_CONTROL, keep.header()), (header::CONTENT_TYPE, kind)];
    (headers, body.into()).into_response()
}
