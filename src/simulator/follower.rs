//! Somebody with a phone, seen from this account.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::chat::Chat;
use super::window::Windows;

/// Somebody who follows the account, or did.
#[derive(Debug)]
pub struct Follower {
    /// For this account alone.
    pub openid: Arc<str>,
    /// The how-manieth the account has met, from 1.
    pub number: u64,
    /// Follows at present.
    pub subscribed: bool,
    /// When that began.
    pub since: Timestamp,
    /// How that began.
    pub came_by: CameBy,
    /// What the account's staff call them.
    pub remark: String,
    /// In the order in which they were given.
    pub tags: Vec<u32>,
    /// On the account's blacklist.
    pub blacklisted: bool,
    /// Switched off 「接收消息」.
    pub muted: bool,
    /// 1 iOS, 2 Android, 3 other: what conditional menus ask for.
    pub client: u8,
    /// For customer-service messages.
    pub windows: Windows,
    /// The last word either way.
    pub exchanged: Option<Timestamp>,
    /// The account shows that it is typing.
    pub typing: bool,
    /// Mass sends received this month: the month's first day, and how many.
    pub mass: Option<(Date, u32)>,
    /// What they allowed, by template.
    pub consents: Vec<(Arc<str>, Consent)>,
    /// What they see.
    pub chat: Chat,
}

/// How somebody came to follow (platform sheet 7.7, `subscribe_scene`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CameBy {
    /// By looking for its name.
    Search,
    /// By a parametric QR code.
    Code(Arc<str>),
}

/// A subscription that a follower gave for one template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// So many sends.
    Times(u32),
    /// Until it is withdrawn.
    Lasting,
}

impl Follower {
    pub fn new(openid: Arc<str>, number: u64) -> Self {
        Self {
            openid,
            number,
            subscribed: false,
            since: Timestamp::UNIX_EPOCH,
            came_by: CameBy::Search,
            remark: String::new(),
            tags: Vec::new(),
            blacklisted: false,
            muted: false,
            client: 2,
            windows: Windows::default(),
            exchanged: None,
            typing: false,
            mass: None,
            consents: Vec::new(),
            chat: Chat::default(),
        }
    }

    /// They allow notices of a template: once more, or for good.
    pub fn consent(&mut self, template_id: &str, lasting: bool) {
        let given = self.consents.iter_mut().find(|(id, _)| **id == *template_id);
        match (given, lasting) {
            (Some((_, consent)), true) => *consent = Consent::Lasting,
            (Some((_, Consent::Times(times))), false) => *times = times.saturating_add(1),
            (Some((_, Consent::Lasting)), false) => {}
            (None, true) => self.consents.push((template_id.into(), Consent::Lasting)),
            (None, false) => self.consents.push((template_id.into(), Consent::Times(1))),
        }
    }

    /// Uses up one consent for a template; `false` if there is none.
    pub fn spend_consent(&mut self, template_id: &str) -> bool {
        match self.consents.iter_mut().find(|(id, _)| **id == *template_id) {
            Some((_, Consent::Lasting)) => true,
            Some((_, Consent::Times(times))) if *times > 0 => {
                *times -= 1;
                true
            }
            _ => false,
        }
    }

    /// What the phone page calls them: there are no names without OAuth (platform sheet 7.7).
    pub fn name(&self) -> String {
        format!("乡亲{}", self.number)
    }
}
