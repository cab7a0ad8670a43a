//! Publishing (platform sheet 7.10).

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::json;

use super::Api;
use super::answer::Done;
use super::articles::{ArticlesAnswer, PageAnswer, moment, page};
use super::call::{Call, Repeat};
use crate::app::platform::draft::{Detail, StoredArticle};
use crate::app::platform::failure::PlatformError;
use crate::app::platform::id::{ArticleId, MediaId, PublishId};
use crate::app::platform::media::{LibraryPage, Listed};
use crate::app::platform::publish::{Publication, PublishGateway, PublishState, PublishedEntry, Which};
use crate::domain::account::Feature;

pub(super) static SUBMIT: Call =
    Call::new("publish_submit", "/cgi-bin/freepublish/submit", Repeat::Never).daily(100).needs(Feature::Publish);
pub(super) static STATUS: Call =
    Call::new("publish_get", "/cgi-bin/freepublish/get", Repeat::Safe).daily(100).needs(Feature::Publish);
pub(super) static DELETE: Call =
    Call::new("publish_delete", "/cgi-bin/freepublish/delete", Repeat::Safe).daily(10).needs(Feature::Publish);
pub(super) static ARTICLES: Call =
    Call::new("publish_getarticle", "/cgi-bin/freepublish/getarticle", Repeat::Safe).daily(100).needs(Feature::Publish);
pub(super) static LIST: Call =
    Call::new("publish_batchget", "/cgi-bin/freepublish/batchget", Repeat::Safe).daily(100).needs(Feature::Publish);

#[derive(Deserialize)]
struct Submitted {
    publish_id: PublishId,
}

#[derive(Deserialize)]
struct StatusAnswer {
    publish_status: i64,
    #[serde(default)]
    article_id: String,
    #[serde(default)]
    article_detail: DetailAnswer,
    #[serde(default)]
    fail_idx: Vec<u32>,
}

#[derive(Default, Deserialize)]
struct DetailAnswer {
    #[serde(default)]
    item: Vec<UrlAnswer>,
}

#[derive(Deserialize)]
struct UrlAnswer {
    article_url: String,
}

#[derive(Deserialize)]
struct EntryAnswer {
    article_id: ArticleId,
    #[serde(default)]
    content: ArticlesAnswer,
    update_time: Option<i64>,
}

#[async_trait]
impl PublishGateway for Api {
    async fn submit(&self, draft: &MediaId) -> Result<PublishId, PlatformError> {
        let submitted: Submitted = self.post(&SUBMIT, &json!({ "media_id": draft })).await?;
        Ok(submitted.publish_id)
    }

    async fn status(&self, id: &PublishId) -> Result<Publication, PlatformError> {
        let answer: StatusAnswer = self.post(&STATUS, &json!({ "publish_id": id })).await?;
        Ok(Publication {
            state: state(answer.publish_status),
            // Empty as long as it is not published.
            article: ArticleId::parse(&answer.article_id).ok(),
            urls: answer.article_detail.item.into_iter().map(|item| item.article_url).collect(),
            refused: answer.fail_idx,
        })
    }

    async fn delete(&self, id: &ArticleId, which: Which) -> Result<(), PlatformError> {
        let index = match which {
            Which::All => 0,
            Which::One(index) => index.get(),
        };
        let Done {} = self.post(&DELETE, &json!({ "article_id": id, "index": index })).await?;
        Ok(())
    }

    async fn articles(&self, id: &ArticleId) -> Result<Vec<StoredArticle>, PlatformError> {
        let answer: ArticlesAnswer = self.post(&ARTICLES, &json!({ "article_id": id })).await?;
        Ok(answer.into_articles())
    }

    async fn list(&self, wanted: LibraryPage, detail: Detail) -> Result<Listed<PublishedEntry>, PlatformError> {
        let answer: PageAnswer<EntryAnswer> = self.post(&LIST, &page(wanted, detail)).await?;
        Ok(Listed { total: answer.total_count, items: answer.item.into_iter().map(entry).collect() })
    }
}

fn state(number: i64) -> PublishState {
    match number {
        0 => PublishState::Published,
        1 => PublishState::Publishing,
        2 => PublishState::NotOriginal,
        3 => PublishState::Failed,
        4 => PublishState::Refused,
        5 => PublishState::Deleted,
        6 => PublishState::Banned,
        other => PublishState::Other(other),
    }
}

fn entry(answer: EntryAnswer) -> PublishedEntry {
    PublishedEntry {
        id: answer.article_id,
        updated: moment(answer.update_time),
        articles: answer.content.into_articles(),
    }
}
