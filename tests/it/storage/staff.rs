//! Accounts of staff and their sessions.

use guiyan::app::staff::{
    Account, Begins, CodeSecret, NewSession, SessionRecords, SessionToken, StaffChange, StaffRecords, Stage,
};
use guiyan::domain::id::{StaffId, UnitId};
use guiyan::domain::staff::{Post, StaffName};
use guiyan::storage::Database;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::support::database::{Fixture, OTHER_KEY, noon};

on_both!(
    a_name_is_one_persons_also_when_they_have_left,
    tries_at_once_are_counted_one_after_another_and_lock,
    no_step_of_a_code_is_taken_twice_on_whatever_replica,
    an_account_is_set_up_in_two_steps_and_begins_anew_when_it_is_reset,
    a_session_ends_by_itself_by_hand_and_with_its_owner,
    a_session_that_is_only_looked_at_lies_idle,
    what_is_done_to_accounts_stands_in_the_audit_and_no_secret_in_the_database,
    a_code_that_was_sealed_with_another_key_is_noticed,
    another_post_ends_all_sessions_and_an_administrator_is_left_whatever_is_done,
);

const LOCK: (u32, SignedDuration) = (5, SignedDuration::from_mins(15));
const IDLE: SignedDuration = SignedDuration::from_mins(30);

fn name(text: &str) -> StaffName {
    StaffName::parse(text).unwrap()
}

async fn add(db: &Database, who: &str) -> StaffId {
    let account = Account { name: name(who), post: Post::UnitClerk(UnitId(3)), password_hash: "hash".to_owned() };
    db.add_staff(&account, "test", noon()).await.unwrap().unwrap()
}

async fn begins(db: &Database, who: &str, now: Timestamp) -> Begins {
    db.begin_try(&name(who), Some(LOCK), now).await.unwrap()
}

fn session(staff: StaffId) -> (NewSession, SessionToken) {
    let token = SessionToken::draw();
    let ends_at = noon() + 12.hours();
    let (address, agent) = ("203.0.113.9".to_owned(), "Firefox".to_owned());
    (NewSession { key: token.key(), staff, address, agent, ends_at }, token)
}

async fn a_name_is_one_persons_also_when_they_have_left(fixture: Fixture) {
    let db = fixture.open().await;
    add(&db, "王芳").await;
    let again = Account { name: name("王芳"), post: Post::Auditor, password_hash: "x".to_owned() };
    assert_eq!(db.add_staff(&again, "test", noon()).await.unwrap(), None);
    assert_eq!(db.end_staff(&name("王芳"), "test", noon()).await.unwrap(), StaffChange::Done(vec![]));
    assert_eq!(db.end_staff(&name("王芳"), "test", noon()).await.unwrap(), StaffChange::NoSuch, "they have left");
    assert_eq!(begins(&db, "王芳", noon()).await, Begins::Unknown);
    assert_eq!(db.add_staff(&again, "test", noon()).await.unwrap(), None);
    let listed = db.staff().await.unwrap();
    assert_eq!(
        (listed.len(), listed[0].member.post, listed[0].ended_at),
        (1, Post::UnitClerk(UnitId(3)), Some(noon()))
    );
}

async fn tries_at_once_are_counted_one_after_another_and_lock(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    let id = add(&one, "王芳").await;
    let tries = (0..12).map(|n| {
        let db = if n % 2 == 0 { one.clone() } else { other.clone() };
        tokio::spawn(async move { begins(&db, "王芳", noon()).await })
    });
    let mut let_in = 0;
    for begun in tries.collect::<Vec<_>>() {
        let_in += u32::from(matches!(begun.await.unwrap(), Begins::Try(_)));
    }
    assert_eq!(let_in, 5);
    assert_eq!(begins(&one, "王芳", noon() + 14.minutes()).await, Begins::Locked);
    let known = other.begin_try(&name("王芳"), None, noon()).await.unwrap();
    assert!(matches!(known, Begins::Try(_)), "in a browser of their own they are not kept out");
    assert!(matches!(begins(&one, "王芳", noon() + 15.minutes()).await, Begins::Try(_)));
    assert!(one.accept_try(id, None, noon()).await.unwrap());
    for _ in 0..4 {
        assert!(matches!(begins(&one, "王芳", noon()).await, Begins::Try(_)), "what was accepted counts anew");
    }
    let locked = "SELECT count(*) FROM audit WHERE action = 'staff_locked' AND actor = 'nobody' AND detail = '王芳'";
    assert_eq!(fixture.number(locked).await, 1);
}

