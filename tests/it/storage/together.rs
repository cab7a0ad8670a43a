//! Wishes that arrive together: each comes to what it would have come to alone.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use guiyan::app::message_key::MessageKey;
use guiyan::app::records::FollowerRecords;
use guiyan::domain::dialogue::effect::{Effect, Outcome};
use guiyan::domain::form::Answer;
use guiyan::domain::id::{ActivityId, UnitId};
use guiyan::domain::person::{MobileNumber, PersonName};
use guiyan::domain::sign_up::ReceiptNumber;
use guiyan::storage::Database;
use jiff::SignedDuration;

use crate::support::database::{Fixture, apply, apply_all, fair, noon, openid, put_fair, sign_up_with};

on_both!(
    each_has_a_number_and_is_known_with_what_they_told,
    of_two_who_put_down_the_same_person_one_has_the_seat,
    who_is_no_plain_case_is_answered_as_if_alone,
    where_seats_run_out_exactly_so_many_are_given,
    a_row_that_is_refused_spoils_nobody_elses,
);

fn person(n: u32) -> Vec<(String, Answer)> {
    vec![
        ("name".to_owned(), Answer::Name(PersonName::parse("钟秀英").unwrap())),
        ("mobile".to_owned(), Answer::Mobile(MobileNumber::parse(&format!("138{n:08}")).unwrap())),
    ]
}

fn key(of: &str) -> MessageKey {
    MessageKey::of(["together", of])
}

/// All at the same moment; each follower's message has their name as its key.
async fn all(db: &Database, wishes: impl IntoIterator<Item = (String, ActivityId, u32)>) -> Vec<Outcome> {
    let applied = wishes.into_iter().map(|(who, activity, n)| async move {
        let effects = [sign_up_with(activity, person(n))];
        db.apply(&key(&who), &openid(&who), &effects, noon()).await.unwrap().remove(0)
    });
    join_all(applied).await
}

fn numbers(outcomes: &[Outcome]) -> BTreeSet<(ActivityId, u32)> {
    let number = |outcome: &Outcome| match outcome {
        Outcome::SignedUp(ReceiptNumber { activity, sequence }) => Some((*activity, *sequence)),
        _ => None,
    };
    outcomes.iter().filter_map(number).collect()
}

async fn each_has_a_number_and_is_known_with_what_they_told(fixture: Fixture) {
    let db = fixture.open().await;
    let (one, other) = (put_fair(&db, &fair("one", Some(50))).await, put_fair(&db, &fair("other", None)).await);
    apply(&db, "oPerson3", Effect::Follow { scene: Some("src_A12".to_owned()) }).await;
    let unit = Effect::Remember { name: None, mobile: None, unit: Some(UnitId(7)) };
    apply(&db, "oPerson5", unit).await;
    let at = |n: u32| if n.is_multiple_of(3) { other } else { one };
    let outcomes = all(&db, (0..60).map(|n| (format!("oPerson{n}"), at(n), n))).await;
    let expected = (1..=40).map(|sequence| (one, sequence)).chain((1..=20).map(|sequence| (other, sequence)));
    assert_eq!(numbers(&outcomes), expected.collect());
    assert_eq!(fixture.number("SELECT CAST(sum(taken) AS BIGINT) FROM activities").await, 60);
    assert_eq!(fixture.text("SELECT source FROM sign_ups WHERE openid = 'oPerson3'").await, "A12");
    assert_eq!(fixture.number("SELECT count(*) FROM sign_ups WHERE source IS NOT NULL").await, 1);
    for n in 0..60 {
        let known = db.known(&openid(&format!("oPerson{n}")), None).await.unwrap();
        assert_eq!(known.mobile.unwrap().reveal(), format!("138{n:08}"));
        assert_eq!(known.unit, (n == 5).then_some(UnitId(7)));
        assert_eq!(known.sign_ups[0].answers, person(n));
        assert_eq!(outcomes[n as usize], Outcome::SignedUp(known.sign_ups[0].number));
    }
    // The platform comes again for some of them, on another replica.
    let again = all(&fixture.open().await, (0..60).map(|n| (format!("oPerson{n}"), at(n), n))).await;
    assert_eq!(again, outcomes);
}

