//! Who has a place at an activity, and who waits for one: somebody who rings is signed up, and somebody's place is
//! given up for them.

use async_trait::async_trait;
use jiff::Timestamp;

use super::place_corrections::{Correcting, PlaceCorrection, StaysAsItIs};
use super::today::Standing;
use super::{ActivityError, Centre, PersonError};
use crate::app::export::roster::Filed;
use crate::app::import::sign_ups::{Typed, TypedFlaw};
use crate::app::reason::{self, Unreasoned};
use crate::app::records::StoreError;
use crate::app::staff::{Action, Forbidden, Permit};
use crate::domain::activity::{Activity, Admission, SessionNumber};
use crate::domain::dialogue::effect::Outcome;
use crate::domain::dialogue::view::When;
use crate::domain::form::Answer;
use crate::domain::id::{ActivityId, PersonId};
use crate::domain::person::{MobileNumber, PersonName};
use crate::domain::sign_up::{ReceiptNumber, SignUpState, Wish, name_in};

/// Places of one page.
const PAGE: usize = 50;

/// Which places are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceShelf {
    /// With a seat, or one that is kept for them.
    Seated,
    /// In the queue.
    Waiting,
    /// With a seat or in the queue when the activity was called off.
    CalledOff,
}

/// A page of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacesPage {
    /// Where.
    pub standing: Standing,
    /// Which they are; of an activity that was called off there is one shelf alone.
    pub shelf: PlaceShelf,
    /// By their numbers, which is the order of the queue.
    pub places: Vec<Filed>,
    /// Behind which number the next page begins, if there is one.
    pub next: Option<u32>,
}

/// One place, with what staff are asked of it on the telephone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnePlace {
    /// As it is filed.
    pub filed: Filed,
    /// How many are before them in the queue, if they are in it.
    pub ahead: Option<u32>,
    /// How they agreed to being written down, if it was noted with the place.
    pub consent: Option<String>,
    /// A follower made it, who can be written to.
    pub follows: bool,
    /// The record of whoever comes, if there is one. Of those whom followers put down besides themselves there is none.
    pub person: Option<PersonId>,
}

/// Whom somebody on the telephone turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rang {
    /// They have a seat now, or wait for one.
    New(ReceiptNumber),
    /// They had a place before, whoever made it. It is as it was.
    Before(ReceiptNumber),
}

/// What came of taking a seat that was kept for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taking {
    /// It is theirs now.
    Done,
    /// It was theirs before.
    Before,
}

/// What came of giving a place up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancelling {
    /// It is free.
    Done,
    /// There is no such place, or not any more.
    Gone,
    /// They came.
    Came,
    /// The activity is over.
    Over,
}

/// Places, one by one and page by page.
#[async_trait]
pub trait PlaceRecords: Send + Sync {
    /// Up to `most` places of this shelf behind this number, by their numbers.
    async fn shelved_places(
        &self,
        of: ActivityId,
        shelf: PlaceShelf,
        behind: u32,
        most: u64,
    ) -> Result<Vec<Filed>, StoreError>;

    /// One of them, live or not, as of one moment; `None` if no such number was given.
    async fn place(&self, number: ReceiptNumber) -> Result<Option<OnePlace>, StoreError>;

    /// Live places with this mobile number, by their numbers.
    async fn with_mobile(&self, of: ActivityId, mobile: &MobileNumber) -> Result<Vec<Filed>, StoreError>;

    /// Puts somebody down who rings: a seat, a place in the queue, or none, as everybody gets it. Whoever has a place
    /// keeps it. A new place is noted in the audit by its number.
    async fn put_down_by_telephone(&self, wish: &Wish, by: &str, now: Timestamp) -> Result<Outcome, StoreError>;

    /// Takes the seat that is kept for somebody, with a line in the audit of who did; `false`, and nothing is written,
    /// if none is kept any more.
    async fn take_offer_for(&self, number: ReceiptNumber, by: &str, now: Timestamp) -> Result<bool, StoreError>;

    /// Gives a live place up, with a line in the audit of who did what. A follower is told; the seat goes the way of
    /// every seat that comes free. Nothing is written unless it is done.
    async fn cancel_place(
        &self,
        number: ReceiptNumber,
        noted: (&str, &str),
        now: Timestamp,
    ) -> Result<Cancelling, StoreError>;

    /// Writes other answers of a place that staff made, with a line in the audit of who did what; whose it is then is
    /// whoever they tell of. Number, seat and session stay. Nothing is written unless it is done.
    async fn correct_place(
        &self,
        number: ReceiptNumber,
        right: PlaceCorrection<'_>,
        noted: (&str, &str),
        now: Timestamp,
    ) -> Result<Correcting, StoreError>;
}

