//! People on paper: put down by staff, without WeChat, through the same seats as everybody.

use async_trait::async_trait;
use jiff::Timestamp;

use super::records::StoreError;
use crate::domain::dialogue::effect::Outcome;
use crate::domain::sign_up::Wish;

/// Puts people down.
#[async_trait]
pub trait PaperRecords: Send + Sync {
    /// Puts down who follows nobody: a seat, a place in the queue, or none, as everybody gets it. Whoever has a place
    /// already keeps it, so that a list can be imported twice. Outcomes in the order of the wishes; the whole is noted
    /// in the audit.
    ///
    /// Their answers are kept for as long as everybody's, and go when a follower who is the same person has theirs
    /// erased.
    async fn put_down(&self, wishes: &[Wish], actor: &str, now: Timestamp) -> Result<Vec<Outcome>, StoreError>;
}
