//! Drafts of articles, and what was published of them (platform sheet 7.10).

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::chat::Card;
use super::errcode::{
    BAD_MEDIA_ID, DESCRIPTION_TOO_LONG, NO_ARTICLE_ID, NO_ARTICLES, Refusal, TEXT_TOO_LONG, TITLE_TOO_LONG,
    URL_TOO_LONG,
};
use super::opaque;

/// An article in the platform's own form.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Article {
    /// `news`, or `newspic` for one of pictures.
    pub article_type: String,
    /// At most 32 characters.
    pub title: String,
    /// At most 16.
    pub author: String,
    /// At most 128; without, the first 54 of the content.
    pub digest: String,
    /// HTML.
    pub content: String,
    /// At most 1 KB.
    pub content_source_url: String,
    /// Permanent material.
    pub thumb_media_id: String,
    /// 0 or 1.
    pub need_open_comment: u8,
    /// 0 or 1.
    pub only_fans_can_comment: u8,
    /// Of a `newspic`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_info: Option<Value>,
    /// Where it is to be read, once somebody may.
    #[serde(skip_deserializing)]
    pub url: String,
}

impl Article {
    /// Whether the platform takes it.
    pub fn check(&self) -> Result<(), Refusal> {
        let chars = |text: &str| text.chars().count();
        match self {
            _ if self.title.is_empty() || chars(&self.title) > 32 => Err(Refusal::of(TITLE_TOO_LONG)),
            _ if chars(&self.author) > 16 => Err(Refusal::of(TEXT_TOO_LONG)),
            _ if chars(&self.digest) > 128 => Err(Refusal::of(DESCRIPTION_TOO_LONG)),
            _ if chars(&self.content) >= 20_000 || self.content.len() >= 1024 * 1024 => Err(Refusal::of(TEXT_TOO_LONG)),
            _ if self.content_source_url.len() > 1024 => Err(Refusal::of(URL_TOO_LONG)),
            _ if self.content.is_empty() && self.article_type != "newspic" => Err(Refusal::of(NO_ARTICLES)),
            _ => Ok(()),
        }
    }

    /// The pictures of a `newspic`.
    pub fn pictures(&self) -> Vec<&str> {
        let list = self.image_info.as_ref().and_then(|info| info.get("image_list")).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(|item| item.get("image_media_id")).filter_map(Value::as_str).collect()
    }

    fn card(&self) -> Card {
        let (title, description) = (self.title.clone(), self.digest.clone());
        Card { title, description, picture: String::new(), url: self.url.clone() }
    }
}

/// A draft.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The first one is large.
    pub articles: Vec<Article>,
    /// Last changed.
    pub changed: Timestamp,
}

/// All drafts by their `media_id`.
#[derive(Debug, Default)]
pub struct Drafts(BTreeMap<Arc<str>, Draft>);

impl Drafts {
    /// Keeps one; says its id.
    pub fn add(&mut self, articles: Vec<Article>, now: Timestamp) -> Arc<str> {
        let id: Arc<str> = opaque::id(64).into();
        self.0.insert(Arc::clone(&id), Draft { articles, changed: now });
        id
    }

    pub fn get(&self, id: &str) -> Result<&Draft, Refusal> {
        self.0.get(id).ok_or_else(|| Refusal::of(BAD_MEDIA_ID))
    }

    pub fn get_mut(&mut self, id: &str) -> Result<&mut Draft, Refusal> {
        self.0.get_mut(id).ok_or_else(|| Refusal::of(BAD_MEDIA_ID))
    }

    pub fn remove(&mut self, id: &str) -> Result<Draft, Refusal> {
        self.0.remove(id).ok_or_else(|| Refusal::of(BAD_MEDIA_ID))
    }

    /// The cards that a send of this draft shows.
    pub fn cards(&self, id: &str) -> Result<Vec<Card>, Refusal> {
        Ok(self.get(id)?.articles.iter().map(Article::card).collect())
    }

    /// The newest first.
    pub fn newest(&self) -> Vec<(&Arc<str>, &Draft)> {
        let mut all: Vec<_> = self.0.iter().collect();
        all.sort_by(|(a_id, a), (b_id, b)| b.changed.cmp(&a.changed).then_with(|| a_id.cmp(b_id)));
        all
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// How far a publication is; the numbers are the platform's (platform sheet 3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// 0.
    Done,
    /// 1.
    Running,
    /// 2 to 4: originality, failure, refused by the platform.
    Failed(u8),
    /// 5.
    Deleted,
}

impl Progress {
    /// `publish_status`.
    pub fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Running => 1,
            Self::Failed(status) => status,
            Self::Deleted => 5,
        }
    }
}

/// A publication.
#[derive(Debug, Clone)]
pub struct Publication {
    /// `publish_id`.
    pub id: u64,
    /// Made when it is submitted, told when it is done.
    pub article_id: Arc<str>,
    /// What is published.
    pub articles: Vec<Article>,
    /// How far it is.
    pub progress: Progress,
    /// When it was submitted.
    pub at: Timestamp,
}

/// All publications by their `publish_id`.
#[derive(Debug, Default)]
pub struct Publications(BTreeMap<u64, Publication>);

/// Ids begin somewhere: the platform's have ten digits.
const FIRST: u64 = 2_247_483_647;

impl Publications {
    /// Begins one.
    pub fn submit(&mut self, articles: Vec<Article>, now: Timestamp) -> u64 {
        let id = self.0.last_key_value().map_or(FIRST, |(id, _)| id + 1);
        let article_id: Arc<str> = opaque::id(43).into();
        let articles = (1..).zip(articles).map(|(index, article)| {
            let url = format!("https://mp.weixin.qq.com/s/{article_id}?idx={index}");
            Article { url, ..article }
        });
        let articles = articles.collect();
        let publication =
            Publication { id, article_id: Arc::clone(&article_id), articles, progress: Progress::Running, at: now };
        self.0.insert(id, publication);
        id
    }

    pub fn get_mut(&mut self, id: u64) -> Option<&mut Publication> {
        self.0.get_mut(&id)
    }

    /// The one that is there to be read under this article id.
    pub fn by_article(&self, article_id: &str) -> Result<&Publication, Refusal> {
        let found = self.0.values().find(|publication| *publication.article_id == *article_id);
        found.filter(|found| found.progress == Progress::Done).ok_or_else(|| Refusal::of(NO_ARTICLE_ID))
    }

    /// Takes it back: one article (from 1), or all (0). There is no way back.
    pub fn delete(&mut self, article_id: &str, index: usize) -> Result<(), Refusal> {
        let id = self.by_article(article_id)?.id;
        let publication = self.0.get_mut(&id).ok_or_else(|| Refusal::of(NO_ARTICLE_ID))?;
        if index > publication.articles.len() {
            return Err(Refusal::of(NO_ARTICLE_ID));
        }
        if index > 0 {
            publication.articles.remove(index - 1);
        }
        if index == 0 || publication.articles.is_empty() {
            publication.progress = Progress::Deleted;
        }
        Ok(())
    }

    /// The cards that a send of this article shows.
    pub fn cards(&self, article_id: &str) -> Result<Vec<Card>, Refusal> {
        Ok(self.by_article(article_id)?.articles.iter().map(Article::card).collect())
    }

    /// What is there to be read, the newest first.
    pub fn newest(&self) -> Vec<&Publication> {
        self.0.values().rev().filter(|publication| publication.progress == Progress::Done).collect()
    }
}
