//! Events: what happened without a message (platform sheet 3.3 to 3.11).

pub mod account;
pub mod job;
pub mod menu;
pub mod notice;

use super::message::degrees;
use super::xml::{Node, XmlError};
use account::{AgentEvent, AuthorisationChange, Verification};
use job::{MassSent, Published, TemplateSent};
use menu::MenuEvent;
use notice::{NoticeChoice, NoticeSent};

/// An event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// `Event` as sent. `LOCATION` is an event, `location` a message.
    pub name: String,
    /// `EventKey` as sent.
    pub key: Option<String>,
    /// What happened.
    pub kind: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// Began to follow; by a code of ours, if there is a scene.
    Subscribe { scene: Option<String>, ticket: Option<String> },
    /// Stopped following: all that is known of them has to be deleted.
    Unsubscribe,
    /// A follower scanned a code of ours.
    Scan { scene: Option<String>, ticket: Option<String> },
    /// Where the phone is, if the follower reports it.
    Position { latitude: Option<f64>, longitude: Option<f64>, precision: Option<f64> },
    /// The custom menu.
    Menu(MenuEvent),
    /// A template message arrived, or did not.
    TemplateSent(TemplateSent),
    /// A mass send is about to end.
    MassSent(MassSent),
    /// Articles were published, or not.
    Published(Published),
    /// Followers were asked for subscription notices.
    NoticePopup(Vec<NoticeChoice>),
    /// A follower withdrew from subscription notices.
    NoticeChange(Vec<NoticeChoice>),
    /// Subscription notices arrived, or did not.
    NoticeSent(Vec<NoticeSent>),
    /// A conversation with a human agent began, ended or changed hands.
    Agent(AgentEvent),
    /// A person changed or withdrew what they had authorised.
    Authorisation(AuthorisationChange),
    /// The account's own verification (微信认证).
    Verification(Verification),
    /// Of a product that this account does not use (platform sheet 3.11).
    Ignored,
    /// Not known to us.
    Unknown,
}

/// Events of cards, invoices, shops and devices (platform sheet 3.11).
const IGNORED: [&str; 25] = [
    "card_pass_check",
    "card_not_pass_check",
    "user_get_card",
    "user_gifting_card",
    "user_del_card",
    "user_consume_card",
    "user_pay_from_pay_cell",
    "user_view_card",
    "user_enter_session_from_card",
    "update_member_card",
    "card_sku_remind",
    "card_pay_order",
    "submit_membercard_user_info",
    "user_authorize_invoice",
    "submit_invoice_title",
    "poi_check_notify",
    "WifiConnected",
    "ShakearoundUserShake",
    "guide_qrcode_scan_event",
    "merchant_order",
    "user_enter_tempsession",
    "weapp_audit_success",
    "weapp_audit_fail",
    "view_limited",
    "media_id",
];

impl Event {
    /// Reads the fields of the event of this name.
    pub fn read(name: String, root: Node<'_>) -> Result<Self, XmlError> {
        let key = root.id("EventKey")?;
        let kind = EventKind::read(&name, key.as_deref(), root)?;
        Ok(Self { name, key, kind })
    }
}

impl EventKind {
    fn read(name: &str, key: Option<&str>, root: Node<'_>) -> Result<Self, XmlError> {
        if let Some(menu) = MenuEvent::read(name, key, root)? {
            return Ok(Self::Menu(menu));
        }
        if let Some(result) = job_result(name, root)? {
            return Ok(result);
        }
        Ok(match name {
            "subscribe" => Self::Subscribe { scene: followed_by(key), ticket: root.id("Ticket")? },
            "unsubscribe" => Self::Unsubscribe,
            "SCAN" => Self::Scan { scene: key.map(str::to_owned), ticket: root.id("Ticket")? },
            "LOCATION" => position(root)?,
            "subscribe_msg_popup_event" => Self::NoticePopup(NoticeChoice::list(root, "SubscribeMsgPopupEvent")?),
            "subscribe_msg_change_event" => Self::NoticeChange(NoticeChoice::list(root, "SubscribeMsgChangeEvent")?),
            "subscribe_msg_sent_event" => Self::NoticeSent(NoticeSent::list(root)?),
            _ => of_account(name, root)?,
        })
    }
}

/// Letter case varies for these in the field (platform sheet 3.6), and the last one has two names.
fn job_result(name: &str, root: Node<'_>) -> Result<Option<EventKind>, XmlError> {
    Ok(Some(match name.to_ascii_uppercase().as_str() {
        "TEMPLATESENDJOBFINISH" => EventKind::TemplateSent(TemplateSent::read(root)?),
        "MASSSENDJOBFINISH" => EventKind::MassSent(MassSent::read(root)?),
        "PUBLISHJOBFINISH" | "FREEPUBLISHJOBFINISH" => EventKind::Published(Published::read(root)?),
        _ => return Ok(None),
    }))
}

fn of_account(name: &str, root: Node<'_>) -> Result<EventKind, XmlError> {
    if let Some(event) = AgentEvent::read(name, root)? {
        return Ok(EventKind::Agent(event));
    }
    if let Some(change) = AuthorisationChange::read(name, root)? {
        return Ok(EventKind::Authorisation(change));
    }
    if let Some(event) = Verification::read(name, root)? {
        return Ok(EventKind::Verification(event));
    }
    Ok(if IGNORED.contains(&name) { EventKind::Ignored } else { EventKind::Unknown })
}

/// The scene behind `qrscene_`. Stripped once: a scene may itself begin so.
fn followed_by(key: Option<&str>) -> Option<String> {
    let key = key?;
    Some(key.strip_prefix("qrscene_").unwrap_or(key)).filter(|scene| !scene.is_empty()).map(str::to_owned)
}

fn position(root: Node<'_>) -> Result<EventKind, XmlError> {
    Ok(EventKind::Position {
        latitude: degrees(root, "Latitude", 90.0)?,
        longitude: degrees(root, "Longitude", 180.0)?,
        precision: root.number("Precision")?,
    })
}
