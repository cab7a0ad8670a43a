//! What stands on the pages, and what happens to addresses that nobody made.

use guiyan::domain::activity::Activity;
use guiyan::domain::id::{EnterpriseId, OpeningId};
use guiyan::domain::opening::{Enterprise, Opening, Phone, PhoneKind};
use reqwest::{Method, StatusCode};

use crate::support::house::PAGES;
use crate::support::site::{Content, NOW, SitePages};

/// The county with one enterprise more, offering this.
fn with_opening(opening: Opening, enterprise: Enterprise) -> Content {
    let mut content = Content::county();
    content.enterprises.push(enterprise);
    content.openings.push(opening);
    content
}

fn enterprise() -> Enterprise {
    Enterprise {
        id: EnterpriseId(900),
        name: "某某服饰有限公司".into(),
        address: "兴国县埠头乡1号".into(),
        place: None,
        trade: None,
        contacts: vec!["王女士".into()],
        phones: vec![Phone { printed: "138-0000-0001".into(), kind: PhoneKind::Mobile }],
        wechat_same_number: false,
    }
}

fn opening() -> Opening {
    Opening {
        id: OpeningId(900),
        enterprise: EnterpriseId(900),
        title: Some("车工".into()),
        headcount: None,
        wage: Some("4000到6000元".into()),
        requirements: Some("长白班".into()),
        source: "企业来电".into(),
        expires_at: Some("2026-03-01T00:00:00Z".parse().unwrap()),
    }
}

#[tokio::test]
async fn what_is_known_of_an_opening_is_shown_and_what_is_not_is_said() {
    let site = SitePages::of(with_opening(opening(), enterprise()), NOW, PAGES).await;
    let known = site.get("/jobs/900").await;
    for words in
        ["车工", "4000到6000元", "长白班", "在招人，没公布招多少", "href=\"tel:13800000001\"", "王女士", "企业来电"]
    {
        assert!(known.text().contains(words), "{words}:\n{}", known.text());
    }
    assert!(!known.text().contains("没公布，打电话时一起问清楚"));
    // Annex 2 gives no job title, pay or age.
    let bare = site.get("/jobs/2").await;
    for words in ["招 85 人", "面议，请电话咨询", "岗位、班次、年龄要求没公布，打电话时一起问清楚", "看地图", "附件2"]
    {
        assert!(bare.text().contains(words), "{words}:\n{}", bare.text());
    }
}

#[tokio::test]
async fn a_doubtful_number_is_shown_as_printed_and_rings_nobody() {
    let mut doubtful = enterprise();
    doubtful.phones = vec![Phone {
        printed: "1380000000".into(),
        kind: PhoneKind::Doubtful { reason: "少一位，请核对".into() },
    }];
    let site = SitePages::of(with_opening(opening(), doubtful), NOW, PAGES).await;
    let page = site.get("/jobs/900").await;
    assert!(page.text().contains("1380000000（少一位，请核对）"));
    assert!(!page.text().contains("tel:1380000000"));
}

#[tokio::test]
async fn an_opening_that_expired_is_gone_from_page_and_list() {
    let site = SitePages::of(with_opening(opening(), enterprise()), "2026-03-01T00:00:00Z", PAGES).await;
    assert_eq!(site.get("/jobs/900").await.status, StatusCode::NOT_FOUND);
    assert!(!site.get("/policies/brochure").await.text().contains("某某服饰"));
}

#[tokio::test]
async fn names_with_markup_in_them_are_names() {
    let evil = "</title><script>alert(1)</script>\" onclick=\"x' & {{ county }}";
    let hostile = Enterprise { name: evil.into(), address: evil.into(), contacts: vec![evil.into()], ..enterprise() };
    let mut content = with_opening(Opening { title: Some(evil.into()), wage: Some(evil.into()), ..opening() }, hostile);
    content.activities[0].title = evil.into();
    content.activities[0].place = evil.into();
    content.activities[0].phone = evil.into();
    let site = SitePages::of(content, NOW, PAGES).await;
    for path in ["/jobs?page=5", "/jobs/900", "/policies/brochure", "/activities", "/activities/1"] {
        let page = site.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.text().contains("&lt;script&gt;"), "{path} does not show it");
        assert!(!page.text().contains("<script") && !page.text().contains("onclick=\""), "{path}:\n{}", page.text());
    }
    let searched = site.get("/jobs?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert!(searched.text().contains("&lt;script&gt;") && !searched.text().contains("<script"), "{}", searched.text());
}

#[tokio::test]
async fn an_address_that_nobody_made_ends_on_a_page_that_helps() {
    let site = SitePages::county().await;
    let strange = [
        "/jobs/0",
        "/jobs/99999999999999999999",
        "/jobs/-1",
        "/jobs/abc",
        "/jobs/%FF",
        "/jobs/1/2",
        "/activities/77",
        "/policies/none",
        "/policies/%E4%B8%AD",
        "/",
        "/wp-login.php",
    ];
    for path in strange {
        let page = site.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.text().contains("href=\"/jobs\"") && page.text().contains("tel:12333"), "{path}");
        assert_eq!(page.header("etag"), "", "{path}: nobody keeps what is not there");
    }
}

#[tokio::test]
async fn a_policy_names_its_paper_with_number_and_date() {
    let site = SitePages::county().await;
    let page = site.get("/policies/graduate_living").await;
    for words in ["兴府办字〔2024〕5号", "（2024年2月6日）", "二、工作措施（四）5", "文件里没写，办之前先打 12333 问"]
    {
        assert!(page.text().contains(words), "{words}:\n{}", page.text());
    }
}

#[tokio::test]
async fn an_activity_says_whether_one_can_still_sign_up_and_how() {
    let mut content = Content::county();
    let off = Activity { called_off: true, ..content.activities[1].clone() };
    content.activities[1] = off;
    let site = SitePages::of(content.clone(), NOW, PAGES).await;
    assert!(site.get("/activities/1").await.text().contains("我要报名"));
    let page = site.get("/activities/2").await;
    assert!(page.text().contains("取消了") && !page.text().contains("我要报名"));

    let begins = content.activities[0].starts_at.to_string();
    let begun = SitePages::of(content.clone(), &begins, PAGES).await;
    assert!(begun.get("/activities/1").await.text().contains("报名已经截止"));
    let after = SitePages::of(content, "2026-12-01T00:00:00Z", PAGES).await;
    assert!(after.get("/activities/1").await.text().contains("已经结束"));
    assert!(after.get("/activities").await.text().contains("现在没有定下来的活动"));
}

#[tokio::test]
async fn every_answer_forbids_scripts_and_other_hosts() {
    let site = SitePages::county().await;
    for path in ["/jobs", "/policies/brochure", "/assets/site.css", "/cards/list/jobs.png", "/nowhere"] {
        let answer = site.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
    let posted = reqwest::Client::new().request(Method::POST, site.url("/jobs")).send().await.unwrap();
    assert_eq!(posted.status(), StatusCode::METHOD_NOT_ALLOWED);
}
