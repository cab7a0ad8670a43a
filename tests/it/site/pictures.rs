//! Pictures of cards.

use reqwest::StatusCode;
use resvg::tiny_skia::Pixmap;

use crate::support::house::PAGES;
use crate::support::site::{Content, NOW, SitePages};

/// A decoded picture, and how many of its points differ from the paper of the card.
async fn picture(site: &SitePages, path: &str) -> (Pixmap, usize) {
    let answer = site.get(path).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "image/png"), "{path}");
    assert!(answer.body.len() < 60 * 1024, "{path} has {} bytes", answer.body.len());
    let picture = Pixmap::decode_png(&answer.body).unwrap();
    let dark = picture.pixels().iter().filter(|point| point.red() < 80 && point.green() < 80 && point.blue() < 80);
    let dark = dark.count();
    (picture, dark)
}

#[tokio::test]
async fn a_card_has_the_size_that_the_platform_shows_and_words_on_it() {
    let site = SitePages::county().await;
    let cards = [
        "/cards/job/2",
        "/cards/trade/garment",
        "/cards/activity/1",
        "/cards/policy/graduate_living",
        "/cards/list/jobs",
        "/cards/list/activities",
        "/cards/list/policies",
        "/cards/list/brochure",
    ];
    for card in cards {
        let (usual, ink) = picture(&site, &format!("{card}.png")).await;
        assert_eq!((usual.width(), usual.height()), (360, 200), "{card}");
        assert!(ink > 200, "{card} has no title: {ink} dark points");
        let (wide, _) = picture(&site, &format!("{card}-wide.png")).await;
        assert_eq!((wide.width(), wide.height()), (900, 383), "{card}");
    }
}

#[tokio::test]
async fn a_picture_is_of_its_title() {
    let site = SitePages::county().await;
    let before = site.get("/cards/activity/1.png").await;
    let mut content = Content::county();
    content.activities[0].title = "<text>&\"'".repeat(9);
    site.change(content);
    let after = site.get("/cards/activity/1.png").await;
    assert_eq!(after.status, StatusCode::OK);
    assert_ne!((before.header("etag"), &before.body), (after.header("etag"), &after.body));
}

#[tokio::test]
async fn a_picture_of_nothing_is_not_found() {
    let site = SitePages::of(Content::county(), NOW, PAGES).await;
    for path in [
        "/cards/job/0.png",
        "/cards/job/2.jpg",
        "/cards/job/2",
        "/cards/job/two.png",
        "/cards/person/1.png",
        "/cards/list/none.png",
        "/cards/policy/none.png",
        "/cards/job/%FF.png",
    ] {
        let status = site.get(path).await.status;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
}
