//! Policies over HTTP and in a real browser: how they stand, changed in a draft, published, held side by side.

use guiyan::cli::chat::session::Session;
use guiyan::domain::staff::{Post, Role};
use reqwest::StatusCode;

use super::walk::sign_in;
use crate::support::browser::{Browser, Screen};
use crate::support::console::{PASSWORD, Page, Person, TestConsole, hidden};

const POLICIES: &str = "/console/policies";
const GRADUATES: &str = "/console/policies/one/graduate_living";
const DRAFT: &str = "/console/policies/draft";

/// Puts this into the draft of the graduates' policy.
async fn put(person: &Person, fields: &[(&str, &str)]) -> Page {
    save(person, &person.get(GRADUATES).await, fields).await
}

/// The same, from the form as this page showed it.
async fn save(person: &Person, page: &Page, fields: &[(&str, &str)]) -> Page {
    let (seen, after) = (hidden(page, "seen"), hidden(page, "after"));
    let carried = [("seen", seen.as_str()), ("after", after.as_str()), ("then", "save")];
    person.post(GRADUATES, &[fields, &carried].concat()).await
}

async fn publish(person: &Person) -> Page {
    let page = person.get(DRAFT).await;
    let (seen, after) = (hidden(&page, "seen"), hidden(&page, "after"));
    person.post("/console/policies/draft/publish", &[("seen", &seen), ("after", &after)]).await
}

async fn answer(worker: &mut Session, word: &str) -> String {
    worker.say(word).await.unwrap().unwrap()
}

#[tokio::test]
async fn the_list_says_how_each_stands_and_today_names_what_ends_soon() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let page = person.get(POLICIES).await.text;
    for words in ["高校毕业生就业生活补贴", "文件没有写", "兴府办字〔2024〕5号", "二、工作措施（四）5"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!person.get("/console").await.text.contains("天就结束"));
    // It is the seventh of February.
    for (until, list, today) in [
        ("2026-03-09", "还有 30 天", Some("还有 <b>30</b> 天就结束")),
        ("2026-02-07", "今天最后一天", Some("今天最后一天")),
        ("2026-03-10", "到2026年3月10日", None),
        ("2026-02-06", "已经结束", None),
    ] {
        assert_eq!(put(&person, &[("until", until)]).await.location(), DRAFT, "{until}");
        assert_eq!(publish(&person).await.location(), DRAFT, "{until}");
        let page = person.get(POLICIES).await.text;
        assert!(page.contains(list) && page.contains("内容包之后改过"), "{until}: {page}");
        let home = person.get("/console").await.text;
        assert_eq!(home.contains("/console/policies/one/graduate_living"), today.is_some(), "{until}: {home}");
        assert!(home.contains(today.unwrap_or_default()), "{until}: {home}");
    }
    let clerk = console.member("邱员", Role::UnitClerk).await;
    let page = clerk.get(GRADUATES).await.text;
    assert!(page.contains("这项政策已于2026年2月6日结束") && !page.contains("存到草稿"), "they may not: {page}");
}

#[tokio::test]
async fn an_end_that_is_published_is_answered_at_once_and_gone_back_from() {
    let console = TestConsole::open().await;
    let (person, mut worker) = (console.member("王芳", Role::Publisher).await, console.house.session("oWorker"));
    put(&person, &[("until", "2026-02-06"), ("phone", "0797-5321234")]).await;
    let draft = person.get(DRAFT).await.text;
    for words in ["到哪天止", "（没有写）", "2026-02-06", "0797-5321234", "有 1 项政策不一样"] {
        assert!(draft.contains(words), "{words}: {draft}");
    }
    assert!(answer(&mut worker, "大学生补贴").await.contains("20000"), "it is a draft");
    publish(&person).await;
    let told = answer(&mut worker, "大学生补贴").await;
    assert!(told.contains("这项政策已于2026年2月6日结束") && told.contains("0797-5321234"), "{told}");

    put(&person, &[("until", ""), ("documents", "毕业证\r\n劳动合同"), ("paper", "兴府办字〔2026〕3号")]).await;
    publish(&person).await;
    let told = answer(&mut worker, "大学生补贴").await;
    for words in ["带什么：毕业证、劳动合同", "依据：兴府办字〔2026〕3号 二、", "电话：0797-5321234"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }

    let page = person.get(DRAFT).await;
    let newest: i64 = hidden(&page, "after").parse().unwrap();
    let compared = person.get(&format!("/console/policies/compare?from={}&to={newest}", newest - 1)).await.text;
    for words in ["2026-02-06", "毕业证\n劳动合同", "兴府办字〔2026〕3号"] {
        assert!(compared.contains(words), "{words}: {compared}");
    }
    assert!(!compared.contains("0797"), "both have it: {compared}");
    let with_pack = person.get(&format!("/console/policies/compare?from=0&to={newest}")).await.text;
    assert!(with_pack.contains("0797") && with_pack.contains("内容包原来的"), "{with_pack}");
    assert_eq!(person.get("/console/policies/compare?from=77&to=0").await.status, StatusCode::NOT_FOUND);

    let after = newest.to_string();
    let back = person.post("/console/policies/roll-back", &[("to", "0"), ("after", &after)]).await;
    assert_eq!(back.location(), DRAFT, "{}", back.text);
    assert!(!answer(&mut worker, "大学生补贴").await.contains("毕业证"));
    // Whoever presses twice is told that it is done; a colleague who looked before is not.
    let went_back = hidden(&person.get(DRAFT).await, "after");
    let twice = person.post("/console/policies/roll-back", &[("to", "0"), ("after", &after)]).await;
    assert_eq!(twice.location(), DRAFT, "{}", twice.text);
    let other = console.member("李华", Role::Publisher).await;
    for (who, to) in [(&other, "0"), (&person, after.as_str())] {
        who.get(DRAFT).await;
        let late = who.post("/console/policies/roll-back", &[("to", to), ("after", &after)]).await;
        assert!(late.text.contains("刚才别人改过了"), "{}", late.text);
    }
    assert_eq!(hidden(&person.get(DRAFT).await, "after"), went_back, "it went back once");

    let auditor = console.member("审计员", Role::Auditor).await;
    let audit = auditor.get("/console/audit").await.text;
    for words in ["改草稿", "发布新版", "政策，改动：“大学生补贴”的到哪天止", "退回内容包原来的", "王芳"]
    {
        assert!(audit.contains(words), "{words}: {audit}");
    }
}

