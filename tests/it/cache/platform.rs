//! The contract of the ports that the outward client stands on. Every case runs on every backend.

use std::time::Duration;

use guiyan::app::dialogue_cache::{REPLY_TTL, Settled, Way};
use guiyan::app::platform::capabilities::REFUSAL_TTL;
use guiyan::app::platform::rates::{Limit, Permit, Rates};
use guiyan::app::platform::token::{FetchHold, Loan};
use guiyan::domain::account::Feature;
use jiff::{Timestamp, ToSpan};

use super::place::{Place, follower, message};

const HOUR: Duration = Duration::from_secs(3600);
const LIFE: Duration = Duration::from_secs(12);
const MOMENT: Duration = Duration::from_millis(100);

contract! {
    a_loan_is_seen_by_all_replicas_until_its_end,
    a_slow_fetcher_cannot_overwrite_a_newer_loan,
    one_replica_at_a_time_has_the_hold,
    a_hold_ends_by_itself_and_only_its_owner_gives_it_back,
    a_bucket_lets_a_tenth_through_at_once_and_no_more_than_the_limit_in_any_minute,
    replicas_empty_the_same_bucket,
    a_day_that_is_used_up_waits_for_the_next_day_in_china,
    counts_begin_anew_with_the_day_and_with_the_month,
    a_pause_holds_back_on_all_replicas_and_a_shorter_one_does_not_end_it,
    what_the_platform_tells_replaces_what_was_counted,
    a_call_that_was_never_made_has_used_nothing,
    a_refused_feature_is_new_once_and_forgotten_after_a_day,
    an_answer_goes_by_the_way_that_was_settled_first,
    of_many_at_once_one_settles_the_way,
}

fn at(moment: &str) -> Timestamp {
    moment.parse().unwrap()
}

/// A call that nobody else counts.
fn limit(call: &'static str, per_minute: Option<u32>, per_day: Option<u32>) -> Limit {
    Limit { call, per_minute, per_day }
}

async fn a_loan_is_seen_by_all_replicas_until_its_end(place: &Place) {
    let (one, other) = (&place.platform, &place.platform_replica);
    assert_eq!(one.load(Loan::AccessToken).await.unwrap(), None);
    assert!(one.replace(Loan::AccessToken, None, b"\0sealed\xff", HOUR).await.unwrap());
    assert_eq!(other.load(Loan::AccessToken).await.unwrap().unwrap(), b"\0sealed\xff");
    assert_eq!(other.load(Loan::JsapiTicket).await.unwrap(), None);
    place.pass(HOUR + MOMENT).await;
    assert_eq!(other.load(Loan::AccessToken).await.unwrap(), None);
}

async fn a_slow_fetcher_cannot_overwrite_a_newer_loan(place: &Place) {
    let (quick, slow) = (&place.platform, &place.platform_replica);
    assert!(quick.replace(Loan::JsapiTicket, None, b"first", HOUR).await.unwrap());
    assert!(!slow.replace(Loan::JsapiTicket, None, b"late", HOUR).await.unwrap());
    assert!(quick.replace(Loan::JsapiTicket, Some(b"first"), b"second", HOUR).await.unwrap());
    assert!(!slow.replace(Loan::JsapiTicket, Some(b"first"), b"late", HOUR).await.unwrap());
    assert_eq!(slow.load(Loan::JsapiTicket).await.unwrap().unwrap(), b"second");
    place.pass(HOUR + MOMENT).await;
    assert!(!slow.replace(Loan::JsapiTicket, Some(b"second"), b"late", HOUR).await.unwrap());
    assert!(slow.replace(Loan::JsapiTicket, None, b"third", HOUR).await.unwrap());
    place.pass(HOUR + MOMENT).await;
}

async fn one_replica_at_a_time_has_the_hold(place: &Place) {
    let (one, other) = (&place.platform, &place.platform_replica);
    let hold = one.hold(Loan::AccessToken, LIFE).await.unwrap().unwrap();
    assert_eq!(other.hold(Loan::AccessToken, LIFE).await.unwrap(), None);
    let of_the_ticket = other.hold(Loan::JsapiTicket, LIFE).await.unwrap().unwrap();
    one.let_go(&hold).await.unwrap();
    let next = other.hold(Loan::AccessToken, LIFE).await.unwrap().unwrap();
    assert_ne!(hold.token, next.token);
    other.let_go(&next).await.unwrap();
    other.let_go(&of_the_ticket).await.unwrap();
}

