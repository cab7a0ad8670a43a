//! Activities typed in a form, over HTTP: looked at, published, changed, copied, and what the chat answers at once.

use guiyan::app::errands::calls::{CallRecords, CallsOf};
use guiyan::domain::activity::Activity;
use guiyan::domain::errand::ErrandKind;
use guiyan::domain::id::ActivityId;
use guiyan::domain::staff::Role;
use reqwest::StatusCode;

use crate::support::console::{Person, TestConsole, hidden};

const NEW: &str = "/console/activities/new";
/// A sound form; what each case changes of it stands in the case.
const MEAL: [(&str, &str); 10] = [
    ("title", "返乡茶话会"),
    ("kind", "生日活动"),
    ("date", "2026-02-20"),
    ("from", "14:30"),
    ("to", "16:00"),
    ("place", "县文化馆二楼"),
    ("seats", "2"),
    ("queues", "是"),
    ("bring", "身份证"),
    ("phone", "0797-5322222"),
];

/// That form, with other words in some of its fields, and what is sent beside them.
fn with<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let there = MEAL.iter().filter(|(name, _)| !other.iter().any(|(of, _)| of == name));
    there.chain(other).copied().collect()
}

/// Publishes a new one, and answers its address.
async fn publish(person: &Person, other: &[(&str, &str)]) -> String {
    let number = hidden(&person.get(NEW).await, "number");
    let page = person.post(NEW, &with(&[other, &[("number", number.as_str()), ("then", "publish")]].concat())).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    page.location().to_owned()
}

fn id(address: &str) -> ActivityId {
    ActivityId(address.rsplit('/').next().unwrap().parse().unwrap())
}

/// Those of this title that phones know, soonest first.
fn known(console: &TestConsole, title: &str) -> Vec<Activity> {
    let catalog = console.house.house.catalog.load();
    catalog.activities.iter().filter(|activity| activity.title == title).cloned().collect()
}

/// Two have a seat, whoever comes after them queues.
async fn sign_up(console: &TestConsole, who: usize, id: ActivityId) {
    let mut session = console.house.session(&format!("oPerson{who}"));
    let way = if who < 2 { "join" } else { "queue" };
    for line in [&format!("[click {way}_{id}]"), "同意", &format!("张三丰 1380000567{who} 长冈乡"), "确认"] {
        session.say(line).await.unwrap();
    }
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let page = person.get(NEW).await;
    assert!(page.text.contains("先看手机上的样子") && !page.text.contains("value=\"publish\""), "{}", page.text);
    let page = person.post(NEW, &with(&[("from", "九点"), ("title", "茶话会<b>"), ("then", "publish")])).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["有几处要改", "时间要写成9:00或14:30", "value=\"九点\"", "茶话会&lt;b&gt;", "县文化馆二楼"]
    {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(!page.text.contains("这一行") && !page.text.contains("value=\"publish\""), "{}", page.text);
    assert!(page.text.len() < 100_000, "{} bytes", page.text.len());
    assert_eq!(known(&console, "返乡茶话会"), []);
}

#[tokio::test]
async fn an_activity_is_looked_at_published_and_answered_at_once() {
    let console = TestConsole::open().await;
    let mut worker = console.house.session("oWorker");
    let person = console.member("王芳", Role::Publisher).await;
    person.get(NEW).await;
    let page = person.post(NEW, &with(&[])).await;
    assert_eq!(page.status, StatusCode::OK);
    for words in ["没有问题", "2月20日", "14:30", "县文化馆二楼", "value=\"publish\""] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert_eq!(known(&console, "返乡茶话会"), [], "it is only looked at");
    let address = publish(&person, &[]).await;
    assert!(person.get(&address).await.text.contains("名额：<b id=\"seats\">0／2</b>"));
    let told = worker.say(&format!("[click activity_{}]", id(&address))).await.unwrap().unwrap();
    assert!(told.contains("返乡茶话会") && told.contains("还有 2 个名额"), "{told}");
    let page = person.post(NEW, &with(&[])).await.text;
    assert!(page.contains("已经有一场同名的活动") && page.contains("请再看一眼"), "{page}");
}

#[tokio::test]
async fn whoever_sends_a_form_twice_makes_one_activity() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let number = hidden(&person.get(NEW).await, "number");
    let sent = with(&[("number", number.as_str()), ("then", "publish")]);
    let (first, second) = tokio::join!(person.post(NEW, &sent), person.post(NEW, &sent));
    assert_eq!(first.location(), second.location());
    let other = with(&[("number", number.as_str()), ("then", "publish"), ("place", "县体育馆")]);
    let page = person.post(NEW, &other).await;
    assert!(page.text.contains("刚才已经发布过一场") && page.text.contains(first.location()), "{}", page.text);
    assert_eq!(known(&console, "返乡茶话会").len(), 1);
    // Whoever makes up a number is asked to look again, under one of ours.
    let page = person.post(NEW, &with(&[("number", "no:CF01"), ("then", "publish")])).await;
    assert!(page.status.is_success() && hidden(&page, "number").len() == 16, "{}", page.text);
}

