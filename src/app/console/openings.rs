//! Openings and their enterprises: which there are, one as phones are told of it, taking it off and putting it back.

use std::fmt;

use async_trait::async_trait;
use jiff::Timestamp;

use super::Centre;
use super::today::Unseen;
use crate::app::import::activities::times;
use crate::app::import::end_of_day;
use crate::app::records::StoreError;
use crate::app::render::RenderError;
use crate::app::staff::{Action, Forbidden, Permit};
use crate::domain::dialogue::piece::Piece;
use crate::domain::dialogue::reply::Reply;
use crate::domain::dialogue::view::OpeningView;
use crate::domain::id::{EnterpriseId, OpeningId};
use crate::domain::opening::{Enterprise, Opening, OpeningState};

/// Openings of one page.
const PAGE: usize = 50;

/// Whether an opening is on offer now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// It is.
    Open,
    /// It was, until its day.
    Expired,
    /// Staff say that it is filled.
    Filled,
    /// Staff took it off.
    Withdrawn,
}

/// An opening, with what staff say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningRecord {
    /// As phones are told of it, if they are.
    pub opening: Opening,
    /// Who offers it.
    pub enterprise: Enterprise,
    /// What staff say of it.
    pub state: OpeningState,
    /// Whether its end was set by staff, and not by its source.
    pub end_is_set: bool,
    /// When somebody of the centre last checked the enterprise.
    pub checked_at: Option<Timestamp>,
}

impl OpeningRecord {
    /// Whether it is on offer at `now`.
    pub fn offer(&self, now: Timestamp) -> Offer {
        match self.state {
            OpeningState::Filled => Offer::Filled,
            OpeningState::Withdrawn => Offer::Withdrawn,
            OpeningState::Offered if self.opening.expires_at.is_some_and(|end| end <= now) => Offer::Expired,
            OpeningState::Offered => Offer::Open,
        }
    }
}

/// How an opening stood when somebody looked at it: nobody's word is taken back unseen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stood {
    /// What staff said of it.
    state: OpeningState,
    /// When it ended, by its source or by staff.
    ends: Option<Timestamp>,
}

impl Stood {
    /// As it is in the records.
    pub fn of(state: OpeningState, opening: &Opening) -> Self {
        Self { state, ends: opening.expires_at }
    }

    /// What a form sent; `None` if it cannot be one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let (state, ends) = text.split_once(' ').unwrap_or((text, ""));
        let ends = match ends {
            "" => None,
            ends => Some(Timestamp::from_millisecond(ends.parse().ok()?).ok()?),
        };
        Some(Self { state: OpeningState::of(state)?, ends })
    }
}

/// For the form.
impl fmt::Display for Stood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.state.id())?;
        self.ends.map_or(Ok(()), |ends| write!(f, " {}", ends.as_millisecond()))
    }
}

/// Which openings are looked for. What is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpeningSearch {
    /// Each of these words stands in its title or pay, or in the name or address of its enterprise.
    pub words: Vec<String>,
    /// Of this enterprise.
    pub enterprise: Option<EnterpriseId>,
    /// On offer or not.
    pub offer: Option<Offer>,
    /// Of an enterprise that was checked, or was not.
    pub checked: Option<bool>,
    /// Those behind this one.
    pub before: Option<OpeningId>,
}

/// A page of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpeningPage {
    /// The newest first.
    pub openings: Vec<OpeningRecord>,
    /// Behind which one the next page begins, if there is one.
    pub next: Option<OpeningId>,
}

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpeningChange {
    /// On offer or not.
    State(OpeningState),
    /// When it ends; with none, when its source says.
    Ends(Option<Timestamp>),
}

/// Openings, also those that are not on offer.
#[async_trait]
pub trait OpeningRecords: Send + Sync {
    /// Up to `most` that fit, the newest first; `now` tells which have ended.
    async fn openings(
        &self,
        search: &OpeningSearch,
        most: usize,
        now: Timestamp,
    ) -> Result<Vec<OpeningRecord>, StoreError>;

    /// One of them; `None` if it is gone.
    async fn opening(&self, id: OpeningId) -> Result<Option<OpeningRecord>, StoreError>;

    /// Changes it, if it is still as it `stood`, with a new revision of the content, and a line in the audit of who did
    /// what. Nothing is written where it is so already, or gone. Answers whether it is as it was to be.
    async fn change_opening(
        &self,
        (id, stood): (OpeningId, Stood),
        change: OpeningChange,
        noted: (&str, &str),
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Notes that an enterprise was checked now, or is to be checked anew, with a line in the audit of who did what.
    async fn check_employer(
        &self,
        id: EnterpriseId,
        checked: bool,
        noted: (&str, &str),
        now: Timestamp,
    ) -> Result<(), StoreError>;
}

/// One opening, with how it looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneOpening {
    /// All that is known of it.
    pub record: OpeningRecord,
    /// What the chat says of it while it is on offer.
    pub told: String,
}

