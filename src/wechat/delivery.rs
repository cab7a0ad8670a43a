//! A push on its way in: read within bounds, authentic, decrypted, typed. Nothing else reaches the handler.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use futures_util::StreamExt;
use metrics::counter;
use secrecy::ExposeSecret;

use super::callback::Callback;
use super::cipher::Cipher;
use super::envelope;
use super::event::{Event, EventKind};
use super::inbound;
use super::message::Content;
use super::push::{self, Push};
use super::query::CallbackQuery;
use super::refusal::Refusal;
use super::xml::Document;
use crate::app::campaigns::receipts::SendResult;
use crate::app::inbox::Inbound;

/// How long a body may take; the platform gives up after 5 s in any case.
const READ_LIMIT: Duration = Duration::from_secs(5);

/// An authentic push.
pub struct Delivery {
    /// When its head arrived.
    pub received: Instant,
    /// Our account's original id, from which the reply comes.
    pub account: String,
    /// What the inbox takes of it; `None` if nobody waits for an answer.
    pub inbound: Option<Inbound>,
    /// What it tells of a message of ours.
    pub result: Option<SendResult>,
    /// What opened it and has to seal the reply; `None` in plain mode.
    pub cipher: Option<Arc<Cipher>>,
}

impl FromRequest<Arc<Callback>> for Delivery {
    type Rejection = Refusal;

    async fn from_request(request: Request, callback: &Arc<Callback>) -> Result<Self, Refusal> {
        let received = Instant::now();
        let (head, body) = request.into_parts();
        let query = CallbackQuery::parse(head.uri.query().unwrap_or_default());
        query.check_freshness(callback.clock.now(), callback.config.freshness)?;
        if callback.keys.is_none() {
            // It says nothing about the body, so it need not wait for it.
            query.check_signature(callback.config.token.expose_secret())?;
        }
        let body = read(&head.headers, body, callback.config.max_body).await?;
        let (xml, cipher) = open(callback, &query, body)?;
        let refusal = if cipher.is_some() { Refusal::Sealed } else { Refusal::Push };
        let push = Push::parse(&xml).map_err(refusal)?;
        note(&push);
        inbound::check_openid(&push, &query.openid)?;
        let account = push.to.clone();
        let result = inbound::result(&push);
        let inbound = inbound::inbound(push).map_err(refusal)?;
        Ok(Self { received, account, inbound, result, cipher })
    }
}

/// The whole body, within size and time.
async fn read(headers: &HeaderMap, body: Body, most: usize) -> Result<Vec<u8>, Refusal> {
    let announced: Option<usize> = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length| length > most) {
        return Err(Refusal::TooLarge);
    }
    let mut whole = Vec::with_capacity(announced.unwrap_or_default());
    let all = async {
        let mut pieces = body.into_data_stream();
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|_| Refusal::Broken)?;
            if whole.len() + piece.len() > most {
                return Err(Refusal::TooLarge);
            }
            whole.extend_from_slice(&piece);
        }
        Ok(())
    };
    tokio::time::timeout(READ_LIMIT, all).await.map_err(|_| Refusal::Slow)??;
    Ok(whole)
}

/// The XML that may be believed. Only the config says whether that is the body or what is sealed in it: a
/// sender who could choose would choose plain text.
fn open(
    callback: &Callback,
    query: &CallbackQuery<'_>,
    body: Vec<u8>,
) -> Result<(Vec<u8>, Option<Arc<Cipher>>), Refusal> {
    let Some(keys) = &callback.keys else { return Ok((body, None)) };
    let body = String::from_utf8_lossy(&body);
    let document = Document::parse(&body, body.len())?;
    let encrypt = envelope::encrypt_of(&document)?.ok_or(Refusal::NotEncrypted)?;
    query.check_message_signature(callback.config.token.expose_secret(), encrypt)?;
    let (xml, cipher) = keys.open(encrypt).map_err(Refusal::Decrypt)?;
    Ok((xml, Some(cipher)))
}

/// Unknown kinds are counted without their names, which anybody could invent; one log line has the name.
fn note(push: &Push) {
    let (kind, name, unknown) = match &push.body {
        push::Body::Message(message) => ("message", &message.name, message.content == Content::Unknown),
        push::Body::Event(event) => ("event", &event.name, event.kind == EventKind::Unknown),
    };
    if unknown {
        counter!("guiyan_callback_unknown_total", "kind" => kind).increment(1);
        tracing::info!(kind, name = printable(name), "callback: a kind that we do not know");
    } else {
        if let push::Body::Event(Event { kind: EventKind::Authorisation(change), .. }) = &push.body {
            // Of nickname and portrait nothing is kept, so there is nothing to be changed: that it came is all.
            counter!("guiyan_callback_authorisations_total", "change" => change.kind.id()).increment(1);
        }
        tracing::debug!(kind, name = name.as_str(), "callback");
    }
}

fn printable(name: &str) -> String {
    name.chars().take(40).map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '?' }).collect()
}
