//! Platform sheet 7.10, publishing.

use std::num::NonZeroU32;

use guiyan::app::platform::draft::{Detail, StoredArticle};
use guiyan::app::platform::id::{ArticleId, MediaId, PublishId};
use guiyan::app::platform::media::LibraryPage;
use guiyan::app::platform::publish::{Publication, PublishGateway, PublishState, Which};

use super::draft::stored;
use super::march;
use crate::support::recording::play;

fn article() -> ArticleId {
    ArticleId::parse("ARTICLE_ID").unwrap()
}

fn publication() -> PublishId {
    PublishId::parse("100000001").unwrap()
}

#[tokio::test]
async fn a_draft_is_published() {
    let draft = MediaId::parse("DRAFT_MEDIA_ID").unwrap();
    let id = play("publish/submit", |api| async move { api.submit(&draft).await }).await.unwrap();
    assert_eq!(id, publication());
}

#[tokio::test]
async fn a_publication_ends_with_addresses_or_with_refused_articles() {
    let done = play("publish/get", |api| async move { api.status(&publication()).await }).await.unwrap();
    let published = Publication {
        state: PublishState::Published,
        article: Some(article()),
        urls: vec!["https://mp.weixin.qq.com/s/made-up".into()],
        refused: Vec::new(),
    };
    assert_eq!(done, published);
    let done = play("publish/get_refused", |api| async move { api.status(&publication()).await }).await.unwrap();
    let refused =
        Publication { state: PublishState::NotOriginal, article: None, urls: Vec::new(), refused: vec![1, 2] };
    assert_eq!(done, refused);
}

#[tokio::test]
async fn articles_are_taken_back_one_by_one_or_all() {
    let delete = |case, which| play(case, move |api| async move { api.delete(&article(), which).await });
    delete("publish/delete", Which::One(NonZeroU32::MIN)).await.unwrap();
    delete("publish/delete_all", Which::All).await.unwrap();
}

#[tokio::test]
async fn the_articles_of_a_publication_come_back() {
    let articles = play("publish/getarticle", |api| async move { api.articles(&article()).await }).await.unwrap();
    assert_eq!(articles, [StoredArticle { deleted: true, ..stored() }]);
}

#[tokio::test]
async fn publications_are_listed() {
    let page = LibraryPage::new(0, 10);
    let listed = play("publish/list", |api| async move { api.list(page, Detail::Full).await }).await.unwrap();
    let [entry] = &listed.items[..] else { panic!("{listed:?}") };
    assert_eq!((listed.total, &entry.id, entry.updated), (1, &article(), Some(march())));
    assert_eq!(entry.articles, [stored()]);
}
