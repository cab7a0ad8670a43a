//! Policies that are over, or have not begun, on the pages.

use guiyan::domain::validity::Validity;
use jiff::civil::date;

use crate::support::house::PAGES;
use crate::support::site::{Content, NOW, SitePages};

/// The graduates' money was to be had until this day, the induction money is from this day on.
fn dated(until: jiff::civil::Date, from: jiff::civil::Date) -> Content {
    let mut content = Content::county();
    for policy in &mut content.pack.policies {
        match policy.id.as_str() {
            "graduate_living" => policy.valid = Validity { from: None, until: Some(until) },
            "induction_training" => policy.valid = Validity { from: Some(from), until: None },
            _ => {}
        }
    }
    content.pack.policies[0].phone = Some("0797-5321234".into());
    content
}

#[tokio::test]
async fn a_policy_that_is_over_says_so_and_what_is_left() {
    let site = SitePages::of(dated(date(2026, 2, 6), date(2026, 3, 1)), NOW, PAGES).await;
    let page = site.get("/policies/graduate_living").await;
    for words in ["这项政策已于2026年2月6日结束", "tel:0797-5321234", "/policies/order_training"] {
        assert!(page.text().contains(words), "{words}:\n{}", page.text());
    }
    for stale in ["20000", "怎么领", "能领多少", "/policies/induction_training"] {
        assert!(!page.text().contains(stale), "{stale}:\n{}", page.text());
    }
    let list = site.get("/policies").await.text().to_owned();
    let at = |words: &str| list.find(words).unwrap_or_else(|| panic!("{words}:\n{list}"));
    assert!(at("这项政策已于2026年2月6日结束") > at("/policies/order_training"), "what is over comes last");
    assert!(!list.contains("20000"), "{list}");
    let brochure = site.get("/policies/brochure").await;
    assert!(brochure.text().contains("4 项补贴") && !brochure.text().contains("高校毕业生"), "{}", brochure.text());
}

#[tokio::test]
async fn a_policy_to_come_says_from_when_and_its_last_day_is_a_day_of_it() {
    let site = SitePages::of(dated(date(2026, 2, 7), date(2026, 3, 1)), NOW, PAGES).await;
    let page = site.get("/policies/induction_training").await;
    assert!(page.text().contains("这项政策从2026年3月1日起才能申请"), "{}", page.text());
    assert!(page.text().contains("500元"), "{}", page.text());
    let last_day = site.get("/policies/graduate_living").await;
    assert!(last_day.text().contains("到2026年2月7日") && last_day.text().contains("20000"), "{}", last_day.text());
    let brochure = site.get("/policies/brochure").await;
    assert!(brochure.text().contains("从2026年3月1日起才能申请"), "{}", brochure.text());
}
