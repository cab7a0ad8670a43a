//! Personal data at rest: sealed, bound to its row, found by hash alone.

use guiyan::app::message_key::MessageKey;
use guiyan::app::records::{FollowerRecords, StoreError};
use guiyan::domain::dialogue::effect::Effect;
use guiyan::domain::form::Answer;
use guiyan::domain::person::{IdNumber, MobileNumber, PersonName};
use guiyan::storage::Database;

use crate::support::database::{Fixture, KEY, OTHER_KEY, apply, fair, noon, openid, put_fair, sign_up_with, vault};

const NAME: &str = "钟秀英";
const MOBILE: &str = "13800000001";
/// Made up; the check character fits.
const ID_NUMBER: &str = "110101199001010015";

on_both!(
    personal_fields_are_nowhere_in_the_clear,
    another_key_reads_nothing,
    a_value_moved_to_another_row_does_not_open,
    a_person_is_found_by_the_hash_of_their_number,
);

async fn tell(db: &Database, who: &str) {
    let name = PersonName::parse(NAME).unwrap();
    let mobile = MobileNumber::parse(MOBILE).unwrap();
    apply(db, who, Effect::Remember { name: Some(name), mobile: Some(mobile), unit: None }).await;
}

async fn personal_fields_are_nowhere_in_the_clear(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", None)).await;
    tell(&db, "oZhong").await;
    let answers = vec![
        ("name".to_owned(), Answer::Name(PersonName::parse(NAME).unwrap())),
        ("id".to_owned(), Answer::IdNumber(IdNumber::parse(ID_NUMBER).unwrap())),
        ("note".to_owned(), Answer::Text("家里有老人".to_owned())),
    ];
    apply(&db, "oZhong", sign_up_with(activity, answers)).await;
    let everything = fixture.everything().await;
    assert!(
        contains(&everything, "oZhong") && contains(&everything, "春风行动招聘会"),
        "the search finds what is there"
    );
    for secret in [NAME, MOBILE, ID_NUMBER, "家里有老人"] {
        assert!(!contains(&everything, secret), "{secret}");
    }
}

/// In the clear, or as PostgreSQL prints bytes.
fn contains(bytes: &[u8], text: &str) -> bool {
    let printed = hex::encode(text);
    [text.as_bytes(), printed.as_bytes()].iter().any(|needle| bytes.windows(needle.len()).any(|at| at == *needle))
}

async fn another_key_reads_nothing(fixture: Fixture) {
    let key = MessageKey::of(["one"]);
    let db = fixture.open().await;
    tell(&db, "oZhong").await;
    db.apply(&key, &openid("oZhong"), &[Effect::CallHuman], noon()).await.unwrap();
    let stranger = fixture.open_with(OTHER_KEY).await;
    let known = stranger.known(&openid("oZhong"), None).await;
    assert!(matches!(known, Err(StoreError::Damaged(_))), "{known:?}");
    let outcomes = stranger.apply(&key, &openid("oZhong"), &[Effect::CallHuman], noon()).await;
    assert!(matches!(outcomes, Err(StoreError::Damaged(_))), "{outcomes:?}");
}

async fn a_value_moved_to_another_row_does_not_open(fixture: Fixture) {
    let db = fixture.open().await;
    tell(&db, "oZhong").await;
    fixture.execute("UPDATE people SET openid = 'oThief'").await;
    let known = db.known(&openid("oThief"), None).await;
    assert!(matches!(known, Err(StoreError::Damaged(_))), "{known:?}");
}

async fn a_person_is_found_by_the_hash_of_their_number(fixture: Fixture) {
    tell(&fixture.open().await, "oZhong").await;
    let hash = vault(KEY).hash("people.mobile", MOBILE);
    let whose = fixture.text(&format!("SELECT openid FROM people WHERE mobile_hash = '{hash}'")).await;
    assert_eq!(whose, "oZhong");
}
