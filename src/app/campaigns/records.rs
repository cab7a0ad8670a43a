//! The ports of campaigns and their ledger.

use std::collections::HashSet;

use async_trait::async_trait;
use jiff::Timestamp;

use super::forecast::{Ask, Counts, Sampled};
use super::report::Report;
use crate::app::platform::id::MessageId;
use crate::app::reach::Channel;
use crate::app::records::StoreError;
use crate::domain::campaign::{Audience, CampaignState, Draft, InvalidChange, Pause, Variant};
use crate::domain::errand::{ErrandState, Why};
use crate::domain::id::{CampaignId, DeliveryId, OpenId};
use crate::domain::topic::Topic;

/// A campaign in the records.
#[derive(Debug, Clone, PartialEq)]
pub struct Campaign {
    /// Which.
    pub id: CampaignId,
    /// As it was drawn up.
    pub draft: Draft,
    /// Of the draft, as it was written down.
    pub hash: String,
    /// The hash that was released.
    pub released_hash: Option<String>,
    /// Who drew it up.
    pub author: String,
    /// Who released it.
    pub released_by: Option<String>,
    /// How far it is.
    pub state: CampaignState,
    /// When it is too late to send it.
    pub not_after: Option<Timestamp>,
    /// Recipients in the ledger.
    pub planned: u64,
    /// Whether all of them are.
    pub wholly_planned: bool,
    /// When it was drawn up.
    pub made_at: Timestamp,
}

impl Campaign {
    /// Whether it is still what was released.
    pub fn is_as_released(&self) -> bool {
        self.released_hash.as_ref() == Some(&self.hash)
    }
}

/// What is done to a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is written.
    Submit,
    /// It may go out.
    Release {
        /// Not before.
        starts_at: Timestamp,
        /// Not after.
        not_after: Timestamp,
        /// What was read, by its hash.
        hash: String,
    },
    /// It stands still.
    Pause(Pause),
    /// It goes on.
    Resume,
    /// It ends.
    Cancel,
}

impl Change {
    /// Its name in the audit.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Release { .. } => "release",
            Self::Pause(_) => "pause",
            Self::Resume => "resume",
            Self::Cancel => "cancel",
        }
    }
}

/// Who does it, and why. Both stand in the audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct By<'a> {
    /// Who.
    pub name: &'a str,
    /// Why, in their words.
    pub reason: &'a str,
}

/// Why a campaign stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// There is none with this number.
    #[error("没有编号是 {0} 的群发")]
    NoSuch(CampaignId),
    /// Its state does not allow it.
    #[error(transparent)]
    Invalid(#[from] InvalidChange),
    /// It is not what was read.
    #[error("内容在您看过以后变了，请重新看一遍再批准")]
    Altered,
    /// The records.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Campaigns as staff know them.
#[async_trait]
pub trait CampaignRecords: Send + Sync {
    /// Writes one down, with a line in the audit.
    async fn add_campaign(&self, draft: &Draft, by: By<'_>, now: Timestamp) -> Result<CampaignId, StoreError>;

    /// One of them.
    async fn campaign(&self, id: CampaignId) -> Result<Option<Campaign>, StoreError>;

    /// The newest 200, newest first.
    async fn campaigns(&self) -> Result<Vec<Campaign>, StoreError>;

    /// Changes one, with a line in the audit that names the hash.
    ///
    /// # Errors
    /// Nothing changed.
    async fn change_campaign(
        &self,
        id: CampaignId,
        change: Change,
        by: By<'_>,
        now: Timestamp,
    ) -> Result<CampaignState, ChangeError>;

    /// How many there are of an audience, and by which way they are reached now.
    async fn count_audience(&self, audience: &Audience, ask: &Ask, now: Timestamp) -> Result<Counts, StoreError>;

    /// Some of an audience, who were seen last first.
    async fn sample_audience(&self, audience: &Audience, most: u64, now: Timestamp)
    -> Result<Vec<Sampled>, StoreError>;

    /// Gives everybody of an audience a tag, or takes it away; answers how many have changed.
    async fn tag(&self, audience: &Audience, tag: &str, given: bool, now: Timestamp) -> Result<u64, StoreError>;

    /// What came of it.
    async fn report(&self, id: CampaignId) -> Result<Option<Report>, StoreError>;

    /// Puts a trial into the ledger: this follower gets the words of this variant, beside all others.
    async fn add_preview(
        &self,
        id: CampaignId,
        to: &OpenId,
        variant: Variant,
        now: Timestamp,
    ) -> Result<(), StoreError>;
}

/// A delivery that is ours until a while from now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Which.
    pub id: DeliveryId,
    /// Of which campaign.
    pub campaign: CampaignId,
    /// Whose it is; drawn anew for each claim.
    pub holder: String,
    /// To whom; nobody, if they are gone.
    pub to: Option<OpenId>,
    /// In which words.
    pub variant: Variant,
    /// By which the platform knows it: stored when it was planned.
    pub key: String,
    /// A trial for staff: it keeps no hours and counts for nothing.
    pub preview: bool,
    /// When it first went out by template under its key, if it did.
    pub left_at: Option<Timestamp>,
    /// What it waited for, if it did.
    pub waited: Option<Why>,
    /// How often it was claimed before.
    pub tries: u32,
}

/// What came of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Of which.
    pub claimed: Claimed,
    /// Where it stands now.
    pub state: ErrandState,
    /// By which way it went out, or may have.
    pub channel: Option<Channel>,
    /// What the platform calls it.
    pub message: Option<MessageId>,
}

