//! A place that staff wrote down, and mistyped, is put right: its number stays, and its seat.

use jiff::Timestamp;

use super::Centre;
use super::places::{OnePlace, PlaceError, mobile_of};
use crate::app::export::roster::Filed;
use crate::app::import::sign_ups::{Typed, questions};
use crate::app::staff::Permit;
use crate::domain::activity::Activity;
use crate::domain::dialogue::view::When;
use crate::domain::form::Answer;
use crate::domain::sign_up::ReceiptNumber;

/// Answers to be written in place of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceCorrection<'a> {
    /// Those that whoever corrects them knows of.
    pub before: &'a [(String, Answer)],
    /// All that are right.
    pub after: &'a [(String, Answer)],
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correcting {
    /// It is right now.
    Done,
    /// It was before.
    Before,
    /// It cannot be put right.
    Not(StaysAsItIs),
}

/// Why a place is left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StaysAsItIs {
    /// There is no such place, or not any more.
    #[error("这个报名已经取消了，或者名额已经让给了别人")]
    Gone,
    /// They came.
    #[error("这个人已经签到了")]
    Came,
    /// The activity is over.
    #[error("这场已经结束了")]
    Over,
    /// A follower made it.
    #[error("这个名额是在公众号里报的，请报名的人自己在公众号里改")]
    ByFollower,
    /// Who it would be then has another.
    #[error("这个人已经有编号 {0}")]
    Held(ReceiptNumber),
    /// Somebody else put it right since it was looked at.
    #[error("别人刚刚改过这个报名，请看看现在是什么，再改")]
    Meanwhile,
}

/// Why staff cannot put this place right; `None` if they can. Of somebody who was erased there is nothing to put right.
pub fn stays_as_it_is(filed: &Filed, follows: bool, activity: &Activity, now: Timestamp) -> Option<StaysAsItIs> {
    if follows {
        Some(StaysAsItIs::ByFollower)
    } else if !filed.state.is_live() || filed.answers.is_empty() {
        Some(StaysAsItIs::Gone)
    } else if filed.attended_at.is_some() {
        Some(StaysAsItIs::Came)
    } else if activity.called_off || activity.ends_at <= now {
        Some(StaysAsItIs::Over)
    } else {
        None
    }
}

impl Centre {
    /// A place that can be put right, with its activity.
    ///
    /// # Errors
    /// It cannot; or it is not there, not theirs to see, or the records do not answer.
    pub async fn place_to_correct(
        &self,
        permit: &Permit,
        number: ReceiptNumber,
    ) -> Result<(Activity, OnePlace), PlaceError> {
        let (activity, place) = self.place(permit, number).await?;
        match stays_as_it_is(&place.filed, place.follows, &activity, self.clock.now()) {
            Some(why) => Err(PlaceError::NotCorrected(why)),
            None => Ok((activity, place)),
        }
    }

    /// Writes what was typed over what was mistyped; `false`, and nothing is written, if that is what stands there. A
    /// mobile number that somebody else has there is asked about, as when somebody rings.
    ///
    /// # Errors
    /// It is as it was.
    pub async fn correct_place(
        &self,
        permit: &Permit,
        number: ReceiptNumber,
        (typed, another): (&Typed, bool),
    ) -> Result<bool, PlaceError> {
        let (activity, place) = self.place_to_correct(permit, number).await?;
        let (catalog, now) = (self.catalog.load_full(), self.clock.now());
        let (before, today) = (&place.filed.answers, When::day_of(now));
        let after = typed.read_over(before, (&activity, &catalog.pack, today)).map_err(PlaceError::Flawed)?;
        if after == *before {
            return Ok(false);
        }
        let rings_by_another = mobile_of(&after) != mobile_of(before);
        if rings_by_another
            && !another
            && let Some(asked) = self.same_mobile((activity.id, &after), Some(number)).await?
        {
            return Err(asked);
        }
        let changed = questions(&activity, &catalog.pack, today)
            .into_iter()
            .filter(|question| answer_to(&question.id, &after) != answer_to(&question.id, before))
            .map(|question| question.label.as_str());
        let detail = format!("{number}: {}", changed.collect::<Vec<_>>().join("、"));
        let noted = (permit.member().name.as_str(), detail.as_str());
        match self.places.correct_place(number, PlaceCorrection { before, after: &after }, noted, now).await? {
            Correcting::Done => Ok(true),
            Correcting::Before => Ok(false),
            Correcting::Not(why) => Err(PlaceError::NotCorrected(why)),
        }
    }
}

fn answer_to<'a>(question: &str, told: &'a [(String, Answer)]) -> Option<&'a Answer> {
    told.iter().find(|(id, _)| id == question).map(|(_, answer)| answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::activity::{ActivityKind, Eligibility};
    use crate::domain::id::ActivityId;
    use crate::domain::person::PersonName;
    use crate::domain::sign_up::{SignUpState, Written};

    #[test]
    fn what_staff_wrote_down_is_theirs_to_put_right_until_somebody_came_or_it_is_over() {
        let (now, later) = (Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(1));
        let activity = activity(later);
        let place = Filed {
            number: ReceiptNumber { activity: ActivityId(1), sequence: 1 },
            session: None,
            state: SignUpState::Waiting,
            answers: vec![("name".to_owned(), Answer::Name(PersonName::parse("张三").unwrap()))],
            own: true,
            walk_in: false,
            written: Some(Written::Telephone),
            made_at: now,
            attended_at: None,
            attended_by: None,
            source: None,
        };
        let why = |place: &Filed, follows| stays_as_it_is(place, follows, &activity, now);
        assert_eq!(why(&place, false), None);
        assert_eq!(why(&place, true), Some(StaysAsItIs::ByFollower));
        assert_eq!(why(&Filed { answers: Vec::new(), ..place.clone() }, false), Some(StaysAsItIs::Gone));
        let cancelled = Filed { state: SignUpState::Cancelled, ..place.clone() };
        assert_eq!(why(&cancelled, false), Some(StaysAsItIs::Gone));
        assert_eq!(why(&Filed { attended_at: Some(now), ..place.clone() }, false), Some(StaysAsItIs::Came));
        assert_eq!(stays_as_it_is(&place, false, &activity, later), Some(StaysAsItIs::Over));
        let off = Activity { called_off: true, ..activity.clone() };
        assert_eq!(stays_as_it_is(&place, false, &off, now), Some(StaysAsItIs::Over));
    }

    fn activity(ends_at: Timestamp) -> Activity {
        Activity {
            id: ActivityId(1),
            slug: "fair".to_owned(),
            kind: ActivityKind::JobFair,
            title: "招聘会".to_owned(),
            place: "县就业之家".to_owned(),
            meet: None,
            unit: None,
            starts_at: Timestamp::UNIX_EPOCH,
            ends_at,
            opens_at: None,
            closes_at: ends_at,
            cancels_at: None,
            capacity: None,
            sessions: Vec::new(),
            queues: false,
            eligibility: Eligibility::default(),
            bring: Vec::new(),
            phone: String::new(),
            forms: Vec::new(),
            sample: false,
            called_off: false,
        }
    }
}
