//! The port's contract. Every case runs on every backend.

use std::collections::HashSet;
use std::time::Duration;

use guiyan::app::dialogue_cache::{
    Ahead, Begin, CLAIM_TTL, Claim, Committed, DIALOGUE_TTL, DialogueChange, REPLY_TTL, Stored,
};

use super::place::{Place, follower, fresh, message, put, stored};
use crate::support::redis::RedisServer;

const MOMENT: Duration = Duration::from_millis(100);

contract! {
    a_new_message_is_fresh_and_finds_no_dialogue,
    a_message_in_hand_is_in_progress,
    an_answered_message_gets_the_same_answer_again,
    of_many_begins_at_once_one_is_fresh,
    messages_of_two_followers_do_not_meet,
    a_released_message_is_fresh_again,
    a_claim_that_ends_lets_another_take_over,
    a_renewed_claim_lives_on,
    a_claim_that_ended_is_not_renewed,
    a_claim_that_ended_and_nobody_took_still_commits,
    a_claim_that_somebody_took_is_lost,
    a_message_that_somebody_answered_is_lost,
    a_release_without_the_claim_changes_nothing,
    a_commit_that_comes_twice_is_stored_once,
    a_conflict_stores_nothing_and_the_claim_goes_on,
    keep_compares_no_version,
    versions_grow_by_one,
    a_dropped_dialogue_is_gone_and_its_version_remembered,
    dropping_nothing_is_a_change_too,
    a_reply_is_kept_for_ten_minutes,
    a_dialogue_is_kept_for_a_day_from_its_last_change,
    any_bytes_of_any_length_come_back,
    an_empty_dialogue_is_not_no_dialogue,
    replicas_see_each_other,
    what_was_worked_out_ahead_is_committed_at_once,
    what_was_worked_out_from_another_dialogue_is_not,
    of_many_who_worked_it_out_ahead_one_commits,
    a_message_in_hand_is_not_committed_ahead,
    the_cache_answers,
}

async fn a_new_message_is_fresh_and_finds_no_dialogue(place: &Place) {
    let who = follower();
    let (claim, found) = fresh(&place.cache, &who, "first").await;
    assert_eq!((claim.key, claim.openid), (message(&who, "first"), who));
    assert_eq!(found, Stored { dialogue: None, version: 0 });
}

async fn a_message_in_hand_is_in_progress(place: &Place) {
    let who = follower();
    fresh(&place.cache, &who, "first").await;
    assert_eq!(place.cache.begin(&message(&who, "first"), &who, None).await.unwrap(), Begin::InProgress);
    fresh(&place.cache, &who, "second").await;
}

async fn an_answered_message_gets_the_same_answer_again(place: &Place) {
    let who = follower();
    let (claim, _) = fresh(&place.cache, &who, "first").await;
    let committed = place.cache.commit(&claim, put(0, b"asked"), "您好".as_bytes()).await.unwrap();
    assert_eq!(committed, Committed::Stored);
    for _ in 0..2 {
        let again = place.cache.begin(&message(&who, "first"), &who, None).await.unwrap();
        assert_eq!(again, Begin::Answered("您好".into()));
    }
    assert_eq!(fresh(&place.cache, &who, "second").await.1, stored(b"asked", 1));
}

async fn of_many_begins_at_once_one_is_fresh(place: &Place) {
    let who = follower();
    let begins = (0..20).map(|n| {
        let cache = if n % 2 == 0 { place.cache.clone() } else { place.replica.clone() };
        let (key, who) = (message(&who, "first"), who.clone());
        tokio::spawn(async move { cache.begin(&key, &who, None).await.unwrap() })
    });
    let (mut fresh, mut in_progress) = (0, 0);
    for begin in begins.collect::<Vec<_>>() {
        match begin.await.unwrap() {
            Begin::Fresh { .. } => fresh += 1,
            Begin::InProgress => in_progress += 1,
            Begin::Answered(_) | Begin::Committed => panic!("nobody answered"),
        }
    }
    assert_eq!((fresh, in_progress), (1, 19));
}

