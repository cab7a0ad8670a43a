//! Talks with staff: one a follower, in the order in which people wait, and nothing of them in the clear.

use guiyan::app::console::{Added, Delivery, Handed, NewLine, OneTalk, Side, Talk, TalkRecords, TalkShelf, TalkState};
use guiyan::app::staff::{Account, StaffRecords};
use guiyan::domain::dialogue::effect::Effect;
use guiyan::domain::id::TalkId;
use guiyan::domain::person::PersonName;
use guiyan::domain::staff::{Post, Role, StaffName};
use guiyan::storage::Database;
use jiff::{SignedDuration, Timestamp};

use crate::support::database::{Fixture, apply, noon, openid};

on_both!(
    whoever_asks_for_a_person_waits_until_somebody_answers,
    a_talk_is_given_to_a_colleague_who_answers_people_and_waits_for_them,
    a_talk_of_who_answers_nobody_any_more_waits_for_anybody,
    a_talk_that_ended_begins_anew_and_keeps_what_was_said,
    what_the_program_answers_as_well_is_kept_in_an_open_talk_and_opens_none,
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
    apply(db, who, Effect::Tell { words: words.to_owned(), answered: false }).await;
}

/// Staff's line `line` in the talk `id`, as a row.
async fn add(db: &Database, id: TalkId, line: &NewLine<'_>, now: Timestamp) -> i64 {
    match db.add(id, line, now).await.unwrap() {
        Added::Line(row) => row,
        added => panic!("{added:?}"),
    }
}

async fn open(db: &Database) -> Vec<Talk> {
    db.talks(TalkShelf::Open, 10).await.unwrap()
}

/// In how many talks somebody waits, and in how many of them for 王芳.
async fn waiting(db: &Database) -> (u64, u64) {
    let waiting = db.waiting(&wang()).await.unwrap();
    (waiting.all, waiting.theirs)
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
    assert_eq!(waiting(&db).await, (2, 0));
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
    let said = add(&db, id, &line(&wang(), "我查一下", "f1"), now).await;
    let by = wang();
    let note = NewLine { note: true, ..line(&by, "打电话问财务", "f2") };
    add(&db, id, &note, now).await;
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
    assert_eq!(waiting(&db).await, (1, 0));
    let taken = "SELECT count(*) FROM audit WHERE action = 'talk_taken' AND actor = '王芳'";
    assert_eq!(db.attend(id, &wang(), now).await.unwrap().unwrap().openid, openid("oZhong"));
    assert_eq!(fixture.number(taken).await, 1, "who goes on has it already");
    assert!(
        db.attend(id, &StaffName::parse("李华").unwrap(), now).await.unwrap().is_some(),
        "a colleague takes it over"
    );
    tell(&db, "oZhong", "查到了吗").await;
    assert_eq!(waiting(&db).await, (2, 0), "they wait again, for the colleague");
}

async fn a_talk_is_given_to_a_colleague_who_answers_people_and_waits_for_them(fixture: Fixture) {
    let db = fixture.open().await;
    for (who, post) in [("王芳", Post::InboxAgent), ("李华", Post::Publisher), ("钟秀", Post::InboxAgent)] {
        let account = Account { name: StaffName::parse(who).unwrap(), post, password_hash: "hash".to_owned() };
        db.add_staff(&account, "test", noon()).await.unwrap();
    }
    let (roles, li) = ([Role::InboxAgent, Role::Administrator], StaffName::parse("李华").unwrap());
    let zhong = StaffName::parse("钟秀").unwrap();
    db.end_staff(&zhong, "test", noon()).await.unwrap();
    assert_eq!(db.who_answers(&roles).await.unwrap(), [wang()], "a publisher answers nobody, nor does who left");

    tell(&db, "oZhong", "补贴没到账").await;
    let id = only(&db).await.talk.id;
    let hand = async |id: TalkId, to: &StaffName, form: &str| {
        let note = NewLine { note: true, ..line(&li, "转给王芳：她熟", form) };
        db.hand(id, &note, (to, &roles), noon()).await.unwrap()
    };
    assert_eq!(hand(id, &zhong, "g1").await, Handed::Nobody);
    assert_eq!(hand(TalkId(4711), &wang(), "g1").await, Handed::NoTalk);
    assert_eq!(only(&db).await.lines.len(), 1, "nothing is noted of what was not done");
    assert_eq!(hand(id, &wang(), "g1").await, Handed::Done);
    let OneTalk { talk, lines } = only(&db).await;
    assert_eq!((talk.state, talk.unread, talk.staff.as_deref()), (TalkState::Waiting, 1, Some("王芳")));
    assert_eq!((lines[1].side, lines[1].staff.as_deref()), (Side::Note, Some("李华")));
    assert_eq!(waiting(&db).await, (1, 1));

    db.attend(id, &li, noon()).await.unwrap();
    assert_eq!(hand(id, &wang(), "g1").await, Handed::Done, "the form came before");
    assert_eq!(only(&db).await.talk.state, TalkState::Attended, "so whoever has it now keeps it");
    let handed = "SELECT count(*) FROM audit WHERE action = 'talk_handed' AND actor = '李华'";
    assert_eq!(fixture.number(handed).await, 1);

    db.end(id, &wang(), noon()).await.unwrap();
    apply(&db, "oZhong", Effect::CallHuman).await;
    assert_eq!((waiting(&db).await, only(&db).await.talk.staff), ((1, 0), None), "a new call is anybody's");
}