async fn a_hold_ends_by_itself_and_only_its_owner_gives_it_back(place: &Place) {
    let store = &place.platform;
    let late = store.hold(Loan::AccessToken, LIFE).await.unwrap().unwrap();
    let stranger = FetchHold { loan: Loan::AccessToken, token: "0".repeat(late.token.len()) };
    store.let_go(&stranger).await.unwrap();
    assert_eq!(store.hold(Loan::AccessToken, LIFE).await.unwrap(), None);
    place.pass(LIFE + MOMENT).await;
    let holder = store.hold(Loan::AccessToken, LIFE).await.unwrap().unwrap();
    store.let_go(&late).await.unwrap();
    assert_eq!(store.hold(Loan::AccessToken, LIFE).await.unwrap(), None);
    store.let_go(&holder).await.unwrap();
}

/// Asks again and again until the end, as soon as it may; gives the moments of the calls that may go out.
async fn calls(rates: &dyn Rates, limit: &Limit, from: Timestamp, until: Timestamp) -> Vec<Timestamp> {
    let (mut now, mut made) = (from, Vec::new());
    while now < until {
        match rates.take(limit, now).await.unwrap() {
            Permit::Go => made.push(now),
            Permit::Wait(later) => {
                assert!(later > now, "{later} is no time to wait for at {now}");
                now = later;
            }
        }
    }
    made
}

async fn a_bucket_lets_a_tenth_through_at_once_and_no_more_than_the_limit_in_any_minute(place: &Place) {
    let from = at("2026-03-01T09:00:00+08:00");
    let made = calls(&*place.platform, &limit("bucket", Some(60), None), from, from + 3.minutes()).await;
    assert_eq!(made.iter().filter(|call| **call == from).count(), 6);
    for begin in &made {
        let minute = made.iter().filter(|call| *begin <= **call && **call < *begin + 1.minute()).count();
        assert!(minute <= 60, "{minute} calls in the minute from {begin}");
    }
    assert!(made.len() > 160, "{} calls in three minutes", made.len());
    // After a rest the bucket is full again, and no fuller.
    let later = from + 1.hour();
    let made = calls(&*place.platform, &limit("bucket", Some(60), None), later, later + 100.milliseconds()).await;
    assert_eq!(made.len(), 6);
}

async fn replicas_empty_the_same_bucket(place: &Place) {
    let (limit, now) = (limit("shared", Some(20), None), at("2026-03-01T09:00:00+08:00"));
    assert_eq!(place.platform.take(&limit, now).await.unwrap(), Permit::Go);
    assert_eq!(place.platform_replica.take(&limit, now).await.unwrap(), Permit::Go);
    let Permit::Wait(until) = place.platform.take(&limit, now).await.unwrap() else { panic!("three at once") };
    assert_eq!(place.platform_replica.take(&limit, now).await.unwrap(), Permit::Wait(until));
    assert_eq!(place.platform_replica.used("shared", now).await.unwrap().today, 2);
}

async fn a_day_that_is_used_up_waits_for_the_next_day_in_china(place: &Place) {
    let (limit, now) = (limit("scarce", None, Some(2)), at("2026-03-31T15:30:00Z"));
    for _ in 0..2 {
        assert_eq!(place.platform.take(&limit, now).await.unwrap(), Permit::Go);
    }
    let renewed = at("2026-04-01T00:05:00+08:00");
    assert_eq!(place.platform_replica.take(&limit, now).await.unwrap(), Permit::Wait(renewed));
    assert_eq!(place.platform.take(&limit, renewed).await.unwrap(), Permit::Go);
}

async fn counts_begin_anew_with_the_day_and_with_the_month(place: &Place) {
    let any = limit("counted", None, None);
    let days = ["2026-03-30T12:00:00+08:00", "2026-03-31T12:00:00+08:00", "2026-04-01T12:00:00+08:00"];
    for (day, this_month) in days.into_iter().zip([2, 4, 2]) {
        for _ in 0..2 {
            assert_eq!(place.platform.take(&any, at(day)).await.unwrap(), Permit::Go);
        }
        let used = place.platform_replica.used("counted", at(day)).await.unwrap();
        assert_eq!((used.today, used.this_month, used.per_day), (2, this_month, None), "{day}");
    }
    let used = place.platform.used("counted", at("2026-05-01T12:00:00+08:00")).await.unwrap();
    assert_eq!((used.today, used.this_month), (0, 0));
}