#[tokio::test]
async fn a_moved_activity_tells_whoever_signed_up_and_keeps_their_seats() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let address = publish(&person, &[]).await;
    for who in 0..3 {
        sign_up(&console, who, id(&address)).await;
    }
    let change = format!("{address}/change");
    let page = person.get(&change).await;
    assert!(page.text.contains("value=\"14:30\"") && page.text.contains("3 个人报了名或在排队"), "{}", page.text);
    let basis = hidden(&page, "basis");
    let send = async |other: &[(&str, &str)]| {
        person.post(&change, &with(&[&[("basis", basis.as_str())], other].concat())).await
    };
    let page = send(&[("seats", "1"), ("then", "publish")]).await;
    assert!(page.text.contains("这场已经有 2 人有名额，名额不能少于 2"), "{}", page.text);
    let page = send(&[("place", "县体育馆")]).await;
    assert!(page.text.contains("报了名的 3 个人") && page.text.contains("县体育馆"), "{}", page.text);
    assert_eq!(send(&[("place", "县体育馆"), ("then", "publish")]).await.location(), address);
    assert_eq!(known(&console, "返乡茶话会")[0].place, "县体育馆", "phones know at once");
    // Without a platform nobody can be written to: everybody is for the call list.
    console.house.house.worker.step().await.unwrap();
    let of = CallsOf { activity: Some(id(&address)), unit: None };
    let calls = console.house.house.database.calls(of, console.now()).await.unwrap();
    assert_eq!(calls.iter().filter(|call| call.kind == ErrandKind::Moved).count(), 3, "{calls:?}");
    // The form is as old as the change.
    let page = send(&[("place", "县一中"), ("then", "publish")]).await;
    assert!(page.text.contains("别人刚才改过") && page.text.contains("县一中"), "{}", page.text);
    assert_ne!(hidden(&page, "basis"), basis);
    let auditor = console.member("审计员", Role::Auditor).await;
    let audit = auditor.get("/console/audit").await.text;
    assert!(audit.contains("加活动：返乡茶话会") && audit.contains("号：返乡茶话会"), "{audit}");
}