async fn of_two_who_put_down_the_same_person_one_has_the_seat(fixture: Fixture) {
    let replicas = [fixture.open().await, fixture.open().await];
    let activity = put_fair(&replicas[0], &fair("spring", None)).await;
    let wishes = |side: &'static str| (0..40).map(move |n| (format!("o{side}{n}"), activity, n));
    let (left, right) = tokio::join!(all(&replicas[0], wishes("Left")), all(&replicas[1], wishes("Right")));
    for both in left.iter().zip(&right) {
        assert!(
            matches!(both, (Outcome::SignedUp(a), Outcome::AlreadySignedUp(b))
                | (Outcome::AlreadySignedUp(a), Outcome::SignedUp(b)) if a == b),
            "{both:?}"
        );
    }
    assert_eq!(fixture.number("SELECT taken FROM activities").await, 40);
    assert_eq!(fixture.number("SELECT count(*) FROM sign_ups").await, 40);
}

async fn who_is_no_plain_case_is_answered_as_if_alone(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", None)).await;
    let over = put_fair(&db, &guiyan::domain::activity::Activity { closes_at: noon(), ..fair("over", None) }).await;
    let Outcome::SignedUp(first) = apply(&db, "oThere", sign_up_with(activity, person(1_000))).await else { panic!() };
    // Left after they wrote, so that what they wrote brings nothing back.
    let later = noon() + SignedDuration::from_secs(1);
    db.apply(&key("leave"), &openid("oGone"), &[Effect::Leave], later).await.unwrap();
    let special = [("oThere", activity, 1_000), ("oGone", activity, 1_001), ("oLate", over, 1_002)];
    let special = special.map(|(who, at, n)| (who.to_owned(), at, n));
    let plain = |from: u32| (from..from + 30).map(|n| (format!("oPerson{n}"), activity, n));
    let outcomes = all(&db, plain(0).chain(special).chain(plain(30))).await;
    assert_eq!(outcomes[30..33], [Outcome::AlreadySignedUp(first), Outcome::NotOpen, Outcome::NotOpen]);
    assert_eq!(numbers(&outcomes), (2..=61).map(|sequence| (activity, sequence)).collect());
    assert_eq!(fixture.number("SELECT count(*) FROM people WHERE openid = 'oGone'").await, 0);
}

async fn where_seats_run_out_exactly_so_many_are_given(fixture: Fixture) {
    let replicas = [fixture.open().await, fixture.open().await];
    let activity = put_fair(&replicas[0], &fair("spring", Some(70))).await;
    let wishes = |from: u32| (from..from + 100).map(move |n| (format!("oPerson{n}"), activity, n));
    let (one, other) = tokio::join!(all(&replicas[0], wishes(0)), all(&replicas[1], wishes(100)));
    let outcomes = [one, other].concat();
    assert_eq!(numbers(&outcomes), (1..=70).map(|sequence| (activity, sequence)).collect());
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::Full).count(), 130);
    assert_eq!(fixture.number("SELECT taken FROM activities").await, 70);
    assert_eq!(fixture.number("SELECT count(*) FROM people").await, 70, "of whom is turned away nothing is kept");
}

async fn a_row_that_is_refused_spoils_nobody_elses(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", None)).await;
    // Somebody's number is taken in a way that no look for it finds.
    apply_all(&db, "oThere", &[sign_up_with(activity, person(1))]).await;
    fixture.execute("UPDATE sign_ups SET sequence = 30").await;
    let applied = (2..42).map(|n| {
        let (db, who) = (&db, format!("oPerson{n}"));
        async move { db.apply(&key(&who), &openid(&who), &[sign_up_with(activity, person(n))], noon()).await }
    });
    let outcomes = join_all(applied).await;
    let refused = outcomes.iter().filter(|outcome| !matches!(outcome.as_deref(), Ok([Outcome::SignedUp(_)]))).count();
    assert!(refused <= 1, "{outcomes:?}");
    let seated = fixture.number("SELECT count(*) FROM sign_ups").await;
    assert_eq!(fixture.number("SELECT taken FROM activities").await, seated);
}
