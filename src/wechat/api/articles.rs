//! Articles in both directions: drafts and publications have the same ones (platform sheet 7.10).

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::body::{flag, without_nulls};
use super::mass::comment_flags;
use crate::app::platform::draft::{Article, Detail, News, Pictures, StoredArticle};
use crate::app::platform::id::MediaId;
use crate::app::platform::media::LibraryPage;

pub(super) fn article(article: &Article) -> Value {
    match article {
        Article::News(news) => without_nulls(written(news)),
        Article::Pictures(pictures) => shown(pictures),
    }
}

fn written(news: &News) -> Value {
    let (open, followers_only) = comment_flags(news.comments);
    json!({
        "article_type": "news",
        "title": news.title,
        "author": news.author,
        "digest": news.digest,
        "content": news.content.as_str(),
        "content_source_url": news.source_url,
        "thumb_media_id": news.thumb_media_id,
        "need_open_comment": open,
        "only_fans_can_comment": followers_only,
    })
}

fn shown(pictures: &Pictures) -> Value {
    let (open, followers_only) = comment_flags(pictures.comments);
    let images: Vec<Value> = pictures.images.as_slice().iter().map(|id| json!({ "image_media_id": id })).collect();
    json!({
        "article_type": "newspic",
        "title": pictures.title,
        "content": pictures.content.as_str(),
        "image_info": { "image_list": images },
        "need_open_comment": open,
        "only_fans_can_comment": followers_only,
    })
}

/// What asks for a page of drafts or publications.
pub(super) fn page(page: LibraryPage, detail: Detail) -> Value {
    let no_content = flag(detail == Detail::WithoutContent);
    json!({ "offset": page.offset(), "count": page.count(), "no_content": no_content })
}

/// The articles of a draft or of a publication.
#[derive(Default, Deserialize)]
pub(super) struct ArticlesAnswer {
    #[serde(default)]
    news_item: Vec<ArticleAnswer>,
}

#[derive(Deserialize)]
struct ArticleAnswer {
    #[serde(default)]
    title: String,
    #[serde(default)]
    author: String,
    #[serde(default)]
    digest: String,
    #[serde(default)]
    content: String,
    #[serde(default)]
    content_source_url: String,
    #[serde(default)]
    thumb_media_id: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    is_deleted: bool,
}

impl ArticlesAnswer {
    pub(super) fn into_articles(self) -> Vec<StoredArticle> {
        self.news_item.into_iter().map(stored).collect()
    }
}

fn stored(answer: ArticleAnswer) -> StoredArticle {
    StoredArticle {
        title: answer.title,
        author: answer.author,
        digest: answer.digest,
        content: answer.content,
        source_url: answer.content_source_url,
        // Empty on articles made of pictures.
        thumb_media_id: MediaId::parse(&answer.thumb_media_id).ok(),
        url: answer.url,
        deleted: answer.is_deleted,
    }
}

/// A page of drafts or publications.
#[derive(Deserialize)]
pub(super) struct PageAnswer<I> {
    pub(super) total_count: u64,
    #[serde(default = "Vec::new")]
    pub(super) item: Vec<I>,
}

/// When something was last changed, from the seconds that the platform tells.
pub(super) fn moment(seconds: Option<i64>) -> Option<Timestamp> {
    seconds.and_then(|seconds| Timestamp::from_second(seconds).ok())
}