impl Settled {
    /// Nothing went out.
    pub fn unsent(claimed: Claimed, state: ErrandState) -> Self {
        Self { claimed, state, channel: None, message: None }
    }
}

/// Whether something is to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// Yes; it counts as on the way from now on.
    Send,
    /// No, and it was dropped for that.
    Dropped(Why),
    /// Somebody else has it by now.
    Lost,
}

/// How much one gets of one topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cap {
    /// Which.
    pub topic: Topic,
    /// Most in the days; `None` for what is never capped.
    pub most: Option<u32>,
    /// Those days.
    pub in_days: u16,
}

/// What the platform told later of a message that it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// It arrived.
    Delivered,
    /// The follower blocks them.
    Blocked,
    /// The platform failed.
    Failed,
}

impl Receipt {
    /// Its name in records.
    pub fn id(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Blocked => "blocked",
            Self::Failed => "failed",
        }
    }

    /// The one of that name.
    pub fn of(id: &str) -> Option<Self> {
        [Self::Delivered, Self::Blocked, Self::Failed].into_iter().find(|receipt| receipt.id() == id)
    }
}

/// The ledger, shared by replicas without a leader: whoever claims a row does it.
#[async_trait]
pub trait DeliveryRecords: Send + Sync {
    /// Campaigns for which something is to be done: those that are released, and those that were cancelled with
    /// recipients left.
    async fn at_work(&self) -> Result<Vec<Campaign>, StoreError>;

    /// Adds up to `most` more recipients of a released campaign; nobody twice, on whichever replica. Answers how many
    /// were added; fewer than `most` are all, and then it is wholly planned.
    async fn plan_deliveries(&self, id: CampaignId, most: u64, now: Timestamp) -> Result<u64, StoreError>;

    /// Takes on up to `most` deliveries whose time has come, until `until`; no two claims get the same one. What was
    /// claimed by somebody who is gone is due again if nothing went out, or if the platform still knows its key; else it
    /// is unknown.
    async fn claim_deliveries(
        &self,
        id: CampaignId,
        most: u64,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Claimed>, StoreError>;

    /// The same for trials, of whichever campaign.
    async fn claim_previews(&self, most: u64, until: Timestamp, now: Timestamp) -> Result<Vec<Claimed>, StoreError>;

    /// Notes of all of these, in one transaction, that they go out: nothing of it is sent before. Whoever wants none of
    /// it or had enough is dropped, but for trials. Answers for each in their order.
    ///
    /// # Errors
    /// None of them goes out; they are due again once their claim is over.
    async fn begin_deliveries(
        &self,
        claimed: &[Claimed],
        cap: Cap,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Begun>, StoreError>;

    /// Notes that it goes out by template under its key; the first time counts.
    async fn leaves_by_template(&self, claimed: &Claimed, now: Timestamp) -> Result<(), StoreError>;

    /// What came of all of these, in one transaction. Answers which were still ours, and are noted.
    ///
    /// # Errors
    /// None of it is noted; each is known by its key, or unknown, once its claim is over.
    async fn settle_deliveries(&self, settled: &[Settled], now: Timestamp) -> Result<HashSet<DeliveryId>, StoreError>;

    /// Whoever spoke since then and waits for an open window is due now. Answers how many.
    async fn wake(&self, since: Timestamp, now: Timestamp) -> Result<u64, StoreError>;

    /// Drops up to `most` recipients of a cancelled campaign to whom nothing went out; of whom it may have reached, nobody
    /// will know. Answers how many were dropped.
    async fn drop_cancelled(&self, id: CampaignId, most: u64, now: Timestamp) -> Result<u64, StoreError>;

    /// It is done, if everybody of it was dealt with. Answers whether it is.
    async fn finish_campaign(&self, id: CampaignId) -> Result<bool, StoreError>;

    /// What the platform told of a template message: by its id, or else the one to this follower of which nobody knows
    /// what became. Answers whether one of ours was meant.
    async fn receipt(
        &self,
        message: &MessageId,
        to: &OpenId,
        receipt: Receipt,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Somebody opened the link of a delivery; the first time counts. Answers the page behind it, if there is such a
    /// delivery.
    async fn clicked(&self, id: DeliveryId, now: Timestamp) -> Result<Option<String>, StoreError>;
}
