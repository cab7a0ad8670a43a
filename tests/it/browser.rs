//! The harness of the page tests: what it does is what a person does, and what is wrong with a page does not pass.

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use tokio::net::TcpListener;

use crate::support::browser::{Browser, Screen};

const GREETING: &str = r#"<!doctype html><title>问候</title><meta name=viewport content="width=device-width">
<form><label>名字 <input id="name"></label> <button>问好</button> <i id="close" hidden>关上</i></form><p id="answer"></p>
<script>
  const [form, field, answer, close] = ['form', '#name', '#answer', '#close'].map(it => document.querySelector(it));
  form.onsubmit = event => {
    event.preventDefault();
    setTimeout(() => { answer.textContent = `您好，${field.value}！`; close.hidden = false; });
  };
  close.onclick = () => setTimeout(() => answer.remove());
</script>"#;

/// Serves this page, and nothing else, for as long as the test lasts.
async fn serve(page: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let routes = Router::new().route("/", get(async move || Html(page))).route("/favicon.ico", get(async || ()));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    url
}

#[tokio::test]
async fn a_person_finds_a_field_by_its_label_and_a_button_by_its_words() {
    let browser = Browser::start().await;
    let tab = browser.open(&serve(GREETING).await, Screen::Phone).await;
    tab.fill("名字", "不对").await;
    tab.fill("名字", "张三").await;
    tab.click("问好").await;
    tab.wait_for("您好，张三！").await;
    tab.fill("名字", "李四").await;
    tab.press("Enter").await;
    tab.wait_for("您好，李四！").await;
    tab.click_at("#close").await;
    tab.wait_until_gone("您好").await;
}

#[tokio::test]
async fn a_page_can_be_seen_on_a_screen_and_on_paper() {
    let browser = Browser::start().await;
    let tab = browser.open(&serve(GREETING).await, Screen::Phone).await;
    assert_eq!(tab.evaluate::<u32>("window.innerWidth").await, 360);
    assert!(tab.fits_the_width().await);
    assert!(tab.screenshot().await.starts_with(b"\x89PNG"));
    assert!(tab.pdf().await.starts_with(b"%PDF"));
}

#[tokio::test]
async fn whatever_a_page_complains_of_is_heard() {
    let browser = Browser::start().await;
    for (page, complaint) in [
        ("<script>throw new Error('broken')</script>", "broken"),
        ("<script>console.error('odd')</script>", "odd"),
        ("<img src=/none.png>", "404"),
        (
            "<meta http-equiv=content-security-policy content=\"script-src 'none'\"><script>1</script>",
            "Content Security Policy",
        ),
        ("<img src=https://example.com/a.png>", "ERR_NAME_NOT_RESOLVED"),
    ] {
        browser.open(&serve(page).await, Screen::Office).await;
        browser.expect_complaint(complaint).await;
    }
}

#[tokio::test]
#[should_panic(expected = "pages complained")]
async fn a_complaint_that_nobody_expected_fails_the_test() {
    let browser = Browser::start().await;
    browser.open(&serve("<script>console.error('odd')</script>").await, Screen::Office).await;
}
