//! Publishing (platform sheet 7.10).

use std::num::NonZeroU32;

use guiyan::app::platform::draft::{Detail, DraftGateway};
use guiyan::app::platform::failure::Decision;
use guiyan::app::platform::media::LibraryPage;
use guiyan::app::platform::publish::{PublishGateway, PublishState, Which};
use guiyan::simulator::fault::{Fault, Manner};
use guiyan::wechat::event::EventKind;

use super::draft;
use crate::support::pair::Pair;

#[tokio::test]
async fn a_draft_becomes_a_publication_and_its_event_tells_the_same_as_its_status() {
    let pair = Pair::new().await;
    let follower = pair.follower();
    let id = pair.api.submit(&draft(&pair, ["头条", "二条"]).await).await.unwrap();
    let EventKind::Published(told) = pair.told("PUBLISHJOBFINISH").await else { panic!("another event") };
    let status = PublishGateway::status(&*pair.api, &id).await.unwrap();
    assert_eq!((told.id.unwrap().to_string(), told.status), (id.as_str().to_owned(), Some(0)));
    let article = status.article.unwrap();
    assert_eq!((status.state, told.article_id.as_deref()), (PublishState::Published, Some(article.as_str())));
    assert_eq!(status.urls, told.articles.iter().map(|article| article.url.clone()).collect::<Vec<_>>());
    assert_eq!((status.urls.len(), DraftGateway::count(&*pair.api).await.unwrap()), (2, 0));

    let titles = pair.api.articles(&article).await.unwrap().into_iter().map(|article| article.title);
    assert_eq!(titles.collect::<Vec<_>>(), ["头条", "二条"]);
    let listed = PublishGateway::list(&*pair.api, LibraryPage::new(0, 20), Detail::Full).await.unwrap();
    assert_eq!((listed.total, &listed.items[0].id, listed.items[0].articles.len()), (1, &article, 2));
    assert!(pair.received(&follower).is_empty(), "publishing sends nothing to anybody");
    pair.made([
        "/cgi-bin/freepublish/submit",
        "/cgi-bin/freepublish/get",
        "/cgi-bin/freepublish/getarticle",
        "/cgi-bin/freepublish/batchget",
    ]);
}

#[tokio::test]
async fn articles_are_taken_back_one_by_one_and_then_all() {
    let pair = Pair::new().await;
    let id = pair.api.submit(&draft(&pair, ["头条", "二条"]).await).await.unwrap();
    pair.told("PUBLISHJOBFINISH").await;
    let article = PublishGateway::status(&*pair.api, &id).await.unwrap().article.unwrap();
    let second = Which::One(NonZeroU32::new(2).unwrap());
    PublishGateway::delete(&*pair.api, &article, second).await.unwrap();
    assert_eq!(PublishGateway::status(&*pair.api, &id).await.unwrap().state, PublishState::Published);
    PublishGateway::delete(&*pair.api, &article, Which::All).await.unwrap();
    assert_eq!(PublishGateway::status(&*pair.api, &id).await.unwrap().state, PublishState::Deleted);
    assert_eq!(pair.api.articles(&article).await.unwrap_err().decision(), Decision::Bug);
    pair.made(["/cgi-bin/freepublish/delete"]);
}

#[tokio::test]
async fn a_refused_publication_names_its_articles() {
    let pair = Pair::new().await;
    let manner = Manner::Result { status: "2".into() };
    pair.platform().spoil(Fault { api: "/cgi-bin/freepublish/submit".into(), rate: 1.0, times: Some(1), manner });
    let id = pair.api.submit(&draft(&pair, ["头条", "二条"]).await).await.unwrap();
    let EventKind::Published(told) = pair.told("PUBLISHJOBFINISH").await else { panic!("another event") };
    let status = PublishGateway::status(&*pair.api, &id).await.unwrap();
    assert_eq!((status.state, status.article, told.status), (PublishState::NotOriginal, None, Some(2)));
    assert_eq!((status.refused, told.failed), (vec![1, 2], vec![1, 2]));
}
