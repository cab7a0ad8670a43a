//! A talk with staff: what is theirs to answer, what the program still does, and how it ends.

use guiyan::app::clock::Clock;
use guiyan::app::console::{OneTalk, Side, TalkRecords, TalkShelf, TalkState};
use guiyan::app::inbox::{Answer, Inbound, TakesMessages};
use guiyan::app::message_key::MessageKey;
use guiyan::cli::chat::session::Session;
use guiyan::domain::dialogue::input::Input;
use guiyan::domain::dialogue::talk::StaffAct;
use guiyan::domain::passive_reply::Trigger;
use jiff::Timestamp;

use crate::support::database::openid;
use crate::support::house::TestHouse;

const WHO: &str = "oZhong";

async fn house() -> TestHouse {
    TestHouse::open("2026-02-07T09:30:00+08:00".parse::<Timestamp>().unwrap()).await
}

/// What the program answers; nothing, where it leaves it to staff.
async fn says(session: &mut Session, line: &str) -> String {
    session.say(line).await.unwrap().unwrap_or_default()
}

async fn staff(house: &TestHouse, act: StaffAct) {
    let created_at = house.clock.now();
    let key = MessageKey::of(["staff", &created_at.to_string(), &format!("{act:?}")]);
    let (input, trigger) = (Input::Staff(act), Trigger::Event);
    let inbound = Inbound { key, openid: openid(WHO), created_at, input, trigger };
    assert_eq!(house.house.inbox.take(inbound, std::time::Instant::now()).await, Answer::Nothing);
}

/// What staff read of the only talk.
async fn told(house: &TestHouse) -> Vec<String> {
    let talks = house.house.database.talks(TalkShelf::Open, 10).await.unwrap();
    let [talk] = &talks[..] else { panic!("{talks:?}") };
    assert_eq!(talk.state, TalkState::Waiting);
    let OneTalk { lines, .. } = house.house.database.talk(talk.id).await.unwrap().unwrap();
    assert!(lines.iter().all(|line| line.side == Side::Theirs));
    lines.into_iter().map(|line| line.words).collect()
}

#[tokio::test]
async fn who_asks_for_a_person_says_why_until_they_choose_something_else() {
    let house = house().await;
    let mut session = house.session(WHO);
    assert!(says(&mut session, "人工").await.contains("直接打在这里"));
    let why = ["我去年的补贴一直没到账", "我是埠头的，在雨燕服装做过", "有人吗", "阿巴阿巴"];
    for words in why {
        let answer = says(&mut session, words).await;
        assert!(answer.contains("记下了"), "{words}: {answer}");
    }
    assert!(says(&mut session, "[voice]").await.contains("麻烦打字"), "nobody here can listen to it");
    assert!(says(&mut session, "找服装厂的活").await.contains("服装"), "they went on");
    assert!(says(&mut session, "咕噜咕噜").await.contains("记下了"), "what is not understood is still for staff");
    for pressed in ["菜单", "1", "返回"] {
        assert!(!says(&mut session, pressed).await.contains("记下了"), "{pressed}");
    }
    assert_eq!(told(&house).await, [why.as_slice(), &["找服装厂的活", "咕噜咕噜"]].concat());
}

#[tokio::test]
async fn what_the_program_answers_while_they_wait_is_kept_for_staff_too() {
    let house = house().await;
    let mut session = house.session(WHO);
    says(&mut session, "人工").await;
    let asked = ["我想问下工资", "有没有夜班"];
    for words in asked {
        assert!(!says(&mut session, words).await.is_empty(), "{words}");
    }
    says(&mut session, "1").await;
    assert_eq!(told(&house).await, asked);
}

#[tokio::test]
async fn a_choice_a_number_or_a_keyword_leads_back_to_the_program() {
    for choice in ["找工作", "1", "主菜单", "招聘会", "[click money]"] {
        let house = house().await;
        let mut session = house.session(WHO);
        says(&mut session, "人工").await;
        let answer = says(&mut session, choice).await;
        assert!(!answer.is_empty() && !answer.contains("记下了"), "{choice}: {answer}");
        assert!(says(&mut session, "雨燕服装").await.contains("雨燕"), "after {choice}");
    }
}

#[tokio::test]
async fn while_staff_answer_the_program_keeps_out_of_it_but_for_a_command() {
    let house = house().await;
    let mut session = house.session(WHO);
    says(&mut session, "人工").await;
    staff(&house, StaffAct::TakeOver).await;
    for words in ["找服装厂的活", "2", "好的", "取消", "人工"] {
        assert_eq!(says(&mut session, words).await, "", "{words}");
    }
    assert_eq!(told(&house).await, ["找服装厂的活", "2", "好的", "取消", "人工"]);
    assert!(says(&mut session, "菜单").await.contains("您想办什么"));
    assert!(says(&mut session, "[click activities]").await.contains("招聘会"), "what is tapped is not for them");
    assert_eq!(says(&mut session, "那就这样").await, "", "they still answer");
    house.clock.wait("31m".parse().unwrap());
    assert!(says(&mut session, "找服装厂的活").await.contains("服装"), "nobody waits before an empty desk");
    assert!(says(&mut session, "阿巴阿巴").await.contains("记下了"));
    staff(&house, StaffAct::HandBack).await;
    assert!(says(&mut session, "阿巴阿巴").await.contains("没看懂"));
}

#[tokio::test]
async fn a_form_waits_while_staff_answer_and_its_answers_are_not_for_them() {
    let house = house().await;
    let mut session = house.session(WHO);
    for line in ["[scan join_1]", "同意", "人工"] {
        says(&mut session, line).await;
    }
    assert!(says(&mut session, "张三丰").await.contains("手机号"), "the form goes on");
    staff(&house, StaffAct::TakeOver).await;
    assert_eq!(says(&mut session, "我填到一半不会了").await, "");
    assert!(says(&mut session, "[click resume]").await.contains("手机号"));
    assert!(says(&mut session, "13800000001").await.contains("哪个乡镇"), "what answers a question is for the form");
    assert_eq!(told(&house).await, ["我填到一半不会了"]);
}

#[tokio::test]
async fn three_misunderstandings_call_staff_with_what_was_not_understood() {
    let house = house().await;
    let mut session = house.session(WHO);
    for words in ["阿巴阿巴", "咕噜咕噜"] {
        assert!(says(&mut session, words).await.contains("没看懂"));
    }
    assert!(says(&mut session, "唧唧歪歪").await.contains("工作人员看到会在这里回您"));
    assert_eq!(told(&house).await, ["唧唧歪歪"]);
    says(&mut session, "删除我的信息").await;
    says(&mut session, "1").await;
    assert_eq!(house.house.database.talks(TalkShelf::Open, 10).await.unwrap(), []);
    assert!(says(&mut session, "阿巴阿巴").await.contains("没看懂"), "the talk went with the rest");
}
