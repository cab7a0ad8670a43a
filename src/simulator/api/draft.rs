//! The draft box (platform sheet 7.10).

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::{Api, Call, Outcome, data, done};
use crate::simulator::account::Right;
use crate::simulator::draft::{Article, Draft};
use crate::simulator::errcode::{ARTICLE_COUNT, BAD_ARTICLE_INDEX, BAD_MEDIA_ID, NO_ARTICLES, Refusal, UNREADABLE};

pub const APIS: &[Api] = &[
    Api::post("/cgi-bin/draft/add", Right::Basic, add).daily(1_000),
    Api::post("/cgi-bin/draft/update", Right::Basic, update).daily(1_000),
    Api::post("/cgi-bin/draft/get", Right::Basic, get).daily(500),
    Api::post("/cgi-bin/draft/delete", Right::Basic, delete).daily(1_000),
    Api::get("/cgi-bin/draft/count", Right::Basic, count).daily(1_000),
    Api::post("/cgi-bin/draft/batchget", Right::Basic, list).daily(1_000),
];

/// Pictures of a `newspic`.
const PICTURES: usize = 20;
/// A digest that nobody wrote, in characters.
const DIGEST: usize = 54;

#[derive(Deserialize)]
struct AddRequest {
    articles: Vec<Article>,
}

fn add(call: &mut Call<'_>) -> Outcome {
    let AddRequest { articles } = call.json()?;
    if articles.is_empty() {
        return Err(Refusal::of(NO_ARTICLES));
    }
    if articles.len() > call.settings.rules.articles {
        return Err(Refusal::of(ARTICLE_COUNT));
    }
    let articles = articles.into_iter().map(|article| taken(call, article)).collect::<Result<_, _>>()?;
    let id = call.world.drafts.add(articles, call.now);
    data(json!({ "media_id": id.as_ref() }))
}

/// The article as the platform keeps it: its pictures are permanent material, and it has a digest.
fn taken(call: &Call<'_>, mut article: Article) -> Result<Article, Refusal> {
    article.check()?;
    let is_permanent = |id: &str| call.world.library.get(id, call.now).is_ok_and(|item| item.permanent);
    let pictures = article.pictures();
    let sound = match article.article_type.as_str() {
        "newspic" => (1..=PICTURES).contains(&pictures.len()) && pictures.into_iter().all(is_permanent),
        _ => is_permanent(&article.thumb_media_id),
    };
    if !sound {
        return Err(Refusal::of(BAD_MEDIA_ID));
    }
    if article.article_type.is_empty() {
        "news".clone_into(&mut article.article_type);
    }
    if article.digest.is_empty() {
        article.digest = words(&article.content).chars().take(DIGEST).collect();
    }
    Ok(article)
}

/// HTML without its tags.
fn words(html: &str) -> String {
    let mut inside = false;
    let outside = |c: &char| {
        let was = inside;
        inside = *c == '<' || inside && *c != '>';
        !was && !inside
    };
    html.chars().filter(outside).collect()
}

#[derive(Deserialize)]
struct UpdateRequest {
    media_id: String,
    index: usize,
    /// One article, whatever the name says.
    articles: Article,
}

fn update(call: &mut Call<'_>) -> Outcome {
    let UpdateRequest { media_id, index, articles } = call.json()?;
    let article = taken(call, articles)?;
    let draft = call.world.drafts.get_mut(&media_id)?;
    *draft.articles.get_mut(index).ok_or_else(|| Refusal::of(BAD_ARTICLE_INDEX))? = article;
    draft.changed = call.now;
    done()
}

#[derive(Deserialize)]
struct MediaRequest {
    media_id: String,
}

fn get(call: &mut Call<'_>) -> Outcome {
    let MediaRequest { media_id } = call.json()?;
    let draft = call.world.drafts.get(&media_id)?;
    let time = draft.changed.as_second();
    data(json!({ "news_item": draft.articles, "create_time": time, "update_time": time }))
}

fn delete(call: &mut Call<'_>) -> Outcome {
    let MediaRequest { media_id } = call.json()?;
    call.world.drafts.remove(&media_id)?;
    done()
}

fn count(call: &mut Call<'_>) -> Outcome {
    data(json!({ "total_count": call.world.drafts.len() }))
}

/// A page of drafts or publications.
#[derive(Deserialize)]
pub struct PageRequest {
    /// The first one, from 0.
    pub offset: usize,
    /// 1 to 20.
    pub count: usize,
    /// 1 leaves the content out.
    #[serde(default)]
    pub no_content: u8,
}

impl PageRequest {
    /// Whether the platform takes it.
    pub fn check(&self) -> Result<(), Refusal> {
        if (1..=20).contains(&self.count) { Ok(()) } else { Err(Refusal::of(UNREADABLE)) }
    }

    /// The articles, with or without their content.
    pub fn articles(&self, articles: &[Article]) -> Value {
        let one = |article: &Article| {
            let content = if self.no_content == 1 { String::new() } else { article.content.clone() };
            json!(Article { content, ..article.clone() })
        };
        articles.iter().map(one).collect()
    }
}

fn list(call: &mut Call<'_>) -> Outcome {
    let request: PageRequest = call.json()?;
    request.check()?;
    let all = call.world.drafts.newest();
    let one = |(id, draft): &(&Arc<str>, &Draft)| {
        let content = json!({ "news_item": request.articles(&draft.articles) });
        json!({ "media_id": id.as_ref(), "content": content, "update_time": draft.changed.as_second() })
    };
    let page: Vec<Value> = all.iter().skip(request.offset).take(request.count).map(one).collect();
    data(json!({ "total_count": all.len(), "item_count": page.len(), "item": page }))
}
