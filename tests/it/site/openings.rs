//! The list of openings: what is looked for, and what is passed over.

use reqwest::StatusCode;

use crate::support::site::SitePages;

async fn list(site: &SitePages, query: &str) -> String {
    let answer = site.get(&format!("/jobs{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}");
    answer.text().to_owned()
}

fn rows(page: &str) -> usize {
    page.matches("<li><a href=\"/jobs/").count()
}

#[tokio::test]
async fn the_list_is_searched_with_the_words_of_the_chat() {
    let site = SitePages::county().await;
    for (words, found) in [
        ("服装厂", "服装：</p>"),
        ("fuzhuang", "服装："),
        ("洪门的服装厂", "洪门工业园 服装："),
        ("雨燕", "赣州雨燕服装"),
        ("招100人以上的", "共 "),
        ("埠头", "埠头乡："),
    ] {
        let page = list(&site, &format!("?q={words}")).await;
        assert!(page.contains(found.trim_end_matches("</p>")) && rows(&page) > 0, "{words}:\n{page}");
        assert!(page.contains(&format!("value=\"{words}\"")), "{words} is not kept in the box");
    }
}

#[tokio::test]
async fn trade_and_place_narrow_what_was_searched_for() {
    let site = SitePages::county().await;
    let all = list(&site, "?trade=garment").await;
    let near = list(&site, "?trade=garment&place=hongmen").await;
    let both = list(&site, "?q=%E6%9C%8D%E8%A3%85&place=hongmen").await;
    assert!(all.contains("服装：共 19 家，招 1974 人"), "{all}");
    assert!(near.contains("洪门工业园 服装：共 "), "{near}");
    assert_eq!(rows(&near), rows(&both));
    assert!(rows(&near) < rows(&all) && rows(&near) > 0);
    assert!(near.contains("<option value=\"garment\" selected>"), "{near}");
}

#[tokio::test]
async fn nothing_found_leads_on() {
    let site = SitePages::county().await;
    let page = list(&site, "?trade=food&place=ganzhou").await;
    assert!(rows(&page) == 0 && page.contains("没有“赣州经开区（不在兴国） 食品”的岗位"), "{page}");
    assert!(page.contains("tel:12333") && page.contains(">看全部岗位</a>"), "{page}");
}

#[tokio::test]
async fn words_that_name_nothing_are_said_and_everything_follows() {
    let site = SitePages::county().await;
    assert!(list(&site, "?q=xyzzy").await.contains("名单里没有“xyzzy”"));
    assert!(list(&site, "?q=%E9%99%84%E8%BF%91").await.contains("请打您住的乡镇"));
    let far = list(&site, "?q=%E6%96%B9%E5%A4%AA%E4%B9%A1").await;
    assert!(far.contains("方太乡附近没有名单里的企业") && rows(&far) > 0, "{far}");
}

#[tokio::test]
async fn pages_follow_one_another_and_keep_what_was_asked() {
    let site = SitePages::county().await;
    let mut path = "?trade=garment&most=1".to_owned();
    let mut found = 0;
    for page in 1..=2 {
        let text = list(&site, &path).await;
        assert!(text.contains(&format!("第 {page} 页，共 2 页")), "{text}");
        found += rows(&text);
        let next = text.split_once("rel=\"next\" href=\"/jobs").map(|(_, rest)| rest.split('"').next().unwrap());
        assert_eq!(next.is_some(), page == 1);
        path = next.unwrap_or_default().replace("&amp;", "&");
        assert!(page == 2 || (path.contains("trade=garment") && path.contains("most=1")), "{path}");
    }
    assert_eq!(found, 19);
}

#[tokio::test]
async fn the_largest_come_first_when_asked() {
    let site = SitePages::county().await;
    let page = list(&site, "?most=1").await;
    let headcounts: Vec<u32> =
        page.split("招 ").skip(2).filter_map(|rest| rest.split(" 人").next()?.parse().ok()).collect();
    assert!(headcounts.len() == 15 && headcounts.is_sorted_by(|a, b| a >= b), "{headcounts:?}");
}

#[tokio::test]
async fn a_strange_query_is_passed_over_and_never_refused() {
    let site = SitePages::county().await;
    let long = format!("?q={}", "%E9%95%BF".repeat(2_000));
    let strange = [
        "?",
        "?page=0",
        "?page=-1",
        "?page=99999999999999999999999",
        "?page=2&page=3",
        "?trade=DROP%20TABLE&place=..%2F..",
        "?trade=none&place=none",
        "?q=%FF%FE%00",
        "?%ZZ=%",
        "?q=a&q=b&q[]=c&=&&",
        long.as_str(),
    ];
    for query in strange {
        let page = list(&site, query).await;
        assert!(rows(&page) > 0, "{query}:\n{page}");
        assert!(page.len() < 30 * 1024, "{query}");
    }
    assert!(list(&site, "?page=999").await.contains("第 5 页，共 5 页"));
}
