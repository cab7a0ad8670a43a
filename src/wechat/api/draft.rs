//! Drafts (platform sheet 7.10).

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Api;
use super::answer::Done;
use super::articles::{ArticlesAnswer, PageAnswer, article, moment, page};
use super::call::{Call, Repeat};
use crate::app::platform::draft::{Article, Articles, Detail, DraftEntry, DraftGateway, StoredArticle};
use crate::app::platform::failure::PlatformError;
use crate::app::platform::id::MediaId;
use crate::app::platform::media::{LibraryPage, Listed};

pub(super) static ADD: Call = Call::new("draft_add", "/cgi-bin/draft/add", Repeat::Never).daily(1_000);
pub(super) static UPDATE: Call = Call::new("draft_update", "/cgi-bin/draft/update", Repeat::Safe).daily(1_000);
pub(super) static GET: Call = Call::new("draft_get", "/cgi-bin/draft/get", Repeat::Safe).daily(500);
pub(super) static DELETE: Call = Call::new("draft_delete", "/cgi-bin/draft/delete", Repeat::Safe).daily(1_000);
pub(super) static COUNT: Call = Call::new("draft_count", "/cgi-bin/draft/count", Repeat::Safe).daily(1_000);
pub(super) static LIST: Call = Call::new("draft_batchget", "/cgi-bin/draft/batchget", Repeat::Safe).daily(1_000);

#[derive(Deserialize)]
struct Added {
    media_id: MediaId,
}

#[derive(Deserialize)]
struct CountAnswer {
    total_count: u64,
}

#[derive(Deserialize)]
struct EntryAnswer {
    media_id: MediaId,
    #[serde(default)]
    content: ArticlesAnswer,
    update_time: Option<i64>,
}

#[async_trait]
impl DraftGateway for Api {
    async fn add(&self, articles: &Articles) -> Result<MediaId, PlatformError> {
        let articles: Vec<Value> = articles.as_slice().iter().map(article).collect();
        let added: Added = self.post(&ADD, &json!({ "articles": articles })).await?;
        Ok(added.media_id)
    }

    async fn update(&self, id: &MediaId, index: u32, new: &Article) -> Result<(), PlatformError> {
        // `articles` is one object here, not a list.
        let body = json!({ "media_id": id, "index": index, "articles": article(new) });
        let Done {} = self.post(&UPDATE, &body).await?;
        Ok(())
    }

    async fn get(&self, id: &MediaId) -> Result<Vec<StoredArticle>, PlatformError> {
        let answer: ArticlesAnswer = self.post(&GET, &json!({ "media_id": id })).await?;
        Ok(answer.into_articles())
    }

    async fn delete(&self, id: &MediaId) -> Result<(), PlatformError> {
        let Done {} = self.post(&DELETE, &json!({ "media_id": id })).await?;
        Ok(())
    }

    async fn count(&self) -> Result<u64, PlatformError> {
        let answer: CountAnswer = self.get(&COUNT, &[]).await?;
        Ok(answer.total_count)
    }

    async fn list(&self, wanted: LibraryPage, detail: Detail) -> Result<Listed<DraftEntry>, PlatformError> {
        let answer: PageAnswer<EntryAnswer> = self.post(&LIST, &page(wanted, detail)).await?;
        Ok(Listed { total: answer.total_count, items: answer.item.into_iter().map(entry).collect() })
    }
}

fn entry(answer: EntryAnswer) -> DraftEntry {
    DraftEntry { id: answer.media_id, updated: moment(answer.update_time), articles: answer.content.into_articles() }
}