async fn no_step_of_a_code_is_taken_twice_on_whatever_replica(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    let id = add(&one, "王芳").await;
    assert!(one.accept_try(id, Some(100), noon()).await.unwrap());
    for (db, step, taken) in [(&other, 100, false), (&other, 99, false), (&one, 101, true), (&other, 101, false)] {
        assert_eq!(db.accept_try(id, Some(step), noon()).await.unwrap(), taken, "{step}");
    }
}

async fn an_account_is_set_up_in_two_steps_and_begins_anew_when_it_is_reset(fixture: Fixture) {
    let db = fixture.open().await;
    let id = add(&db, "王芳").await;
    let stage = async || db.credentials(id).await.unwrap().unwrap().stage();
    assert_eq!(stage().await, Stage::Password);
    db.put_password(id, "own", noon()).await.unwrap();
    assert_eq!(stage().await, Stage::Code);
    let secret = db.code_to_confirm(id, &CodeSecret::draw()).await.unwrap();
    assert_eq!(db.code_to_confirm(id, &CodeSecret::draw()).await.unwrap(), secret, "the same until it is confirmed");
    assert_eq!(stage().await, Stage::Code);
    db.confirm_code(id, 100, noon()).await.unwrap();
    let known = db.credentials(id).await.unwrap().unwrap();
    assert_eq!((known.stage(), known.code, known.password_hash.as_str()), (Stage::Done, Some(secret), "own"));
    assert!(!db.accept_try(id, Some(100), noon()).await.unwrap(), "the code that was shown is used");

    let (new, token) = session(id);
    db.begin_session(&new, noon()).await.unwrap();
    let ended = db.reset_staff(&name("王芳"), "first again", "test", noon()).await.unwrap();
    assert_eq!(ended, Some(vec![token.key()]));
    let known = db.credentials(id).await.unwrap().unwrap();
    assert_eq!((known.stage(), known.code, known.first_since), (Stage::Password, None, Some(noon())));
}

async fn a_session_ends_by_itself_by_hand_and_with_its_owner(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    let id = add(&one, "王芳").await;
    let begin = async || {
        let (new, token) = session(id);
        one.begin_session(&new, noon()).await.unwrap();
        token.key()
    };
    let uses = async |key, at: Timestamp| other.use_session(key, IDLE, at).await.unwrap().is_some();

    let idle = begin().await;
    assert!(uses(&idle, noon() + 29.minutes()).await && uses(&idle, noon() + 58.minutes()).await);
    assert!(!uses(&idle, noon() + 88.minutes()).await, "it lay idle for half an hour");
    let long = begin().await;
    for half_hours in 1..25 {
        assert!(uses(&long, noon() + (29 * half_hours).minutes()).await);
    }
    assert!(uses(&long, noon() + 719.minutes()).await && !uses(&long, noon() + 12.hours()).await);

    let (mine, theirs) = (begin().await, add(&one, "李华").await);
    assert!(!one.end_session(theirs, &mine).await.unwrap() && uses(&mine, noon()).await, "it is not theirs to end");
    let lines = one.sessions(id, IDLE, noon() + 1.minute()).await.unwrap();
    assert!(lines.iter().any(|line| line.key == mine && line.agent == "Firefox"), "{lines:?}");
    assert!(one.end_session(id, &mine).await.unwrap() && !uses(&mine, noon()).await);
    let last = begin().await;
    one.end_staff(&name("王芳"), "test", noon()).await.unwrap();
    assert!(!uses(&last, noon()).await);
    one.tidy(noon() + 13.hours()).await.unwrap();
    assert_eq!(fixture.number("SELECT count(*) FROM staff_sessions").await, 0);
}

async fn a_session_that_is_only_looked_at_lies_idle(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    let id = add(&one, "王芳").await;
    let (new, token) = session(id);
    one.begin_session(&new, noon()).await.unwrap();
    let (key, seen) = (token.key(), async |at: Timestamp| other.see_session(&token.key(), IDLE, at).await.unwrap());
    for minute in [0, 10, 20, 29] {
        assert_eq!(seen(noon() + minute.minutes()).await.unwrap().member.id, id);
    }
    let used_at = one.sessions(id, IDLE, noon() + 29.minutes()).await.unwrap()[0].used_at;
    assert_eq!(used_at, noon(), "nobody used it");
    assert_eq!(seen(noon() + 30.minutes()).await, None);
    assert_eq!(other.see_session(&SessionToken::draw().key(), IDLE, noon()).await.unwrap(), None);
    let used = one.use_session(&key, IDLE, noon() + 29.minutes()).await.unwrap();
    assert_eq!(seen(noon() + 58.minutes()).await, used, "by whoever uses it, it goes on");
    one.end_staff(&name("王芳"), "test", noon()).await.unwrap();
    assert_eq!(seen(noon()).await, None);
}

