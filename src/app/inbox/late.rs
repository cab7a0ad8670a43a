//! Answers that came too late for the response, sent as customer-service messages (platform sheet 4).
//!
//! The platform may still come again for such an answer: after a connection that broke, or a `success` that got lost.
//! So the way of an answer is settled in the cache, once for all replicas, by whoever comes first: a further attempt
//! that fetches it, or this.

use std::sync::Arc;
use std::time::Instant;

use metrics::counter;

use super::work::{Answered, By};
use super::{Answer, Inbound, InboxParts, act};
use crate::app::dialogue_cache::{AnswerWays, Settled, Way};
use crate::app::platform::customer_service::CustomerServiceMessage;
use crate::app::platform::id::MediaId;
use crate::app::reach::{Errand, Reach, Reached};
use crate::domain::cut;
use crate::domain::passive_reply::PassiveReply;
use crate::domain::purpose::Purpose;
use crate::domain::window::LastActs;

/// Longest text of a message, in bytes (platform sheet 7.2).
const TEXT: usize = 2048;

/// What late answers are sent with.
pub struct LateAnswers {
    /// Sends, if the follower's window is open.
    pub reach: Arc<Reach>,
    /// Lets each answer go one way.
    pub ways: Arc<dyn AnswerWays>,
}

/// Sends an answer for which nobody waits any more, if it is ours to send.
pub(super) async fn send(parts: &InboxParts, inbound: &Inbound, answered: Answered, deadline: Instant) {
    let (Some(late), Answered { answer: Answer::Reply(reply), by: By::Us }) = (&parts.late, answered) else { return };
    // Whoever hung up before the deadline comes again at once, and gets it then.
    tokio::time::sleep_until(deadline.into()).await;
    let outcome = sent(late, parts, inbound, &reply).await;
    counter!("guiyan_inbox_late_answers_total", "outcome" => outcome).increment(1);
}

async fn sent(late: &LateAnswers, parts: &InboxParts, inbound: &Inbound, reply: &PassiveReply) -> &'static str {
    let Some(message) = message(reply) else { return "no_such_message" };
    match late.ways.settle(&inbound.key, &inbound.openid, Way::Late).await {
        Ok(Settled::Now) => {}
        Ok(Settled::Before(_)) => return "fetched",
        Err(error) => {
            tracing::warn!(%error, "a late answer is not sent: nobody can tell whether it was fetched");
            return "cache";
        }
    }
    let at = inbound.created_at.min(parts.clock.now());
    let acts = act(&inbound.input).map(|act| LastActs::one(act, at)).unwrap_or_default();
    let mut errand = Errand::new(inbound.openid.clone(), Purpose::Answer);
    (errand.acts, errand.message) = (acts, Some(message));
    late.reach.send(&errand).await.as_ref().map_or("records", Reached::id)
}

/// The answer for a further attempt: nothing, if it was sent late. Nobody can tell while the cache is away; then it
/// rather comes twice than not at all.
pub(super) async fn unless_sent(parts: &InboxParts, inbound: &Inbound, answer: Answer) -> Answer {
    let Some(late) = &parts.late else { return answer };
    match late.ways.settle(&inbound.key, &inbound.openid, Way::Passive).await {
        Ok(Settled::Before(Way::Late)) => Answer::Nothing,
        Ok(Settled::Now | Settled::Before(Way::Passive)) | Err(_) => answer,
    }
}

/// The same as a customer-service message, with one card of several; `None` for what there is no such message of.
fn message(reply: &PassiveReply) -> Option<CustomerServiceMessage> {
    match reply {
        PassiveReply::Text(text) => cut::within(text, TEXT).to_owned().try_into().ok(),
        PassiveReply::News(cards) => cards.first().cloned().map(CustomerServiceMessage::News),
        PassiveReply::Image { media_id } => MediaId::parse(media_id).ok().map(CustomerServiceMessage::Image),
        PassiveReply::Voice { media_id } => MediaId::parse(media_id).ok().map(CustomerServiceMessage::Voice),
        PassiveReply::Video { .. } | PassiveReply::Music { .. } | PassiveReply::TransferCustomerService { .. } => None,
    }
}
