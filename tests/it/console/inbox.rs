//! Somebody asks for a person on the phone, and is answered in the console.

use std::time::Duration;

use guiyan::app::clock::Clock;
use guiyan::app::console::{Added, Delivery, NewLine, TalkRecords, TalkShelf, TalkState};
use guiyan::domain::id::TalkId;
use guiyan::domain::staff::{Post, Role, StaffName};
use guiyan::simulator::act::Act;
use guiyan::startup::demo::account;
use jiff::Timestamp;

use super::walk::sign_in;
use crate::support::browser::{Browser, Screen, Tab};
use crate::support::console::{Person, TestConsole};
use crate::support::demo::TestDemo;

fn now() -> Timestamp {
    "2026-02-07T09:30:00+08:00".parse().unwrap()
}

async fn type_on(phone: &Tab, words: &str) {
    phone.fill("打字", words).await;
    phone.click("发送").await;
}

/// Waits until something was said that nobody has answered.
async fn unread(demo: &TestDemo) {
    let unread = async || {
        let talks = demo.house().database.talks(TalkShelf::Open, 1).await.unwrap();
        talks.iter().any(|talk| talk.unread > 0)
    };
    while !unread().await {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_is_taken_over_answered_and_handed_back() {
    let demo = TestDemo::start(now()).await;
    // A tab that nobody looks at draws nothing; the two are two machines.
    let (theirs, ours) = (Browser::start().await, Browser::start().await);
    let phone = theirs.open(&demo.phone(), Screen::Office).await;
    phone.click("关注").await;
    phone.wait_for("您好，这里是兴国就业").await;
    type_on(&phone, "人工").await;
    phone.wait_for("直接打在这里").await;
    type_on(&phone, "去年的钱咋还没打给我").await;
    phone.wait_for("记下了").await;

    let agent = account(demo.house(), "王芳", Post::InboxAgent).await.unwrap();
    let code = agent.secret.code(demo.clock.now()).unwrap();
    let desk = ours.open(&format!("http://{}/console/sign-in", demo.address), Screen::Office).await;
    sign_in(&desk, "王芳", &agent.password, &code).await;
    desk.wait_for("1 个人在留言里等人回").await;
    desk.picture("docs/console-today.png").await;
    desk.click("留言").await;
    desk.wait_for("等人回").await;
    desk.click("没留姓名").await;
    desk.wait_for("去年的钱咋还没打给我").await;
    assert!(desk.text().await.contains("还能在微信里回 5 条"), "{}", desk.text().await);
    assert!(desk.fits_the_width().await);
    desk.fill("回话", "您好，我查一下，您贵姓？").await;
    desk.click("发给对方").await;
    desk.wait_for("微信客服消息，已发出").await;
    phone.wait_for("您好，我查一下，您贵姓？").await;
    desk.picture("docs/console-inbox.png").await;

    type_on(&phone, "免贵姓钟，找工作").await;
    desk.until("document.querySelector('#state').innerText === '有人在回'").await;
    unread(&demo).await;
    desk.click("刷新").await;
    desk.wait_for("免贵姓钟，找工作").await;
    assert!(!phone.text().await.contains("共69"), "the program keeps out of it");
    desk.fill("回话", "核对过身份证再说").await;
    desk.click("只记备注，不发").await;
    desk.wait_for("只有工作人员看得到").await;
    desk.click("办完了，交还机器人").await;
    desk.wait_for("没有人在等").await;
    type_on(&phone, "阿巴阿巴").await;
    phone.wait_for("没看懂您的意思").await;
    assert!(!phone.text().await.contains("核对过身份证"));
}

#[tokio::test]
async fn without_a_platform_nothing_can_be_said_and_the_page_tells_what_to_do() {
    let console = TestConsole::open().await;
    let mut session = console.house.session("oZhong");
    for line in ["人工", "有人吗"] {
        session.say(line).await.unwrap();
    }
    let agent = console.member("王芳", Role::InboxAgent).await;
    let list = agent.get("/console/inbox").await.text;
    assert!(list.contains("没留姓名") && list.contains("等人回"), "{list}");
    let page = agent.get("/console/inbox/1").await.text;
    assert!(page.contains("有人吗") && page.contains("请问您叫什么名字"), "{page}");
    let say = async |fields: &[(&str, &str)]| {
        agent.get("/console/inbox/1").await;
        agent.post("/console/inbox/1/say", fields).await.text
    };
    assert!(say(&[("words", "在的"), ("once", "1")]).await.contains("wechat.app_secret"));
    let note = agent.post("/console/inbox/1/note", &[("words", "  "), ("once", "2")]).await;
    assert!(note.text.contains("请写要说的话"), "{}", note.text);
    agent.get("/console/inbox/1").await;
    let long = "说".repeat(601);
    assert!(
        agent
            .post("/console/inbox/1/note", &[("words", long.as_str()), ("once", "3")])
            .await
            .text
            .contains("600 个字以内")
    );
    agent.get("/console/inbox/1").await;
    agent.post("/console/inbox/1/note", &[("words", "<b>打过电话</b>"), ("once", "4")]).await;
    let page = agent.get("/console/inbox/1").await.text;
    assert!(page.contains("&lt;b&gt;打过电话"), "{page}");
    agent.post("/console/inbox/1/end", &[]).await;
    assert!(agent.get("/console/inbox").await.text.contains("没有人在等"));
    assert!(agent.get("/console/inbox?shelf=ended").await.text.contains("办完了"));
    for nowhere in ["/console/inbox/4711", "/console/inbox/-1"] {
        assert_eq!(agent.get(nowhere).await.status, reqwest::StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn where_nothing_can_be_sent_there_is_no_form_for_it_but_the_way_to_the_person() {
    let console = TestConsole::open().await;
    let mut session = console.house.session("oZhong");
    for line in ["[scan join_1]", "同意", "钟秀英 13800005671 长冈乡", "确认", "人工", "补贴没到账"] {
        session.say(line).await.unwrap();
    }
    let agent = console.member("王芳", Role::InboxAgent).await;
    let page = agent.get("/console/inbox/1").await.text;
    assert!(page.contains("发给对方") && page.contains("/console/people/"), "{page}");
    console.house.clock.wait("49h".parse().unwrap());
    let agent = console.member("李华", Role::InboxAgent).await;
    let page = agent.get("/console/inbox/1").await.text;
    assert!(!page.contains("发给对方") && page.contains("只记备注，不发"), "{page}");
    let (_, rest) = page.split_once("急的话打电话").unwrap();
    assert!(rest.starts_with("：<a href=\"/console/people/"), "{rest}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_go_out_ends_no_waiting_and_beside_a_colleague_one_writes_knowingly() {
    let demo = TestDemo::start(now()).await;
    let talk = async |id: i64| demo.house().database.talk(TalkId(id)).await.unwrap().map(|one| one.talk);
    for (place, id) in [(0, 1), (1, 2)] {
        let follower = demo.platform.followers(place, 1).remove(0).openid;
        let say = |text: &str| demo.platform.act(&follower, Act::Say { text: text.into() }).unwrap();
        demo.follow(place);
        say("人工");
        while talk(id).await.is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        say("补贴没到账");
        while talk(id).await.unwrap().unread == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    let (wang, li) = (
        account(demo.house(), "王芳", Post::InboxAgent).await.unwrap(),
        account(demo.house(), "李华", Post::InboxAgent).await.unwrap(),
    );
    let url = format!("http://{}", demo.address);
    let (at_wang, at_li) = (Person::at(&url), Person::at(&url));
    let whose = async |id| {
        let talk = talk(id).await.unwrap();
        (talk.state, talk.staff)
    };
    let of = |name: &str| (TalkState::Attended, Some(name.to_owned()));
    at_wang.sign_in("王芳", &wang.password, &wang.secret.code(demo.clock.now()).unwrap()).await;
    at_li.sign_in("李华", &li.password, &li.secret.code(demo.clock.now()).unwrap()).await;

    at_li.get("/console/inbox/1").await;
    at_li.post("/console/inbox/1/say", &[("words", "我来查"), ("once", "1")]).await;
    assert_eq!(whose(1).await, of("李华"));
    let page = at_wang.get("/console/inbox/1").await.text;
    assert!(page.contains("李华正在管这条留言，我还要发"), "{page}");
    let page = at_wang.post("/console/inbox/1/say", &[("words", "我也来说"), ("once", "2")]).await.text;
    assert!(page.contains("没有发：李华正在管") && page.contains("我也来说</textarea>"), "{page}");
    assert_eq!(whose(1).await, of("李华"));
    let fields = [("words", "我也来说"), ("once", "3"), ("beside", "李华")];
    at_wang.post("/console/inbox/1/say", &fields).await;
    assert_eq!(whose(1).await, of("王芳"), "they said that they know");

    demo.clock.wait("49h".parse().unwrap());
    at_wang.sign_in("王芳", &wang.password, &wang.secret.code(demo.clock.now()).unwrap()).await;
    at_wang.get("/console/inbox/2").await;
    at_wang.post("/console/inbox/2/say", &[("words", "您好"), ("once", "4")]).await;
    let page = at_wang.get("/console/inbox/2").await.text;
    assert!(page.contains("没发出去") && page.contains("等人回"), "{page}");
    assert_eq!(whose(2).await, (TalkState::Waiting, None));
    demo.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_comes_again_takes_the_talk_over_unless_its_words_were_lost() {
    let demo = TestDemo::start(now()).await;
    let (records, id) = (&demo.house().database, TalkId(1));
    let follower = demo.platform.followers(0, 1).remove(0).openid;
    demo.follow(0);
    demo.platform.act(&follower, Act::Say { text: "人工".into() }).unwrap();
    while records.talk(id).await.unwrap().is_none() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let wang = account(demo.house(), "王芳", Post::InboxAgent).await.unwrap();
    let agent = Person::at(&format!("http://{}", demo.address));
    agent.sign_in("王芳", &wang.password, &wang.secret.code(demo.clock.now()).unwrap()).await;
    let by = StaffName::parse("王芳").unwrap();
    for (form, delivery, state) in [
        ("1", Delivery::Closed, TalkState::Waiting),
        // It was sent, and the records failed before they heard of it.
        ("2", Delivery::Unknown, TalkState::Attended),
    ] {
        let line = NewLine { by: &by, note: false, words: "您好", form };
        let Added::Line(row) = records.add(id, &line, now()).await.unwrap() else { panic!("form {form}") };
        records.settle(row, delivery).await.unwrap();
        agent.get("/console/inbox/1").await;
        agent.post("/console/inbox/1/say", &[("words", "您好"), ("once", form)]).await;
        let one = records.talk(id).await.unwrap().unwrap();
        assert_eq!(one.talk.state, state, "form {form}");
        assert_eq!(one.lines.len().to_string(), form, "nothing is said again");
    }
    demo.stop().await;
}

#[tokio::test]
async fn a_talk_is_given_to_a_colleague_who_finds_it_waiting() {
    let console = TestConsole::open().await;
    let mut session = console.house.session("oZhong");
    for line in ["人工", "养老钱的事"] {
        session.say(line).await.unwrap();
    }
    let agent = console.member("王芳", Role::InboxAgent).await;
    let page = agent.get("/console/inbox/1").await.text;
    assert!(!page.contains("转给同事"), "there is nobody else: {page}");
    let colleague = console.member("李华", Role::InboxAgent).await;
    console.member("钟秀", Role::Publisher).await;
    let page = agent.get("/console/inbox/1").await.text;
    assert!(page.contains("<option>李华</option>") && !page.contains("<option>钟秀"), "{page}");

    let refused = agent.post("/console/inbox/1/give", &[("to", "钟秀"), ("once", "1")]).await.text;
    assert!(refused.contains("请选一位能回留言的同事"), "{refused}");
    agent.get("/console/inbox/1").await;
    agent.post("/console/inbox/1/give", &[("to", "李华"), ("words", "她家在长冈"), ("once", "2")]).await;
    let list = agent.get("/console/inbox").await.text;
    assert!(list.contains("等李华回"), "{list}");
    let today = colleague.get("/console").await.text;
    assert!(today.contains("其中 <b>1</b> 个等您回"), "{today}");
    let list = colleague.get("/console/inbox").await.text;
    assert!(list.contains("<b>等您回</b>"), "{list}");
    let page = colleague.get("/console/inbox/1").await.text;
    assert!(page.contains("转给李华：她家在长冈") && page.contains("养老钱的事"), "{page}");
    colleague.post("/console/inbox/1/take", &[]).await;
    assert!(!colleague.get("/console").await.text.contains("个等您回"), "they are at it");
}
