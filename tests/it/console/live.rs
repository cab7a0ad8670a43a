//! Parts of pages that an open page asks for anew: over HTTP, and in a real browser while something happens elsewhere.

use guiyan::cli::chat::session::Session;
use guiyan::domain::staff::{Post, Role};
use reqwest::StatusCode;

use super::campaigns::{release, send};
use super::walk::sign_in;
use super::work::{FAIR, sign_up};
use crate::support::browser::{Browser, Screen, Tab};
use crate::support::console::{PASSWORD, SESSION, TestConsole};

const SEATS: &str = "/console/activities/1/seats";

/// A follower who asked for a person.
async fn asks_for_a_person(console: &TestConsole) -> Session {
    let mut session = console.house.session("oZhong");
    for line in ["人工", "有人吗"] {
        session.say(line).await.unwrap();
    }
    session
}

/// Somebody of this post in front of a page.
async fn in_front_of(browser: &Browser, console: &TestConsole, post: Post, path: &str) -> Tab {
    let code = console.set_up("王芳", post).await;
    let tab = browser.open(&format!("{}/console/sign-in", console.url), Screen::Office).await;
    sign_in(&tab, "王芳", PASSWORD, &code.at(console.now())).await;
    tab.open(&format!("{}{path}", console.url)).await;
    tab.evaluate::<serde_json::Value>("window.same = true, null").await;
    tab
}

/// Nobody loaded the page again.
async fn is_the_same_page(tab: &Tab) {
    assert!(tab.evaluate::<bool>("window.same === true").await, "{}", tab.text().await);
}

#[tokio::test]
async fn a_part_is_what_stands_on_its_page_as_long_as_there_is_something_to_come() {
    let console = TestConsole::open().await;
    sign_up(&console, 2).await;
    asks_for_a_person(&console).await;
    let (person, reviewer) =
        (console.member("王芳", Role::Administrator).await, console.member("李华", Role::Reviewer).await);
    send(&person, "hand_in", &[]).await;
    release(&reviewer).await;
    for (page, part, words) in [
        (FAIR, SEATS, "2／300"),
        ("/console/activities/1/people", "/console/activities/1/people/list?behind=0", "张**"),
        (
            "/console/activities/1/people?shelf=waiting",
            "/console/activities/1/people/list?shelf=waiting&amp;behind=0",
            "没有人排队",
        ),
        ("/console/inbox", "/console/inbox/list", "等人回"),
        ("/console/inbox/1", "/console/inbox/1/lines", "有人吗"),
        ("/console/campaigns/1", "/console/campaigns/1/progress", "已批准，在发"),
    ] {
        let whole = person.get(page).await.text;
        assert!(whole.contains(&format!("data-live=\"{part}\"")), "{page}: {whole}");
        let drawn = person.get(&part.replace("&amp;", "&")).await;
        assert_eq!(drawn.status, StatusCode::OK, "{part}: {}", drawn.text);
        assert!(drawn.text.contains(words) && whole.contains(drawn.text.trim()), "{part}: {} in {whole}", drawn.text);
        assert_eq!(drawn.headers["cache-control"], "no-store", "{part}");
    }
    person.get("/console/account").await;
    person.post("/console/campaigns/1/cancel", &[("reason", "写错了"), ("sure", "yes")]).await;
    person.get(FAIR).await;
    person.post(&format!("{FAIR}/call-off"), &[("reason", "下大雪"), ("sure", "yes")]).await;
    for part in [SEATS, "/console/campaigns/1/progress"] {
        let drawn = person.get(part).await.text;
        assert!(!drawn.contains("data-live") && drawn.contains("取消了") | drawn.contains("已取消"), "{part}: {drawn}");
    }
    for nowhere in ["/console/activities/4711/seats", "/console/inbox/4711/lines", "/console/campaigns/4711/progress"] {
        assert_eq!(person.get(nowhere).await.status, StatusCode::NOT_FOUND, "{nowhere}");
    }
    assert!(!person.get("/console/inbox?shelf=ended").await.text.contains("data-live"));
}

