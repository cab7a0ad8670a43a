//! Where the embedded cache keeps its dialogues.

use guiyan::app::dialogue_cache::{ArchivedDialogue, DialogueArchive};

use crate::support::database::{Fixture, openid};

on_both!(
    dialogues_survive_a_restart,
    the_newest_write_wins_and_a_dropped_dialogue_is_gone,
    ended_dialogues_are_not_loaded_and_go_with_the_next_save,
    thousands_are_saved_at_once,
);

fn dialogue(who: &str, version: u64, expires_at_ms: i64) -> ArchivedDialogue {
    ArchivedDialogue { openid: openid(who), dialogue: vec![0, 159, 146, 150], version, expires_at_ms }
}

fn put(dialogue: &ArchivedDialogue) -> (guiyan::domain::id::OpenId, Option<ArchivedDialogue>) {
    (dialogue.openid.clone(), Some(dialogue.clone()))
}

async fn dialogues_survive_a_restart(fixture: Fixture) {
    let (a, b) = (dialogue("oZhong", 7, 2_000), dialogue("oLiu", 1, 3_000));
    fixture.open().await.save(&[put(&a), put(&b)], 1_000).await.unwrap();
    let mut loaded = fixture.open().await.load(1_000).await.unwrap();
    loaded.sort_by_key(|dialogue| dialogue.expires_at_ms);
    assert_eq!(loaded, [a, b]);
}

async fn the_newest_write_wins_and_a_dropped_dialogue_is_gone(fixture: Fixture) {
    let db = fixture.open().await;
    let newest = dialogue("oZhong", 3, 5_000);
    db.save(&[put(&dialogue("oZhong", 1, 2_000)), put(&dialogue("oLiu", 1, 2_000))], 1_000).await.unwrap();
    let changes = [put(&dialogue("oZhong", 2, 4_000)), (openid("oLiu"), None), put(&newest), (openid("oNobody"), None)];
    db.save(&changes, 1_000).await.unwrap();
    assert_eq!(db.load(1_000).await.unwrap(), [newest]);
}

async fn ended_dialogues_are_not_loaded_and_go_with_the_next_save(fixture: Fixture) {
    let db = fixture.open().await;
    db.save(&[put(&dialogue("oZhong", 1, 2_000))], 1_000).await.unwrap();
    assert!(db.load(2_000).await.unwrap().is_empty());
    assert_eq!(fixture.number("SELECT count(*) FROM dialogues").await, 1);
    db.save(&[], 2_000).await.unwrap();
    assert_eq!(fixture.number("SELECT count(*) FROM dialogues").await, 0);
}

async fn thousands_are_saved_at_once(fixture: Fixture) {
    let db = fixture.open().await;
    let many: Vec<_> = (0..2_500).map(|person| put(&dialogue(&format!("oPerson{person}"), 1, 9_000))).collect();
    db.save(&many, 1_000).await.unwrap();
    assert_eq!(db.load(1_000).await.unwrap().len(), 2_500);
    let gone: Vec<_> = many.into_iter().map(|(openid, _)| (openid, None)).collect();
    db.save(&gone, 1_000).await.unwrap();
    assert!(db.load(1_000).await.unwrap().is_empty());
}