async fn messages_of_two_followers_do_not_meet(place: &Place) {
    let (one, other) = (follower(), follower());
    let same_key = message(&one, "first");
    let (claim, _) = fresh(&place.cache, &one, "first").await;
    place.cache.commit(&claim, put(0, b"one's own"), b"for one").await.unwrap();
    let Begin::Fresh { stored, .. } = place.cache.begin(&same_key, &other, None).await.unwrap() else {
        panic!("the other got the answer of the one");
    };
    assert_eq!(stored, Stored::default());
}

async fn a_released_message_is_fresh_again(place: &Place) {
    let who = follower();
    let (first, _) = fresh(&place.cache, &who, "first").await;
    place.cache.release(&first).await.unwrap();
    let (second, _) = fresh(&place.cache, &who, "first").await;
    assert_ne!(first.token, second.token);
}

async fn a_claim_that_ends_lets_another_take_over(place: &Place) {
    let who = follower();
    fresh(&place.cache, &who, "first").await;
    place.pass(CLAIM_TTL - Duration::from_secs(2)).await;
    assert_eq!(place.replica.begin(&message(&who, "first"), &who, None).await.unwrap(), Begin::InProgress);
    place.pass(Duration::from_secs(2) + MOMENT).await;
    fresh(&place.replica, &who, "first").await;
}

async fn a_renewed_claim_lives_on(place: &Place) {
    let who = follower();
    let (claim, _) = fresh(&place.cache, &who, "first").await;
    for _ in 0..3 {
        place.pass(CLAIM_TTL - Duration::from_secs(2)).await;
        assert!(place.cache.renew(&claim).await.unwrap());
    }
    assert_eq!(place.replica.begin(&message(&who, "first"), &who, None).await.unwrap(), Begin::InProgress);
}

async fn a_claim_that_ended_is_not_renewed(place: &Place) {
    let who = follower();
    let (late, _) = fresh(&place.cache, &who, "first").await;
    place.pass(CLAIM_TTL + MOMENT).await;
    assert!(!place.cache.renew(&late).await.unwrap());
    let (holder, _) = fresh(&place.cache, &who, "first").await;
    assert!(!place.cache.renew(&late).await.unwrap());
    assert!(place.cache.renew(&holder).await.unwrap());
    place.cache.commit(&holder, DialogueChange::Keep, b"answer").await.unwrap();
    assert!(!place.cache.renew(&holder).await.unwrap());
}

async fn a_claim_that_ended_and_nobody_took_still_commits(place: &Place) {
    let who = follower();
    let (claim, _) = fresh(&place.cache, &who, "first").await;
    place.pass(CLAIM_TTL + MOMENT).await;
    let committed = place.cache.commit(&claim, put(0, b"late"), b"late answer").await.unwrap();
    assert_eq!(committed, Committed::Stored);
    let again = place.cache.begin(&message(&who, "first"), &who, None).await.unwrap();
    assert_eq!(again, Begin::Answered(b"late answer".to_vec()));
    assert_eq!(place.cache.reload(&who).await.unwrap(), stored(b"late", 1));
}

async fn a_claim_that_somebody_took_is_lost(place: &Place) {
    let who = follower();
    let (late, _) = fresh(&place.cache, &who, "first").await;
    place.pass(CLAIM_TTL + MOMENT).await;
    let (holder, _) = fresh(&place.replica, &who, "first").await;
    let committed = place.cache.commit(&late, put(0, b"late"), b"late answer").await.unwrap();
    assert_eq!(committed, Committed::ClaimLost);
    assert_eq!(place.cache.reload(&who).await.unwrap(), Stored::default());
    let committed = place.replica.commit(&holder, put(0, b"in time"), b"answer").await.unwrap();
    assert_eq!(committed, Committed::Stored);
}

