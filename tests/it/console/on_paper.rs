//! People whom staff wrote down, over HTTP: found, put right and erased like everybody.

use guiyan::domain::staff::Role;
use reqwest::StatusCode;

use super::people::{audit, page_of, search};
use crate::support::console::{Person, TestConsole};

/// Activities that take whoever rings by their name and number.
pub const FAIR: u32 = 1;
pub const FILM_DAY: u32 = 4;

/// Somebody rings and is signed up, also where somebody else of their family was before.
pub async fn rings(staff: &Person, activity: u32, (name, mobile): (&str, &str)) {
    let form = format!("/console/activities/{activity}/people/new");
    staff.get(&form).await;
    let unit = if activity == FAIR { vec![("answer-unit", "长冈乡")] } else { Vec::new() };
    let fields =
        [&[("answer-name", name), ("answer-mobile", mobile), ("agreed", "yes"), ("another", "yes")][..], &unit]
            .concat();
    let taken = staff.post(&form, &fields).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text);
}

#[tokio::test]
async fn who_rang_is_found_like_everybody_and_nothing_is_said_of_wechat() {
    let console = TestConsole::open().await;
    let agent = console.member("王芳", Role::InboxAgent).await;
    rings(&agent, FAIR, ("钟秀英", "13800005671")).await;
    rings(&agent, FILM_DAY, ("刘小红", "13800005672")).await;
    let list = agent.get("/console/people").await.text;
    assert_eq!(list.matches("没有关注公众号").count(), 2, "{list}");
    for (q, unit, found) in
        [("钟秀英", "", "5671"), ("5672", "", "5672"), ("13800005671", "", "5671"), ("", "24", "5671")]
    {
        let page = search(&agent, &[("q", q), ("unit", unit)]).await.text;
        assert!(page.contains(&format!("138****{found}")) && page.matches("138****").count() == 1, "{q}: {page}");
    }
    let one = agent.get(&page_of(&agent, "钟秀英").await).await.text;
    for words in [
        "钟**",
        "138****5671",
        "长冈乡",
        "没有关注公众号",
        "电话里念给本人听，本人同意",
        "2024-1",
        "1-0001",
        "电话报名",
    ] {
        assert!(one.contains(words), "{words}: {one}");
    }
    for words in ["钟秀英", "13800005671", "发给本人的", "从哪里来</th><td>", "可能是同一个人", "看说过的话"]
    {
        assert!(!one.contains(words), "{words}: {one}");
    }
    let clerk = console.member("李华", Role::UnitClerk).await;
    let theirs = clerk.get("/console/people").await.text;
    assert!(theirs.contains("138****5671") && !theirs.contains("138****5672"), "{theirs}");
    assert_eq!(clerk.get(&page_of(&agent, "刘小红").await).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_rang_is_erased_at_their_wish_and_shown_and_put_right_before() {
    let console = TestConsole::open().await;
    let agent = console.member("王芳", Role::InboxAgent).await;
    rings(&agent, FAIR, ("钟秀英", "13800005671")).await;
    let page = page_of(&agent, "钟秀英").await;
    let send = async |deed: &str, fields: &[(&str, &str)]| {
        agent.get(&page).await;
        agent.post(&format!("{page}/{deed}"), fields).await
    };
    let shown = send("reveal", &[("field", "mobile"), ("reason", "约时间")]).await;
    assert_eq!(shown.in_element("value"), "13800005671");
    assert_eq!(send("correct", &[("field", "mobile"), ("value", "13900008888")]).await.location(), page);
    assert!(agent.get(&page).await.text.contains("139****8888"));

    let asked = agent.get(&format!("{page}/erase")).await.text;
    for words in ["他没有关注公众号", "1 个还没结束的报名取消", "只留一条不含姓名和电话的记录"]
    {
        assert!(asked.contains(words), "{words}: {asked}");
    }
    assert!(send("erase", &[("reason", "本人来电")]).await.text.contains("请先勾上"));
    assert!(send("erase", &[("sure", "yes")]).await.text.contains("请写原因"));
    assert_eq!(agent.get(&page).await.status, StatusCode::OK, "nothing was done");
    let done = send("erase", &[("sure", "yes"), ("reason", "本人当面要求，看过身份证")]).await;
    assert!(done.text.contains("已经删除"), "{}", done.text);
    assert_eq!(agent.get(&page).await.status, StatusCode::NOT_FOUND);
    assert!(agent.get("/console/people").await.text.contains("还没有人留过姓名"));
    assert!(agent.get("/console/activities/1").await.text.contains("<b id=\"seats\">0／300</b>"), "the seat is free");
    let audit = audit(&console).await;
    for words in ["看完整的姓名、号码", "改个人信息", "替本人删除信息", "看过身份证", "本人要求删除"]
    {
        assert!(audit.contains(words), "{words}: {audit}");
    }
    assert!(!audit.contains("5671") && !audit.contains("8888"), "{audit}");
}
