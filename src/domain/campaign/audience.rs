//! Who gets a campaign: conditions over what is known of followers.

use std::fmt;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::domain::activity::ActivityKind;
use crate::domain::id::{ActivityId, UnitId};
use crate::domain::source::SourceCode;
use crate::domain::topic::Topic;

/// Whoever is in one of the groups, and in none of the exceptions. No group at all is everybody.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audience {
    /// In one of these.
    #[serde(default)]
    pub any: Vec<Group>,
    /// And in none of these.
    #[serde(default)]
    pub except: Vec<Group>,
}

/// Whoever all of these hold for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Group(pub Vec<Condition>);

/// Something that is known of a follower.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Belongs to one of these units.
    Units(Vec<UnitId>),
    /// Comes from one of these villages, as they told when they signed up.
    Villages(Vec<String>),
    /// Chose one of these when a form last asked them this question, for themselves.
    Chose {
        /// The question, by its id.
        question: String,
        /// Any of these.
        options: Vec<String>,
    },
    /// Has a place at it.
    SignedUp(Term),
    /// Came to it.
    Came(Term),
    /// Had a place at it and did not come.
    Missed(Term),
    /// Came by one of these codes.
    Sources(Vec<SourceCode>),
    /// Did something in so many days, of [`Condition::DAYS`].
    SeenInDays(u16),
    /// Did nothing for so many days.
    SilentForDays(u16),
    /// Began to follow in so many days.
    FollowedInDays(u16),
    /// Can be written to now, without a template.
    WindowOpen,
    /// Chose this topic, or never chose.
    Wants(Topic),
    /// Was given one of these tags by staff.
    Tags(Vec<String>),
    /// One of these, by the keyed hashes that stand for followers: an openid would outlive who asks to be forgotten.
    Listed(Vec<String>),
}

/// Which activities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// This one.
    Activity(ActivityId),
    /// Any of this kind.
    Kind(ActivityKind),
    /// Any at all.
    Any,
}

/// What is known of people that audiences can ask for. Kept as keyed hashes, never in the clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact<'a> {
    /// The village they are from.
    Village,
    /// What staff called them.
    Tag,
    /// What they chose, by the id of the question.
    Chosen(&'a str),
}

impl Fact<'_> {
    /// Its name in records.
    pub fn id(self) -> String {
        match self {
            Self::Village => "village".to_owned(),
            Self::Tag => "tag".to_owned(),
            Self::Chosen(question) => format!("chosen.{question}"),
        }
    }

    /// A word as it is compared: 长冈 and 长冈村 are one village.
    pub fn word(self, text: &str) -> &str {
        match self {
            Self::Village => text.trim().trim_end_matches('村'),
            Self::Tag | Self::Chosen(_) => text.trim(),
        }
    }
}

impl Audience {
    /// Most groups and exceptions, and most conditions of one: what nobody could read is a mistake.
    pub const MOST: usize = 20;
    /// Most followers of a list.
    pub const MOST_LISTED: usize = 10_000;

    /// Of these only those for whom all of this holds as well.
    #[must_use]
    pub fn narrowed(mut self, conditions: &[Condition]) -> Self {
        if conditions.is_empty() {
            return self;
        }
        if self.any.is_empty() {
            self.any.push(Group::default());
        }
        self.any.iter_mut().for_each(|group| group.0.extend_from_slice(conditions));
        self
    }

    /// Without those for whom this holds.
    #[must_use]
    pub fn without(mut self, condition: Condition) -> Self {
        self.except.push(Group(vec![condition]));
        self
    }

    /// Why it cannot be asked for, in words for staff.
    pub fn flaw(&self) -> Option<String> {
        let groups = self.any.iter().chain(&self.except);
        if groups.clone().count() > Self::MOST {
            return Some(format!("人群最多写{}组", Self::MOST));
        }
        groups.map(|Group(conditions)| conditions).find_map(|conditions| match conditions.len() {
            0 => Some("有一组人群没有写条件".to_owned()),
            n if n > Self::MOST => Some(format!("一组人群最多写{}个条件", Self::MOST)),
            _ => conditions.iter().find_map(Condition::flaw),
        })
    }
}

impl Condition {
    /// Days that somebody was here in, as far as staff ask for them.
    pub const DAYS: RangeInclusive<u16> = 1..=3650;

    fn flaw(&self) -> Option<String> {
        let (empty, many) = match self {
            Self::Units(list) => (list.is_empty(), list.len() > 100),
            Self::Villages(list) | Self::Tags(list) | Self::Chose { options: list, .. } => {
                (list.is_empty(), list.len() > 100)
            }
            Self::Sources(list) => (list.is_empty(), list.len() > 1_000),
            Self::Listed(list) => (list.is_empty(), list.len() > Audience::MOST_LISTED),
            Self::SignedUp(_)
            | Self::Came(_)
            | Self::Missed(_)
            | Self::SeenInDays(_)
            | Self::SilentForDays(_)
            | Self::FollowedInDays(_)
            | Self::WindowOpen
            | Self::Wants(_) => (false, false),
        };
        match (empty, many) {
            (true, _) => Some(format!("“{self}”里没有写是哪些")),
            (_, true) => Some(format!("“{self}”写得太多")),
            _ => None,
        }
    }
}

/// What it asks for, for staff.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Units(units) => write!(f, "属于{}个单位", units.len()),
            Self::Villages(villages) => write!(f, "是{}的", villages.join("、")),
            Self::Chose { options, .. } => write!(f, "选过：{}", options.join("、")),
            Self::SignedUp(term) => write!(f, "报过名：{term}"),
            Self::Came(term) => write!(f, "到过场：{term}"),
            Self::Missed(term) => write!(f, "报了没来：{term}"),
            Self::Sources(codes) => write!(f, "从{}个来源来的", codes.len()),
            Self::SeenInDays(days) => write!(f, "{days}天内来过"),
            Self::SilentForDays(days) => write!(f, "{days}天没来过"),
            Self::FollowedInDays(days) => write!(f, "{days}天内关注的"),
            Self::WindowOpen => f.write_str("48小时内说过话"),
            Self::Wants(topic) => write!(f, "要收{}", topic.name()),
            Self::Tags(tags) => write!(f, "标签：{}", tags.join("、")),
            Self::Listed(list) => write!(f, "名单上的{}人", list.len()),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Activity(id) => write!(f, "{id}号活动"),
            Self::Kind(kind) => f.write_str(kind.name()),
            Self::Any => f.write_str("任何活动"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_narrowed_is_one_group_and_every_group_is_narrowed() {
        let (seen, wants) = (Condition::SeenInDays(30), Condition::Wants(Topic::Jobs));
        let everybody = Audience::default();
        assert_eq!(everybody.clone().narrowed(&[]), everybody);
        let narrowed = everybody.narrowed(std::slice::from_ref(&seen));
        assert_eq!(narrowed.any, [Group(vec![seen.clone()])]);
        let two = Audience { any: vec![Group(vec![wants.clone()]), Group(vec![Condition::WindowOpen])], ..narrowed };
        let two = two.narrowed(std::slice::from_ref(&seen)).without(wants.clone());
        assert_eq!(two.any, [Group(vec![wants.clone(), seen.clone()]), Group(vec![Condition::WindowOpen, seen])]);
        assert_eq!(two.except, [Group(vec![wants])]);
    }
}
