//! Talks with staff: one a follower, in the order in which people wait, and nothing of them in the clear.

use guiyan::app::console::{Delivery, NewLine, OneTalk, Side, Talk, TalkRecords, TalkShelf, TalkState};
use guiyan::domain::dialogue::effect::Effect;
use guiyan::domain::id::TalkId;
use guiyan::domain::person::PersonName;
use guiyan::domain::staff::StaffName;
use guiyan::storage::Database;
use jiff::SignedDuration;

use crate::support::database::{Fixture, apply, noon, openid};

on_both!(
    whoever_asks_for_a_person_waits_until_somebody_answers,
    a_talk_that_ended_begins_anew_and_keeps_what_was_said,
    a_form_that_comes_twice_is_said_once,
    what_is_said_is_sealed_and_goes_when_its_time_is_over,
    of_a_talk_that_is_not_there_nothing_is_done,
);

fn wang() -> StaffName {
    StaffName::parse("王芳").unwrap()
}

fn line<'a>(by: &'a StaffName, words: &'a str, form: &'a str) -> NewLine<'a> {
    NewLine { by, note: false, words, form }
}

async fn tell(db: &Database, who: &str, words: &str) {
    apply(db, who, Effect::Tell { words: words.to_owned() }).await;
}

async fn open(db: &Database) -> Vec<Talk> {
    db.talks(TalkShelf::Open, 10).await.unwrap()
}

async fn only(db: &Database) -> OneTalk {
    let talks = open(db).await;
    let [talk] = &talks[..] else { panic!("{talks:?}") };
    db.talk(talk.id).await.unwrap().unwrap()
}

async fn whoever_asks_for_a_person_waits_until_somebody_answers(fixture: Fixture) {
    let db = fixture.open().await;
    let name = PersonName::parse("钟秀英").unwrap();
    apply(&db, "oZhong", Effect::Remember { name: Some(name.clone()), mobile: None, unit: None }).await;
    apply(&db, "oZhong", Effect::CallHuman).await;
    tell(&db, "oZhong", "补贴没到账").await;
    tell(&db, "oZhong", "去年的").await;
    apply(&db, "oLiu", Effect::CallHuman).await;
    assert_eq!(db.waiting().await.unwrap(), 2);
    let talks = open(&db).await;
    let zhong = talks.iter().find(|talk| talk.openid == openid("oZhong")).unwrap();
    assert_eq!((zhong.state, zhong.unread, zhong.name.as_ref()), (TalkState::Waiting, 2, Some(&name)));
    assert!(
        zhong.window.open(noon()).is_some(),
        "what they said opens their window, also before the records heard of it"
    );
    let liu = talks.iter().find(|talk| talk.openid == openid("oLiu")).unwrap();
    assert_eq!((liu.unread, liu.said_at, liu.window.open(noon() + SignedDuration::from_hours(1))), (0, None, None));

    let (id, now) = (zhong.id, noon() + SignedDuration::from_mins(5));
    assert_eq!(db.attend(id, &wang(), now).await.unwrap().unwrap().openid, openid("oZhong"));
    let said = db.add(id, &line(&wang(), "我查一下", "f1"), now).await.unwrap().unwrap();
    let by = wang();
    let note = NewLine { note: true, ..line(&by, "打电话问财务", "f2") };
    db.add(id, &note, now).await.unwrap().unwrap();
    let sides =
        async || db.talk(id).await.unwrap().unwrap().lines.into_iter().map(|line| line.side).collect::<Vec<_>>();
    assert_eq!(sides().await, [Side::Theirs, Side::Theirs, Side::Ours(Delivery::Unknown), Side::Note]);
    for delivery in [Delivery::Closed, Delivery::Refused, Delivery::Failed, Delivery::Sent] {
        db.settle(said, delivery).await.unwrap();
        assert_eq!(sides().await[2], Side::Ours(delivery));
    }
    let OneTalk { talk, lines } = db.talk(id).await.unwrap().unwrap();
    assert_eq!((talk.state, talk.unread, talk.staff.as_deref()), (TalkState::Attended, 0, Some("王芳")));
    assert_eq!(lines[0].words, "补贴没到账");
    assert_eq!((lines[2].words.as_str(), lines[2].staff.as_deref()), ("我查一下", Some("王芳")));
    assert_eq!(db.waiting().await.unwrap(), 1);
    let taken = "SELECT count(*) FROM audit WHERE action = 'talk_taken' AND actor = '王芳'";
    assert_eq!(db.attend(id, &wang(), now).await.unwrap().unwrap().openid, openid("oZhong"));
    assert_eq!(fixture.number(taken).await, 1, "who goes on has it already");
    assert!(
        db.attend(id, &StaffName::parse("李华").unwrap(), now).await.unwrap().is_some(),
        "a colleague takes it over"
    );
    tell(&db, "oZhong", "查到了吗").await;
    assert_eq!(db.waiting().await.unwrap(), 2, "they wait again, whoever is at it");
}

