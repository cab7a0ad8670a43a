//! What a batch says, in the platform's terms: a text, or an article with a picture of what it is about.

use async_trait::async_trait;
use bytes::Bytes;

use super::outcome::Hitch;
use super::records::Batch;
use super::{MassPlatform, MassSender};
use crate::app::platform::draft::{self, Articles, Content, News, Title};
use crate::app::platform::id::MediaId;
use crate::app::platform::limit::{Chars, OutOfBounds};
use crate::app::platform::mass::{Comments, MassContent};
use crate::app::platform::media_file::{MediaFile, MediaKind};
use crate::app::site::card::{CardOf, List};
use crate::domain::campaign::{About, Article, Draft, Variant};
use crate::domain::topic::Topic;

/// Paints what stands above an article.
#[async_trait]
pub trait PaintsCovers: Send + Sync {
    /// A PNG of 900×383; `None` if there is nothing of that kind and id, or it cannot be painted.
    async fn cover(&self, of: &CardOf) -> Option<Bytes>;
}

impl MassSender {
    /// The content of a batch; what has to be uploaded for it is, once, and kept with it.
    pub(super) async fn content(
        &self,
        platform: &MassPlatform,
        draft: &Draft,
        batch: &mut Batch,
    ) -> Result<MassContent, Hitch> {
        if let Some(text) = text(draft)? {
            return Ok(text);
        }
        let picture = match batch.made.picture.clone() {
            Some(picture) => picture,
            None => {
                let picture = self.upload_cover(platform, draft).await?;
                batch.made.picture = Some(picture.clone());
                self.keep(batch).await?;
                picture
            }
        };
        let uploaded = match batch.made.draft.clone() {
            Some(uploaded) => uploaded,
            None => {
                let uploaded = self.upload_article(platform, draft, picture).await?;
                batch.made.draft = Some(uploaded.clone());
                self.keep(batch).await?;
                uploaded
            }
        };
        Ok(articles(uploaded))
    }

    /// Keeps the picture of what a draft is about in the account's library.
    pub(super) async fn upload_cover(&self, platform: &MassPlatform, draft: &Draft) -> Result<MediaId, Hitch> {
        let (about, list) = (draft.about.as_ref().map(card_of), list_of(draft.topic));
        let mut png = None;
        for card in about.into_iter().chain([CardOf::List(list)]) {
            png = self.parts.covers.cover(&card).await;
            if png.is_some() {
                break;
            }
        }
        let png = png.ok_or_else(|| Hitch::Unfit("图文的封面画不出来".to_owned()))?;
        let file = MediaFile::new(MediaKind::Image, "guiyan.png", png);
        let file = file.map_err(|error| Hitch::Unfit(format!("图文的封面：{error}")))?;
        platform.media.add_permanent(&file).await.map(|kept| kept.id).map_err(Hitch::Before)
    }

    /// Keeps the article of a draft among the account's drafts.
    pub(super) async fn upload_article(
        &self,
        platform: &MassPlatform,
        draft: &Draft,
        picture: MediaId,
    ) -> Result<MediaId, Hitch> {
        let missing = || Hitch::Unfit("群发没有写 message，也没有写 article".to_owned());
        let article = draft.words.article.as_ref().ok_or_else(missing)?;
        let source = self.parts.pages.as_ref().zip(draft.page(Variant::A)).map(|(pages, page)| pages.page(&page));
        let articles = written(article, picture, source).map_err(|error| Hitch::Unfit(format!("article：{error}")))?;
        platform.drafts.add(&articles).await.map_err(Hitch::Before)
    }
}

/// A draft's text, if it is one.
pub(super) fn text(draft: &Draft) -> Result<Option<MassContent>, Hitch> {
    let text = draft.words.message.as_deref().map(crate::app::campaigns::draft::Text::new).transpose();
    text.map(|text| text.map(MassContent::Text)).map_err(|error| Hitch::Unfit(format!("message：{error}")))
}

/// An article as it is sent. What the platform takes for a reprint is not: it might show other words than those that
/// were approved (`err(30003)` then says so).
pub(super) fn articles(draft: MediaId) -> MassContent {
    MassContent::Articles { draft, ignore_reprint: false }
}

fn written(article: &Article, picture: MediaId, source: Option<String>) -> Result<Articles, OutOfBounds> {
    let Article { title, author, digest, content } = article;
    let news = News {
        title: Title::new(title.as_str())?,
        author: author.as_deref().map(Chars::new).transpose()?,
        digest: digest.as_deref().map(Chars::new).transpose()?,
        content: Content::new(content.as_str())?,
        source_url: source.map(crate::app::platform::limit::Bytes::new).transpose()?,
        thumb_media_id: picture,
        comments: Comments::Closed,
    };
    Articles::new(vec![draft::Article::News(Box::new(news))])
}

fn card_of(about: &About) -> CardOf {
    match about {
        About::Activity(id) => CardOf::Activity(*id),
        About::Opening(id) => CardOf::Opening(*id),
        About::Policy(id) => CardOf::Policy(id.clone()),
    }
}

/// What a campaign is about that is about nothing in particular.
fn list_of(topic: Topic) -> List {
    match topic {
        Topic::Jobs | Topic::Greetings => List::Jobs,
        Topic::Activities => List::Activities,
        Topic::Policies | Topic::Service => List::Policies,
    }
}
