//! Whom a unit's people ring, because a campaign's message did not reach them.

use async_trait::async_trait;

use super::records::Receipt;
use crate::app::records::StoreError;
use crate::domain::errand::{ErrandState, Why};
use crate::domain::id::{CampaignId, DeliveryId, UnitId};
use crate::domain::person::{MobileNumber, PersonName};

/// Somebody to ring. Name and number are masked where they are shown, unless a reason for seeing them was given and
/// stands in the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// About which delivery.
    pub delivery: DeliveryId,
    /// Where it stands: held, unreachable, missed or unknown, or sent and not arrived.
    pub state: ErrandState,
    /// What the platform told later, where it took the message.
    pub receipt: Option<Receipt>,
    /// Who, if they told.
    pub name: Option<PersonName>,
    /// Their number, if they told.
    pub mobile: Option<MobileNumber>,
}

impl Call {
    /// Why they are rung, for staff.
    pub fn why(&self) -> String {
        let reason = self.state.why().map_or("", Why::name);
        match (self.state, self.receipt) {
            (_, Some(Receipt::Blocked)) => "拒收了公众号的消息".to_owned(),
            (_, Some(Receipt::Failed)) => "微信说没送到".to_owned(),
            (ErrandState::Held { why: Why::NoWay, .. }, _) => "还没发：等他对公众号说话".to_owned(),
            (ErrandState::Held { .. }, _) => format!("还没发：{reason}"),
            (ErrandState::Missed(_), _) => format!("错过了：{reason}"),
            (ErrandState::Unknown, _) => "可能没收到：微信没有回音".to_owned(),
            _ => reason.to_owned(),
        }
    }
}

/// The calls of a campaign.
#[async_trait]
pub trait CallRecords: Send + Sync {
    /// The units with somebody to ring, in their order; `None`, whose unit nobody knows, first.
    async fn units_to_call(&self, id: CampaignId) -> Result<Vec<Option<UnitId>>, StoreError>;

    /// Up to `most` recipients of one unit whom the message of a campaign did not surely reach, behind this delivery, in
    /// the order of the ledger. Trials, who wanted none of it or had enough, and who left, are not among them.
    async fn calls(
        &self,
        id: CampaignId,
        unit: Option<UnitId>,
        behind: DeliveryId,
        most: u64,
    ) -> Result<Vec<Call>, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_rung_for_a_reason_that_can_be_read() {
        let call = |state, receipt| Call { delivery: DeliveryId(1), state, receipt, name: None, mobile: None }.why();
        let until = jiff::Timestamp::UNIX_EPOCH;
        assert_eq!(call(ErrandState::Sent, Some(Receipt::Blocked)), "拒收了公众号的消息");
        assert_eq!(call(ErrandState::Held { until, why: Why::NoWay }, None), "还没发：等他对公众号说话");
        assert_eq!(call(ErrandState::Unreachable(Why::Refused), None), "微信说发不到这个人");
        assert_eq!(call(ErrandState::Missed(Why::TooLate), None), "错过了：来不及发了");
    }
}