async fn a_talk_of_who_answers_nobody_any_more_waits_for_anybody(fixture: Fixture) {
    let db = fixture.open().await;
    let (roles, zhong) = ([Role::InboxAgent, Role::Administrator], StaffName::parse("钟秀").unwrap());
    for who in [wang(), zhong.clone()] {
        let account = Account { name: who, post: Post::InboxAgent, password_hash: "hash".to_owned() };
        db.add_staff(&account, "test", noon()).await.unwrap();
    }
    for who in ["oWaits", "oAnswered", "oDone", "oAnothers"] {
        tell(&db, who, "在吗").await;
    }
    let id = async |who: &str| open(&db).await.into_iter().find(|talk| talk.openid == openid(who)).unwrap().id;
    let note = NewLine { note: true, ..line(&zhong, "转给王芳", "h1") };
    let waits = id("oWaits").await;
    assert_eq!(db.hand(waits, &note, (&wang(), &roles), noon()).await.unwrap(), Handed::Done);
    db.attend(id("oAnswered").await, &wang(), noon()).await.unwrap();
    db.attend(id("oAnothers").await, &zhong, noon()).await.unwrap();
    db.end(id("oDone").await, &wang(), noon()).await.unwrap();
    let whose = async || {
        let talks = open(&db).await.into_iter().filter(|talk| talk.state == TalkState::Waiting);
        talks.map(|talk| talk.staff).collect::<Vec<_>>()
    };

    let answers = (Post::Administrator, true);
    db.change_post(&wang(), answers, "test", noon()).await.unwrap();
    assert_eq!(whose().await, [Some("王芳".to_owned())], "an administrator answers people too");
    db.change_post(&zhong, answers, "test", noon()).await.unwrap();
    db.change_post(&wang(), (Post::Publisher, false), "test", noon()).await.unwrap();
    assert_eq!(whose().await, [None, None]);
    assert_eq!(db.talk(id("oAnothers").await).await.unwrap().unwrap().talk.staff.as_deref(), Some("钟秀"));
    assert_eq!(db.talks(TalkShelf::Ended, 10).await.unwrap()[0].staff.as_deref(), Some("王芳"), "as it was");

    let li =
        Account { name: StaffName::parse("李华").unwrap(), post: Post::InboxAgent, password_hash: "hash".to_owned() };
    db.add_staff(&li, "test", noon()).await.unwrap();
    let note = NewLine { form: "h2", ..note };
    assert_eq!(db.hand(waits, &note, (&li.name, &roles), noon()).await.unwrap(), Handed::Done);
    db.end_staff(&li.name, "test", noon()).await.unwrap();
    assert_eq!(whose().await, [None, None], "nor does who left");
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

async fn what_the_program_answers_as_well_is_kept_in_an_open_talk_and_opens_none(fixture: Fixture) {
    let db = fixture.open().await;
    let answered = async |words: &str| {
        apply(&db, "oZhong", Effect::Tell { words: words.to_owned(), answered: true }).await;
    };
    answered("找工作").await;
    assert_eq!(open(&db).await, []);
    apply(&db, "oZhong", Effect::CallHuman).await;
    answered("工资多少").await;
    let OneTalk { talk, lines } = only(&db).await;
    assert_eq!((talk.unread, lines.len()), (1, 1));
    db.end(talk.id, &wang(), noon()).await.unwrap();
    answered("找工作").await;
    let OneTalk { talk, lines } = db.talk(talk.id).await.unwrap().unwrap();
    assert_eq!((talk.state, talk.unread, lines.len()), (TalkState::Ended, 0, 1));
}

async fn a_form_that_comes_twice_is_said_once(fixture: Fixture) {
    let db = fixture.open().await;
    tell(&db, "oZhong", "在吗").await;
    let id = only(&db).await.talk.id;
    let by = wang();
    let said = line(&by, "在的", "f1");
    let (one, other) = tokio::join!(db.add(id, &said, noon()), db.add(id, &said, noon()));
    let added = [one.unwrap(), other.unwrap()];
    let ([Added::Line(row), Added::Before(side)] | [Added::Before(side), Added::Line(row)]) = added else {
        panic!("{added:?}")
    };
    assert_eq!(side, Side::Ours(Delivery::Unknown));
    assert_eq!(only(&db).await.lines.len(), 2);
    db.settle(row, Delivery::Closed).await.unwrap();
    assert_eq!(db.add(id, &said, noon()).await.unwrap(), Added::Before(Side::Ours(Delivery::Closed)));
    apply(&db, "oLiu", Effect::CallHuman).await;
    let liu = open(&db).await.into_iter().find(|talk| talk.openid == openid("oLiu")).unwrap().id;
    assert_eq!(db.add(liu, &said, noon()).await.unwrap(), Added::Nothing, "it came in another talk");
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
    assert_eq!(db.add(nowhere, &line(&wang(), "在吗", "f1"), noon()).await.unwrap(), Added::Nothing);
}