async fn a_message_that_somebody_answered_is_lost(place: &Place) {
    let who = follower();
    let (late, _) = fresh(&place.cache, &who, "first").await;
    place.pass(CLAIM_TTL + MOMENT).await;
    let (holder, _) = fresh(&place.replica, &who, "first").await;
    place.replica.commit(&holder, DialogueChange::Keep, b"answer").await.unwrap();
    let committed = place.cache.commit(&late, DialogueChange::Drop, b"late answer").await.unwrap();
    assert_eq!(committed, Committed::ClaimLost);
    let again = place.cache.begin(&message(&who, "first"), &who, None).await.unwrap();
    assert_eq!(again, Begin::Answered(b"answer".to_vec()));
}

async fn a_release_without_the_claim_changes_nothing(place: &Place) {
    let who = follower();
    let (holder, _) = fresh(&place.cache, &who, "first").await;
    let stranger = Claim { token: "0".repeat(holder.token.len()), ..holder.clone() };
    place.cache.release(&stranger).await.unwrap();
    assert_eq!(place.cache.begin(&holder.key, &who, None).await.unwrap(), Begin::InProgress);
    place.cache.commit(&holder, DialogueChange::Keep, b"answer").await.unwrap();
    place.cache.release(&holder).await.unwrap();
    assert_eq!(place.cache.begin(&holder.key, &who, None).await.unwrap(), Begin::Answered(b"answer".to_vec()));
}

/// A caller that lost the first result, or a cluster client, sends the same commit again.
async fn a_commit_that_comes_twice_is_stored_once(place: &Place) {
    let who = follower();
    let (claim, _) = fresh(&place.cache, &who, "first").await;
    for _ in 0..2 {
        let committed = place.cache.commit(&claim, put(0, b"once"), b"answer").await.unwrap();
        assert_eq!(committed, Committed::Stored);
    }
    assert_eq!(place.cache.reload(&who).await.unwrap(), stored(b"once", 1));
}

async fn a_conflict_stores_nothing_and_the_claim_goes_on(place: &Place) {
    let who = follower();
    let (slow, seen) = fresh(&place.cache, &who, "first").await;
    let (quick, _) = fresh(&place.replica, &who, "second").await;
    place.replica.commit(&quick, put(0, b"quick"), b"to the second").await.unwrap();

    let committed = place.cache.commit(&slow, put(seen.version, b"slow"), b"stale").await.unwrap();
    assert_eq!(committed, Committed::Conflict);
    assert_eq!(place.replica.begin(&slow.key, &who, None).await.unwrap(), Begin::InProgress);

    let seen = place.cache.reload(&who).await.unwrap();
    assert_eq!(seen, stored(b"quick", 1));
    let committed = place.cache.commit(&slow, put(seen.version, b"slow"), b"to the first").await.unwrap();
    assert_eq!(committed, Committed::Stored);
    assert_eq!(place.replica.reload(&who).await.unwrap(), stored(b"slow", 2));
    assert_eq!(place.replica.begin(&slow.key, &who, None).await.unwrap(), Begin::Answered(b"to the first".to_vec()));
}

async fn keep_compares_no_version(place: &Place) {
    let who = follower();
    let (slow, _) = fresh(&place.cache, &who, "first").await;
    let (quick, _) = fresh(&place.cache, &who, "second").await;
    place.cache.commit(&quick, put(0, b"quick"), b"to the second").await.unwrap();
    let committed = place.cache.commit(&slow, DialogueChange::Keep, b"to the first").await.unwrap();
    assert_eq!(committed, Committed::Stored);
    assert_eq!(place.cache.reload(&who).await.unwrap(), stored(b"quick", 1));
}

async fn versions_grow_by_one(place: &Place) {
    let who = follower();
    for version in 0..300 {
        let (claim, seen) = fresh(&place.cache, &who, &version.to_string()).await;
        assert_eq!(seen.version, version);
        place.cache.commit(&claim, put(version, b"the same"), b"answer").await.unwrap();
    }
}

