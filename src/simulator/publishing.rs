//! Ends a publication, and tells so (platform sheet 3.5, `PUBLISHJOBFINISH`).

use jiff::Timestamp;

use super::draft::{Article, Progress, Publication};
use super::push::{Draft, Push};
use super::world::World;

/// The event's name, and sender.
const EVENT: &str = "PUBLISHJOBFINISH";
const HELPER: &str = "mphelper";

/// The publication is done, or failed.
pub fn finish(world: &mut World, id: u64, outcome: Progress, now: Timestamp) {
    let Some(publication) = world.publications.get_mut(id) else { return };
    publication.progress = outcome;
    let publication = publication.clone();
    let draft = world.draft(HELPER, "event", now).text("Event", EVENT);
    let xml = draft.within("PublishEventInfo", |draft| told(draft, &publication)).finish();
    world.push(Push { openid: None, name: EVENT.to_owned(), xml, is_message: false, visible: false });
}

fn told(draft: Draft, publication: &Publication) -> Draft {
    let draft = draft.number("publish_id", publication.id).number("publish_status", publication.progress.number());
    if publication.progress != Progress::Done {
        return (1..=publication.articles.len()).fold(draft, |draft, index| draft.number("fail_idx", index));
    }
    let item = |draft: Draft, (index, article): (usize, &Article)| {
        draft.within("item", |draft| draft.number("idx", index).text("article_url", &article.url))
    };
    draft.text("article_id", &publication.article_id).within("article_detail", |draft| {
        let draft = draft.number("count", publication.articles.len());
        (1..).zip(&publication.articles).fold(draft, item)
    })
}
