//! Places are people's: families, queues, offers, sessions.

use guiyan::app::records::{ContentRecords, FollowerRecords, Kept, QueueRecords};
use guiyan::domain::activity::{Activity, Seats, Session, SessionNumber};
use guiyan::domain::dialogue::effect::{Effect, Outcome};
use guiyan::domain::form::Answer;
use guiyan::domain::id::{ActivityId, SignUpId};
use guiyan::domain::person::{MobileNumber, PersonName};
use guiyan::domain::sign_up::{ReceiptNumber, SignUpRules, SignUpState, Wish};
use guiyan::storage::Database;
use jiff::{SignedDuration, Timestamp};

use crate::support::database::{Fixture, apply, fair, fresh_key, noon, openid, put_fair, wish};

on_both!(
    a_family_on_one_phone_has_a_place_each,
    the_same_person_twice_is_told_whoever_puts_them_down,
    nobody_puts_down_more_people_than_one_may,
    who_queues_gets_what_comes_free_before_anybody_new,
    an_offer_is_taken_in_time_or_goes_to_the_next,
    an_offer_never_outlasts_the_beginning,
    nobody_is_offered_a_seat_at_night,
    who_gives_up_in_the_queue_frees_no_seat,
    a_session_has_seats_of_its_own,
    a_session_that_is_gone_and_has_people_in_it_goes_on_and_is_no_news,
    a_place_moves_to_another_session_if_that_is_free,
    other_answers_keep_the_number_and_hold_against_doubles,
    it_is_too_late_to_give_up_once_it_has_begun,
    sign_up_begins_when_it_begins,
    more_seats_are_offered_to_the_queue,
    offers_cancellations_and_newcomers_at_once_keep_the_count,
    who_leaves_frees_places_and_the_queue_too,
);

pub fn rules() -> SignUpRules {
    SignUpRules {
        most_people: 20,
        offer_hours: 12,
        offer_ends_minutes_before: 60,
        door_opens_minutes_before: 180,
        quiet_from: jiff::civil::time(21, 0, 0, 0),
        quiet_to: jiff::civil::time(8, 0, 0, 0),
    }
}

fn answers(name: &str, mobile: u32) -> Vec<(String, Answer)> {
    let mobile = MobileNumber::parse(&format!("138{mobile:08}")).unwrap();
    vec![
        ("name".to_owned(), Answer::Name(PersonName::parse(name).unwrap())),
        ("mobile".to_owned(), Answer::Mobile(mobile)),
    ]
}

fn put_down(wish: Wish) -> Effect {
    Effect::SignUp(Box::new(wish))
}

/// Somebody with a number of their own.
fn person(activity: ActivityId, n: u32) -> Wish {
    wish(activity, answers("钟秀英", n))
}

fn queueing(activity: ActivityId, n: u32) -> Effect {
    put_down(Wish { queues: true, ..person(activity, n) })
}

fn number(activity: ActivityId, sequence: u32) -> ReceiptNumber {
    ReceiptNumber { activity, sequence }
}

fn queued(activity: ActivityId, sequence: u32, ahead: u32) -> Outcome {
    Outcome::Queued { number: number(activity, sequence), ahead }
}

async fn place_of(db: &Database, who: &str) -> (SignUpId, SignUpState) {
    let known = db.known(&openid(who), None).await.unwrap();
    known.sign_ups.first().map(|place| (place.id, place.state)).unwrap()
}

async fn seats(db: &Database, activity: ActivityId) -> Seats {
    db.known(&openid("oNobody"), Some(activity)).await.unwrap().seats.unwrap().all
}

async fn keep(db: &Database, now: Timestamp) -> Kept {
    db.keep_queues(&rules(), now).await.unwrap()
}

async fn take(db: &Database, who: &str, place: SignUpId, now: Timestamp) -> Outcome {
    db.apply(&fresh_key(), &openid(who), &[Effect::TakeOffer(place)], now).await.unwrap().remove(0)
}