async fn a_dropped_dialogue_is_gone_and_its_version_remembered(place: &Place) {
    let who = follower();
    let (first, _) = fresh(&place.cache, &who, "first").await;
    place.cache.commit(&first, put(0, b"dialogue"), b"answer").await.unwrap();
    let (slow, seen) = fresh(&place.cache, &who, "slow").await;
    let (drop, _) = fresh(&place.cache, &who, "drop").await;
    let committed = place.cache.commit(&drop, DialogueChange::Drop, b"gone").await.unwrap();
    assert_eq!(committed, Committed::Stored);
    assert_eq!(place.cache.reload(&who).await.unwrap(), Stored { dialogue: None, version: 2 });

    // What read the dialogue before cannot bring it back.
    let committed = place.cache.commit(&slow, put(seen.version, b"undead"), b"answer").await.unwrap();
    assert_eq!(committed, Committed::Conflict);
    let committed = place.cache.commit(&slow, put(2, b"new"), b"answer").await.unwrap();
    assert_eq!(committed, Committed::Stored);
    assert_eq!(place.cache.reload(&who).await.unwrap(), stored(b"new", 3));
}

async fn dropping_nothing_is_a_change_too(place: &Place) {
    let who = follower();
    let (slow, _) = fresh(&place.cache, &who, "slow").await;
    for version in [1, 2] {
        let (drop, _) = fresh(&place.cache, &who, &version.to_string()).await;
        let committed = place.cache.commit(&drop, DialogueChange::Drop, b"answer").await.unwrap();
        assert_eq!(committed, Committed::Stored);
        assert_eq!(place.cache.reload(&who).await.unwrap(), Stored { dialogue: None, version });
    }
    let committed = place.cache.commit(&slow, put(0, b"undead"), b"answer").await.unwrap();
    assert_eq!(committed, Committed::Conflict);
}

async fn a_reply_is_kept_for_ten_minutes(place: &Place) {
    let who = follower();
    let (claim, _) = fresh(&place.cache, &who, "first").await;
    place.cache.commit(&claim, DialogueChange::Keep, b"answer").await.unwrap();
    place.pass(REPLY_TTL - Duration::from_secs(30)).await;
    assert_eq!(place.cache.begin(&claim.key, &who, None).await.unwrap(), Begin::Answered(b"answer".to_vec()));
    place.pass(Duration::from_secs(30) + MOMENT).await;
    fresh(&place.cache, &who, "first").await;
}

async fn a_dialogue_is_kept_for_a_day_from_its_last_change(place: &Place) {
    let who = follower();
    let (first, _) = fresh(&place.cache, &who, "first").await;
    place.cache.commit(&first, put(0, b"old"), b"answer").await.unwrap();
    place.pass(DIALOGUE_TTL - Duration::from_secs(30)).await;
    let (second, seen) = fresh(&place.cache, &who, "second").await;
    assert_eq!(seen, stored(b"old", 1));
    place.cache.commit(&second, put(1, b"new"), b"answer").await.unwrap();
    place.pass(DIALOGUE_TTL - Duration::from_secs(30)).await;
    assert_eq!(place.cache.reload(&who).await.unwrap(), stored(b"new", 2));
    place.pass(Duration::from_secs(30) + MOMENT).await;
    assert_eq!(place.cache.reload(&who).await.unwrap(), Stored::default());
}

/// `inbox.form_kept_hours`, on both backends.
async fn a_dialogue_is_kept_as_long_as_is_configured(place: &Place, life: Duration) {
    let who = follower();
    let (claim, _) = fresh(&place.cache, &who, "first").await;
    place.cache.commit(&claim, put(0, b"half a form"), b"answer").await.unwrap();
    place.pass(life - Duration::from_secs(30)).await;
    assert_eq!(place.cache.reload(&who).await.unwrap(), stored(b"half a form", 1));
    place.pass(Duration::from_secs(30) + MOMENT).await;
    assert_eq!(place.cache.reload(&who).await.unwrap(), Stored::default());
}