/// Why an opening is as it was.
#[derive(Debug, thiserror::Error)]
pub enum OpeningError {
    /// It is not theirs.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such opening, or it is not theirs to see.
    #[error("no such opening")]
    NoSuch,
    /// What was typed is no day.
    #[error("日期要写成 2026-06-30 这样")]
    NoDay,
    /// That day is over.
    #[error("这一天已经过了。不招了，请点上面的“招满了”或者“撤下”")]
    Past,
    /// Somebody else changed it since it was looked at.
    #[error("没有改：您打开这一页以后，别人改过这个岗位")]
    Meanwhile,
    /// Whoever works for the enterprise puts back what the centre took off.
    #[error("撤下的岗位，要县就业中心放回去。请打电话说明情况")]
    TakenOff,
    /// The records do not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The chat has no words for it.
    #[error(transparent)]
    Words(#[from] RenderError),
}

impl Centre {
    /// A page of the openings that are theirs to see.
    ///
    /// # Errors
    /// None is, or the records do not answer.
    pub async fn openings(&self, permit: &Permit, search: OpeningSearch) -> Result<OpeningPage, Unseen> {
        permit.is_for(Action::SeeOpenings)?;
        let search = OpeningSearch { enterprise: permit.member().post.enterprise().or(search.enterprise), ..search };
        let mut openings = self.openings.openings(&search, PAGE + 1, self.clock.now()).await?;
        let more = openings.len() > PAGE;
        openings.truncate(PAGE);
        let next = openings.last().filter(|_| more).map(|last| last.opening.id);
        Ok(OpeningPage { openings, next })
    }

    /// One of them, with what the chat says of it.
    ///
    /// # Errors
    /// It is not there, not theirs to see, or the records do not answer.
    pub async fn opening(&self, permit: &Permit, id: OpeningId) -> Result<OneOpening, OpeningError> {
        permit.is_for(Action::SeeOpenings)?;
        let record = self.their_opening(permit, id).await?;
        let view = OpeningView::of(&record.opening, &record.enterprise, &self.catalog.load().pack);
        let told = self.renderer.read(&Reply::new(Piece::Opening(view), []))?;
        Ok(OneOpening { record, told })
    }

    /// Takes it off the phones, or puts it back. What was taken off, nobody of the enterprise puts back.
    ///
    /// # Errors
    /// It is as it was.
    pub async fn set_opening(
        &self,
        permit: &Permit,
        (id, stood): (OpeningId, Option<Stood>),
        state: OpeningState,
    ) -> Result<(), OpeningError> {
        permit.is_for(Action::ChangeOpenings)?;
        let record = self.their_opening(permit, id).await?;
        let of_enterprise = permit.member().post.enterprise().is_some();
        if of_enterprise && record.state == OpeningState::Withdrawn && state != OpeningState::Withdrawn {
            return Err(OpeningError::TakenOff);
        }
        self.change(permit, (&record, stood), (OpeningChange::State(state), state.id())).await
    }

    /// Sets its last day, `2026-06-30`, which is not over, unless it stood so; with nothing, it ends when its source says.
    ///
    /// # Errors
    /// It is as it was.
    pub async fn set_last_day(
        &self,
        permit: &Permit,
        (id, stood): (OpeningId, Option<Stood>),
        day: &str,
    ) -> Result<(), OpeningError> {
        permit.is_for(Action::ChangeOpenings)?;
        let (record, day) = (self.their_opening(permit, id).await?, day.trim());
        let (end, what) = match day {
            "" => (None, "ends as its source says".to_owned()),
            day => {
                let end = end_of_day(day).ok_or(OpeningError::NoDay)?;
                if end <= self.clock.now() && record.opening.expires_at != Some(end) {
                    return Err(OpeningError::Past);
                }
                (Some(end), format!("its last day is {}", times::in_words(end, true)))
            }
        };
        self.change(permit, (&record, stood), (OpeningChange::Ends(end), &what)).await
    }

    /// Notes that the enterprise of an opening was checked, or is to be checked anew.
    ///
    /// # Errors
    /// It is as it was.
    pub async fn check_employer(&self, permit: &Permit, of: OpeningId, checked: bool) -> Result<(), OpeningError> {
        permit.is_for(Action::CheckEmployers)?;
        let enterprise = self.their_opening(permit, of).await?.enterprise;
        let what = if checked { "checked" } else { "to be checked anew" };
        let detail = format!("enterprise {} {}: {what}", enterprise.id, enterprise.name);
        let noted = (permit.member().name.as_str(), detail.as_str());
        Ok(self.openings.check_employer(enterprise.id, checked, noted, self.clock.now()).await?)
    }

    async fn change(
        &self,
        permit: &Permit,
        (record, stood): (&OpeningRecord, Option<Stood>),
        (change, what): (OpeningChange, &str),
    ) -> Result<(), OpeningError> {
        let which = (record.opening.id, stood.ok_or(OpeningError::Meanwhile)?);
        let detail = format!("opening {} of {}: {what}", record.opening.id, record.enterprise.name);
        let noted = (permit.member().name.as_str(), detail.as_str());
        if !self.openings.change_opening(which, change, noted, self.clock.now()).await? {
            return Err(OpeningError::Meanwhile);
        }
        self.answer_anew().await;
        Ok(())
    }

    /// What is another enterprise's is no more there than what is not there at all.
    async fn their_opening(&self, permit: &Permit, id: OpeningId) -> Result<OpeningRecord, OpeningError> {
        let theirs = permit.member().post.enterprise();
        let found = self.openings.opening(id).await?;
        found.filter(|record| theirs.is_none_or(|id| record.enterprise.id == id)).ok_or(OpeningError::NoSuch)
    }
}