/// A fair with one seat, which somebody has, and two who queue for it.
async fn with_a_queue(db: &Database) -> ActivityId {
    let activity = put_fair(db, &fair("spring", Some(1))).await;
    assert_eq!(apply(db, "oZhong", put_down(person(activity, 1))).await, Outcome::SignedUp(number(activity, 1)));
    assert_eq!(apply(db, "oLiu", put_down(person(activity, 2))).await, Outcome::Full);
    assert_eq!(apply(db, "oLiu", queueing(activity, 2)).await, queued(activity, 2, 0));
    assert_eq!(apply(db, "oWang", queueing(activity, 3)).await, queued(activity, 3, 1));
    activity
}

async fn a_family_on_one_phone_has_a_place_each(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(3))).await;
    for (n, name) in [(1, "张三"), (2, "李梅"), (3, "张小丽")] {
        let wish = Wish { own: n == 1, ..wish(activity, answers(name, 1)) };
        assert_eq!(apply(&db, "oZhang", put_down(wish)).await, Outcome::SignedUp(number(activity, n)));
    }
    assert_eq!(seats(&db, activity).await, Seats { capacity: Some(3), taken: 3, waiting: 0 });
    let known = db.known(&openid("oZhang"), None).await.unwrap();
    assert_eq!(known.name.unwrap().reveal(), "张三", "who is put down by somebody is not that somebody");
    let names: Vec<_> = known.sign_ups.iter().map(|place| (place.name().unwrap().reveal(), place.own)).collect();
    assert_eq!(names, [("张三", true), ("李梅", false), ("张小丽", false)]);
    assert_eq!(apply(&db, "oLiu", put_down(person(activity, 9))).await, Outcome::Full, "people count, not forms");
}

async fn the_same_person_twice_is_told_whoever_puts_them_down(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(9))).await;
    apply(&db, "oZhong", put_down(person(activity, 1))).await;
    let by_the_cadre = Wish { own: false, ..person(activity, 1) };
    let told = apply(&db, "oCadre", put_down(by_the_cadre)).await;
    assert_eq!(told, Outcome::AlreadySignedUp(number(activity, 1)));
    assert_eq!(seats(&db, activity).await.taken, 1);
}

async fn nobody_puts_down_more_people_than_one_may(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", None)).await;
    for n in 1..=3 {
        let outcome = apply(&db, "oCadre", put_down(Wish { most: 3, ..person(activity, n) })).await;
        assert_eq!(outcome, Outcome::SignedUp(number(activity, n)));
    }
    assert_eq!(apply(&db, "oCadre", put_down(Wish { most: 3, ..person(activity, 4) })).await, Outcome::TooMany);
}

async fn who_queues_gets_what_comes_free_before_anybody_new(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = with_a_queue(&db).await;
    let (place, _) = place_of(&db, "oZhong").await;
    assert_eq!(apply(&db, "oZhong", Effect::CancelSignUp(place)).await, Outcome::Done);
    assert_eq!(seats(&db, activity).await, Seats { capacity: Some(1), taken: 0, waiting: 2 });
    assert_eq!(apply(&db, "oChen", put_down(person(activity, 4))).await, Outcome::Full, "it is somebody else's");
    assert_eq!(keep(&db, noon()).await, Kept { lapsed: 0, offered: 1 });
    assert_eq!(seats(&db, activity).await, Seats { capacity: Some(1), taken: 1, waiting: 1 });
    assert!(matches!(place_of(&db, "oLiu").await.1, SignUpState::Offered { .. }));
    assert_eq!(place_of(&db, "oWang").await.1, SignUpState::Waiting);
    assert_eq!(keep(&db, noon()).await, Kept::default(), "there is nothing more to give");
}

async fn an_offer_is_taken_in_time_or_goes_to_the_next(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = with_a_queue(&db).await;
    let (place, _) = place_of(&db, "oZhong").await;
    apply(&db, "oZhong", Effect::CancelSignUp(place)).await;
    // In the morning, so that the offer ends by day.
    let morning = noon() + SignedDuration::from_hours(20);
    keep(&db, morning).await;
    let (liu, state) = place_of(&db, "oLiu").await;
    let until = morning + SignedDuration::from_hours(12);
    assert_eq!(state, SignUpState::Offered { until });
    assert_eq!(take(&db, "oWang", liu, morning).await, Outcome::OfferGone, "it is not theirs");
    assert_eq!(keep(&db, until).await, Kept { lapsed: 1, offered: 1 }, "on to the next");
    assert_eq!(take(&db, "oLiu", liu, until).await, Outcome::OfferGone, "it is too late");
    let (wang, _) = place_of(&db, "oWang").await;
    for _ in 0..2 {
        let taken = take(&db, "oWang", wang, until).await;
        assert_eq!(taken, Outcome::SignedUp(number(activity, 3)), "a second tap changes nothing");
    }
    assert_eq!(seats(&db, activity).await, Seats { capacity: Some(1), taken: 1, waiting: 0 });
}

