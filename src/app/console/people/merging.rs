//! Two records of one person become one: somebody who is on a list under another spelling, or rang first and follows
//! now.
//!
//! Nobody is taken for somebody else by name: without a number in common two records stay two. What is on WeChat hangs on
//! the account that it was said from, so that of two records one follower's at most is among them, and it is theirs that
//! stays. It gives no consent and opens nothing that was refused: what a follower wants, and agreed to, stays as they said
//! it; what was agreed to on paper stands with its place, as before.

use super::{OnePerson, PersonError, PersonLine, is_of};
use crate::app::console::Centre;
use crate::app::reason;
use crate::app::staff::{Action, Permit};
use crate::domain::id::PersonId;
use crate::domain::sign_up::ReceiptNumber;

/// What two records have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alike {
    /// The mobile number.
    pub mobile: bool,
    /// An identity number; `None` where one of them has none.
    pub identity: Option<bool>,
}

impl Alike {
    /// Whether they may be one person's. A family shares a phone, but nobody an identity number.
    pub fn may_be_one(self) -> bool {
        self.identity.unwrap_or(self.mobile)
    }
}

/// Somebody who may be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likely {
    /// Who.
    pub line: PersonLine,
    /// Why.
    pub alike: Alike,
}

/// A place of each at one activity that is not over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// What the activity is called.
    pub title: String,
    /// The place of the record that would stay.
    pub stays: ReceiptNumber,
    /// The place of the other.
    pub goes: ReceiptNumber,
}

/// Two records, side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The one that would stay.
    pub stays: OnePerson,
    /// The one that would become part of it.
    pub goes: OnePerson,
    /// What they have in common.
    pub alike: Alike,
    /// Where one person would have two places.
    pub clashes: Vec<Clash>,
}

/// Why two records cannot become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unmergeable {
    /// The one that would go is a follower's.
    #[error("关注着公众号的那一份要留下，不能并到别的里面")]
    GoesFollows,
    /// Both are followers'.
    #[error(
        "两份都关注着公众号，是两个微信，不能合并：报名、通知、同意过的说明都跟着微信走。请本人以后只用一个微信，\
         把另一个取消关注，那一份就自己删掉了"
    )]
    BothFollow,
    /// They have no number in common, or another identity number each.
    #[error("没有一样的手机号或者身份证号，或者身份证号不一样，不当成一个人。只凭姓名不合并")]
    Unlike,
    /// They have two places at one activity.
    #[error("两份在同一场活动里各有一个名额，先和本人说好留哪个，在“活动”里取消另一个，再来合并")]
    TwoPlaces,
}

impl Pair {
    /// Why they cannot become one this way round; `None` if they can.
    pub fn obstacle(&self) -> Option<Unmergeable> {
        obstacle((self.stays.on_wechat.is_some(), self.goes.on_wechat.is_some()), self.alike, !self.clashes.is_empty())
    }
}

/// Why two records cannot become one, by who of the two follows, the one that stays first; `None` if they can.
pub fn obstacle(follows: (bool, bool), alike: Alike, two_places: bool) -> Option<Unmergeable> {
    match follows {
        (true, true) => Some(Unmergeable::BothFollow),
        (false, true) => Some(Unmergeable::GoesFollows),
        _ if !alike.may_be_one() => Some(Unmergeable::Unlike),
        _ if two_places => Some(Unmergeable::TwoPlaces),
        _ => None,
    }
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merging {
    /// They are one.
    Done,
    /// They were before.
    Before,
    /// One of them is not there, or not any more.
    Gone,
    /// They cannot be.
    Not(Unmergeable),
}

impl Centre {
    /// Who may be the same person, if that is theirs to decide.
    ///
    /// # Errors
    /// The records do not answer.
    pub async fn likely_same(&self, permit: &Permit, id: PersonId) -> Result<Vec<Likely>, PersonError> {
        if !permit.may(Action::ErasePerson) {
            return Ok(Vec::new());
        }
        let mut likely = self.people.likely_same(id).await?;
        likely.retain(|one| is_of(permit, one.line.unit));
        Ok(likely)
    }

    /// Two records side by side, before they become one.
    ///
    /// # Errors
    /// See [`PersonError`].
    pub async fn pair(&self, permit: &Permit, (stays, goes): (PersonId, PersonId)) -> Result<Pair, PersonError> {
        permit.is_for(Action::ErasePerson)?;
        let pair = self.people.pair((stays, goes), self.clock.now()).await?.ok_or(PersonError::NoSuch)?;
        let both_theirs = is_of(permit, pair.stays.line.unit) && is_of(permit, pair.goes.line.unit);
        if both_theirs { Ok(pair) } else { Err(PersonError::NoSuch) }
    }

    /// Makes one record part of another. It cannot be undone, so that it takes the right to erase; a second time it is
    /// done already.
    ///
    /// # Errors
    /// Both are as they were.
    pub async fn merge_people(
        &self,
        permit: &Permit,
        (stays, goes): (PersonId, PersonId),
        why: &str,
    ) -> Result<(), PersonError> {
        permit.is_for(Action::ErasePerson)?;
        self.their_person(permit, stays).await?;
        // Who is gone may be part of the other already.
        if self.people.person(goes).await?.is_some_and(|goes| !is_of(permit, goes.line.unit)) {
            return Err(PersonError::NoSuch);
        }
        let why = reason::said(why)?;
        let detail = format!("person {goes} into person {stays}: {why}");
        let noted = (permit.member().name.as_str(), detail.as_str());
        match self.people.merge((stays, goes), noted, self.clock.now()).await? {
            Merging::Done | Merging::Before => Ok(()),
            Merging::Gone => Err(PersonError::NoSuch),
            Merging::Not(why) => Err(PersonError::Unmergeable(why)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHARED: Alike = Alike { mobile: true, identity: None };

    #[test]
    fn a_number_in_common_may_make_them_one_and_two_identities_never_do() {
        for (mobile, identity, may) in [
            (false, None, false),
            (true, None, true),
            (true, Some(true), true),
            (false, Some(true), true),
            (true, Some(false), false),
        ] {
            assert_eq!(Alike { mobile, identity }.may_be_one(), may, "{mobile} {identity:?}");
        }
    }

    #[test]
    fn one_follower_at_most_and_theirs_is_what_stays() {
        assert_eq!(obstacle((true, false), SHARED, false), None);
        assert_eq!(obstacle((false, false), SHARED, false), None);
        assert_eq!(obstacle((false, true), SHARED, false), Some(Unmergeable::GoesFollows));
        assert_eq!(obstacle((true, true), SHARED, false), Some(Unmergeable::BothFollow));
        assert_eq!(obstacle((true, false), SHARED, true), Some(Unmergeable::TwoPlaces));
        let unlike = Alike { mobile: true, identity: Some(false) };
        assert_eq!(obstacle((false, false), unlike, true), Some(Unmergeable::Unlike));
    }
}
