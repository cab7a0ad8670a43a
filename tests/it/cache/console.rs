//! The contract of the console's port. Every case runs on every backend.

use std::time::Duration;

use guiyan::app::staff::{SessionKey, SessionToken};

use super::place::Place;

const LIFE: Duration = Duration::from_secs(60);
const MOMENT: Duration = Duration::from_millis(100);

contract! {
    a_session_is_known_to_all_replicas_until_its_end,
    a_session_that_is_forgotten_is_forgotten_everywhere,
    what_is_kept_again_replaces_what_was_there,
    tries_are_counted_together_in_a_window_that_begins_with_the_first,
    what_is_forgiven_is_counted_anew,
}

fn session() -> SessionKey {
    SessionToken::draw().key()
}

async fn a_session_is_known_to_all_replicas_until_its_end(place: &Place) {
    let (one, other) = (session(), session());
    place.platform.keep(&one, b"who", LIFE).await.unwrap();
    assert_eq!(place.platform_replica.recall(&one).await.unwrap().as_deref(), Some(&b"who"[..]));
    assert_eq!(place.platform.recall(&other).await.unwrap(), None);
    place.pass(LIFE + MOMENT).await;
    assert_eq!(place.platform.recall(&one).await.unwrap(), None);
}

async fn a_session_that_is_forgotten_is_forgotten_everywhere(place: &Place) {
    let one = session();
    place.platform.keep(&one, b"who", LIFE).await.unwrap();
    place.platform_replica.forget(&one).await.unwrap();
    assert_eq!(place.platform.recall(&one).await.unwrap(), None);
    place.platform.forget(&one).await.unwrap();
}

async fn what_is_kept_again_replaces_what_was_there(place: &Place) {
    let one = session();
    place.platform.keep(&one, b"before", LIFE).await.unwrap();
    place.pass(LIFE / 2).await;
    place.platform.keep(&one, b"after", LIFE).await.unwrap();
    place.pass(LIFE / 2 + MOMENT).await;
    assert_eq!(place.platform_replica.recall(&one).await.unwrap().as_deref(), Some(&b"after"[..]));
}

async fn tries_are_counted_together_in_a_window_that_begins_with_the_first(place: &Place) {
    let of = session();
    for expected in [1, 3, 5] {
        assert_eq!(place.platform.count_try(of.as_str(), LIFE).await.unwrap(), expected);
        assert_eq!(place.platform_replica.count_try(of.as_str(), LIFE).await.unwrap(), expected + 1);
        place.pass(LIFE / 4).await;
    }
    assert_eq!(place.platform.count_try(session().as_str(), LIFE).await.unwrap(), 1, "others count for themselves");
    place.pass(LIFE / 4 + MOMENT).await;
    assert_eq!(place.platform.count_try(of.as_str(), LIFE).await.unwrap(), 1);
}

async fn what_is_forgiven_is_counted_anew(place: &Place) {
    let of = session();
    place.platform.count_try(of.as_str(), LIFE).await.unwrap();
    place.platform_replica.forgive(of.as_str()).await.unwrap();
    assert_eq!(place.platform.count_try(of.as_str(), LIFE).await.unwrap(), 1);
}
