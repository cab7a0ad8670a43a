//! 群众: the people of the labour ledger, on WeChat, or on paper alone. Looking for one, all that is known of them,
//! masked, and what is done with it.
//!
//! Names and numbers lie sealed and are found by keyed hash, so a name or a number is looked for whole; of a number its
//! last four digits do as well. Whoever belongs to a unit has their unit's people alone.

mod deeds;
mod merging;
mod records;
mod search;

pub use self::deeds::{Correction, PersonField, Revealed};
pub use self::merging::{Alike, Clash, Likely, Merging, Pair, Unmergeable, obstacle};
pub use self::records::{OnWechat, OnePerson, PeopleRecords, PersonLine, PersonPlace, SentThing, SentToPerson, Whose};
pub use self::search::{PeopleSearch, Sought, Unfindable};

use super::Centre;
use super::today::Unseen;
use crate::app::reason::Unreasoned;
use crate::app::records::StoreError;
use crate::app::staff::{Action, Forbidden, Permit};
use crate::domain::id::{PersonId, UnitId};

/// People of one page.
const PAGE: usize = 50;

/// A page of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeoplePage {
    /// Whom we know last first.
    pub people: Vec<PersonLine>,
    /// Behind whom the next page begins, if there is one.
    pub next: Option<PersonId>,
}

/// Why nothing is shown of somebody, or nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum PersonError {
    /// It is not theirs to see or to do.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such person, or not any more, or they are not theirs to see.
    #[error("no such person")]
    NoSuch,
    /// Nobody says why, or as the audit does not keep it.
    #[error(transparent)]
    Unreasoned(#[from] Unreasoned),
    /// Nothing is known of this, or nothing more than is shown.
    #[error("这一项没有登记，没有什么可看的")]
    NotKnown,
    /// What was typed is none.
    #[error("没有改：{}", in_words(*.0))]
    Wrong(PersonField),
    /// Two records stay two.
    #[error("没有合并：{0}")]
    Unmergeable(#[from] Unmergeable),
    /// Nobody knows whether they are erased; the records still have them.
    #[error("现在没有删成，请过一分钟回到这个人那里看看，还在就再删一次")]
    NotErased,
    /// The records do not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Centre {
    /// A page of the people who are theirs to see.
    ///
    /// # Errors
    /// None is, or the records do not answer.
    pub async fn people(&self, permit: &Permit, search: PeopleSearch) -> Result<PeoplePage, Unseen> {
        permit.is_for(Action::SeePeople)?;
        let search = PeopleSearch { unit: permit.member().post.unit().or(search.unit), ..search };
        let mut people = self.people.people(&search, PAGE + 1).await?;
        let more = people.len() > PAGE;
        people.truncate(PAGE);
        let next = people.last().filter(|_| more).map(|last| last.id);
        Ok(PeoplePage { people, next })
    }

    /// One of them, with all that is known.
    ///
    /// # Errors
    /// See [`PersonError`].
    pub async fn person(&self, permit: &Permit, id: PersonId) -> Result<OnePerson, PersonError> {
        permit.is_for(Action::SeePeople)?;
        self.their_person(permit, id).await
    }

    /// Of another unit is no more there than who is not there at all.
    pub(super) async fn their_person(&self, permit: &Permit, id: PersonId) -> Result<OnePerson, PersonError> {
        let found = self.people.person(id).await?.ok_or(PersonError::NoSuch)?;
        if is_of(permit, found.line.unit) { Ok(found) } else { Err(PersonError::NoSuch) }
    }
}

/// What a field wants.
fn in_words(field: PersonField) -> &'static str {
    match field {
        PersonField::Name => "姓名要写全，两个字以上，只有汉字和“·”",
        PersonField::Mobile => "手机号要 11 位，1 开头",
        PersonField::Unit => "请选家在哪个单位",
        PersonField::Identity => "身份证号只在报名时由本人填",
    }
}

/// Whether somebody of this unit is theirs to see. Enterprises have nobody.
fn is_of(permit: &Permit, unit: Option<UnitId>) -> bool {
    let post = permit.member().post;
    post.enterprise().is_none() && post.unit().is_none_or(|theirs| unit == Some(theirs))
}