async fn a_talk_that_ended_begins_anew_and_keeps_what_was_said(fixture: Fixture) {
    let db = fixture.open().await;
    tell(&db, "oZhong", "在吗").await;
    let id = only(&db).await.talk.id;
    assert!(db.end(id, &wang(), noon()).await.unwrap().is_some());
    assert_eq!(open(&db).await, []);
    assert_eq!(db.talks(TalkShelf::Ended, 10).await.unwrap().len(), 1);
    apply(&db, "oZhong", Effect::CallHuman).await;
    let OneTalk { talk, lines } = only(&db).await;
    assert_eq!((talk.id, talk.state, talk.unread, lines.len()), (id, TalkState::Waiting, 0, 1));
    db.attend(id, &wang(), noon()).await.unwrap();
    apply(&db, "oZhong", Effect::CallHuman).await;
    assert_eq!(only(&db).await.talk.state, TalkState::Attended, "somebody is at it");
}

async fn a_form_that_comes_twice_is_said_once(fixture: Fixture) {
    let db = fixture.open().await;
    tell(&db, "oZhong", "在吗").await;
    let id = only(&db).await.talk.id;
    let by = wang();
    let said = line(&by, "在的", "f1");
    let (one, other) = tokio::join!(db.add(id, &said, noon()), db.add(id, &said, noon()));
    assert_eq!(one.unwrap().is_some() as u8 + other.unwrap().is_some() as u8, 1);
    assert_eq!(only(&db).await.lines.len(), 2);
}

async fn what_is_said_is_sealed_and_goes_when_its_time_is_over(fixture: Fixture) {
    let db = fixture.open().await;
    tell(&db, "oZhong", "家里老人病了").await;
    let id = only(&db).await.talk.id;
    db.add(id, &line(&wang(), "我们帮您问问", "f1"), noon()).await.unwrap();
    let everything = fixture.everything().await;
    for words in ["家里老人病了", "我们帮您问问"] {
        let printed = hex::encode(words);
        let found = [words.as_bytes(), printed.as_bytes()]
            .iter()
            .any(|needle| everything.windows(needle.len()).any(|at| at == *needle));
        assert!(!found, "{words}");
    }
    let after = |days: i64| noon() + SignedDuration::from_hours(days * 24);
    assert_eq!(db.expire(365, after(364)).await.unwrap(), 0);
    assert_eq!(db.expire(365, after(366)).await.unwrap(), 1);
    assert_eq!(fixture.number("SELECT count(*) FROM talk_lines").await, 0);
    assert_eq!(fixture.number("SELECT count(*) FROM talks").await, 0);
}

async fn of_a_talk_that_is_not_there_nothing_is_done(fixture: Fixture) {
    let db = fixture.open().await;
    let nowhere = TalkId(4711);
    assert_eq!(db.talk(nowhere).await.unwrap(), None);
    assert_eq!(db.attend(nowhere, &wang(), noon()).await.unwrap(), None);
    assert_eq!(db.end(nowhere, &wang(), noon()).await.unwrap(), None);
    assert_eq!(db.add(nowhere, &line(&wang(), "在吗", "f1"), noon()).await.unwrap(), None);
}
