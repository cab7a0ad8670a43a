//! What of a mass campaign goes out in one call.

use sea_orm::Set;
use sea_orm::entity::prelude::*;

use super::errands::{State, columns};
use crate::app::campaigns::mass::records::{Batch, BatchLine, Made, MassResult};
use crate::app::platform::id::{ClientMessageId, MediaId, TagId};
use crate::app::records::StoreError;
use crate::domain::campaign::mass::{MassCounts, MassHow, Verdict};
use crate::domain::errand::{ErrandState, Why};
use crate::domain::id::{BatchId, CampaignId};
use crate::storage::failure::damaged;
use crate::storage::moment::Moment;

/// One batch. Its recipients are the deliveries that name it.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mass_batches")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub campaign_id: i64,
    /// From 1.
    pub number: i64,
    /// By which the platform knows it; unique.
    pub key: String,
    /// How it went out last.
    pub how: Option<String>,
    pub state: State,
    pub why: Option<String>,
    /// When it is tried, or its claim ends.
    pub next_at: Moment,
    /// Who claimed it last, by a name drawn for that claim.
    pub holder: String,
    /// When it first left, if it may have gone out since.
    pub left_at: Option<Moment>,
    pub settled_at: Option<Moment>,
    /// How many it went to.
    pub recipients: i64,
    /// What the platform calls it.
    pub message_id: Option<String>,
    pub picture_id: Option<String>,
    pub draft_id: Option<String>,
    pub tag_id: Option<i64>,
    /// What the platform told afterwards.
    pub result: Option<String>,
    pub total: Option<i64>,
    pub filtered: Option<i64>,
    pub sent: Option<i64>,
    pub failed: Option<i64>,
    /// When it is asked for, or its tag deleted.
    pub look_at: Option<Moment>,
    /// What went wrong last, in words for staff.
    pub error: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// It, in the hands of `holder`.
    pub fn batch(&self, holder: &str) -> Result<Batch, StoreError> {
        Ok(Batch {
            id: BatchId(self.id),
            campaign: CampaignId(self.campaign_id),
            number: self.number()?,
            holder: holder.to_owned(),
            key: ClientMessageId::parse(&self.key).map_err(|_| damaged("mass_batches.key"))?,
            left_at: self.left_at.map(TryInto::try_into).transpose()?,
            made: self.made()?,
        })
    }

    /// What was made for it.
    fn made(&self) -> Result<Made, StoreError> {
        let media = |id: &Option<String>| {
            id.as_deref().map(MediaId::parse).transpose().map_err(|_| damaged("mass_batches: a media id"))
        };
        Ok(Made { picture: media(&self.picture_id)?, draft: media(&self.draft_id)?, tag: self.tag()? })
    }

    /// Its tag.
    pub fn tag(&self) -> Result<Option<TagId>, StoreError> {
        let tag = self.tag_id.map(|id| u32::try_from(id).map(TagId)).transpose();
        tag.map_err(|_| damaged("mass_batches.tag_id"))
    }

    fn number(&self) -> Result<u32, StoreError> {
        u32::try_from(self.number).map_err(|_| damaged("mass_batches.number"))
    }

    /// Where it stands.
    pub fn state(&self) -> Result<ErrandState, StoreError> {
        let why = || self.why.as_deref().and_then(Why::of).ok_or_else(|| damaged("mass_batches.why"));
        self.state.with(self.next_at, why)
    }

    /// For the report.
    pub fn line(&self) -> Result<BatchLine, StoreError> {
        Ok(BatchLine {
            number: self.number()?,
            how: self.how.as_deref().and_then(MassHow::named),
            recipients: u64::try_from(self.recipients).map_err(|_| damaged("mass_batches.recipients"))?,
            state: self.state()?,
            result: self.result()?,
            error: self.error.clone(),
        })
    }

    fn result(&self) -> Result<Option<MassResult>, StoreError> {
        let Some(result) = &self.result else { return Ok(None) };
        let count = |count: i64| u32::try_from(count).map_err(|_| damaged("mass_batches: a count"));
        let counts = match (self.total, self.filtered, self.sent, self.failed) {
            (Some(total), Some(filtered), Some(sent), Some(failed)) => Some(MassCounts {
                total: count(total)?,
                filtered: count(filtered)?,
                sent: count(sent)?,
                failed: count(failed)?,
            }),
            _ => None,
        };
        Ok(Some(MassResult { verdict: Verdict::read(result), counts }))
    }
}

/// The columns of a state that a batch comes to at `now`.
pub fn standing(state: ErrandState, now: Moment) -> ActiveModel {
    let (name, next_at) = columns(state);
    ActiveModel {
        state: Set(name),
        why: Set(state.why().map(|why| why.id().to_owned())),
        next_at: next_at.map_or(sea_orm::ActiveValue::NotSet, Set),
        settled_at: Set(next_at.is_none().then_some(now)),
        ..Default::default()
    }
}
