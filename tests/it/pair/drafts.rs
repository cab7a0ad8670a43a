//! Drafts (platform sheet 7.10).

use guiyan::app::platform::draft::{Article, Articles, Content, Detail, DraftGateway, News, Pictures, Title};
use guiyan::app::platform::failure::Decision;
use guiyan::app::platform::limit::{Bytes, Chars, Few};
use guiyan::app::platform::mass::Comments;
use guiyan::app::platform::media::{LibraryPage, MediaGateway};
use guiyan::app::platform::media_file::MediaKind;

use super::{article, draft, file};
use crate::support::pair::Pair;

#[tokio::test]
async fn articles_of_both_kinds_are_kept_as_they_were_written() {
    let pair = Pair::new().await;
    let picture = pair.api.add_permanent(&file(MediaKind::Image, "hall.png")).await.unwrap().id;
    let news = Article::News(Box::new(News {
        title: Title::new("春风行动<招聘会>").unwrap(),
        author: Some(Chars::new("县就业中心").unwrap()),
        digest: Some(Chars::new("3月8日&9日").unwrap()),
        content: Content::new("<p>县体育馆东门，\"带身份证\"</p>").unwrap(),
        source_url: Some(Bytes::new("https://example.gov.cn/fair?a=1&b=2").unwrap()),
        thumb_media_id: picture.clone(),
        comments: Comments::Closed,
    }));
    let pictures = Article::Pictures(Pictures {
        title: Title::new("招聘会现场").unwrap(),
        content: Content::new("现场照片").unwrap(),
        images: Few::new(vec![picture.clone()]).unwrap(),
        comments: Comments::Open,
    });
    let id = pair.api.add(&Articles::new(vec![news, pictures]).unwrap()).await.unwrap();
    let stored = DraftGateway::get(&*pair.api, &id).await.unwrap();
    let first = &stored[0];
    assert_eq!((&*first.title, &*first.author, &*first.digest), ("春风行动<招聘会>", "县就业中心", "3月8日&9日"));
    assert_eq!(first.content, "<p>县体育馆东门，\"带身份证\"</p>");
    assert_eq!((&*first.source_url, &first.thumb_media_id), ("https://example.gov.cn/fair?a=1&b=2", &Some(picture)));
    assert_eq!((&*stored[1].title, &*stored[1].content), ("招聘会现场", "现场照片"));
    pair.made(["/cgi-bin/draft/add", "/cgi-bin/draft/get"]);
}

#[tokio::test]
async fn one_article_is_replaced_and_the_other_stays() {
    let pair = Pair::new().await;
    let id = draft(&pair, ["头条", "二条"]).await;
    let picture = DraftGateway::get(&*pair.api, &id).await.unwrap()[0].thumb_media_id.clone().unwrap();
    pair.api.update(&id, 1, &article("新的二条", &picture)).await.unwrap();
    let titles: Vec<String> =
        DraftGateway::get(&*pair.api, &id).await.unwrap().into_iter().map(|article| article.title).collect();
    assert_eq!(titles, ["头条", "新的二条"]);
    let beyond = pair.api.update(&id, 2, &article("三条", &picture)).await.unwrap_err();
    assert_eq!(beyond.decision(), Decision::Bug);
    pair.made(["/cgi-bin/draft/update"]);
}

#[tokio::test]
async fn drafts_are_counted_listed_and_deleted() {
    let pair = Pair::new().await;
    let first = draft(&pair, ["一"]).await;
    draft(&pair, ["二"]).await;
    assert_eq!(DraftGateway::count(&*pair.api).await.unwrap(), 2);
    let page = LibraryPage::new(0, 20);
    let listed = DraftGateway::list(&*pair.api, page, Detail::WithoutContent).await.unwrap();
    assert_eq!((listed.total, listed.items.len()), (2, 2));
    assert!(listed.items.iter().all(|entry| entry.articles[0].content.is_empty()), "{listed:?}");
    assert_eq!(listed.items[0].updated, Some(pair.platform().now()));
    DraftGateway::delete(&*pair.api, &first).await.unwrap();
    let left = DraftGateway::list(&*pair.api, page, Detail::Full).await.unwrap();
    assert_eq!((left.total, &*left.items[0].articles[0].content), (1, "<p>县体育馆东门</p>"));
    let gone = DraftGateway::get(&*pair.api, &first).await.unwrap_err();
    assert_eq!(gone.decision(), Decision::UploadAgain);
    pair.made(["/cgi-bin/draft/count", "/cgi-bin/draft/batchget", "/cgi-bin/draft/delete"]);
}
