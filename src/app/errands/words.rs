//! An errand in the words of each channel.

use super::records::Matter;
use super::templates::{self, TemplatePlan};
use crate::app::platform::id::ClientMessageId;
use crate::app::reach::Errand;
use crate::app::render::{RenderError, Renderer};
use crate::app::site::address::SiteAddress;
use crate::domain::county::County;
use crate::domain::cut;
use crate::domain::dialogue::piece::Piece;
use crate::domain::dialogue::reply::Reply;
use crate::domain::dialogue::view::{Guest, Receipt};
use crate::domain::errand::ErrandKind;
use crate::domain::id::{ErrandId, OpenId, SignUpId};
use crate::domain::passive_reply::PassiveReply;

/// Longest text of a message, in bytes (platform sheet 7.2).
const TEXT: usize = 2048;

/// What words are made with.
pub(super) struct Wording<'a> {
    pub renderer: &'a Renderer,
    pub templates: &'a [TemplatePlan],
    pub pages: Option<&'a SiteAddress>,
}

impl Wording<'_> {
    /// The errand, ready to be sent. The key of a template message is the row's: stored long before.
    pub fn errand(
        &self,
        (id, kind): (ErrandId, ErrandKind),
        to: &OpenId,
        matter: &Matter,
        county: &County,
    ) -> Result<Errand, RenderError> {
        let mut errand = Errand::new(to.clone(), kind.purpose());
        let reply = piece(kind, matter, county).map(|piece| Reply { pieces: vec![piece], choices: Vec::new() });
        if let Some(PassiveReply::Text(text)) = reply.map(|reply| self.renderer.render(&reply)).transpose()?.flatten() {
            errand.message = cut::within(&text, TEXT).to_owned().try_into().ok();
        }
        errand.notice = templates::notice(self.templates, kind, matter);
        let url = self.pages.map(|pages| pages.page(&format!("/activities/{}", matter.activity.id)));
        if let Ok(key) = ClientMessageId::parse(&format!("errand-{id}")) {
            errand.template = templates::template(self.templates, kind, matter, (key, url));
        }
        Ok(errand)
    }
}

/// What is said; nothing without a place that it is about.
fn piece(kind: ErrandKind, matter: &Matter, county: &County) -> Option<Piece> {
    let first = matter.places.first()?;
    let receipt = Box::new(Receipt::of_sign_up(&matter.activity, first, county));
    let guests = matter.places.iter().map(Guest::of).collect();
    let id: SignUpId = first.id;
    Some(match kind {
        ErrandKind::Reminder => Piece::Reminder { id, receipt, guests },
        ErrandKind::Offer => Piece::Offer { id, receipt },
        ErrandKind::Moved => Piece::Moved { id, receipt, guests },
        ErrandKind::CalledOff => Piece::CalledOff { receipt, guests },
        ErrandKind::PlaceCancelled => Piece::PlaceCancelled { receipt, guests },
        ErrandKind::Feedback => Piece::Feedback { id, title: receipt.title },
    })
}
