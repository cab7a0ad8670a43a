//! Publishing (platform sheet 7.10): an address for a draft, and no push to anybody.

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::{Api, Call, Outcome, data, done, done_with, put};
use super::draft::PageRequest;
use super::loose::Number;
use crate::simulator::account::Right;
use crate::simulator::draft::{Progress, Publication};
use crate::simulator::errand::{Errand, Task};
use crate::simulator::errcode::{BAD_MEDIA_ID, NO_ARTICLE_ID, Refusal};

pub const APIS: &[Api] = &[
    Api::post("/cgi-bin/freepublish/submit", Right::Publish, submit).daily(100),
    Api::post("/cgi-bin/freepublish/get", Right::Publish, get).daily(100),
    Api::post("/cgi-bin/freepublish/delete", Right::Publish, delete).daily(10),
    Api::post("/cgi-bin/freepublish/getarticle", Right::Publish, article).daily(100),
    Api::post("/cgi-bin/freepublish/batchget", Right::Publish, list).daily(100),
];

#[derive(Deserialize)]
struct MediaRequest {
    media_id: String,
}

/// The draft is gone with it. A failure on demand is the number of a status, 2 to 4.
fn submit(call: &mut Call<'_>) -> Outcome {
    let MediaRequest { media_id } = call.json()?;
    let draft = call.world.drafts.remove(&media_id)?;
    let id = call.world.publications.submit(draft.articles, call.now);
    let failed = call.result.take().map(|status| status.parse().unwrap_or(3));
    let task = Task::Publish { id, outcome: failed.map_or(Progress::Done, Progress::Failed) };
    call.world.errands.push(Errand { after: call.settings.rules.result_delay, task });
    done_with(json!({ "publish_id": id.to_string() }))
}

#[derive(Deserialize)]
struct PublishRequest {
    publish_id: Number,
}

fn get(call: &mut Call<'_>) -> Outcome {
    let PublishRequest { publish_id } = call.json()?;
    let publication = call.world.publications.get_mut(publish_id.0).ok_or_else(|| Refusal::of(BAD_MEDIA_ID))?;
    let mut answer =
        json!({ "publish_id": publication.id.to_string(), "publish_status": publication.progress.number() });
    match publication.progress {
        Progress::Done => {
            let item = |(index, article): (usize, &crate::simulator::draft::Article)| json!({ "idx": index, "article_url": article.url });
            let items: Vec<Value> = (1..).zip(&publication.articles).map(item).collect();
            put(&mut answer, "article_id", publication.article_id.as_ref().into());
            put(&mut answer, "article_detail", json!({ "count": items.len(), "item": items }));
        }
        Progress::Failed(_) => put(&mut answer, "fail_idx", (1..=publication.articles.len()).collect()),
        Progress::Running | Progress::Deleted => {}
    }
    data(answer)
}

#[derive(Deserialize)]
struct ArticleRequest {
    article_id: String,
    /// From 1; 0 is all.
    #[serde(default)]
    index: usize,
}

fn delete(call: &mut Call<'_>) -> Outcome {
    let ArticleRequest { article_id, index } = call.json()?;
    call.world.publications.delete(&article_id, index)?;
    done()
}

fn article(call: &mut Call<'_>) -> Outcome {
    let ArticleRequest { article_id, .. } = call.json()?;
    let publication = call.world.publications.by_article(&article_id)?;
    if publication.articles.is_empty() {
        return Err(Refusal::of(NO_ARTICLE_ID));
    }
    data(json!({ "news_item": publication.articles }))
}

fn list(call: &mut Call<'_>) -> Outcome {
    let request: PageRequest = call.json()?;
    request.check()?;
    let all = call.world.publications.newest();
    let one = |publication: &&Publication| {
        let content = json!({ "news_item": request.articles(&publication.articles) });
        let (id, time) = (publication.article_id.as_ref(), publication.at.as_second());
        json!({ "article_id": id, "content": content, "update_time": time })
    };
    let page: Vec<Value> = all.iter().skip(request.offset).take(request.count).map(one).collect();
    data(json!({ "total_count": all.len(), "item_count": page.len(), "item": page }))
}