async fn a_pause_holds_back_on_all_replicas_and_a_shorter_one_does_not_end_it(place: &Place) {
    let (limit, now) = (limit("paused", None, None), at("2026-03-01T09:00:00+08:00"));
    let until = now + 1.hour();
    place.platform.pause("paused", until, now).await.unwrap();
    place.platform_replica.pause("paused", now + 1.minute(), now).await.unwrap();
    place.platform_replica.pause("paused", now - 1.minute(), now).await.unwrap();
    assert_eq!(place.platform_replica.take(&limit, now).await.unwrap(), Permit::Wait(until));
    let used = place.platform.used("paused", now).await.unwrap();
    assert_eq!((used.today, used.paused_until), (0, Some(until)));
    assert_eq!(place.platform.take(&limit, until).await.unwrap(), Permit::Go);
    assert_eq!(place.platform.used("paused", until).await.unwrap().paused_until, None);
}

async fn what_the_platform_tells_replaces_what_was_counted(place: &Place) {
    let (limit, now) = (limit("told", None, Some(1000)), at("2026-03-05T09:00:00+08:00"));
    place.platform.take(&limit, now - 24.hours()).await.unwrap();
    place.platform.take(&limit, now).await.unwrap();
    place.platform.reconcile("told", 7, 8, now).await.unwrap();
    let used = place.platform_replica.used("told", now).await.unwrap();
    assert_eq!((used.today, used.this_month, used.per_day), (7, 8, Some(8)));
    assert_eq!(place.platform_replica.take(&limit, now).await.unwrap(), Permit::Go);
    assert!(matches!(place.platform.take(&limit, now).await.unwrap(), Permit::Wait(_)));
    place.platform.pause("told", now + 1.hour(), now).await.unwrap();
    place.platform.reconcile("told", 8, 8, now).await.unwrap();
    assert_eq!(place.platform.used("told", now).await.unwrap().paused_until, Some(now + 1.hour()));
    // No limit at all: the platform grants more than the table says.
    place.platform.reconcile("told", 2000, 0, now).await.unwrap();
    assert_eq!(place.platform.take(&limit, now).await.unwrap(), Permit::Go);
    assert_eq!(place.platform.used("told", now).await.unwrap().per_day, None);
}

async fn a_call_that_was_never_made_has_used_nothing(place: &Place) {
    let used = place.platform.used("never", at("2026-03-01T09:00:00+08:00")).await.unwrap();
    assert_eq!((used.today, used.this_month, used.per_day, used.paused_until), (0, 0, None, None));
}

async fn a_refused_feature_is_new_once_and_forgotten_after_a_day(place: &Place) {
    let (one, other) = (&place.platform, &place.platform_replica);
    assert!(one.refuse(Feature::WebLogin).await.unwrap());
    assert!(!other.refuse(Feature::WebLogin).await.unwrap());
    assert!(other.refuse(Feature::TemplateMessage).await.unwrap());
    assert_eq!(other.refused().await.unwrap(), [Feature::TemplateMessage, Feature::WebLogin]);
    place.pass(REFUSAL_TTL + MOMENT).await;
    assert_eq!(one.refused().await.unwrap(), []);
    assert!(one.refuse(Feature::WebLogin).await.unwrap());
}

async fn an_answer_goes_by_the_way_that_was_settled_first(place: &Place) {
    let (one, other, who) = (&place.platform, &place.platform_replica, follower());
    let (late, fetched) = (message(&who, "late"), message(&who, "fetched"));
    assert_eq!(one.settle(&late, &who, Way::Late).await.unwrap(), Settled::Now);
    assert_eq!(other.settle(&late, &who, Way::Passive).await.unwrap(), Settled::Before(Way::Late));
    assert_eq!(other.settle(&late, &who, Way::Late).await.unwrap(), Settled::Before(Way::Late));
    assert_eq!(other.settle(&fetched, &who, Way::Passive).await.unwrap(), Settled::Now);
    assert_eq!(one.settle(&fetched, &who, Way::Late).await.unwrap(), Settled::Before(Way::Passive));
    // The same key of somebody else is another message.
    let stranger = follower();
    assert_eq!(one.settle(&late, &stranger, Way::Passive).await.unwrap(), Settled::Now);
    place.pass(REPLY_TTL + MOMENT).await;
    assert_eq!(one.settle(&late, &who, Way::Passive).await.unwrap(), Settled::Now);
}

async fn of_many_at_once_one_settles_the_way(place: &Place) {
    let who = follower();
    let key = message(&who, "at once");
    let all = (0..20).map(|n| {
        let replica = if n % 2 == 0 { &place.platform } else { &place.platform_replica };
        replica.settle(&key, &who, Way::Late)
    });
    let settled: Vec<_> = futures_util::future::join_all(all).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(settled.iter().filter(|settled| **settled == Settled::Now).count(), 1);
}
