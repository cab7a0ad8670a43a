//! Opening, migrating, and being the only one.

use std::sync::Arc;

use guiyan::app::records::ContentRecords;
use guiyan::storage::{Database, HoldError, Use};

use crate::support::database::{Fixture, KEY, vault};

on_both!(
    migrating_again_does_nothing,
    two_replicas_migrate_at_once,
    a_newer_database_is_refused_in_plain_words,
    the_only_one_stays_the_only_one,
    those_who_share_let_nobody_be_alone,
    it_answers_a_ping,
);

async fn migrating_again_does_nothing(fixture: Fixture) {
    let db = fixture.open().await;
    assert_eq!(db.pending_migrations().await.unwrap(), 0);
    assert_eq!(db.migrate().await.unwrap().applied, 0);
}

async fn two_replicas_migrate_at_once(fixture: Fixture) {
    fixture.forget_everything().await;
    let (one, other) = (fixture.open().await, fixture.open().await);
    let all = one.pending_migrations().await.unwrap();
    assert!(all > 0);
    let both = tokio::join!(one.migrate(), other.migrate());
    let mut applied = [both.0.unwrap().applied, both.1.unwrap().applied];
    applied.sort_unstable();
    assert_eq!(applied, [0, all], "one does all of it, the other finds it done");
    assert_eq!(one.revision().await.unwrap(), 0);
}

async fn a_newer_database_is_refused_in_plain_words(fixture: Fixture) {
    fixture.execute("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)").await;
    let refused = fixture.open().await.migrate().await.unwrap_err();
    assert!(refused.to_string().contains("do not fit this version"), "{refused}");
}

async fn the_only_one_stays_the_only_one(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    let held = one.hold(Use::Sole).await.unwrap();
    assert!(matches!(other.hold(Use::Shared).await, Err(HoldError::InUse)));
    let Err(refused) = other.hold(Use::Sole).await else { panic!("two at once") };
    assert!(matches!(refused, HoldError::InUse));
    assert!(refused.to_string().contains("Redis"), "{refused}");
    drop(held);
    // A closed connection frees its lock when the server notices.
    let mut freed = other.hold(Use::Sole).await;
    for _ in 0..100 {
        if freed.is_ok() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        freed = other.hold(Use::Sole).await;
    }
    assert!(freed.is_ok());
}

async fn those_who_share_let_nobody_be_alone(fixture: Fixture) {
    let (one, other, alone) = (fixture.open().await, fixture.open().await, fixture.open().await);
    let _shared = (one.hold(Use::Shared).await.unwrap(), other.hold(Use::Shared).await.unwrap());
    assert!(matches!(alone.hold(Use::Sole).await, Err(HoldError::InUse)));
}

async fn it_answers_a_ping(fixture: Fixture) {
    fixture.open().await.ping().await.unwrap();
}

async fn refusal(url: &str) -> String {
    let clock = Arc::clone(&Fixture::sqlite().await.clock);
    match Database::open(url, vault(KEY), clock).await {
        Ok(_) => panic!("{url} opened"),
        Err(refused) => refused.to_string(),
    }
}

#[tokio::test]
async fn an_address_of_no_known_kind_is_refused() {
    assert!(refusal("mysql://root:secret@localhost/x").await.starts_with("database.url must begin with"));
    assert!(refusal("sqlite::memory:").await.contains("sqlite://path/to/file.db"));
    assert!(refusal("sqlite://data/x.db?mode=memory").await.contains("without options"));
}

#[tokio::test]
async fn a_refusal_names_the_place_and_never_the_password() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let words = refusal(&format!("postgres://guiyan:hunter2@127.0.0.1:{port}/county")).await;
    assert!(words.contains(&format!("127.0.0.1:{port}/county")), "{words}");
    assert!(!words.contains("hunter2"), "{words}");
}

#[tokio::test]
async fn a_database_that_does_not_exist_is_named() {
    let url = crate::support::postgres::SHARED.fresh_database().await;
    let words = refusal(&format!("{url}_missing")).await;
    assert!(words.contains("there is no such database"), "{words}");
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "in the way").unwrap();
    let words = refusal(&format!("sqlite://{}/file/guiyan.db", folder.path().display())).await;
    assert!(words.starts_with("the folder") && words.contains("/file"), "{words}");
}

#[tokio::test]
async fn a_new_file_and_its_folder_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::sqlite().await;
    let file = std::path::PathBuf::from(fixture.url.strip_prefix("sqlite://").unwrap());
    let rights = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((rights(&file), rights(file.parent().unwrap())), (0o600, 0o700));
}
