//! Leaving and erasing: nothing that points at a person stays, and their seats are free.

use guiyan::app::attendance::AttendanceRecords;
use guiyan::app::console::PeopleRecords;
use guiyan::app::dialogue_cache::{ArchivedDialogue, DialogueArchive};
use guiyan::app::records::{FollowerRecords, QueueRecords};
use guiyan::domain::activity::{Activity, Session, SessionNumber};
use guiyan::domain::dialogue::effect::{Effect, Known, Outcome};
use guiyan::domain::form::Answer;
use guiyan::domain::id::ActivityId;
use guiyan::domain::person::{MobileNumber, PersonName};
use guiyan::domain::sign_up::Wish;
use guiyan::storage::Database;
use jiff::{SignedDuration, Timestamp};

use super::on_paper::{answers, only, put_down, signs};
use crate::support::database::{
    Fixture, apply, apply_all, fair, fresh_key, noon, openid, put_fair, sign_up_with, wish,
};

on_both!(
    who_leaves_is_gone_and_their_seats_are_free,
    who_erases_goes_on_following_as_a_stranger,
    who_comes_back_begins_afresh,
    others_are_left_alone,
    what_who_leaves_came_to_or_missed_stays_counted,
    what_who_is_erased_came_to_or_missed_stays_counted,
    what_who_is_on_paper_came_to_or_missed_stays_counted,
    a_session_that_is_over_stays_counted_though_the_whole_goes_on,
);

/// Somebody with everything: a profile, a consent, two live places and a cancelled one.
async fn settle(db: &Database, who: &str) -> [ActivityId; 3] {
    let mut activities = [ActivityId(0); 3];
    for (at, slug) in ["one", "two", "three"].iter().enumerate() {
        activities[at] = put_fair(db, &fair(slug, Some(2))).await;
    }
    let name = PersonName::parse("钟秀英").unwrap();
    let mobile = MobileNumber::parse("13800000001").unwrap();
    let answers = vec![("name".to_owned(), Answer::Name(name.clone()))];
    apply(db, who, Effect::Follow { scene: Some("fair_2026".to_owned()) }).await;
    apply(db, who, Effect::Consent { version: "2026-01".to_owned() }).await;
    apply(db, who, Effect::Remember { name: Some(name), mobile: Some(mobile), unit: None }).await;
    for activity in activities {
        let outcome = apply(db, who, sign_up_with(activity, answers.clone())).await;
        assert!(matches!(outcome, Outcome::SignedUp(_)));
    }
    apply(db, who, Effect::Tell { words: "想问个事".to_owned(), answered: false }).await;
    let last = db.known(&openid(who), None).await.unwrap().sign_ups.pop().unwrap();
    assert_eq!(apply(db, who, Effect::CancelSignUp(last.id)).await, Outcome::Done);
    let now_ms = noon().as_millisecond();
    let dialogue = ArchivedDialogue {
        openid: openid(who),
        dialogue: b"sealed".to_vec(),
        version: 1,
        expires_at_ms: now_ms + 60_000,
    };
    db.save(&[(openid(who), Some(dialogue))], now_ms).await.unwrap();
    activities
}

async fn assert_nothing_points_at(fixture: &Fixture, who: &str) {
    for table in ["people", "consents", "sign_ups", "dialogues", "talks"] {
        let theirs = format!("SELECT count(*) FROM {table} WHERE openid = '{who}'");
        assert_eq!(fixture.number(&theirs).await, 0, "{table}");
    }
    let places = fixture.number("SELECT count(*) FROM sign_ups WHERE openid IS NULL").await;
    assert_eq!(places, 3, "the places stay, for the count");
    let sealed = "SELECT count(*) FROM sign_ups WHERE answers_sealed IS NOT NULL OR state <> 'cancelled'";
    assert_eq!(fixture.number(sealed).await, 0);
    assert_eq!(fixture.number("SELECT count(*) FROM activities WHERE taken <> 0").await, 0);
}

async fn who_leaves_is_gone_and_their_seats_are_free(fixture: Fixture) {
    let db = fixture.open().await;
    settle(&db, "oZhong").await;
    assert_eq!(apply(&db, "oZhong", Effect::Leave).await, Outcome::Done);
    assert_nothing_points_at(&fixture, "oZhong").await;
    assert_eq!(fixture.number("SELECT count(*) FROM followers").await, 0);
    assert_eq!(fixture.number("SELECT count(*) FROM audit WHERE action = 'left'").await, 1);
    assert_eq!(fixture.number("SELECT count(*) FROM audit WHERE subject LIKE '%oZhong%'").await, 0);
    assert_eq!(db.known(&openid("oZhong"), None).await.unwrap(), Known::default());
}

