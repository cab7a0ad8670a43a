//! What has not changed is not sent again.

use reqwest::StatusCode;
use reqwest::header::{ACCEPT_ENCODING, IF_NONE_MATCH};

use crate::support::house::PAGES;
use crate::support::site::{Content, NOW, SitePages};

const PATHS: [&str; 9] = [
    "/jobs",
    "/jobs?q=%E6%9C%8D%E8%A3%85",
    "/jobs/2",
    "/activities",
    "/activities/1",
    "/policies",
    "/policies/graduate_living",
    "/policies/brochure",
    "/cards/list/jobs.png",
];

#[tokio::test]
async fn a_page_that_one_has_is_not_sent_again() {
    let site = SitePages::county().await;
    for path in PATHS {
        let first = site.get(path).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\"") && first.header("cache-control").starts_with("public, max-age="), "{path}");
        for known in [tag.clone(), format!("\"other\", {tag}"), tag.trim_start_matches("W/").to_owned(), "*".to_owned()]
        {
            let again = site.ask(path, &[(IF_NONE_MATCH, &known)]).await;
            assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{path} {known}");
            assert_eq!(
                (again.header("etag"), again.header("cache-control")),
                (tag.as_str(), first.header("cache-control"))
            );
        }
        let other = site.ask(path, &[(IF_NONE_MATCH, "W/\"0123456789abcdef\"")]).await;
        assert_eq!((other.status, other.body == first.body), (StatusCode::OK, true), "{path}");
    }
}

#[tokio::test]
async fn a_page_is_sent_again_when_its_content_changes_and_no_other_is() {
    let site = SitePages::county().await;
    let tag = async |path| site.get(path).await.header("etag").to_owned();
    let (list, one, other) = (tag("/jobs").await, tag("/jobs/2").await, tag("/jobs/3").await);
    let mut content = Content::county();
    content.openings[1].headcount = Some(86);
    site.change(content);
    assert_ne!(tag("/jobs").await, list);
    assert_ne!(tag("/jobs/2").await, one);
    assert_eq!(tag("/jobs/3").await, other);
}

#[tokio::test]
async fn a_page_that_time_alone_changes_is_sent_again() {
    let content = Content::county();
    let before = SitePages::of(content.clone(), NOW, PAGES).await.get("/activities/1").await;
    let later = content.activities[0].closes_at.to_string();
    let site = SitePages::of(content, &later, PAGES).await;
    let after = site.ask("/activities/1", &[(IF_NONE_MATCH, before.header("etag"))]).await;
    assert_eq!(after.status, StatusCode::OK);
}

#[tokio::test]
async fn pages_travel_compressed_under_the_same_tag() {
    let site = SitePages::county().await;
    let plain = site.get("/policies/brochure").await;
    let small = site.ask("/policies/brochure", &[(ACCEPT_ENCODING, "gzip")]).await;
    assert_eq!((small.header("content-encoding"), small.header("etag")), ("gzip", plain.header("etag")));
    assert!(small.header("vary").contains("accept-encoding"));
    assert!(small.body.len() * 4 < plain.body.len(), "{} of {}", small.body.len(), plain.body.len());
    let picture = site.ask("/cards/list/jobs.png", &[(ACCEPT_ENCODING, "gzip")]).await;
    assert_eq!(picture.header("content-encoding"), "");
}

#[tokio::test]
async fn the_style_is_kept_for_good_under_an_address_that_changes_with_it() {
    let site = SitePages::county().await;
    let page = site.get("/jobs").await;
    let (_, rest) = page.text().split_once("rel=\"stylesheet\" href=\"").unwrap();
    let address = rest.split('"').next().unwrap().replace("&#x2f;", "/");
    let style = site.get(&address).await;
    assert_eq!(style.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    let other = site.get("/assets/site.css?0123456789abcdef").await;
    assert_eq!((other.header("cache-control"), &other.body), ("public, max-age=60", &style.body));
    assert!(address.contains(style.header("etag").trim_start_matches("W/").trim_matches('"')), "{address}");
}
