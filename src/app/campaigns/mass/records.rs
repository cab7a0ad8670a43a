//! The port of batches: what goes out in one call to many.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::app::campaigns::records::Cap;
use crate::app::platform::id::{ClientMessageId, MediaId, MessageId, TagId};
use crate::app::records::StoreError;
use crate::domain::campaign::Audience;
use crate::domain::campaign::mass::{Allowance, MassCounts, MassHow, Verdict};
use crate::domain::errand::{ErrandState, Why};
use crate::domain::id::{BatchId, CampaignId, OpenId};

/// By which rules recipients are put into batches, and left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// What decides how many go into one.
    pub how: MassHow,
    /// How much one gets of the topic.
    pub cap: Cap,
    /// How often the platform lets.
    pub allowance: Allowance,
}

/// A batch that is ours until a while from now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Which.
    pub id: BatchId,
    /// Of which campaign.
    pub campaign: CampaignId,
    /// Which of its batches, from 1.
    pub number: u32,
    /// Whose it is; drawn anew for each claim.
    pub holder: String,
    /// By which the platform knows it for a day; stored before it is sent.
    pub key: ClientMessageId,
    /// When it first left, if it may have gone out since.
    pub left_at: Option<Timestamp>,
    /// What was made on the platform for it.
    pub made: Made,
}

/// What was made on the platform for a batch. Kept, so that nothing is made twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    /// The picture of its article, permanent; all batches of a campaign show the same.
    pub picture: Option<MediaId>,
    /// Its article. The platform deletes it with the send.
    pub draft: Option<MediaId>,
    /// The tag that its recipients have.
    pub tag: Option<TagId>,
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Where it stands: never `Due`, `Claimed` or `Sending`.
    pub state: ErrandState,
    /// What the platform calls it, if it took it.
    pub message: Option<MessageId>,
    /// Whether it surely did not go out with this try.
    pub nothing_left: bool,
    /// Whether what was made for it on the platform is no more, and has to be made again.
    pub media_gone: bool,
    /// What went wrong, in words for staff.
    pub error: Option<String>,
}

/// What the platform said of a send afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MassResult {
    /// How it ended.
    pub verdict: Verdict,
    /// To how many it went; only the event tells.
    pub counts: Option<MassCounts>,
}

/// A batch of which something is still to be asked or tidied up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Which.
    pub id: BatchId,
    /// The send whose end was not told.
    pub untold: Option<MessageId>,
    /// The tag that nobody needs any more, if it is over.
    pub tag: Option<TagId>,
}

/// A batch, for the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchLine {
    /// Which of the campaign, from 1.
    pub number: u32,
    /// How it went out, once it did.
    pub how: Option<MassHow>,
    /// To how many.
    pub recipients: u64,
    /// Where it stands.
    pub state: ErrandState,
    /// What the platform said afterwards.
    pub result: Option<MassResult>,
    /// What went wrong last, in words for staff.
    pub error: Option<String>,
}

/// What of the platform's allowance is used, by our own ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MassUse {
    /// Sends that count since then: today's, for a subscription account.
    pub sends: u64,
    /// How many of the audience had one, two, …: the first is those who had one. Nobody else had any.
    pub had: Vec<(u32, u64)>,
}

/// Batches, shared by replicas without a leader: whoever claims one sends it. A batch's recipients are deliveries of the
/// ledger, and stand as it stands.
#[async_trait]
pub trait MassRecords: Send + Sync {
    /// Takes on a batch of a released campaign whose time has come, or makes the next one of recipients that are in none;
    /// `None` if there is nothing to be done now. What was claimed by somebody who is gone is due again, also if it may
    /// have gone out: the platform knows its key. No two claims get the same one.
    async fn claim_batch(
        &self,
        id: CampaignId,
        terms: &Terms,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Batch>, StoreError>;

    /// Its recipients, in the order of the ledger. While it has not left, whoever wants none of it, is refused, had
    /// enough or is gone is taken out first, and stands in the ledger as that.
    async fn recipients(&self, batch: &Batch, terms: &Terms, now: Timestamp) -> Result<Vec<OpenId>, StoreError>;

    /// Notes what was made for it, and holds it on until then. Answers whether it is still ours.
    async fn keep_batch(&self, batch: &Batch, until: Timestamp, now: Timestamp) -> Result<bool, StoreError>;

    /// Takes these out of a batch that has not left: no message reaches them so.
    async fn leave_out(&self, batch: &Batch, who: &[OpenId], why: Why, now: Timestamp) -> Result<(), StoreError>;

    /// Notes that it goes out now under its key; the first time counts. Answers whether it is still ours, and its
    /// campaign still released: else nothing may go out.
    async fn batch_leaves(
        &self,
        batch: &Batch,
        how: MassHow,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// What came of it, if it is still ours; the ledger follows. Answers whether it was.
    async fn settle_batch(&self, batch: &Batch, settled: &Settled, now: Timestamp) -> Result<bool, StoreError>;

    /// What the platform told of a send: by its id, or else of the one send of so many of which nobody knows what
    /// became. Answers whose it is; `None` if it is none of ours.
    async fn told(
        &self,
        message: &MessageId,
        result: &MassResult,
        now: Timestamp,
    ) -> Result<Option<CampaignId>, StoreError>;

    /// Batches of any campaign of which it is time to ask or to tidy up; nobody else gets them before `again`.
    async fn pending(&self, again: Timestamp, now: Timestamp) -> Result<Vec<Pending>, StoreError>;

    /// Its tag is no more.
    async fn tag_is_gone(&self, id: BatchId) -> Result<(), StoreError>;

    /// Sends since then that count for the day: those that the platform took and did not give up, and those of other
    /// campaigns than `asked_by` that may be on their way.
    async fn sends_since(&self, since: Timestamp, asked_by: Option<CampaignId>) -> Result<u64, StoreError>;

    /// What is used of the allowance since then, by this audience.
    async fn mass_use(&self, audience: &Audience, since: Timestamp, now: Timestamp) -> Result<MassUse, StoreError>;

    /// The batches of a campaign, in their order.
    async fn batches(&self, id: CampaignId) -> Result<Vec<BatchLine>, StoreError>;
}