async fn what_is_done_to_accounts_stands_in_the_audit_and_no_secret_in_the_database(fixture: Fixture) {
    let db = fixture.open().await;
    let id = add(&db, "王芳").await;
    let secret = db.code_to_confirm(id, &CodeSecret::draw()).await.unwrap();
    db.confirm_code(id, 1, noon()).await.unwrap();
    let (new, token) = session(id);
    db.begin_session(&new, noon()).await.unwrap();
    for (action, actor) in [("staff_added", "test"), ("staff_code_set_up", "王芳"), ("staff_signed_in", "王芳")] {
        let lines = format!("SELECT count(*) FROM audit WHERE action = '{action}' AND actor = '{actor}'");
        assert_eq!(fixture.number(&lines).await, 1, "{action}");
    }
    let everything = String::from_utf8_lossy(&fixture.everything().await).into_owned();
    assert!(everything.contains(token.key().as_str()), "its hash is there");
    assert!(!everything.contains(token.as_str()) && !everything.contains(&secret.in_words().replace(' ', "")));
}

async fn a_code_that_was_sealed_with_another_key_is_noticed(fixture: Fixture) {
    let db = fixture.open().await;
    let id = add(&db, "王芳").await;
    assert_eq!(db.other_key().await.unwrap(), None);
    db.code_to_confirm(id, &CodeSecret::draw()).await.unwrap();
    assert!(fixture.open_with(OTHER_KEY).await.other_key().await.unwrap().is_some());
}

async fn another_post_ends_all_sessions_and_an_administrator_is_left_whatever_is_done(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    for (who, post) in [("王芳", Post::Administrator), ("李华", Post::Administrator), ("钟秀", Post::Publisher)] {
        let account = Account { name: name(who), post, password_hash: "hash".to_owned() };
        one.add_staff(&account, "test", noon()).await.unwrap();
    }
    let listed = one.staff().await.unwrap();
    let zhong = listed.iter().find(|listed| listed.member.name == name("钟秀")).unwrap().member.id;
    let (new, token) = session(zhong);
    one.begin_session(&new, noon()).await.unwrap();
    let changed = one.change_post(&name("钟秀"), (Post::UnitClerk(UnitId(3)), false), "王芳", noon()).await.unwrap();
    assert_eq!(changed, StaffChange::Done(vec![token.key()]));
    assert_eq!(one.credentials(zhong).await.unwrap().unwrap().member.post, Post::UnitClerk(UnitId(3)));
    assert_eq!(one.use_session(&token.key(), IDLE, noon()).await.unwrap(), None);
    let nobody = one.change_post(&name("没有"), (Post::Reviewer, false), "王芳", noon()).await.unwrap();
    assert_eq!(nobody, StaffChange::NoSuch);
    // Each takes it from the other, at once.
    let takes = |db: Database, from: &'static str, by: &'static str| {
        tokio::spawn(async move { db.change_post(&name(from), (Post::Reviewer, false), by, noon()).await.unwrap() })
    };
    let (first, second) = tokio::join!(takes(one.clone(), "王芳", "李华"), takes(other, "李华", "王芳"));
    let ends = [first.unwrap(), second.unwrap()];
    assert!(ends.contains(&StaffChange::LastAdministrator) && ends.contains(&StaffChange::Done(vec![])), "{ends:?}");
    let lines = "SELECT count(*) FROM audit WHERE action = 'staff_post_changed'";
    assert_eq!(fixture.number(lines).await, 2);

    let left = one.staff().await.unwrap().into_iter().find(|listed| listed.member.post == Post::Administrator);
    let left = left.unwrap().member.name;
    let stays = one.end_staff(&left, "cli", noon()).await.unwrap();
    assert_eq!(stays, StaffChange::LastAdministrator, "nor does the last one leave");
    let ended = "SELECT count(*) FROM audit WHERE action = 'staff_ended'";
    assert_eq!(fixture.number(ended).await, 0);
    let account = Account { name: name("刘英"), post: Post::Administrator, password_hash: "hash".to_owned() };
    one.add_staff(&account, "test", noon()).await.unwrap();
    assert_eq!(one.end_staff(&left, "cli", noon()).await.unwrap(), StaffChange::Done(vec![]));
}
