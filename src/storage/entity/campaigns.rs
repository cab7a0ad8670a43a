//! What staff send to many.

use jiff::Timestamp;
use sea_orm::entity::prelude::*;

use crate::app::campaigns::draft;
use crate::app::campaigns::records::Campaign;
use crate::app::records::StoreError;
use crate::domain::campaign::{CampaignState, Pause};
use crate::domain::id::CampaignId;
use crate::storage::failure::damaged;
use crate::storage::moment::Moment;
use crate::storage::sealed::from_json;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "campaigns")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub topic: String,
    /// JSON, as it was drawn up.
    pub draft: String,
    /// Of it: 64 hexadecimal digits.
    pub hash: String,
    pub released_hash: Option<String>,
    pub author: String,
    pub released_by: Option<String>,
    pub state: State,
    /// Why it stands still.
    pub pause: Option<String>,
    pub starts_at: Option<Moment>,
    pub not_after: Option<Moment>,
    /// The recipient who was planned last; recipients are planned in the order of their openids.
    pub planned_to: String,
    pub planned: i64,
    pub wholly_planned: bool,
    /// The activity that it speaks of.
    pub activity_id: Option<i64>,
    pub made_at: Moment,
}

/// As [`CampaignState`], without its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "draft")]
    Draft,
    #[sea_orm(string_value = "in_review")]
    InReview,
    #[sea_orm(string_value = "released")]
    Released,
    #[sea_orm(string_value = "paused")]
    Paused,
    #[sea_orm(string_value = "done")]
    Done,
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// How far it is.
    pub fn state(&self) -> Result<CampaignState, StoreError> {
        let starts_at = || -> Result<Timestamp, StoreError> {
            self.starts_at.ok_or_else(|| damaged("campaigns.starts_at"))?.try_into()
        };
        let why = || self.pause.as_deref().and_then(Pause::of).ok_or_else(|| damaged("campaigns.pause"));
        Ok(match self.state {
            State::Draft => CampaignState::Draft,
            State::InReview => CampaignState::InReview,
            State::Released => CampaignState::Released { starts_at: starts_at()? },
            State::Paused => CampaignState::Paused { starts_at: starts_at()?, why: why()? },
            State::Done => CampaignState::Done,
            State::Cancelled => CampaignState::Cancelled,
        })
    }

    /// The campaign. Its hash is taken anew: a draft that was altered is no longer what was released.
    pub fn campaign(&self) -> Result<Campaign, StoreError> {
        Ok(Campaign {
            id: CampaignId(self.id),
            hash: draft::hash(&self.draft),
            draft: from_json("campaigns.draft", &self.draft)?,
            released_hash: self.released_hash.clone(),
            author: self.author.clone(),
            released_by: self.released_by.clone(),
            state: self.state()?,
            not_after: self.not_after.map(TryInto::try_into).transpose()?,
            planned: u64::try_from(self.planned).map_err(|_| damaged("campaigns.planned"))?,
            wholly_planned: self.wholly_planned,
            made_at: self.made_at.try_into()?,
        })
    }
}

/// The name of a state, and why it stands still.
pub fn named(state: CampaignState) -> (State, Option<&'static str>) {
    match state {
        CampaignState::Draft => (State::Draft, None),
        CampaignState::InReview => (State::InReview, None),
        CampaignState::Released { .. } => (State::Released, None),
        CampaignState::Paused { why, .. } => (State::Paused, Some(why.id())),
        CampaignState::Done => (State::Done, None),
        CampaignState::Cancelled => (State::Cancelled, None),
    }
}