async fn who_erases_goes_on_following_as_a_stranger(fixture: Fixture) {
    let db = fixture.open().await;
    settle(&db, "oZhong").await;
    apply(&db, "oZhong", Effect::SetMuted(true)).await;
    assert_eq!(apply(&db, "oZhong", Effect::Erase).await, Outcome::Erased { sign_ups: 2 });
    assert_nothing_points_at(&fixture, "oZhong").await;
    assert_eq!(fixture.number("SELECT count(*) FROM followers WHERE scene IS NULL").await, 1);
    let known = db.known(&openid("oZhong"), None).await.unwrap();
    assert_eq!(known, Known { muted: true, ..Known::default() });
    assert_eq!(apply(&db, "oZhong", Effect::Erase).await, Outcome::Erased { sign_ups: 0 });
}

async fn who_comes_back_begins_afresh(fixture: Fixture) {
    let db = fixture.open().await;
    let [activity, ..] = settle(&db, "oZhong").await;
    apply_all(&db, "oZhong", &[Effect::SetMuted(true), Effect::Leave]).await;
    apply(&db, "oZhong", Effect::Follow { scene: None }).await;
    assert_eq!(db.known(&openid("oZhong"), None).await.unwrap(), Known::default());
    let again = apply(&db, "oZhong", sign_up_with(activity, Vec::new())).await;
    assert!(matches!(again, Outcome::SignedUp(number) if number.sequence == 2), "{again:?}");
}

async fn others_are_left_alone(fixture: Fixture) {
    let db = fixture.open().await;
    settle(&db, "oZhong").await;
    settle(&db, "oLiu").await;
    let before = db.known(&openid("oLiu"), None).await.unwrap();
    apply(&db, "oZhong", Effect::Leave).await;
    assert_eq!(db.known(&openid("oLiu"), None).await.unwrap(), before);
}

/// Two fairs that are over, and one to come; everywhere one seat, and somebody else who would like it.
struct Fairs {
    came: ActivityId,
    missed: ActivityId,
    coming: ActivityId,
}

/// When two of the fairs are over.
fn after() -> Timestamp {
    noon() + SignedDuration::from_hours(72)
}

async fn fairs(db: &Database) -> Fairs {
    let later = fair("coming", Some(1));
    let days = SignedDuration::from_hours(24 * 7);
    let coming = Activity {
        starts_at: later.starts_at + days,
        ends_at: later.ends_at + days,
        closes_at: later.closes_at + days,
        ..later
    };
    Fairs {
        came: put_fair(db, &fair("came", Some(1))).await,
        missed: put_fair(db, &fair("missed", Some(1))).await,
        coming: put_fair(db, &coming).await,
    }
}

impl Fairs {
    fn all(&self) -> [ActivityId; 3] {
        [self.came, self.missed, self.coming]
    }

    /// Whoever has the seat came to the first; a neighbour queues everywhere.
    async fn pass(&self, fixture: &Fixture, db: &Database) {
        for at in self.all() {
            let queues = Wish { queues: true, ..wish(at, answers("刘小红", "13900000002")) };
            let queued = apply(db, "oNeighbour", Effect::SignUp(Box::new(queues))).await;
            assert!(matches!(queued, Outcome::Queued { .. }), "{queued:?}");
        }
        let came = noon().as_millisecond() + 48 * 3_600_000;
        let first = format!("activity_id = {} AND sequence = 1", self.came);
        fixture.execute(&format!("UPDATE sign_ups SET attended_at = {came} WHERE {first}")).await;
    }

    /// The past stays counted, nobody knows whose it was, and the seat to come goes to who waited.
    async fn assert_past_is_counted(&self, fixture: &Fixture, db: &Database) {
        for (at, came) in [(self.came, 1), (self.missed, 0)] {
            let turnout = db.turnout(at).await.unwrap().all;
            assert_eq!((turnout.signed_up, turnout.came), (1, came), "{at}");
            let counts = format!("SELECT taken * 10 + waiting FROM activities WHERE id = {at}");
            assert_eq!(fixture.number(&counts).await, 11, "neither seats nor the queue of {at} move");
        }
        assert_eq!(db.turnout(self.coming).await.unwrap().all.signed_up, 0);
        let known = "SELECT count(*) FROM sign_ups WHERE sequence = 1 AND (openid IS NOT NULL OR person_id IS NOT NULL \
                     OR person_key IS NOT NULL OR answers_sealed IS NOT NULL OR mobile_hash IS NOT NULL \
                     OR tail_hash IS NOT NULL OR identity_hash IS NOT NULL OR key_id IS NOT NULL)";
        assert_eq!(fixture.number(known).await, 0, "nobody knows whose they were");
        let rules = guiyan::app::content::load(&guiyan::app::content::built_in()).unwrap().pack.county.sign_up;
        assert_eq!(db.keep_queues(&rules, after()).await.unwrap().offered, 1, "of the fair to come alone");
    }
}