#[tokio::test]
async fn what_cannot_stand_is_told_beside_its_field_and_what_was_typed_stays() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    for (fields, told) in [
        ([("from", "2026-07-01"), ("until", "2026-06-30")], "没有一天有效"),
        ([("until", "年底"), ("who", "毕业生")], "要写成 2026-12-31 这样的日期"),
        ([("phone", "问老王"), ("until", "")], "不像电话号码"),
        ([("office", ""), ("until", "")], "是空的，请填上"),
    ] {
        let page = put(&person, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}: {}", page.text);
        assert!(page.text.contains(told) && page.text.contains("没有存"), "{told}: {}", page.text);
        assert!(page.text.contains(&format!("value=\"{}\"", fields[0].1)), "{told}: {}", page.text);
    }
    assert!(person.get(DRAFT).await.text.contains("没有改动"));
    let long = "很长的一句话".repeat(30);
    assert!(put(&person, &[("summary", &long)]).await.text.contains("最多 150 个字"));

    // It is only looked at.
    let page = person.post(GRADUATES, &[("until", "2026-02-06")]).await;
    assert!(page.in_element("phone").contains("这项政策已于2026年2月6日结束"), "{}", page.text);
    assert!(person.get(DRAFT).await.text.contains("没有改动"));

    // Two at once: the second is told, unless it is the same form that comes twice.
    put(&person, &[("until", "2026-12-31")]).await;
    let twice = person.post(GRADUATES, &[("until", "2026-12-31"), ("seen", ""), ("then", "save")]).await;
    assert_eq!(twice.location(), DRAFT, "{}", twice.text);
    let late = person.post(GRADUATES, &[("until", "2026-11-30"), ("seen", ""), ("then", "save")]).await;
    assert!(late.text.contains("没有存：您打开这一页以后，别人改过政策"), "{}", late.text);
    assert!(late.text.contains("value=\"2026-11-30\""), "{}", late.text);
    let page = person.get(DRAFT).await;
    let dropped = person.post("/console/policies/draft/drop", &[("seen", &hidden(&page, "seen"))]).await;
    assert_eq!(dropped.location(), POLICIES);
    assert!(person.get(DRAFT).await.text.contains("没有改动"));
}

#[tokio::test]
async fn what_somebody_else_published_meanwhile_is_not_typed_over_unseen() {
    let console = TestConsole::open().await;
    let (one, other) = (console.member("王芳", Role::Publisher).await, console.member("李华", Role::Publisher).await);
    let graduates = one.get(GRADUATES).await;
    put(&other, &[("phone", "0797-5321234")]).await;
    publish(&other).await;
    let late = save(&one, &graduates, &[("until", "2026-12-31")]).await;
    assert!(late.text.contains("没有存：您打开这一页以后，别人改过政策"), "{}", late.text);
    assert!(one.get(DRAFT).await.text.contains("没有改动"));

    // What was published of another policy is not in the way, and is still there.
    let (training, graduates) = ("/console/policies/one/induction_training", one.get(GRADUATES).await);
    let page = other.get(training).await;
    let (seen, after) = (hidden(&page, "seen"), hidden(&page, "after"));
    let fields = [("until", "2026-11-30"), ("seen", &seen), ("after", &after), ("then", "save")];
    assert_eq!(other.post(training, &fields).await.location(), DRAFT);
    publish(&other).await;
    assert_eq!(save(&one, &graduates, &[("until", "2026-12-31")]).await.location(), DRAFT);
    let draft = one.get(DRAFT).await.text;
    assert!(draft.contains("有 1 项政策不一样") && draft.contains("2026-12-31"), "{draft}");
    assert!(!draft.contains("2026-11-30"), "nothing of it is taken back: {draft}");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_real_browser_an_end_is_written_looked_at_and_published() {
    let console = TestConsole::open().await;
    let code = console.set_up("王芳", Post::Publisher).await;
    let mut worker = console.house.session("oWorker");
    let browser = Browser::start().await;
    let tab = browser.open(&format!("{}/console/sign-in", console.url), Screen::Office).await;
    sign_in(&tab, "王芳", PASSWORD, &code.at(console.now())).await;
    tab.click("政策").await;
    tab.click("高校毕业生就业生活补贴").await;
    tab.wait_for("手机上是这样").await;
    assert!(tab.fits_the_width().await);
    tab.fill("问这项的电话", "0797-5321234").await;
    tab.click("先看手机上的样子").await;
    tab.wait_for("没有问题").await;
    tab.picture("docs/console-policy.png").await;
    tab.click("存到草稿").await;
    tab.wait_for("有 1 项政策不一样").await;
    assert!(tab.fits_the_width().await);
    tab.click("发布，手机上马上这样说").await;
    tab.wait_for("改动：“大学生补贴”的问这项的电话").await;
    assert!(answer(&mut worker, "大学生补贴").await.contains("0797-5321234"));
    assert!(tab.pdf().await.starts_with(b"%PDF"));
    tab.click("对比").await;
    tab.wait_for("内容包原来的，对比第").await;
}