#[tokio::test]
async fn the_embedded_cache_keeps_a_dialogue_as_long_as_is_configured() {
    for hours in [1, 48] {
        let life = Duration::from_secs(hours * 3_600);
        a_dialogue_is_kept_as_long_as_is_configured(&Place::embedded_keeping(life).await, life).await;
    }
}

#[tokio::test]
async fn redis_keeps_a_dialogue_as_long_as_is_configured() {
    let server = RedisServer::start();
    for hours in [1, 48] {
        let life = Duration::from_secs(hours * 3_600);
        let place = Place::redis_keeping(life, &server.url(), &[server.port]);
        a_dialogue_is_kept_as_long_as_is_configured(&place, life).await;
    }
}

async fn any_bytes_of_any_length_come_back(place: &Place) {
    let who = follower();
    let all: Vec<u8> = (0..=255).collect();
    let (mut version, long) = (0, all.repeat(256));
    for bytes in [&all[..], &long[..], b"\0", b"\0\0\0\0\0\0\0\0\0\0", b"\r\n$-1\r\n", b"a", b"c", b"x"] {
        let name = format!("message {version}");
        let (claim, _) = fresh(&place.cache, &who, &name).await;
        place.cache.commit(&claim, put(version, bytes), bytes).await.unwrap();
        version += 1;
        assert_eq!(place.replica.reload(&who).await.unwrap(), stored(bytes, version));
        assert_eq!(place.replica.begin(&claim.key, &who, None).await.unwrap(), Begin::Answered(bytes.to_vec()));
    }
}

async fn an_empty_dialogue_is_not_no_dialogue(place: &Place) {
    let who = follower();
    let (claim, _) = fresh(&place.cache, &who, "first").await;
    place.cache.commit(&claim, put(0, b""), b"").await.unwrap();
    assert_eq!(place.cache.reload(&who).await.unwrap(), stored(b"", 1));
    assert_eq!(place.cache.begin(&claim.key, &who, None).await.unwrap(), Begin::Answered(Vec::new()));
}

async fn replicas_see_each_other(place: &Place) {
    let who = follower();
    let (claim, _) = fresh(&place.cache, &who, "first").await;
    assert_eq!(place.replica.begin(&claim.key, &who, None).await.unwrap(), Begin::InProgress);
    // The claim is data: whoever has it may commit it.
    place.replica.commit(&claim, put(0, b"dialogue"), b"answer").await.unwrap();
    assert_eq!(place.cache.begin(&claim.key, &who, None).await.unwrap(), Begin::Answered(b"answer".to_vec()));

    let mut tokens = HashSet::new();
    for n in 0..50 {
        let cache = if n % 2 == 0 { &place.cache } else { &place.replica };
        let (claim, seen) = fresh(cache, &who, &n.to_string()).await;
        assert_eq!(seen, stored(b"dialogue", 1));
        assert!(tokens.insert(claim.token));
    }
}

async fn what_was_worked_out_ahead_is_committed_at_once(place: &Place) {
    let who = follower();
    let (mut from, all) = (Stored::default(), (0..=255).collect::<Vec<u8>>());
    for (name, dialogue) in [("unchanged", None), ("first", Some(&b"one"[..])), ("second", Some(&all)), ("last", None)]
    {
        let ahead = Ahead { from: &from, dialogue, reply: name.as_bytes() };
        let key = message(&who, name);
        assert_eq!(place.cache.begin(&key, &who, Some(ahead)).await.unwrap(), Begin::Committed);
        assert_eq!(place.replica.begin(&key, &who, Some(ahead)).await.unwrap(), Begin::Answered(name.into()));
        if let Some(dialogue) = dialogue {
            from = stored(dialogue, from.version + 1);
        }
        assert_eq!(place.replica.reload(&who).await.unwrap(), from);
    }
    place.pass(REPLY_TTL + MOMENT).await;
    fresh(&place.cache, &who, "last").await;
    place.pass(DIALOGUE_TTL - REPLY_TTL).await;
    assert_eq!(place.cache.reload(&who).await.unwrap(), Stored::default());
}

