//! One delivery: whether it still goes out, by which way it went, and what came of it.

use std::iter;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use metrics::counter;

use super::super::clicks;
use super::super::outcome::{Sign, later, outcome, untimely};
use super::super::records::{Begun, Campaign, Cap, Claimed, DeliveryRecords, Settled};
use super::super::wording::{Said, errand};
use super::Sender;
use crate::app::platform::id::MessageId;
use crate::app::reach::{Passage, Patience};
use crate::app::records::StoreError;
use crate::domain::campaign::Draft;
use crate::domain::errand::{ErrandState, Why};

/// How long a message may be on its way: longer than all attempts of the client together.
const SENDING: SignedDuration = SignedDuration::from_mins(5);
/// How soon something is tried again that could not be sent because the records were away.
const SOON: SignedDuration = SignedDuration::from_mins(1);

/// A group that was begun.
pub(super) struct Group {
    /// On the way, as far as the records know.
    pub goes: Vec<Claimed>,
    /// Whose time is over: to be noted, and not to be sent.
    pub over: Vec<Settled>,
}

impl Sender {
    /// Notes of a group that it goes out, as far as it still does.
    pub(super) async fn begin(&self, campaign: &Campaign, group: Vec<Claimed>) -> Result<Group, StoreError> {
        let now = self.parts.clock.now();
        let (mut in_time, mut over) = (Vec::with_capacity(group.len()), Vec::new());
        for one in group {
            match untimely(&one, patience(campaign, &one), now) {
                Some(state) => over.push(Settled::unsent(one, state)),
                None => in_time.push(one),
            }
        }
        if in_time.is_empty() {
            return Ok(Group { goes: in_time, over });
        }
        let begun = self.parts.ledger.begin_deliveries(&in_time, self.cap(campaign), later(now, SENDING), now).await?;
        let mut goes = Vec::with_capacity(in_time.len());
        for (one, begun) in iter::zip(in_time, begun) {
            match begun {
                Begun::Send => goes.push(one),
                Begun::Dropped(why) => counted(ErrandState::Dropped(why)),
                Begun::Lost => {}
            }
        }
        Ok(Group { goes, over })
    }

    fn cap(&self, campaign: &Campaign) -> Cap {
        let catalog = self.parts.catalog.load();
        let rules = &catalog.pack.county.campaigns;
        let most = (!campaign.draft.is_uncapped()).then_some(rules.most);
        Cap { topic: campaign.draft.topic, most, in_days: rules.most_in_days }
    }

    /// Sends one that was begun. What came of it is not noted yet.
    pub(super) async fn send(&self, campaign: &Campaign, claimed: Claimed) -> (Settled, Sign) {
        let (now, patience) = (self.parts.clock.now(), patience(campaign, &claimed));
        let unsent = |claimed, state| (Settled::unsent(claimed, state), Sign::Well);
        let Some(to) = &claimed.to else { return unsent(claimed, ErrandState::Dropped(Why::Gone)) };
        let Some(reach) = &self.parts.reach else { return unsent(claimed, ErrandState::Unreachable(Why::NoClient)) };
        let said = Said { variant: claimed.variant, key: &claimed.key, link: self.link(&campaign.draft, &claimed) };
        let errand = errand(&campaign.draft, said, to);
        let waits_for_window = errand.message.is_some();
        let leaving = Leaving { ledger: &*self.parts.ledger, claimed: &claimed, now, id: Mutex::default() };
        match reach.send_watched(&errand, &leaving).await {
            Ok(reached) => {
                let (state, sign) = outcome(&claimed, &reached, patience, (now, waits_for_window));
                let message = leaving.into_id();
                (Settled { claimed, state, channel: reached.channel(), message }, sign)
            }
            Err(error) => {
                tracing::warn!(%error, "campaigns: nobody can tell who can be reached");
                unsent(claimed, patience.again(later(now, SOON), Why::Busy))
            }
        }
    }

    /// The recipient's own link, by which it is known that they opened it.
    fn link(&self, draft: &Draft, claimed: &Claimed) -> Option<String> {
        let pages = self.parts.pages.as_ref()?;
        draft.page(claimed.variant)?;
        Some(pages.page(&clicks::path(&self.parts.vault, claimed.id)))
    }

    /// Notes what came of these. What cannot be noted is known by its key, or unknown, once the claim is over.
    pub(super) async fn settle(&self, settled: Vec<Settled>) -> Result<(), StoreError> {
        let noted = self.parts.ledger.settle_deliveries(&settled, self.parts.clock.now()).await?;
        settled.iter().filter(|one| noted.contains(&one.claimed.id)).for_each(|one| counted(one.state));
        Ok(())
    }
}

fn patience<'a>(campaign: &Campaign, claimed: &Claimed) -> Patience<'a> {
    // Quiet hours are kept by not claiming at all; see `advance`.
    let not_after = campaign.not_after.unwrap_or(Timestamp::MAX);
    Patience { not_after, tries: claimed.tries, quiet: None }
}

fn counted(outcome: ErrandState) {
    counter!("guiyan_deliveries_total", "outcome" => outcome.id()).increment(1);
}

/// Notes that a template message leaves, and what the platform calls it.
struct Leaving<'a> {
    ledger: &'a dyn DeliveryRecords,
    claimed: &'a Claimed,
    now: Timestamp,
    id: Mutex<Option<MessageId>>,
}

impl Leaving<'_> {
    fn into_id(self) -> Option<MessageId> {
        self.id.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Passage for Leaving<'_> {
    async fn leaving_by_template(&self) -> Result<(), StoreError> {
        self.ledger.leaves_by_template(self.claimed, self.now).await
    }

    fn taken(&self, id: &MessageId) {
        *self.id.lock().unwrap_or_else(PoisonError::into_inner) = Some(id.clone());
    }
}
