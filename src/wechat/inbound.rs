//! From the platform's pushes to what followers do.

use super::dedup;
use super::event::account::AuthorisationKind;
use super::event::job::MassSent;
use super::event::menu::MenuEvent;
use super::event::notice::{NoticeChoice, NoticeSent};
use super::event::{Event, EventKind};
use super::message::{Content, Message};
use super::push::{Body, Push, PushError};
use super::refusal::Refusal;
use crate::app::campaigns::mass::records::MassResult;
use crate::app::campaigns::receipts::SendResult;
use crate::app::campaigns::records::Receipt;
use crate::app::inbox::Inbound;
use crate::app::platform::id::{MessageId, TemplateId};
use crate::domain::campaign::mass::{MassCounts, Verdict};
use crate::domain::dialogue::input::{self as dialogue, Input, Picture};
use crate::domain::form::photo::PhotoId;
use crate::domain::id::OpenId;
use crate::domain::passive_reply::Trigger;

/// What the platform puts in the place of a sticker that accounts cannot receive.
const UNSUPPORTED: &str = "【收到不支持的消息类型，暂无法显示】";

/// Most choices taken of one event; the platform asks for five notices at once (platform sheet 7.4).
const MOST_CHOICES: usize = 10;
/// Longest address of a picture taken, in bytes; the platform's have about 150.
const PICTURE_URL: usize = 512;

/// What the inbox takes of this push; `None` if nobody waits for an answer.
pub fn inbound(push: Push) -> Result<Option<Inbound>, PushError> {
    let key = dedup::key_of(&push);
    let created_at = push.created_at;
    let (input, who, trigger) = match push.body {
        Body::Message(message) => (said(message), push.from, Trigger::Message),
        Body::Event(event) => match withdrawn(&event) {
            Some(openid) => (Some(Input::Leave), openid.to_owned(), Trigger::Event),
            None => (done(event.kind), push.from, Trigger::Event),
        },
    };
    let Some(input) = input else { return Ok(None) };
    let openid = OpenId::parse(&who).map_err(|_| PushError::Field("openid"))?;
    Ok(Some(Inbound { key, openid, created_at, input, trigger }))
}

/// What it tells of what we sent; `None` if it is about something else, or does not say of what.
pub fn result(push: &Push) -> Option<SendResult> {
    let Body::Event(Event { kind, .. }) = &push.body else { return None };
    let message = |id: Option<u64>| MessageId::parse(&id?.to_string()).ok();
    match kind {
        EventKind::TemplateSent(sent) => {
            let receipt = match sent.status.trim() {
                "success" => Receipt::Delivered,
                status if status.contains("user block") => Receipt::Blocked,
                _ => Receipt::Failed,
            };
            Some(SendResult::Template { message: message(sent.id)?, to: OpenId::parse(&push.from).ok()?, receipt })
        }
        EventKind::MassSent(sent) => {
            let result = MassResult { verdict: Verdict::read(&sent.status), counts: counts(sent) };
            Some(SendResult::Mass { message: message(sent.id)?, result })
        }
        _ => None,
    }
}

/// All of them, or none.
fn counts(sent: &MassSent) -> Option<MassCounts> {
    let count = |count: Option<u64>| u32::try_from(count?).ok();
    Some(MassCounts {
        total: count(sent.total)?,
        filtered: count(sent.filtered)?,
        sent: count(sent.sent)?,
        failed: count(sent.failed)?,
    })
}

/// Where the query names a follower, the body has to name the same one (platform sheet 1.2): somebody who
/// broke out of a text element does not know the query (platform sheet 9, edge 11).
pub fn check_openid(push: &Push, queried: &str) -> Result<(), Refusal> {
    let honest = queried.is_empty() || !by_follower(push) || queried == push.from;
    if honest { Ok(()) } else { Err(Refusal::OpenIdMismatch) }
}

/// Not so for results of jobs and changes of authorisations: those the platform may send in its own name.
fn by_follower(push: &Push) -> bool {
    match &push.body {
        Body::Message(_) => true,
        Body::Event(event) => matches!(
            event.kind,
            EventKind::Subscribe { .. }
                | EventKind::Unsubscribe
                | EventKind::Scan { .. }
                | EventKind::Position { .. }
                | EventKind::Menu(_)
        ),
    }
}

fn said(message: Message) -> Option<Input> {
    Some(match message.content {
        Content::Text { text, menu_id: Some(id) } => Input::Tap { id, text },
        Content::Text { text, .. } if text.trim() == UNSUPPORTED => Input::Unsupported,
        Content::Text { text, .. } => Input::Text(text),
        Content::Image { picture_url, media_id } => Input::Picture(picture(picture_url, &media_id)),
        Content::Voice { transcript, .. } => Input::Voice { transcript },
        Content::Video { .. } | Content::ShortVideo { .. } => Input::Video,
        Content::Location(Some(place)) => {
            Input::Location { latitude: place.latitude, longitude: place.longitude, label: place.label }
        }
        Content::Location(None) => Input::Unsupported,
        Content::Link { .. } => Input::Link,
        Content::Ignored | Content::Unknown => return None,
    })
}

/// What is sound of it: a picture can also be one that we cannot ask for.
fn picture(url: String, media_id: &str) -> Picture {
    let on_the_web = url.starts_with("http://") || url.starts_with("https://");
    Picture { id: PhotoId::parse(media_id).ok(), url: Some(url).filter(|url| on_the_web && url.len() <= PICTURE_URL) }
}

/// The pictures and the place of menu buttons come again as messages; the rest has nobody waiting.
fn done(event: EventKind) -> Option<Input> {
    match event {
        EventKind::Subscribe { scene, .. } => Some(Input::Follow { scene }),
        EventKind::Unsubscribe => Some(Input::Leave),
        EventKind::Scan { scene, .. } => Some(Input::Scan { scene: scene.unwrap_or_default() }),
        EventKind::NoticePopup(choices) | EventKind::NoticeChange(choices) => chosen(choices),
        EventKind::NoticeSent(sent) => chosen(sent.into_iter().filter(NoticeSent::was_refused).map(NoticeChoice::from)),
        EventKind::Menu(MenuEvent::Click { key } | MenuEvent::ScanWait { key, .. }) => Some(Input::Click(key)),
        _ => None,
    }
}

/// `None` if nothing that we could send by was chosen.
fn chosen(choices: impl IntoIterator<Item = NoticeChoice>) -> Option<Input> {
    let sound = choices.into_iter().filter(|choice| TemplateId::parse(&choice.template_id).is_ok());
    let choices: Vec<_> = sound
        .take(MOST_CHOICES)
        .map(|choice| dialogue::NoticeChoice { template: choice.template_id, accepted: choice.accepted })
        .collect();
    (!choices.is_empty()).then_some(Input::Notices(choices))
}

/// Whose data has to go because an authorisation was withdrawn (platform sheet 3.9).
fn withdrawn(event: &Event) -> Option<&str> {
    match &event.kind {
        EventKind::Authorisation(change) if change.kind != AuthorisationKind::Modified => change.openid.as_deref(),
        _ => None,
    }
}
