//! What makes two pushes the same one (platform sheet 4).

use super::event::account::AuthorisationChange;
use super::event::menu::MenuEvent;
use super::event::{Event, EventKind};
use super::message::{Content, Message};
use super::push::{Body, Push};
use crate::app::message_key::MessageKey;

/// The key of a push, the same for every delivery of it.
pub fn key_of(push: &Push) -> MessageKey {
    let created = push.created_at.as_second().to_string();
    let common = [push.to.as_str(), &push.from, &created];
    match &push.body {
        Body::Message(message) => {
            let id = message.id.map(|id| id.to_string()).unwrap_or_default();
            MessageKey::of(common.into_iter().chain(["message", &message.name, &id, without_id(message)]))
        }
        Body::Event(event) => {
            let key = event.key.as_deref().unwrap_or_default();
            let [one, other] = telling(event);
            MessageKey::of(common.into_iter().chain(["event", &event.name, key, one, other]))
        }
    }
}

/// Words tell messages apart where the id does not read; where it does, they stay out of the key.
fn without_id(message: &Message) -> &str {
    match (&message.id, &message.content) {
        (None, Content::Text { text, .. }) => text,
        _ => "",
    }
}

/// What tells apart events of one name and key within one second.
fn telling(event: &Event) -> [&str; 2] {
    match &event.kind {
        EventKind::Subscribe { ticket, .. } | EventKind::Scan { ticket, .. } => [ticket.as_deref().unwrap_or(""), ""],
        EventKind::Menu(MenuEvent::ScanWait { scan, .. }) => [&scan.kind, &scan.result],
        // Two pop-ups of one page may be answered within a second.
        EventKind::NoticePopup(choices) | EventKind::NoticeChange(choices) => match choices.first() {
            Some(first) => [&first.template_id, if first.accepted { "accept" } else { "reject" }],
            None => ["", ""],
        },
        EventKind::NoticeSent(sent) => match sent.first() {
            Some(first) => [&first.template_id, &first.status],
            None => ["", ""],
        },
        EventKind::Authorisation(AuthorisationChange { openid, revoked, .. }) => {
            [openid.as_deref().unwrap_or(""), revoked.as_deref().unwrap_or("")]
        }
        _ => ["", ""],
    }
}
