//! An activity typed in a form: what a row of a table may say, field by field.

use guiyan::app::content::{built_in, load};
use guiyan::app::import::activities::{Read, Typed};
use guiyan::app::import::flaw::Severity;
use guiyan::domain::activity::{Activity, Session, SessionNumber};
use guiyan::domain::pack::Pack;
use jiff::{Timestamp, ToSpan};

fn now() -> Timestamp {
    "2026-02-07T01:00:00Z".parse().unwrap()
}

fn pack() -> Pack {
    load(&built_in()).unwrap().pack
}

/// What each case changes of it stands in the case.
fn fair() -> Typed {
    let typed = |text: &str| text.to_owned();
    Typed {
        title: typed("春风行动招聘会"),
        kind: typed("招聘会"),
        date: typed("2026-03-07"),
        from: typed("09:00"),
        to: typed("11:30"),
        place: typed("县就业之家"),
        seats: typed("300"),
        sessions: typed("上午场 9:00-10:00 150人\r\n下半场 10:00-11:30"),
        bring: typed("身份证、简历"),
        closes: typed("2026-03-06"),
        ..Typed::default()
    }
}

fn sound(typed: &Typed) -> Activity {
    let Read { activity, flaws } = typed.read(&pack(), now());
    assert_eq!(flaws, []);
    activity.unwrap()
}

#[test]
fn what_is_typed_is_read_as_a_row_of_a_table() {
    let activity = sound(&fair());
    let at = |text: &str| format!("{text}+08:00").parse::<Timestamp>().unwrap();
    assert_eq!((activity.starts_at, activity.ends_at), (at("2026-03-07T09:00"), at("2026-03-07T11:30")));
    assert_eq!((activity.closes_at, activity.capacity), (at("2026-03-07T00:00"), Some(300)));
    let sessions: Vec<_> = activity.sessions.iter().map(|s| (s.name.as_str(), s.capacity)).collect();
    assert_eq!(sessions, [("上午场", Some(150)), ("下半场", None)]);
}

#[test]
fn every_flaw_names_its_field_and_speaks_of_no_row() {
    let Read { activity, flaws } =
        Typed { title: String::new(), from: "九点".to_owned(), ..fair() }.read(&pack(), now());
    assert_eq!(activity, None);
    let told: Vec<_> = flaws.iter().map(|flaw| (flaw.field, flaw.reason_alone())).collect();
    assert_eq!(told, [("名称", "没有写"), ("开始", "时间要写成9:00或14:30")]);
    let empty = Typed::default().read(&pack(), now());
    assert!(empty.activity.is_none() && empty.flaws.iter().all(|flaw| flaw.severity == Severity::Error));
    let doubtful = Typed { phone: "1380000000".to_owned(), ..fair() }.read(&pack(), now());
    assert_eq!((doubtful.activity.is_some(), doubtful.flaws[0].field), (true, "电话"));
}

#[test]
fn a_change_leads_to_no_day_in_the_past_and_what_is_new_may_be_a_record() {
    let on = |date: &str, last_date: &str, closes: &str| {
        let [date, last_date, closes] = [date, last_date, closes].map(str::to_owned);
        Typed { date, last_date, closes, sessions: String::new(), ..fair() }
    };
    let told = |read: &Read| read.flaws.iter().map(|flaw| (flaw.field, flaw.severity)).collect::<Vec<_>>();
    for (typed, field, words) in [
        (on("2026-01-07", "", ""), "日期", "这一天已经过去了。"),
        (on("2026-01-07", "2026-02-06", ""), "结束日期", "这一天已经过去了。"),
        (
            Typed { from: "07:00".to_owned(), to: "09:00".to_owned(), ..on("2026-02-07", "", "") },
            "日期",
            "今天的这个时间",
        ),
    ] {
        let changed = typed.read_change(&pack(), now());
        assert_eq!((changed.activity.is_some(), told(&changed)), (false, vec![(field, Severity::Error)]), "{typed:?}");
        let reason = changed.flaws[0].reason_alone();
        assert!(reason.starts_with(words) && !reason.contains("这一行"), "{reason}");
        let new = typed.read(&pack(), now());
        assert_eq!((new.activity.is_some(), told(&new)), (true, vec![("日期", Severity::Warning)]), "{typed:?}");
    }
    // Nine o'clock has come; a day on which some of it is left has not gone by.
    for typed in [Typed { to: "09:01".to_owned(), from: "07:00".to_owned(), ..on("2026-02-07", "", "") }, fair()] {
        let changed = typed.read_change(&pack(), now());
        assert_eq!((changed.activity.is_some(), told(&changed)), (true, vec![]), "{typed:?}");
    }
    let closed = on("2026-03-07", "", "2026-02-07 09:00");
    for read in [closed.read(&pack(), now()), closed.read_change(&pack(), now())] {
        assert_eq!((read.activity.is_some(), told(&read)), (true, vec![("报名截止", Severity::Warning)]));
    }
}

#[test]
fn a_form_says_all_of_what_a_table_can_say() {
    let content = load(&built_in()).unwrap();
    let day = "2026-02-07".parse().unwrap();
    let samples = content.samples.iter().map(|sample| sample.dated(day).unwrap());
    let rich = Typed {
        last_date: "2026-03-08".to_owned(),
        meet: "2路车".to_owned(),
        unit: "长冈乡".to_owned(),
        queues: "否".to_owned(),
        phone: "0797-5000000".to_owned(),
        opens: "2026-03-01 08:00".to_owned(),
        cancels: "2026-03-06 18:00".to_owned(),
        ..fair()
    };
    let mut gone_and_new = sound(&fair());
    for (session, number) in gone_and_new.sessions.iter_mut().zip([2, 5]) {
        session.number = SessionNumber(number);
    }
    for activity in samples.chain([sound(&fair()), sound(&rich), gone_and_new]) {
        let typed = Typed::of(&activity, &content.pack);
        assert!(typed.says(&activity, &content.pack, now()), "{activity:#?} as {typed:#?}");
    }
}

#[test]
fn a_form_says_when_there_is_more_than_it_can_say() {
    let (pack, mut activity) = (pack(), sound(&Typed { last_date: "2026-03-08".to_owned(), ..fair() }));
    let second_day = |at: Timestamp| at + 24.hours();
    let [first, ..] = activity.sessions.as_slice() else { panic!("there are two") };
    let (starts_at, ends_at) = (second_day(first.starts_at), second_day(first.ends_at));
    activity.sessions.push(Session {
        number: SessionNumber(3),
        name: "第二天".to_owned(),
        starts_at,
        ends_at,
        capacity: None,
    });
    assert!(!Typed::of(&activity, &pack).says(&activity, &pack, now()));
}
