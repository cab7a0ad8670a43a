//! An opening as it is shown.

use serde::Serialize;

use crate::domain::id::OpeningId;
use crate::domain::opening::{Enterprise, Opening, Phone, PhoneKind};
use crate::domain::pack::Pack;

/// An opening with its enterprise. What is `None` is not known.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct OpeningView {
    /// Row id; part of its page's address.
    pub id: OpeningId,
    /// Enterprise.
    pub name: String,
    /// Trade, inferred.
    pub trade: Option<String>,
    /// As printed.
    pub address: String,
    /// Job title.
    pub title: Option<String>,
    /// People wanted.
    pub headcount: Option<u32>,
    /// Pay in their words.
    pub wage: Option<String>,
    /// Shifts, age, skill in their words.
    pub requirements: Option<String>,
    /// Names to ask for.
    pub contacts: Vec<String>,
    /// Numbers as printed, each with what is doubtful about it.
    pub phones: Vec<PhoneView>,
    /// The number is a WeChat id too.
    pub wechat_same_number: bool,
    /// Where this comes from.
    pub source: String,
}

/// A number as printed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct PhoneView {
    /// As printed.
    pub printed: String,
    /// What is doubtful about it.
    pub doubt: Option<String>,
    /// What a tap rings; `None` where the number is doubtful.
    pub dial: Option<String>,
}

impl OpeningView {
    /// All that is known of an opening.
    pub fn of(opening: &Opening, enterprise: &Enterprise, pack: &Pack) -> Self {
        let trade = enterprise.trade.as_ref().and_then(|id| pack.trade(id));
        Self {
            id: opening.id,
            name: enterprise.name.clone(),
            trade: trade.map(|trade| trade.name.clone()),
            address: enterprise.address.clone(),
            title: opening.title.clone(),
            headcount: opening.headcount,
            wage: opening.wage.clone(),
            requirements: opening.requirements.clone(),
            contacts: enterprise.contacts.clone(),
            phones: enterprise.phones.iter().map(PhoneView::of).collect(),
            wechat_same_number: enterprise.wechat_same_number,
            source: opening.source.clone(),
        }
    }
}

impl PhoneView {
    /// A printed number and what can be done with it.
    pub fn of(phone: &Phone) -> Self {
        let doubt = match &phone.kind {
            PhoneKind::Doubtful { reason } => Some(reason.clone()),
            PhoneKind::Mobile | PhoneKind::Landline => None,
        };
        let dial = if doubt.is_none() { dial(&phone.printed) } else { None };
        Self { printed: phone.printed.clone(), doubt, dial }
    }
}

/// The digits of a printed number, for a `tel:` link; `None` where there is more in it than a number.
pub fn dial(printed: &str) -> Option<String> {
    let number = !printed.is_empty() && printed.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' '));
    number.then(|| printed.chars().filter(char::is_ascii_digit).collect())
}