/// pretix#1031: an offer was sent after the event had begun.
async fn an_offer_never_outlasts_the_beginning(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = with_a_queue(&db).await;
    let starts_at = fair("spring", None).starts_at;
    let (place, _) = place_of(&db, "oZhong").await;
    apply(&db, "oZhong", Effect::CancelSignUp(place)).await;
    assert_eq!(keep(&db, starts_at).await, Kept::default());
    assert_eq!(keep(&db, starts_at - SignedDuration::from_mins(60)).await, Kept::default());
    assert_eq!(keep(&db, starts_at - SignedDuration::from_mins(90)).await, Kept { lapsed: 0, offered: 1 });
    let until = starts_at - SignedDuration::from_mins(60);
    assert_eq!(place_of(&db, "oLiu").await.1, SignUpState::Offered { until });
    assert_eq!(keep(&db, until).await, Kept { lapsed: 1, offered: 0 });
    assert_eq!(seats(&db, activity).await.taken, 0);
}

async fn nobody_is_offered_a_seat_at_night(fixture: Fixture) {
    let db = fixture.open().await;
    with_a_queue(&db).await;
    let (place, _) = place_of(&db, "oZhong").await;
    apply(&db, "oZhong", Effect::CancelSignUp(place)).await;
    // Noon is 12:00 in China.
    assert_eq!(keep(&db, noon() + SignedDuration::from_hours(10)).await, Kept::default());
    assert_eq!(keep(&db, noon() + SignedDuration::from_hours(20)).await, Kept { lapsed: 0, offered: 1 });
}

async fn who_gives_up_in_the_queue_frees_no_seat(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = with_a_queue(&db).await;
    let (liu, _) = place_of(&db, "oLiu").await;
    assert_eq!(apply(&db, "oLiu", Effect::CancelSignUp(liu)).await, Outcome::Done);
    assert_eq!(seats(&db, activity).await, Seats { capacity: Some(1), taken: 1, waiting: 1 });
    assert_eq!(apply(&db, "oLiu", queueing(activity, 2)).await, queued(activity, 4, 1), "at the end of it");
}

fn two_sessions(capacity: Option<u32>) -> Activity {
    let whole = fair("whole", capacity);
    let session = |number, hours, capacity| Session {
        number: SessionNumber(number),
        name: format!("第{number}场"),
        starts_at: whole.starts_at + SignedDuration::from_hours(hours),
        ends_at: whole.starts_at + SignedDuration::from_hours(hours + 1),
        capacity,
    };
    Activity { sessions: vec![session(1, 0, Some(1)), session(2, 1, Some(2))], ..whole }
}

fn in_session(activity: ActivityId, session: u8, n: u32) -> Wish {
    Wish { session: Some(SessionNumber(session)), ..person(activity, n) }
}

async fn a_session_has_seats_of_its_own(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &two_sessions(Some(2))).await;
    assert_eq!(apply(&db, "o1", put_down(in_session(activity, 1, 1))).await, Outcome::SignedUp(number(activity, 1)));
    assert_eq!(apply(&db, "o2", put_down(in_session(activity, 1, 2))).await, Outcome::Full);
    let queueing = Wish { queues: true, ..in_session(activity, 1, 2) };
    assert!(matches!(apply(&db, "o2", put_down(queueing)).await, Outcome::Queued { ahead: 0, .. }));
    assert!(matches!(apply(&db, "o3", put_down(in_session(activity, 2, 3))).await, Outcome::SignedUp(_)));
    assert_eq!(apply(&db, "o4", put_down(in_session(activity, 2, 4))).await, Outcome::Full, "the whole is full");
    assert_eq!(apply(&db, "o4", put_down(in_session(activity, 9, 4))).await, Outcome::Full, "there is no such session");
    let seats = db.known(&openid("o1"), Some(activity)).await.unwrap().seats.unwrap();
    assert_eq!(seats.all, Seats { capacity: Some(2), taken: 2, waiting: 0 });
    let of = |taken, waiting, capacity| Seats { capacity: Some(capacity), taken, waiting };
    assert_eq!(seats.sessions, [(SessionNumber(1), of(1, 1, 1)), (SessionNumber(2), of(1, 0, 2))]);
    let (place, _) = place_of(&db, "o1").await;
    apply(&db, "o1", Effect::CancelSignUp(place)).await;
    assert_eq!(keep(&db, noon()).await, Kept { lapsed: 0, offered: 1 });
    assert!(matches!(place_of(&db, "o2").await.1, SignUpState::Offered { .. }));
}