/// Why nothing was shown or done.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// It is not theirs.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such activity or place, or it is not theirs to see.
    #[error("no such place")]
    NoSuch,
    /// What is wrong stands beside the fields.
    #[error("有几处要改")]
    Flawed(Vec<TypedFlaw>),
    /// Somebody else has a place with the same mobile number. Families share phones, and clerks mistype names.
    #[error("没有记下：这个手机号已有编号 {number}{}。是另一个人的话，勾上下面那一格再提交", in_brackets(.name.as_deref()))]
    SameMobile {
        /// Their place.
        number: ReceiptNumber,
        /// Their name, masked.
        name: Option<String>,
    },
    /// No seat is left, and nobody queues here.
    #[error("名额满了，这场不排队，没有报上。可以看看别的场次、别的活动")]
    Full,
    /// Nobody can sign up now.
    #[error("没有报上：{}", in_words(*.0))]
    NotOpen(Admission),
    /// The seat is not kept any more.
    #[error("名额没有给成：已经不给他留了，过了时间，或者取消了")]
    NotKept,
    /// Nobody says why, or as the audit does not keep it.
    #[error(transparent)]
    Unreasoned(#[from] Unreasoned),
    /// It was not given up.
    #[error("没有取消：{0}")]
    NotCancelled(StaysAsItIs),
    /// It was not put right.
    #[error("没有改：{0}")]
    NotCorrected(StaysAsItIs),
    /// The records do not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ActivityError> for PlaceError {
    fn from(error: ActivityError) -> Self {
        match error {
            ActivityError::Forbidden(error) => Self::Forbidden(error),
            ActivityError::Store(error) => Self::Store(error),
            _ => Self::NoSuch,
        }
    }
}

impl Centre {
    /// A page of those who have a place, or wait for one.
    ///
    /// # Errors
    /// They are not theirs to see, or the records do not answer.
    pub async fn places(
        &self,
        permit: &Permit,
        id: ActivityId,
        (shelf, behind): (PlaceShelf, u32),
    ) -> Result<PlacesPage, PlaceError> {
        permit.is_for(Action::SignPeopleUp)?;
        let activity = self.theirs(permit, id).await?;
        let shelf = if activity.called_off { PlaceShelf::CalledOff } else { shelf };
        let most = u64::try_from(PAGE).unwrap_or(u64::MAX).saturating_add(1);
        let mut places = self.places.shelved_places(id, shelf, behind, most).await?;
        let more = places.len() > PAGE;
        places.truncate(PAGE);
        let next = places.last().filter(|_| more).map(|last| last.number.sequence);
        let standing = self.with_seats(vec![activity]).await?.pop().ok_or(PlaceError::NoSuch)?;
        Ok(PlacesPage { standing, shelf, places, next })
    }

    /// One place, with its activity. The record of whoever comes is among it where it is theirs to see.
    ///
    /// # Errors
    /// It is not there, not theirs to see, or the records do not answer.
    pub async fn place(&self, permit: &Permit, number: ReceiptNumber) -> Result<(Activity, OnePlace), PlaceError> {
        permit.is_for(Action::SignPeopleUp)?;
        let activity = self.theirs(permit, number.activity).await?;
        let mut place = self.places.place(number).await?.ok_or(PlaceError::NoSuch)?;
        place.person = match place.person.filter(|_| permit.may(Action::SeePeople)) {
            Some(person) => match self.their_person(permit, person).await {
                Ok(_) => Some(person),
                Err(PersonError::Store(error)) => return Err(error.into()),
                Err(_) => None,
            },
            None => None,
        };
        Ok((activity, place))
    }

    /// Whether nobody who rings can be signed up now.
    pub fn is_closed(&self, standing: &Standing) -> bool {
        self.refusal(standing, None).is_some()
    }

    /// Why nobody who rings can be signed up now, for this session if they chose one; `None` if they can.
    fn refusal(&self, Standing { activity, seats }: &Standing, session: Option<SessionNumber>) -> Option<PlaceError> {
        let full = seats.full() || session.is_some_and(|session| seats.left_in(session) == Some(0));
        match activity.admission(self.clock.now()) {
            Admission::Open if full && !activity.queues => Some(PlaceError::Full),
            Admission::Open => None,
            not_open => Some(PlaceError::NotOpen(not_open)),
        }
    }

    /// The activity that somebody rings about, with its seats as they are now.
    ///
    /// # Errors
    /// It is not there, not theirs to see, or the records do not answer.
    pub async fn sign_up_sheet(&self, permit: &Permit, id: ActivityId) -> Result<Standing, PlaceError> {
        permit.is_for(Action::SignPeopleUp)?;
        let activity = self.theirs(permit, id).await?;
        self.with_seats(vec![activity]).await?.pop().ok_or(PlaceError::NoSuch)
    }

