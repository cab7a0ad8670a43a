//! The ledger of campaigns: a row a recipient.

use sea_orm::ActiveValue::NotSet;
use sea_orm::Set;
use sea_orm::entity::prelude::*;

use super::errands::{State, columns};
use crate::app::campaigns::records::Claimed;
use crate::app::records::StoreError;
use crate::domain::campaign::Variant;
use crate::domain::errand::{ErrandState, Why};
use crate::domain::id::{CampaignId, DeliveryId, OpenId};
use crate::storage::failure::damaged;
use crate::storage::lease::Leased;
use crate::storage::moment::Moment;

/// One delivery. After its follower is gone it stays, without openid, so that the sums stay true.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deliveries")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// By which the platform knows it; unique.
    pub key: String,
    pub campaign_id: i64,
    pub openid: Option<String>,
    pub unit_id: Option<i64>,
    /// The campaign's, so that what somebody gets of it is counted without the campaigns.
    pub topic: String,
    pub variant: String,
    /// A trial for staff, which counts for nothing.
    pub preview: bool,
    pub state: State,
    pub why: Option<String>,
    pub channel: Option<String>,
    /// When it is tried, or its claim ends.
    pub next_at: Moment,
    /// Who claimed it last, by a name drawn for that claim.
    pub holder: String,
    /// How often it was claimed.
    pub tries: i64,
    /// When it first went out by template under its key.
    pub left_at: Option<Moment>,
    pub settled_at: Option<Moment>,
    /// What the platform calls it.
    pub message_id: Option<String>,
    /// What the platform told later.
    pub receipt: Option<String>,
    /// When its link was opened first.
    pub clicked_at: Option<Moment>,
    /// The batch of a mass send that it is in.
    pub batch_id: Option<i64>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Leased for Entity {
    const ID: Column = Column::Id;
    const STATE: Column = Column::State;
    const WHY: Column = Column::Why;
    const NEXT_AT: Column = Column::NextAt;
    const HOLDER: Column = Column::Holder;
    const TRIES: Column = Column::Tries;
}

impl Model {
    /// It, in the hands of `holder`; `tries` are those before.
    pub fn claimed(&self, holder: &str) -> Result<Claimed, StoreError> {
        let to = self.openid.as_deref().map(OpenId::parse).transpose().map_err(|_| damaged("deliveries.openid"))?;
        Ok(Claimed {
            id: DeliveryId(self.id),
            campaign: CampaignId(self.campaign_id),
            holder: holder.to_owned(),
            to,
            variant: Variant::of(&self.variant).ok_or_else(|| damaged("deliveries.variant"))?,
            key: self.key.clone(),
            preview: self.preview,
            left_at: self.left_at.map(TryInto::try_into).transpose()?,
            waited: self.why.as_deref().and_then(Why::of),
            tries: u32::try_from(self.tries).unwrap_or(u32::MAX),
        })
    }
}

/// The columns of a state that a delivery comes to at `now`.
pub fn standing(state: ErrandState, now: Moment) -> ActiveModel {
    let (name, next_at) = columns(state);
    ActiveModel {
        state: Set(name),
        why: Set(state.why().map(|why| why.id().to_owned())),
        next_at: next_at.map_or(NotSet, Set),
        settled_at: Set(next_at.is_none().then_some(now)),
        ..Default::default()
    }
}
