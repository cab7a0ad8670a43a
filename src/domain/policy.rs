//! Policies (money), and the rules by which an eligibility dialogue asks.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::id::{ClaimantId, PolicyId};
use super::validity::{Stands, Validity};

/// A policy in plain words, one file of the pack each.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Its name in ids.
    pub id: PolicyId,
    /// Official title.
    pub title: String,
    /// Short enough for a button: 大学生补贴.
    pub short: String,
    /// One sentence for someone who reads little.
    pub summary: String,
    /// Who may claim.
    pub who: String,
    /// Each condition, as the notice has it.
    pub conditions: Vec<String>,
    /// How much, in words.
    pub amount: String,
    /// Whose money it is.
    pub payer: String,
    /// Who applies, and when.
    pub apply: String,
    /// What to bring; empty while staff have not filled it in.
    #[serde(default)]
    pub documents: Vec<String>,
    /// Who decides, as the notice names them.
    pub office: String,
    /// A number of theirs that a person answers; the county's where it is not said.
    #[serde(default)]
    pub phone: Option<String>,
    /// The paper that it stands in, with its number; the county's notice where it is not said.
    #[serde(default)]
    pub paper: Option<String>,
    /// Where in the paper it stands.
    pub source: String,
    /// Since when and until when it can be claimed, where the paper says it.
    #[serde(default)]
    pub valid: Validity,
    /// The eligibility dialogue, in order.
    #[serde(rename = "ask")]
    pub questions: Vec<RuleQuestion>,
}

impl Policy {
    /// Whether it can be claimed on `day`.
    pub fn is_open_on(&self, day: Date) -> bool {
        self.valid.on(day) == Stands::InForce
    }
}

/// One question of an eligibility dialogue.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleQuestion {
    /// The words.
    pub text: String,
    /// Answers to choose from; empty when a number is asked for.
    #[serde(default)]
    pub options: Vec<RuleOption>,
    /// Asked for a number instead.
    #[serde(default)]
    pub number: Option<RuleNumber>,
}

/// One answer and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleOption {
    /// What the person taps or types.
    pub label: String,
    /// Other ways to type it.
    #[serde(default)]
    pub spoken: Vec<String>,
    /// Not eligible, with the reason in plain words. Absent: go on.
    #[serde(default)]
    pub refuse: Option<String>,
    /// Sets the amount.
    #[serde(default)]
    pub amount: Option<Amount>,
}

/// A number that decides.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleNumber {
    /// Unit shown behind the number: 人, 个月.
    pub unit: String,
    /// Fewer than this is not eligible.
    pub at_least: u32,
    /// More than this is a slip of the thumb.
    pub at_most: u32,
    /// Why fewer is not enough, in plain words.
    pub refuse: String,
    /// The amount is for each of them.
    #[serde(default)]
    pub heads: bool,
    /// Sets the amount.
    #[serde(default)]
    pub amount: Option<Amount>,
}

/// Yuan, from the notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// At least; 0 where the notice gives a ceiling alone.
    #[serde(default)]
    pub from: u32,
    /// At most.
    pub to: u32,
    /// For what: a person, or a person and year.
    pub per: AmountPer,
}

/// What an amount is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountPer {
    /// 元/人, once.
    Person,
    /// 元/人/年.
    PersonYear,
}

/// Who asks "我能领多少", and which policies are theirs, in order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claimant {
    /// Its name in ids.
    pub id: ClaimantId,
    /// What the person taps: 大学毕业生.
    pub label: String,
    /// Other ways to say it.
    #[serde(default)]
    pub spoken: Vec<String>,
    /// The policies asked through; empty for someone to whom the notice gives nothing directly.
    pub policies: Vec<PolicyId>,
    /// What to say where `policies` is empty.
    #[serde(default)]
    pub otherwise: String,
}