/// The table is imported again and again.
async fn a_session_that_is_gone_and_has_people_in_it_goes_on_and_is_no_news(fixture: Fixture) {
    let db = fixture.open().await;
    let whole = two_sessions(None);
    let activity = put_fair(&db, &whole).await;
    apply(&db, "o1", put_down(in_session(activity, 2, 1))).await;
    let morning = Activity { sessions: whole.sessions[..1].to_vec(), ..whole };
    let put = async || db.put_activities(std::slice::from_ref(&morning), "test", "test", noon()).await.unwrap();
    for _ in 0..2 {
        assert_eq!(put().await.unchanged, 1);
    }
    let [there] = db.load(noon()).await.unwrap().activities.try_into().unwrap();
    assert_eq!(there.sessions.len(), 2);
    assert_eq!(fixture.number("SELECT count(*) FROM errands").await, 0);
}

async fn a_place_moves_to_another_session_if_that_is_free(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &two_sessions(None)).await;
    apply(&db, "o1", put_down(in_session(activity, 1, 1))).await;
    apply(&db, "o2", put_down(in_session(activity, 2, 2))).await;
    let move_to = |id, session, n| {
        let (session, answers) = (Some(SessionNumber(session)), answers("钟秀英", n));
        Effect::ChangeSignUp { id, session, answers }
    };
    let (second, _) = place_of(&db, "o2").await;
    assert_eq!(apply(&db, "o2", move_to(second, 1, 2)).await, Outcome::Full);
    let (first, _) = place_of(&db, "o1").await;
    assert_eq!(apply(&db, "o1", move_to(first, 2, 1)).await, Outcome::Changed(number(activity, 1)));
    assert_eq!(apply(&db, "o2", move_to(second, 1, 2)).await, Outcome::Changed(number(activity, 2)));
    let seats = db.known(&openid("o1"), Some(activity)).await.unwrap().seats.unwrap();
    assert_eq!(seats.all.taken, 2);
    assert_eq!(seats.sessions.iter().map(|(_, seats)| seats.taken).collect::<Vec<_>>(), [1, 1]);
}

async fn other_answers_keep_the_number_and_hold_against_doubles(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(9))).await;
    apply(&db, "oZhong", put_down(person(activity, 1))).await;
    apply(&db, "oLiu", put_down(person(activity, 2))).await;
    let (place, _) = place_of(&db, "oZhong").await;
    let change = |n| Effect::ChangeSignUp { id: place, session: None, answers: answers("钟秀英", n) };
    assert_eq!(apply(&db, "oLiu", change(3)).await, Outcome::NothingToCancel, "it is not theirs");
    assert_eq!(apply(&db, "oZhong", change(2)).await, Outcome::AlreadySignedUp(number(activity, 2)));
    assert_eq!(apply(&db, "oZhong", change(3)).await, Outcome::Changed(number(activity, 1)));
    let known = db.known(&openid("oZhong"), None).await.unwrap();
    assert_eq!(known.mobile.unwrap().reveal(), "13800000003");
    assert_eq!(apply(&db, "oNew", put_down(person(activity, 1))).await, Outcome::SignedUp(number(activity, 3)));
}

