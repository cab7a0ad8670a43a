//! Platform sheet 7.10, drafts.

use guiyan::app::platform::draft::{
    Article, Articles, Content, Detail, DraftGateway, News, Pictures, StoredArticle, Title,
};
use guiyan::app::platform::id::MediaId;
use guiyan::app::platform::limit::{Bytes, Chars, Few};
use guiyan::app::platform::mass::Comments;
use guiyan::app::platform::media::LibraryPage;

use super::march;
use crate::support::recording::play;

fn draft() -> MediaId {
    MediaId::parse("DRAFT_MEDIA_ID").unwrap()
}

fn bare_news() -> News {
    News {
        title: Title::new("春风行动<招聘会>").unwrap(),
        author: None,
        digest: None,
        content: Content::new("<p>县体育馆东门，\"带身份证\"</p>").unwrap(),
        source_url: None,
        thumb_media_id: MediaId::parse("PERMANENT_ID").unwrap(),
        comments: Comments::Closed,
    }
}

fn news() -> Article {
    Article::News(Box::new(News {
        author: Some(Chars::new("县就业中心").unwrap()),
        digest: Some(Chars::new("3月8日&9日").unwrap()),
        source_url: Some(Bytes::new("https://example.gov.cn/fair?a=1&b=2").unwrap()),
        ..bare_news()
    }))
}

fn pictures() -> Article {
    let images = ["PIC_1", "PIC_2"].map(|id| MediaId::parse(id).unwrap());
    Article::Pictures(Pictures {
        title: Title::new("招聘会现场").unwrap(),
        content: Content::new("现场照片").unwrap(),
        images: Few::new(images.into()).unwrap(),
        comments: Comments::Open,
    })
}

/// The article that the recordings bring.
pub(super) fn stored() -> StoredArticle {
    StoredArticle {
        title: "春风行动招聘会".into(),
        author: "县就业中心".into(),
        digest: "3月8日".into(),
        content: "<p>县体育馆东门</p>".into(),
        source_url: "https://example.gov.cn/fair".into(),
        thumb_media_id: MediaId::parse("PERMANENT_ID").ok(),
        url: "http://mp.weixin.qq.com/s/made-up".into(),
        deleted: false,
    }
}

#[tokio::test]
async fn articles_of_both_kinds_are_kept_with_their_html_as_it_is() {
    let articles = Articles::new(vec![news(), pictures()]).unwrap();
    let id = play("draft/add", |api| async move { api.add(&articles).await }).await.unwrap();
    assert_eq!(id, draft());
}

#[tokio::test]
async fn one_article_is_replaced_by_one_object() {
    let article = Article::News(Box::new(bare_news()));
    play("draft/update", |api| async move { api.update(&draft(), 0, &article).await }).await.unwrap();
}

#[tokio::test]
async fn the_articles_of_a_draft_come_back() {
    let articles = play("draft/get", |api| async move { DraftGateway::get(&*api, &draft()).await }).await.unwrap();
    let [first, second] = &articles[..] else { panic!("{articles:?}") };
    assert_eq!(first, &stored());
    assert_eq!((&*second.title, &second.thumb_media_id), ("招聘会现场", &None));
}

#[tokio::test]
async fn drafts_are_counted_listed_and_deleted() {
    assert_eq!(play("draft/count", |api| async move { api.count().await }).await.unwrap(), 12);
    let page = LibraryPage::new(20, 20);
    let listed = play("draft/list", |api| async move { api.list(page, Detail::WithoutContent).await }).await.unwrap();
    let [entry] = &listed.items[..] else { panic!("{listed:?}") };
    assert_eq!((listed.total, &entry.id, entry.updated), (21, &draft(), Some(march())));
    assert_eq!(entry.articles, [StoredArticle { content: String::new(), ..stored() }]);
    play("draft/delete", |api| async move { api.delete(&draft()).await }).await.unwrap();
}

#[test]
fn an_article_that_the_platform_would_refuse_cannot_be_built() {
    assert!(Title::new("题".repeat(32)).is_ok() && Title::new("题".repeat(33)).is_err());
    assert!(Content::new("文".repeat(19_999)).is_ok() && Content::new("文".repeat(20_000)).is_err());
    assert!(Articles::new(vec![pictures(); 8]).is_ok() && Articles::new(vec![pictures(); 9]).is_err());
}