    /// Signs up somebody who rings, by the rules of a row of a paper list. Whoever sends the form twice signs them up
    /// once. Whoever has a mobile number of somebody who is there already is `another` if they were asked. Where nobody
    /// can be signed up, nothing is asked; whoever is there already is told so all the same.
    ///
    /// # Errors
    /// Nobody was signed up.
    pub async fn sign_up_by_telephone(
        &self,
        permit: &Permit,
        id: ActivityId,
        (typed, another): (&Typed, bool),
    ) -> Result<Rang, PlaceError> {
        let (sheet, now) = (self.sign_up_sheet(permit, id).await?, self.clock.now());
        let read = typed.read(&sheet.activity, &self.catalog.load().pack, When::day_of(now));
        let wish = read.map_err(|flaws| self.refusal(&sheet, None).unwrap_or(PlaceError::Flawed(flaws)))?;
        if !another && let Some(asked) = self.same_mobile((id, &wish.answers), None).await? {
            return Err(self.refusal(&sheet, wish.session).unwrap_or(asked));
        }
        match self.places.put_down_by_telephone(&wish, permit.member().name.as_str(), now).await? {
            Outcome::SignedUp(number) | Outcome::Queued { number, .. } => Ok(Rang::New(number)),
            Outcome::AlreadySignedUp(number) => Ok(Rang::Before(number)),
            Outcome::Full => Err(PlaceError::Full),
            _ => Err(PlaceError::NotOpen(sheet.activity.admission(now))),
        }
    }

    /// What is asked where somebody else has a place with the mobile number among these answers, `this` one aside: a
    /// name that was mistyped would be a second seat for one person.
    pub(super) async fn same_mobile(
        &self,
        (activity, told): (ActivityId, &[(String, Answer)]),
        this: Option<ReceiptNumber>,
    ) -> Result<Option<PlaceError>, StoreError> {
        let Some(mobile) = mobile_of(told) else { return Ok(None) };
        let mut there = self.places.with_mobile(activity, mobile).await?;
        there.retain(|place| Some(place.number) != this);
        let is_there = there.iter().any(|place| name_in(&place.answers) == name_in(told));
        Ok(there.first().filter(|_| !is_there).map(|Filed { number, answers, .. }| {
            let name = name_in(answers).map(PersonName::masked);
            PlaceError::SameMobile { number: *number, name }
        }))
    }

    /// Takes the seat that is kept for somebody who says that they come. Whoever asks twice is told that it is theirs.
    ///
    /// # Errors
    /// It is not theirs.
    pub async fn take_offer_for(&self, permit: &Permit, number: ReceiptNumber) -> Result<Taking, PlaceError> {
        permit.is_for(Action::SignPeopleUp)?;
        self.theirs(permit, number.activity).await?;
        let (by, now) = (permit.member().name.as_str(), self.clock.now());
        if self.places.take_offer_for(number, by, now).await? {
            return Ok(Taking::Done);
        }
        let has_it = self.places.place(number).await?.is_some_and(|place| place.filed.state == SignUpState::Confirmed);
        if has_it { Ok(Taking::Before) } else { Err(PlaceError::NotKept) }
    }

    /// Gives a place up for somebody, for a reason. The seat is offered to the first in the queue.
    ///
    /// # Errors
    /// It is as it was.
    pub async fn cancel_place(&self, permit: &Permit, number: ReceiptNumber, why: &str) -> Result<(), PlaceError> {
        permit.is_for(Action::SignPeopleUp)?;
        self.theirs(permit, number.activity).await?;
        let why = reason::said(why)?;
        let detail = format!("{number}: {why}");
        let noted = (permit.member().name.as_str(), detail.as_str());
        match self.places.cancel_place(number, noted, self.clock.now()).await? {
            Cancelling::Done => Ok(()),
            Cancelling::Gone => Err(PlaceError::NotCancelled(StaysAsItIs::Gone)),
            Cancelling::Came => Err(PlaceError::NotCancelled(StaysAsItIs::Came)),
            Cancelling::Over => Err(PlaceError::NotCancelled(StaysAsItIs::Over)),
        }
    }
}

pub(super) fn mobile_of(answers: &[(String, Answer)]) -> Option<&MobileNumber> {
    answers.iter().find_map(|(_, answer)| if let Answer::Mobile(mobile) = answer { Some(mobile) } else { None })
}

fn in_brackets(name: Option<&str>) -> String {
    name.map_or(String::new(), |name| format!("（{name}）"))
}

/// Why nobody can sign up.
fn in_words(admission: Admission) -> &'static str {
    match admission {
        Admission::Early => "还没开始报名",
        // It closed while the form was on its way.
        Admission::Closed | Admission::Open => "报名截止了",
        Admission::Over => "这场结束了",
        Admission::CalledOff => "这场取消了",
    }
}
