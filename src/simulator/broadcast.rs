//! Carries out a mass send: in slices, so that other calls get their turn, and then tells how it went.

use std::sync::Arc;

use jiff::Timestamp;

use super::chat::{Author, Content};
use super::mass::{Audience, Counts, Job, Status, receives};
use super::platform::Platform;
use super::push::Push;
use super::world::World;

/// Followers under one hold of the lock.
const SLICE: usize = 2_000;

/// Sender of events that no follower caused (platform sheet 3.1).
const HELPER: &str = "mphelper";

/// Delivers a job to everybody it is for.
pub async fn run(platform: &Platform, id: u64) {
    let Some(job) = platform.with(|world, _| world.mass.get(id).cloned()) else { return };
    let mut counts = Counts::default();
    if job.verdict.is_none() {
        let mut from = 0;
        while platform.with(|world, now| slice(world, &job, from, (now, &mut counts))) {
            from += SLICE;
            tokio::task::yield_now().await;
        }
    }
    platform.with(|world, now| finish(world, &job, counts, now));
}

/// `false` if there is nobody left.
fn slice(world: &mut World, job: &Job, from: usize, (now, counts): (Timestamp, &mut Counts)) -> bool {
    let (openids, end): (Vec<Arc<str>>, usize) = match &job.audience {
        Audience::List(list) => (list.iter().skip(from).take(SLICE).cloned().collect(), list.len()),
        meant => {
            let slice = world.roster.from(from).take(SLICE).filter(|follower| meant.takes_in(follower));
            (slice.map(|follower| Arc::clone(&follower.openid)).collect(), world.roster.len())
        }
    };
    let account = world.account;
    counts.total += openids.len();
    for openid in openids {
        let Some(follower) = world.roster.get_mut(&openid) else { continue };
        if receives(follower, account, now) {
            counts.filtered += 1;
            world.show(&openid, Author::Account, Arc::clone(&job.content), now);
        }
    }
    from + SLICE < end
}

fn finish(world: &mut World, job: &Job, counts: Counts, now: Timestamp) {
    let status = job.verdict.clone().unwrap_or_else(|| "send success".to_owned());
    match (&job.verdict, &job.draft) {
        (None, Some(draft)) => drop(world.drafts.remove(draft)),
        (None, None) => {}
        (Some(_), _) => world.mass.give_back(),
    }
    if let Some(job) = world.mass.get_mut(job.id) {
        job.status = job.verdict.clone().map_or(Status::Sent, Status::Failed);
    }
    world.record.mass(job, counts, now);
    const EVENT: &str = "MASSSENDJOBFINISH";
    let draft = world.draft(HELPER, "event", now).text("Event", EVENT);
    let draft = draft.number("MsgID", job.id).text("Status", &status);
    let draft = draft.number("TotalCount", counts.total).number("FilterCount", counts.filtered);
    let draft = draft.number("SentCount", counts.filtered).number("ErrorCount", 0);
    let xml = articles(job, draft).finish();
    world.push(Push { openid: None, name: EVENT.to_owned(), xml, is_message: false, visible: false });
}

/// Articles are checked for reprints, and get an address each.
fn articles(job: &Job, draft: super::push::Draft) -> super::push::Draft {
    let Content::MassArticle { articles } = &*job.content else { return draft };
    let draft = draft.within("CopyrightCheckResult", |draft| {
        draft.number("Count", 0).within("ResultList", |draft| draft).number("CheckState", 1)
    });
    draft.within("ArticleUrlResult", |draft| {
        let list = |draft| {
            (1..).zip(articles).fold(draft, |draft: super::push::Draft, (index, article)| {
                draft.within("item", |draft| draft.number("ArticleIdx", index).text("ArticleUrl", &article.url))
            })
        };
        draft.within("ResultList", list).number("Count", articles.len())
    })
}