async fn at(db: &Database, now: Timestamp, who: &str, effect: Effect) -> Outcome {
    db.apply(&fresh_key(), &openid(who), &[effect], now).await.unwrap().remove(0)
}

async fn what_who_leaves_came_to_or_missed_stays_counted(fixture: Fixture) {
    let db = &fixture.open().await;
    let fairs = fairs(db).await;
    for fair in fairs.all() {
        apply(db, "oZhong", sign_up_with(fair, answers("钟秀英", "13800000001"))).await;
    }
    fairs.pass(&fixture, db).await;
    assert_eq!(at(db, after(), "oZhong", Effect::Leave).await, Outcome::Done);
    fairs.assert_past_is_counted(&fixture, db).await;
    let left = "SELECT count(*) FROM audit WHERE action = 'left' AND detail = 'sign-ups given up: 1'";
    assert_eq!(fixture.number(left).await, 1);
}

async fn what_who_is_erased_came_to_or_missed_stays_counted(fixture: Fixture) {
    let db = &fixture.open().await;
    let fairs = fairs(db).await;
    let told = Effect::Remember {
        name: Some(PersonName::parse("钟秀英").unwrap()),
        mobile: Some(MobileNumber::parse("13800000001").unwrap()),
        unit: None,
    };
    apply(db, "oZhong", told).await;
    // One of them staff wrote down.
    put_down(db, signs(fairs.came, answers("钟秀英", "13800000001"))).await;
    for fair in [fairs.missed, fairs.coming] {
        apply(db, "oZhong", sign_up_with(fair, answers("钟秀英", "13800000001"))).await;
    }
    fairs.pass(&fixture, db).await;
    let theirs = db.person(only(db, "钟秀英").await.id).await.unwrap().unwrap().places;
    let promised = theirs.iter().filter(|place| place.goes_with_them(after())).count();
    assert_eq!((theirs.len(), promised), (3, 1), "the page says as many");
    assert_eq!(at(db, after(), "oZhong", Effect::Erase).await, Outcome::Erased { sign_ups: 1 });
    fairs.assert_past_is_counted(&fixture, db).await;
}

async fn what_who_is_on_paper_came_to_or_missed_stays_counted(fixture: Fixture) {
    let db = &fixture.open().await;
    let fairs = fairs(db).await;
    for fair in fairs.all() {
        put_down(db, signs(fair, answers("钟秀英", "13800000001"))).await;
    }
    fairs.pass(&fixture, db).await;
    let id = only(db, "钟秀英").await.id;
    assert!(db.erase_on_paper(id, ("王芳", "person 1: 本人当面要求"), after()).await.unwrap());
    fairs.assert_past_is_counted(&fixture, db).await;
    let said = format!("SELECT count(*) FROM audit WHERE detail = 'person {id}, sign-ups given up: 1'");
    assert_eq!(fixture.number(&said).await, 1);
}

async fn a_session_that_is_over_stays_counted_though_the_whole_goes_on(fixture: Fixture) {
    let db = &fixture.open().await;
    let whole = fair("sessions", Some(2));
    let session = |number, hours| Session {
        number: SessionNumber(number),
        name: format!("第{number}场"),
        starts_at: whole.starts_at + SignedDuration::from_hours(hours),
        ends_at: whole.starts_at + SignedDuration::from_hours(hours + 1),
        capacity: Some(1),
    };
    let activity = put_fair(db, &Activity { sessions: vec![session(1, 0), session(2, 2)], ..whole.clone() }).await;
    for (who, called, number) in [("oMorning", "钟秀英", 1), ("oLater", "刘小红", 2)] {
        let wish = Wish { session: Some(SessionNumber(number)), ..wish(activity, answers(called, "13800000001")) };
        let seated = apply(db, who, Effect::SignUp(Box::new(wish))).await;
        assert!(matches!(seated, Outcome::SignedUp(_)), "{seated:?}");
    }
    let between = whole.starts_at + SignedDuration::from_mins(90);
    for who in ["oMorning", "oLater"] {
        at(db, between, who, Effect::Leave).await;
    }
    assert_eq!(fixture.number("SELECT taken FROM activities").await, 1);
    let taken = fixture.pairs("SELECT number, CAST(taken AS text) FROM activity_sessions ORDER BY number").await;
    assert_eq!(taken, [(1, "1".to_owned()), (2, "0".to_owned())]);
}