async fn it_is_too_late_to_give_up_once_it_has_begun(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &Activity { cancels_at: Some(noon()), ..fair("a", Some(1)) }).await;
    apply(&db, "oZhong", put_down(person(activity, 1))).await;
    let (place, _) = place_of(&db, "oZhong").await;
    assert_eq!(apply(&db, "oZhong", Effect::CancelSignUp(place)).await, Outcome::TooLate);
    assert_eq!(seats(&db, activity).await.taken, 1);
}

async fn sign_up_begins_when_it_begins(fixture: Fixture) {
    let db = fixture.open().await;
    let later = Activity { opens_at: Some(noon() + SignedDuration::from_secs(1)), ..fair("a", Some(1)) };
    let activity = put_fair(&db, &later).await;
    assert_eq!(apply(&db, "oZhong", put_down(person(activity, 1))).await, Outcome::NotOpen);
    assert_eq!(apply(&db, "oZhong", queueing(activity, 1)).await, Outcome::NotOpen);
    let now = put_fair(&db, &Activity { opens_at: Some(noon()), ..fair("b", Some(1)) }).await;
    assert_eq!(apply(&db, "oZhong", put_down(person(now, 1))).await, Outcome::SignedUp(number(now, 1)));
}

async fn more_seats_are_offered_to_the_queue(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = with_a_queue(&db).await;
    assert_eq!(put_fair(&db, &fair("spring", Some(5))).await, activity);
    assert_eq!(keep(&db, noon()).await, Kept { lapsed: 0, offered: 2 });
    assert_eq!(seats(&db, activity).await, Seats { capacity: Some(5), taken: 3, waiting: 0 });
    assert!(matches!(apply(&db, "oChen", put_down(person(activity, 4))).await, Outcome::SignedUp(_)));
}

async fn who_leaves_frees_places_and_the_queue_too(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = with_a_queue(&db).await;
    apply(&db, "oLiu", Effect::Leave).await;
    apply(&db, "oZhong", Effect::Erase).await;
    assert_eq!(seats(&db, activity).await, Seats { capacity: Some(1), taken: 0, waiting: 1 });
    assert_eq!(fixture.number("SELECT count(*) FROM sign_ups WHERE person_key IS NOT NULL").await, 1);
    assert_eq!(keep(&db, noon()).await, Kept { lapsed: 0, offered: 1 });
    apply(&db, "oWang", Effect::Leave).await;
    assert_eq!(seats(&db, activity).await, Seats { capacity: Some(1), taken: 0, waiting: 0 });
}

/// A storm on two replicas: the counts are those of the rows, nobody has two places, no seat has two owners.
async fn offers_cancellations_and_newcomers_at_once_keep_the_count(fixture: Fixture) {
    const SEATS: u32 = 20;
    let replicas = [fixture.open().await, fixture.open().await];
    let activity = put_fair(&replicas[0], &fair("spring", Some(SEATS))).await;
    let tasks: Vec<_> = (0..90u32)
        .map(|n| {
            let db = replicas[n as usize % 2].clone();
            tokio::spawn(async move {
                let who = format!("oPerson{n}");
                apply(&db, &who, queueing(activity, n)).await;
                if n % 3 == 0 {
                    let place = db.known(&openid(&who), None).await.unwrap().sign_ups.first().map(|place| place.id);
                    apply(&db, &who, Effect::CancelSignUp(place.unwrap())).await;
                }
                if n % 8 == 0 {
                    keep(&db, noon()).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    keep(&replicas[0], noon()).await;
    let count = async |what: &str| fixture.number(&format!("SELECT count(*) FROM sign_ups WHERE {what}")).await;
    let held = count("state IN ('confirmed', 'offered')").await;
    assert_eq!(held, i64::from(SEATS));
    let Seats { taken, waiting, .. } = seats(&replicas[0], activity).await;
    assert_eq!((i64::from(taken), i64::from(waiting)), (held, count("state = 'waiting'").await));
    assert_eq!(count("1 = 1").await, 90, "nobody is lost");
    assert_eq!(count("state = 'cancelled'").await, 30);
    let first_waiting = fixture.number("SELECT min(sequence) FROM sign_ups WHERE state = 'waiting'").await;
    let last_offered = fixture.number("SELECT coalesce(max(sequence), 0) FROM sign_ups WHERE state = 'offered'").await;
    assert!(last_offered < first_waiting, "offers go by number");
}
