//! Enterprises and the jobs they offer.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::id::{EnterpriseId, OpeningId, PlaceId, TradeId};

/// A telephone number of an enterprise, always shown as it was printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone {
    /// As printed in the source, never mended.
    pub printed: String,
    /// What the importer made of it.
    pub kind: PhoneKind,
}

/// What the importer made of a printed number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum PhoneKind {
    /// Eleven digits, `1[3-9]…`.
    Mobile,
    /// Area code and seven or eight digits.
    Landline,
    /// Neither; shown with a warning.
    Doubtful {
        /// What is wrong with it, in Chinese, short: `少一位，请核对`.
        reason: String,
    },
}

/// An enterprise as the county published it. Its contacts are published for this very purpose (domain page).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enterprise {
    /// Row id.
    pub id: EnterpriseId,
    /// Full name; the key by which an import finds it again.
    pub name: String,
    /// As printed.
    pub address: String,
    /// Where that is; `None` where no rule of the pack matches.
    pub place: Option<PlaceId>,
    /// Inferred from the name by `trades.toml`; `None` where no rule matches.
    pub trade: Option<TradeId>,
    /// Names to ask for, as printed, spaces folded (`蔡 斌` is `蔡斌`).
    pub contacts: Vec<String>,
    /// Numbers to ring.
    pub phones: Vec<Phone>,
    /// The number is a WeChat id too.
    pub wechat_same_number: bool,
}

impl Enterprise {
    /// Its name without the legal form, for a list.
    pub fn short_name(&self) -> &str {
        let forms = ["有限责任公司", "股份有限公司", "有限公司"];
        forms.iter().find_map(|form| self.name.strip_suffix(form)).unwrap_or(&self.name)
    }
}

/// What staff say of an opening, beside what its source says. An import leaves it as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OpeningState {
    /// It is on offer, until its day.
    #[default]
    Offered,
    /// Everybody who was wanted was found.
    Filled,
    /// It is not on offer any more, for whatever reason.
    Withdrawn,
}

impl OpeningState {
    const ALL: [Self; 3] = [Self::Offered, Self::Filled, Self::Withdrawn];

    /// Its name in records and in forms.
    pub fn id(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Filled => "filled",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of that name.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.id() == id)
    }
}

/// A job on offer. What is `None` is not known, and is never invented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Row id.
    pub id: OpeningId,
    /// Who offers it.
    pub enterprise: EnterpriseId,
    /// Job title.
    pub title: Option<String>,
    /// How many people are wanted.
    pub headcount: Option<u32>,
    /// Pay, in the enterprise's own words.
    pub wage: Option<String>,
    /// Shifts, age, skill: in the enterprise's own words.
    pub requirements: Option<String>,
    /// Which paper or message it comes from.
    pub source: String,
    /// When it stops being on offer; `None` while nobody has said.
    pub expires_at: Option<Timestamp>,
}

impl Opening {
    /// Its title without the remark in brackets that may follow: `平车工（包吃住）`.
    pub fn job(&self) -> Option<&str> {
        let job = self.title.as_deref()?.split(['（', '(', '【', '[']).next()?.trim();
        Some(job).filter(|job| !job.is_empty())
    }
}