#[tokio::test]
async fn what_a_page_asks_by_itself_does_not_keep_a_session_awake() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let wait = |time: &str| console.house.clock.wait(time.parse().unwrap());
    assert_eq!(person.get(FAIR).await.status, StatusCode::OK);
    for _ in 0..5 {
        wait("5m");
        assert_eq!(person.get(SEATS).await.status, StatusCode::OK);
    }
    // What was asked for just before does not hide that somebody is there.
    assert_eq!(person.get(FAIR).await.status, StatusCode::OK);
    wait("29m");
    assert_eq!(person.get(SEATS).await.status, StatusCode::OK);
    wait("1m");
    let page = person.get(SEATS).await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/console/sign-in"));
    assert!(!person.cookies.lock().unwrap().contains_key(SESSION), "the cookie goes");
}

#[tokio::test]
async fn the_script_is_small_and_the_only_one_that_a_page_may_run() {
    let console = TestConsole::open().await;
    let script = console.somebody().get("/console/console.js").await;
    assert_eq!(script.headers["content-type"], "text/javascript; charset=utf-8");
    assert!(script.text.len() < 7 * 1024, "{} bytes", script.text.len());
    let page = console.member("王芳", Role::Publisher).await.get("/console").await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; connect-src 'self';"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
}

#[tokio::test(flavor = "multi_thread")]
async fn seats_fill_up_on_an_open_page_while_people_sign_up_elsewhere() {
    let console = TestConsole::open().await;
    let browser = Browser::start().await;
    let tab = in_front_of(&browser, &console, Post::Publisher, FAIR).await;
    tab.wait_for("名额：0／300").await;
    sign_up(&console, 2).await;
    tab.wait_for("名额：2／300").await;
    is_the_same_page(&tab).await;
    tab.click("谁报了名、谁在排队").await;
    tab.wait_for("13800005670".replace("0000", "****").as_str()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_follower_says_comes_in_while_staff_are_typing() {
    let console = TestConsole::open().await;
    let mut follower = asks_for_a_person(&console).await;
    let browser = Browser::start().await;
    let tab = in_front_of(&browser, &console, Post::InboxAgent, "/console/inbox/1").await;
    tab.fill("回话", "您好，我查").await;
    follower.say("去年的钱咋还没打给我").await.unwrap();
    tab.wait_for("去年的钱咋还没打给我").await;
    is_the_same_page(&tab).await;
    tab.type_words("一下").await;
    let typed: String = tab.evaluate("document.querySelector('#words').value").await;
    assert_eq!(typed, "您好，我查一下");
    let heard: String = tab.evaluate("document.querySelector('[role=status].heard').textContent").await;
    assert_eq!(heard, "对方说：去年的钱咋还没打给我");
    assert!(tab.fits_the_width().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_stands_on_a_row_stays_there_when_it_is_drawn_anew() {
    let console = TestConsole::open().await;
    let mut follower = asks_for_a_person(&console).await;
    let browser = Browser::start().await;
    let tab = in_front_of(&browser, &console, Post::InboxAgent, "/console/inbox").await;
    tab.press("j").await;
    let unread = "document.querySelector('td.number').innerText";
    tab.evaluate::<serde_json::Value>(&format!("window.unread = {unread}, null")).await;
    follower.say("去年的钱咋还没打给我").await.unwrap();
    tab.until(&format!("{unread} !== window.unread")).await;
    is_the_same_page(&tab).await;
    assert_eq!(tab.evaluate::<String>("document.activeElement.getAttribute('href')").await, "/console/inbox/1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_lay_open_too_long_says_so_and_asks_no_more() {
    let console = TestConsole::open().await;
    let browser = Browser::start().await;
    let tab = in_front_of(&browser, &console, Post::Publisher, FAIR).await;
    console.house.clock.wait("31m".parse().unwrap());
    tab.wait_for("请重新登录").await;
    assert!(!tab.evaluate::<bool>("!!document.querySelector('[data-live]')").await);
    is_the_same_page(&tab).await;
}