async fn what_was_worked_out_from_another_dialogue_is_not(place: &Place) {
    let who = follower();
    let (first, _) = fresh(&place.cache, &who, "first").await;
    place.cache.commit(&first, put(0, b"kept"), b"answer").await.unwrap();
    for (n, from) in [Stored::default(), stored(b"kept", 2), stored(b"another", 1), stored(b"", 1)].iter().enumerate() {
        let ahead = Ahead { from, dialogue: Some(b"wrong"), reply: b"wrong" };
        let key = message(&who, &n.to_string());
        let Begin::Fresh { claim, stored: found } = place.cache.begin(&key, &who, Some(ahead)).await.unwrap() else {
            panic!("{from:?} was taken for what is kept");
        };
        assert_eq!(found, stored(b"kept", 1));
        place.cache.commit(&claim, DialogueChange::Keep, b"right").await.unwrap();
        assert_eq!(place.replica.begin(&key, &who, Some(ahead)).await.unwrap(), Begin::Answered(b"right".to_vec()));
    }
    // Who worked it out from none, where one was dropped, is told its version.
    let (drop, _) = fresh(&place.cache, &who, "drop").await;
    place.cache.commit(&drop, DialogueChange::Drop, b"gone").await.unwrap();
    let none = Stored::default();
    let ahead = Ahead { from: &none, dialogue: Some(b"undead"), reply: b"wrong" };
    let begun = place.cache.begin(&message(&who, "late"), &who, Some(ahead)).await.unwrap();
    assert!(matches!(begun, Begin::Fresh { stored: Stored { dialogue: None, version: 2 }, .. }), "{begun:?}");
}

async fn of_many_who_worked_it_out_ahead_one_commits(place: &Place) {
    let who = follower();
    let begins = (0..20_u8).map(|n| {
        let cache = if n % 2 == 0 { place.cache.clone() } else { place.replica.clone() };
        let (key, who) = (message(&who, "first"), who.clone());
        tokio::spawn(async move {
            let ahead = Ahead { from: &Stored::default(), dialogue: Some(&[n]), reply: &[n] };
            (n, cache.begin(&key, &who, Some(ahead)).await.unwrap())
        })
    });
    let mut answers = HashSet::new();
    let mut committed = 0;
    for begin in begins.collect::<Vec<_>>() {
        match begin.await.unwrap() {
            (n, Begin::Committed) => {
                committed += 1;
                answers.insert(vec![n]);
            }
            (_, Begin::Answered(answer)) => {
                answers.insert(answer);
            }
            (_, other) => panic!("{other:?}"),
        }
    }
    assert_eq!((committed, answers.len()), (1, 1));
    let answer = answers.into_iter().next().unwrap();
    assert_eq!(place.cache.reload(&who).await.unwrap(), stored(&answer, 1));
}

async fn a_message_in_hand_is_not_committed_ahead(place: &Place) {
    let who = follower();
    let (claim, seen) = fresh(&place.cache, &who, "first").await;
    let ahead = Ahead { from: &seen, dialogue: Some(b"ahead"), reply: b"ahead" };
    assert_eq!(place.replica.begin(&claim.key, &who, Some(ahead)).await.unwrap(), Begin::InProgress);
    place.cache.release(&claim).await.unwrap();
    assert_eq!(place.replica.begin(&claim.key, &who, Some(ahead)).await.unwrap(), Begin::Committed);
    // Whoever had the claim before has lost it.
    assert!(!place.cache.renew(&claim).await.unwrap());
    place.cache.release(&claim).await.unwrap();
    let committed = place.cache.commit(&claim, put(0, b"late"), b"late").await.unwrap();
    assert_eq!(committed, Committed::ClaimLost);
    assert_eq!(place.cache.reload(&who).await.unwrap(), stored(b"ahead", 1));
}

async fn the_cache_answers(place: &Place) {
    place.cache.ping().await.unwrap();
}
