//! Every page, found as a reader finds it: by the links of the others.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use reqwest::StatusCode;

use crate::support::house::PAGES;
use crate::support::site::{Answer, Content, NOW, SitePages};

/// What a page of the site may weigh without its pictures, and what the brochure may.
const MOST: usize = 30 * 1024;
const MOST_BROCHURE: usize = 120 * 1024;

/// Values of this attribute in a page of ours, which writes them all in double quotes.
fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    let begin = format!(" {attribute}=\"");
    page.split(begin.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn unescaped(address: &str) -> String {
    address.replace("&amp;", "&").replace("&#x2f;", "/")
}

/// All pages that can be reached from these, and the addresses outside that they name.
async fn walk(site: &SitePages, from: &[&str]) -> (BTreeMap<String, Answer>, BTreeSet<String>) {
    let (mut seen, mut outside) = (BTreeMap::new(), BTreeSet::new());
    let mut waiting: VecDeque<String> = from.iter().map(|path| (*path).to_owned()).collect();
    while let Some(path) = waiting.pop_front() {
        if seen.contains_key(&path) {
            continue;
        }
        let answer = site.get(&path).await;
        if answer.header("content-type").starts_with("text/html") {
            let page = answer.text();
            let shared = values(page, "content").into_iter().map(unescaped).filter(|value| value.starts_with(PAGES));
            let linked = [values(page, "href"), values(page, "src")].concat().into_iter().map(unescaped);
            for address in linked.chain(shared) {
                match address.strip_prefix(PAGES).unwrap_or(&address) {
                    ours if ours.starts_with('/') => waiting.push_back(ours.to_owned()),
                    other => drop(outside.insert(other.to_owned())),
                }
            }
        }
        seen.insert(path, answer);
    }
    (seen, outside)
}

#[tokio::test]
async fn every_link_of_every_page_leads_somewhere() {
    let site = SitePages::county().await;
    let (seen, outside) = walk(&site, &["/jobs"]).await;
    for (path, answer) in &seen {
        assert_eq!(answer.status, StatusCode::OK, "{path}");
    }
    let count = |begin: &str| seen.keys().filter(|path| path.starts_with(begin)).count();
    // 69 enterprises, 5 policies and the brochure, 9 sample activities with calendar file and poster, 5 pages of a list.
    assert_eq!((count("/jobs/"), count("/policies/"), count("/activities/")), (69, 6, 27));
    assert!(count("/jobs?") >= 5, "{:?}", seen.keys());
    for address in outside {
        let number =
            address.strip_prefix("tel:").is_some_and(|n| n.len() >= 5 && n.bytes().all(|b| b.is_ascii_digit()));
        assert!(number || address.starts_with("https://uri.amap.com/search?keyword=%"), "{address}");
    }
}

#[tokio::test]
async fn every_page_is_small_and_asks_no_other_host_for_anything() {
    let site = SitePages::county().await;
    let (seen, _) = walk(&site, &["/jobs", "/nowhere"]).await;
    let html = seen.iter().filter(|(_, answer)| answer.header("content-type").starts_with("text/html"));
    for (path, answer) in html {
        let most = if path == "/policies/brochure" { MOST_BROCHURE } else { MOST };
        assert!(answer.body.len() < most, "{path} has {} bytes", answer.body.len());
        let page = answer.text();
        for address in values(page, "src") {
            assert!(address.starts_with('/'), "{path} loads {address}");
        }
        assert!(!page.contains("<script") && !page.contains("style=\""), "{path}");
    }
    let style = seen.iter().find(|(path, _)| path.starts_with("/assets/site.css?")).expect("pages have a style").1;
    assert!(style.body.len() < 8 * 1024 && !style.text().contains("url("), "{} bytes", style.body.len());
}

#[tokio::test]
async fn every_page_says_what_it_is_called_when_it_is_shared() {
    let site = SitePages::county().await;
    let (seen, _) = walk(&site, &["/jobs"]).await;
    let html = seen.iter().filter(|(_, answer)| answer.header("content-type").starts_with("text/html"));
    for (path, answer) in html {
        let page = answer.text();
        let of = |name: &str| {
            let (_, rest) = page.split_once(&format!("<meta property=\"og:{name}\" content=\"")).expect(name);
            rest.split('"').next().unwrap().to_owned()
        };
        assert!(!of("title").is_empty() && !of("description").is_empty(), "{path}");
        let bare = path.split_once('?').map_or(path.as_str(), |(bare, _)| bare);
        // What is shared of a poster is the activity itself.
        let bare = bare.trim_end_matches("/poster");
        let address = of("url").replace("&#x2f;", "/");
        assert_eq!(address.split('?').next(), Some(format!("{PAGES}{bare}").as_str()), "{path}");
        assert!(page.contains(&format!("<title>{} - 兴国就业</title>", of("title"))), "{path}");
    }
}

#[tokio::test]
async fn no_address_of_a_page_names_a_person() {
    let site = SitePages::of(Content::county(), NOW, PAGES).await;
    let (seen, _) = walk(&site, &["/jobs"]).await;
    for path in seen.keys() {
        let query = path.split_once('?').map_or("", |(_, query)| query);
        for name in query.split('&').filter_map(|pair| Some(pair.split_once('=')?.0)) {
            assert!(["q", "trade", "place", "most", "page"].contains(&name), "{path}");
        }
    }
}
