//! A tag of the platform, made for a batch, that exactly its recipients have (platform sheet 7.6).

use std::collections::HashSet;

use super::outcome::Hitch;
use super::records::Batch;
use super::{MassPlatform, MassSender};
use crate::app::platform::errcode::Errcode;
use crate::app::platform::failure::{Cause, Decision, PlatformError};
use crate::app::platform::id::TagId;
use crate::app::platform::tags::{TagBatch, TagGateway, TagName};
use crate::domain::errand::Why;
use crate::domain::id::OpenId;

/// Followers of one call.
const AT_ONCE: usize = 50;
/// Calls after which the batch is held on: each takes a few seconds at the most.
const CALLS: usize = 20;

impl MassSender {
    /// The tag of a batch, with its recipients and nobody else: whoever goes on after a crash finds out who has it.
    /// Whom the platform gives no tag, for they have twenty, is left out.
    pub(super) async fn tagged(
        &self,
        platform: &MassPlatform,
        batch: &mut Batch,
        people: &[OpenId],
    ) -> Result<TagId, Hitch> {
        let tags = &*platform.tags;
        let tag = match batch.made.tag {
            // It may have gone out to whoever has it: it stays as it is.
            Some(tag) if batch.left_at.is_some() => return Ok(tag),
            Some(tag) => tag,
            None => {
                let tag = found_or_made(tags, batch).await.map_err(Hitch::Before)?;
                batch.made.tag = Some(tag);
                self.keep(batch).await?;
                tag
            }
        };
        let has = members(tags, tag).await.map_err(Hitch::Before)?;
        let wanted: HashSet<&OpenId> = people.iter().collect();
        let others: Vec<OpenId> = has.iter().filter(|one| !wanted.contains(one)).cloned().collect();
        let lacking: Vec<OpenId> = people.iter().filter(|one| !has.contains(one)).cloned().collect();
        for some in others.chunks(AT_ONCE) {
            tags.untag(tag, &few(some)?).await.map_err(Hitch::Before)?;
        }
        let mut without = Vec::new();
        for (call, some) in (1..).zip(lacking.chunks(AT_ONCE)) {
            without.extend(give(tags, tag, some).await?);
            if call % CALLS == 0 {
                self.keep(batch).await?;
            }
        }
        self.parts.records.leave_out(batch, &without, Why::NoWay, self.parts.clock.now()).await?;
        if without.len() == people.len() { Err(Hitch::Nobody) } else { Ok(tag) }
    }
}

/// One of this name is ours: whoever made it was gone before it was noted.
async fn found_or_made(tags: &dyn TagGateway, batch: &Batch) -> Result<TagId, PlatformError> {
    let name = format!("guiyan-{}-{}", batch.campaign, batch.number);
    if let Some(tag) = tags.list().await?.into_iter().find(|tag| tag.name == name) {
        return Ok(tag.id);
    }
    let unwritable = |_| PlatformError::new("tags_create", Cause::Unwritable, Decision::Bug);
    Ok(tags.create(&TagName::new(name).map_err(unwritable)?).await?.id)
}

async fn members(tags: &dyn TagGateway, tag: TagId) -> Result<HashSet<OpenId>, PlatformError> {
    let (mut members, mut after) = (HashSet::new(), None);
    loop {
        let page = tags.members(tag, after.as_ref()).await?;
        members.extend(page.openids);
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(members),
        }
    }
}

/// Gives it to these, and to each alone of those whom it did not reach so. Answers who does not get it.
async fn give(tags: &dyn TagGateway, tag: TagId, some: &[OpenId]) -> Result<Vec<OpenId>, Hitch> {
    let each = match tags.tag(tag, &few(some)?).await {
        Ok(()) => return Ok(Vec::new()),
        Err(error) if error.decision() == Decision::RetryFailed => error.failed().to_vec(),
        Err(error) if is_of_one(&error) => some.to_vec(),
        Err(error) => return Err(Hitch::Before(error)),
    };
    let mut without = Vec::new();
    for one in each {
        match tags.tag(tag, &few(std::slice::from_ref(&one))?).await {
            Ok(()) => {}
            Err(error) if error.decision() == Decision::RetryFailed || is_of_one(&error) => without.push(one),
            Err(error) => return Err(Hitch::Before(error)),
        }
    }
    Ok(without)
}

/// Whether it says something of a follower, rather than of the call.
fn is_of_one(error: &PlatformError) -> bool {
    let full = error.errcode() == Some(Errcode::TWENTY_TAGS);
    full || matches!(error.decision(), Decision::DropFollower(_))
}

/// Deletes it. The platform wants one with more than 100,000 followers emptied first (45057).
pub(super) async fn delete(tags: &dyn TagGateway, tag: TagId) -> Result<(), Hitch> {
    match tags.delete(tag).await {
        Ok(()) => Ok(()),
        Err(error) if error.errcode() == Some(Errcode::TAG_IS_FULL) => {
            let has: Vec<OpenId> = members(tags, tag).await.map_err(Hitch::Before)?.into_iter().collect();
            for some in has.chunks(AT_ONCE) {
                tags.untag(tag, &few(some)?).await.map_err(Hitch::Before)?;
            }
            tags.delete(tag).await.map_err(Hitch::Before)
        }
        // It is gone already.
        Err(error) if error.decision() == Decision::Bug => Ok(()),
        Err(error) => Err(Hitch::Before(error)),
    }
}

fn few(some: &[OpenId]) -> Result<TagBatch, Hitch> {
    TagBatch::new(some.to_vec()).map_err(|error| Hitch::Unfit(error.to_string()))
}
