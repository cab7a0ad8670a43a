//! `/activities/{id}/poster`: an activity on one sheet of A4, for a village's wall.

use serde::Serialize;

use super::address::SiteAddress;
use super::{ActivityPage, Moment};
use crate::domain::id::ActivityId;
use crate::domain::source::{Source, SourceCode};

/// The sheet.
#[derive(Debug, Serialize)]
pub struct Poster {
    /// What stands on the page of the activity.
    #[serde(flatten)]
    pub page: ActivityPage,
    /// What its QR code says; `None` while no phone could open it.
    pub code: Option<String>,
    /// What scanning it does.
    pub leads: Leads,
    /// What can be sent instead of scanning it.
    pub send: Option<String>,
    /// Where it hangs.
    pub hangs: Option<String>,
}

/// What scanning a poster's code does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Leads {
    /// Follows, and shows this activity.
    Here,
    /// Follows.
    Follow,
    /// Opens the page.
    Page,
}

impl Moment {
    /// The poster of an activity; of one source, if its code is given and it leads here.
    pub fn poster(&self, id: ActivityId, from: Option<&SourceCode>, address: &SiteAddress) -> Option<Poster> {
        let page = self.activity(id)?;
        let source = self.source_of(id, from);
        let follow = self.county().follow_link.clone();
        let open = address.reaches_phones().then(|| address.page(&format!("/activities/{id}")));
        let (code, leads) = match (source.and_then(|source| source.link.clone()), follow) {
            (Some(link), _) => (Some(link), Leads::Here),
            (None, Some(follow)) => (Some(follow), Leads::Follow),
            (None, None) => (open, Leads::Page),
        };
        let send = source.map(|source| source.code.to_string());
        Some(Poster { page, code, leads, send, hangs: source.map(|source| source.name.clone()) })
    }

    /// The source whose poster it is; where none is named, the only one that leads to the activity.
    pub(super) fn source_of(&self, id: ActivityId, from: Option<&SourceCode>) -> Option<&Source> {
        let mut here = self.catalog.sources.iter().filter(|source| source.activity == Some(id));
        match from {
            Some(code) => self.catalog.source(code).filter(|source| source.activity.is_none_or(|of| of == id)),
            None => here.next().filter(|_| here.next().is_none()),
        }
    }
}
