//! What staff change of a policy, field by field. Its name, its conditions and its amount they do not: those have to say
//! the same as the rules that the eligibility dialogue asks by, which are the pack's.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::policy::Policy;

/// Longest line, and longest text of several lines, in characters: all of a policy is one message of the chat.
const LINE: usize = 60;
const TEXT: usize = 150;
/// Most papers to bring.
const PAPERS: usize = 12;

/// A field that staff change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyField {
    /// The first day on which it can be claimed.
    From,
    /// The last one.
    Until,
    /// The paper with its number, where it is not the county's notice.
    Paper,
    /// Where in the paper it stands.
    Source,
    /// Who answers questions.
    Phone,
    /// One sentence.
    Summary,
    /// Who may claim.
    Who,
    /// Whose money it is.
    Payer,
    /// Who applies, and when.
    Apply,
    /// What to bring, a line each.
    Documents,
    /// Who decides.
    Office,
}

/// Why a text cannot stand in a field. Worded for staff.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnfitText {
    /// It is no day.
    #[error("要写成 2026-12-31 这样的日期，不限就空着")]
    Day,
    /// It is too long.
    #[error("太长了，最多 {0} 个字")]
    Long(usize),
    /// There are too many of them.
    #[error("最多 {PAPERS} 样，一行一样")]
    Many,
}

impl PolicyField {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 11] = [
        Self::From,
        Self::Until,
        Self::Paper,
        Self::Source,
        Self::Phone,
        Self::Office,
        Self::Summary,
        Self::Who,
        Self::Apply,
        Self::Documents,
        Self::Payer,
    ];

    /// Its name in the pack and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::From => "from",
            Self::Until => "until",
            Self::Paper => "paper",
            Self::Source => "source",
            Self::Phone => "phone",
            Self::Summary => "summary",
            Self::Who => "who",
            Self::Payer => "payer",
            Self::Apply => "apply",
            Self::Documents => "documents",
            Self::Office => "office",
        }
    }

    /// As staff say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::From => "从哪天起",
            Self::Until => "到哪天止",
            Self::Paper => "文件和文号",
            Self::Source => "在文件的哪里",
            Self::Phone => "问这项的电话",
            Self::Summary => "一句话说清",
            Self::Who => "给谁",
            Self::Payer => "谁出钱",
            Self::Apply => "怎么领",
            Self::Documents => "带什么",
            Self::Office => "去哪里办",
        }
    }

    /// What stands in it; empty where the paper does not say.
    pub fn text(self, policy: &Policy) -> String {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        match self {
            Self::From => day(policy.valid.from),
            Self::Until => day(policy.valid.until),
            Self::Paper => policy.paper.clone().unwrap_or_default(),
            Self::Source => policy.source.clone(),
            Self::Phone => policy.phone.clone().unwrap_or_default(),
            Self::Summary => policy.summary.clone(),
            Self::Who => policy.who.clone(),
            Self::Payer => policy.payer.clone(),
            Self::Apply => policy.apply.clone(),
            Self::Documents => policy.documents.join("\n"),
            Self::Office => policy.office.clone(),
        }
    }

    /// Puts a text into it.
    ///
    /// # Errors
    /// It cannot stand there; the policy is as it was.
    pub fn set(self, policy: &mut Policy, typed: &str) -> Result<(), UnfitText> {
        let lines: Vec<String> =
            typed.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        let longest = if matches!(self, Self::Summary | Self::Documents) { TEXT } else { LINE };
        if lines.iter().map(|line| line.chars().count()).sum::<usize>() > longest {
            return Err(UnfitText::Long(longest));
        }
        let line = lines.join("");
        match self {
            Self::From => policy.valid.from = day(&line)?,
            Self::Until => policy.valid.until = day(&line)?,
            Self::Paper => policy.paper = said(line),
            Self::Source => policy.source = line,
            Self::Phone => policy.phone = said(line),
            Self::Summary => policy.summary = line,
            Self::Who => policy.who = line,
            Self::Payer => policy.payer = line,
            Self::Apply => policy.apply = line,
            Self::Documents if lines.len() > PAPERS => return Err(UnfitText::Many),
            Self::Documents => policy.documents = lines,
            Self::Office => policy.office = line,
        }
        Ok(())
    }
}

fn said(line: String) -> Option<String> {
    Some(line).filter(|line| !line.is_empty())
}

fn day(typed: &str) -> Result<Option<Date>, UnfitText> {
    said(typed.to_owned()).map(|typed| typed.parse().map_err(|_| UnfitText::Day)).transpose()
}

/// A field that differs between two states of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Which.
    pub field: PolicyField,
    /// As it is.
    pub from: String,
    /// As it will be.
    pub to: String,
}

/// A policy that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyChange {
    /// As it will be.
    pub policy: Policy,
    /// What differs, in the order of the form; never nothing.
    pub fields: Vec<FieldChange>,
}

/// What differs between two states of the same policies, in their order.
pub fn policy_changes(from: &[Policy], to: &[Policy]) -> Vec<PolicyChange> {
    let changed = to.iter().filter_map(|new| {
        let old = from.iter().find(|old| old.id == new.id)?;
        let fields =
            PolicyField::ALL.into_iter().map(|field| FieldChange { field, from: field.text(old), to: field.text(new) });
        Some(PolicyChange { policy: new.clone(), fields: fields.filter(|field| field.from != field.to).collect() })
    });
    changed.filter(|change| !change.fields.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::id::PolicyId;
    use crate::domain::validity::Validity;

    fn policy() -> Policy {
        let text = || "甲".to_owned();
        Policy {
            id: PolicyId::parse("p").unwrap(),
            title: text(),
            short: text(),
            summary: text(),
            who: text(),
            conditions: Vec::new(),
            amount: text(),
            payer: text(),
            apply: text(),
            documents: vec!["合同".to_owned(), "身份证".to_owned()],
            office: text(),
            phone: None,
            paper: None,
            source: text(),
            valid: Validity { from: None, until: Some(date(2026, 12, 31)) },
            questions: Vec::new(),
        }
    }

    #[test]
    fn what_stands_in_a_field_can_be_put_back_into_it() {
        for field in PolicyField::ALL {
            let mut again = policy();
            field.set(&mut again, &field.text(&policy())).unwrap();
            assert_eq!(again, policy(), "{field:?}");
        }
    }

    #[test]
    fn what_cannot_stand_there_is_told_and_changes_nothing() {
        let mut one = policy();
        for (field, typed, why) in [
            (PolicyField::Until, "明年年底".to_owned(), UnfitText::Day),
            (PolicyField::Until, "2026-02-30".to_owned(), UnfitText::Day),
            (PolicyField::Who, "长".repeat(61), UnfitText::Long(60)),
            (PolicyField::Documents, "一样\n".repeat(13), UnfitText::Many),
        ] {
            assert_eq!(field.set(&mut one, &typed), Err(why), "{field:?}");
        }
        assert_eq!(one, policy());
    }

    #[test]
    fn each_field_that_differs_is_told() {
        let mut new = policy();
        PolicyField::Until.set(&mut new, "").unwrap();
        PolicyField::Documents.set(&mut new, " 合同 \r\n\r\n").unwrap();
        let changes = policy_changes(&[policy()], &[new]);
        let told: Vec<_> =
            changes[0].fields.iter().map(|field| (field.field, field.from.as_str(), field.to.as_str())).collect();
        let expected = [(PolicyField::Until, "2026-12-31", ""), (PolicyField::Documents, "合同\n身份证", "合同")];
        assert_eq!(told, expected);
        assert_eq!(policy_changes(&[policy()], &[policy()]), []);
    }
}