#[tokio::test]
async fn an_activity_is_not_moved_to_a_day_in_the_past() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let address = publish(&person, &[]).await;
    sign_up(&console, 0, id(&address)).await;
    let there = known(&console, "返乡茶话会");
    let change = format!("{address}/change");
    let basis = hidden(&person.get(&change).await, "basis");
    for (date, from, to, words) in [
        ("2026-01-20", "14:30", "16:00", "这一天已经过去了。"),
        ("2026-02-07", "07:30", "09:00", "今天的这个时间已经过去了。"),
    ] {
        let sent = [("basis", basis.as_str()), ("date", date), ("from", from), ("to", to), ("then", "publish")];
        let page = person.post(&change, &with(&sent)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{date}");
        let typed = format!("value=\"{date}\"");
        for words in ["有几处要改", words, typed.as_str()] {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        for words in ["只作记录", "会收到通知", "value=\"publish\""] {
            assert!(!page.text.contains(words), "{words}: {}", page.text);
        }
    }
    assert_eq!(known(&console, "返乡茶话会"), there);
    console.house.house.worker.step().await.unwrap();
    let of = CallsOf { activity: Some(id(&address)), unit: None };
    let calls = console.house.house.database.calls(of, console.now()).await.unwrap();
    assert!(calls.iter().all(|call| call.kind != ErrandKind::Moved), "nobody is told of it: {calls:?}");
    // Something new of a past day is a record, as it was.
    person.get(NEW).await;
    let page = person.post(NEW, &with(&[("date", "2026-01-20")])).await.text;
    assert!(page.contains("已经过去了，只作记录") && page.contains("value=\"publish\""), "{page}");
}

#[tokio::test]
async fn a_sign_up_that_has_closed_is_pointed_out_beside_its_field() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let address = publish(&person, &[]).await;
    let change = format!("{address}/change");
    let basis = hidden(&person.get(&change).await, "basis");
    for (path, of) in [(NEW, ("title", "另一场")), (change.as_str(), ("basis", basis.as_str()))] {
        person.get(path).await;
        let page = person.post(path, &with(&[of, ("closes", "2026-02-06 18:00")])).await.text;
        for words in ["报名已经截止，没有人能报名", "请再看一眼", "value=\"publish\""] {
            assert!(page.contains(words), "{path}, {words}: {page}");
        }
        assert!(!page.contains("没有问题"), "{path}: {page}");
        let page = person.post(path, &with(&[of, ("closes", "2026-02-08 18:00")])).await.text;
        assert!(page.contains("没有问题"), "{path}: {page}");
    }
}

#[tokio::test]
async fn what_is_over_or_called_off_is_not_changed_any_more() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let address = publish(&person, &[]).await;
    let called_off = [("reason", "下大雪"), ("sure", "yes")];
    person.post(&format!("{address}/call-off"), &called_off).await;
    let page = person.get(&format!("{address}/change")).await;
    assert!(page.text.contains("已经取消了，不能再改"), "{}", page.text);
    assert!(!person.get(&address).await.text.contains("/change"), "nothing offers it");
    for nowhere in ["/console/activities/4711/change", "/console/activities/4711/copies", &format!("{NEW}?like=4711")] {
        assert_eq!(person.get(nowhere).await.status, StatusCode::NOT_FOUND, "{nowhere}");
    }
}

#[tokio::test]
async fn an_activity_is_copied_to_other_days_all_or_none() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let address = publish(&person, &[("closes", "2026-02-19 18:00")]).await;
    let like = person.get(&format!("{NEW}?like={}", id(&address))).await.text;
    assert!(like.contains("value=\"返乡茶话会\"") && !like.contains("value=\"2026-02-20\""), "{like}");
    let copies = format!("{address}/copies");
    let page = person.get(&copies).await;
    assert!(
        page.text.contains("2026-02-27、2026-03-06") && page.text.contains("2026-03-20、2026-04-20"),
        "{}",
        page.text
    );
    let number = hidden(&page, "number");
    let send = async |days: &str| person.post(&copies, &[("days", days), ("number", number.as_str())]).await;
    for (days, words) in [
        ("", "请写日期"),
        ("2026-02-27\n每周五", "每周五"),
        ("2026-02-27\n2026-02-01", "已经过去了"),
        ("2026-02-27\n2026-02-20", "2026-02-20 已经有一场同名的活动"),
    ] {
        let page = send(days).await;
        assert!(page.text.contains("没有发布") && page.text.contains(words), "{days}: {}", page.text);
        assert_eq!(known(&console, "返乡茶话会").len(), 1, "{days}");
    }
    for _ in 0..2 {
        assert_eq!(send("2026-02-27\r\n2026-03-06").await.location(), "/console/activities");
    }
    let there = known(&console, "返乡茶话会");
    let closes: Vec<String> = there.iter().map(|activity| activity.closes_at.to_string()).collect();
    assert_eq!(closes, ["2026-02-19T10:00:00Z", "2026-02-26T10:00:00Z", "2026-03-05T10:00:00Z"]);
}
