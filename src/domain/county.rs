//! What is true of one county: its names, its units, its places and trades. All of it comes from the content pack.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::account::{Account, Feature};
use super::campaign;
use super::id::{PlaceId, TradeId, UnitId};
use super::sign_up::SignUpRules;

/// The county and its account, from `pack.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct County {
    /// `兴国县`.
    pub name: String,
    /// How the account speaks of itself: `兴国就业`.
    pub account_name: String,
    /// Who answers for it: `兴国县就业中心`.
    pub centre: String,
    /// A number that a person answers. Ends every dead end.
    pub hotline: String,
    /// When somebody answers it, in words.
    pub hotline_hours: String,
    /// Where the centre is; unknown until staff fill it in.
    pub address: Option<String>,
    /// Which kind of account this is; it decides what the platform allows (platform sheet 8.1).
    pub account: AccountKind,
    /// Whether the platform has verified the account (资质认证).
    pub verified: bool,
    /// What the year's plan aims at.
    pub aims: Aims,
    /// What is said before the first personal question.
    pub privacy: PrivacyNotice,
    /// What the county decides about sign-ups.
    pub sign_up: SignUpRules,
    /// What the county decides about campaigns.
    #[serde(default)]
    pub campaigns: campaign::Rules,
    /// How staff answer in the chat; without it they do so by telephone alone.
    #[serde(default)]
    pub inbox: Option<InboxRules>,
    /// The paper that all of this comes from, as it is cited to people.
    pub source: String,
    /// The day on that paper.
    #[serde(default)]
    pub source_date: Option<Date>,
    /// What the account's own QR code says: whoever scans it can follow. Unknown until staff fill it in.
    #[serde(default)]
    pub follow_link: Option<String>,
    /// Where a map shows an address; `{address}` stands for it. Without it pages show the address alone.
    #[serde(default)]
    pub map_link: Option<String>,
    /// Whether the lists behind the menu are answered with cards that open pages, where phones can reach them.
    #[serde(default)]
    pub cards: bool,
}

impl County {
    /// Whether staff answer in the chat: the county says so, and this kind of account may (platform sheet 8.1).
    pub fn staff_answer(&self) -> bool {
        self.inbox.is_some() && Account::new(self.account, self.verified).may(Feature::CustomerService)
    }

    /// Where a map shows an address.
    pub fn map_of(&self, address: &str) -> Option<String> {
        let link = self.map_link.as_deref()?;
        let encoded = percent_encoding::utf8_percent_encode(address, percent_encoding::NON_ALPHANUMERIC);
        Some(link.replace("{address}", &encoded.to_string()))
    }
}

/// How staff answer people in the chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InboxRules {
    /// What they say often, ready to be sent.
    #[serde(default)]
    pub replies: Vec<String>,
}

/// 公众号 or 服务号.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountKind {
    /// 服务号.
    Service,
    /// 公众号, formerly 订阅号.
    Subscription,
}

/// The yearly aims of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aims {
    /// The year they hold for.
    pub year: i16,
    /// Job fairs of all kinds.
    pub fairs: u32,
    /// 送岗下乡 outings.
    pub outings: u32,
    /// 稳工活动.
    pub retention: u32,
}

/// Purpose, retention and exceptions, said before the first personal question (个人信息保护法).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivacyNotice {
    /// Changes whenever the words change; a consent names the version it was given to.
    pub version: String,
    /// What the data is for.
    pub purpose: String,
    /// How long it is kept, in words.
    pub retention: String,
    /// The same in days, for the clean-up.
    pub retention_days: u32,
    /// What remains after an erasure, and why.
    pub kept_after_erasure: String,
}

/// A recruiting unit (annex 1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Row number of annex 1.
    pub id: UnitId,
    /// `长冈乡`.
    pub name: String,
    /// People to recruit for enterprises in the county.
    pub county_target: u32,
    /// People to recruit for 富联精密.
    pub fulian_target: u32,
    /// The two together, as printed.
    pub total_target: u32,
    /// Other spellings that people type.
    pub aliases: Vec<String>,
}

/// A part of the county (or beyond it) where enterprises are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Its name in ids.
    pub id: PlaceId,
    /// Its name for people: `县经开区`.
    pub name: String,
    /// Pieces of printed addresses that mean this place; the longest match over all places wins.
    pub in_address: Vec<String>,
    /// What people type for it.
    pub spoken: Vec<String>,
    /// Units from which this place counts as near home; empty where it is near to none in particular.
    #[serde(default)]
    pub near_units: Vec<String>,
}

/// A trade, inferred from enterprise names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trade {
    /// Its name in ids.
    pub id: TradeId,
    /// Its name for people: `服装`.
    pub name: String,
    /// Pieces of enterprise names that mean this trade; the first trade of the file that matches wins.
    pub in_name: Vec<String>,
    /// What people type for it.
    pub spoken: Vec<String>,
}
