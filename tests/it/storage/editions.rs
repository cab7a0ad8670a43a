//! Drafts and editions of what staff change over the content pack.

use guiyan::app::editions::{EditionRecords, NewEdition, Seen, Subject};
use guiyan::app::records::ContentRecords;
use guiyan::domain::id::EditionId;
use guiyan::storage::Database;
use jiff::SignedDuration;

use crate::support::database::{Fixture, noon};

on_both!(
    a_draft_is_saved_by_whoever_saw_the_last,
    a_first_draft_takes_back_nothing_that_was_published,
    of_a_first_draft_and_an_edition_at_once_the_draft_knows_the_edition_or_is_none,
    an_edition_is_published_once_and_every_replica_hears_of_it,
    of_two_who_publish_at_once_one_does,
    each_part_has_a_draft_and_editions_of_its_own,
    what_goes_to_the_platform_once_more_stands_in_the_audit,
);

const OF: Subject = Subject::Keywords;

async fn save(db: &Database, content: &str, draft: Option<i64>) -> bool {
    let edition = db.editions(OF, 1).await.unwrap().first().map(|edition| edition.id.0);
    save_on(db, content, (draft, edition)).await
}

/// Saves what was made of this draft, or of this edition.
async fn save_on(db: &Database, content: &str, (draft, edition): (Option<i64>, Option<i64>)) -> bool {
    let seen = Seen { draft, edition: edition.map(EditionId) };
    db.save_draft((OF, content), seen, ("王芳", "keywords: wages put"), noon()).await.unwrap()
}

fn edition(content: &str, after: Option<i64>) -> NewEdition<'_> {
    NewEdition { subject: OF, content, summary: "改动：改“工资”", after: after.map(EditionId) }
}

async fn publish(db: &Database, content: &str, after: Option<i64>, draft: Option<i64>) -> bool {
    db.publish(edition(content, after), draft, "王芳", noon()).await.unwrap()
}

async fn version(db: &Database) -> Option<i64> {
    db.draft(OF).await.unwrap().map(|draft| draft.version)
}

async fn a_draft_is_saved_by_whoever_saw_the_last(fixture: Fixture) {
    let db = &fixture.open().await;
    assert_eq!(db.draft(OF).await.unwrap(), None);
    assert!(!save(db, "first", Some(1)).await, "there was none");
    assert!(save(db, "first", None).await);
    assert!(!save(db, "second", None).await, "there is one by now");
    let first = version(db).await;
    assert!(save(db, "second", first).await, "in the same millisecond");
    assert!(!save(db, "third", first).await);
    let draft = db.draft(OF).await.unwrap().unwrap();
    assert_eq!((draft.content.as_str(), draft.by.as_str(), draft.at), ("second", "王芳", noon()));
    assert!(!db.drop_draft(OF, first.unwrap(), "李华", noon()).await.unwrap());
    assert!(db.drop_draft(OF, draft.version, "李华", noon()).await.unwrap());
    assert_eq!(db.draft(OF).await.unwrap(), None);
    assert_eq!(db.revision().await.unwrap(), 0, "nothing of it answers");
}

async fn a_first_draft_takes_back_nothing_that_was_published(fixture: Fixture) {
    let db = &fixture.open().await;
    assert!(publish(db, "one", None, None).await);
    assert!(!save_on(db, "of the pack", (None, None)).await, "an edition answers by now");
    assert!(!save_on(db, "of another", (None, Some(2))).await, "there is none of this number");
    assert_eq!(version(db).await, None);
    assert!(save_on(db, "of the edition", (None, Some(1))).await);

    // The draft is what they type over, whatever is published beside it.
    let draft = version(db).await;
    assert!(publish(db, "two", Some(1), None).await);
    assert!(save_on(db, "of the draft", (draft, Some(1))).await);
    assert_eq!(db.draft(OF).await.unwrap().unwrap().content, "of the draft");
}

async fn of_a_first_draft_and_an_edition_at_once_the_draft_knows_the_edition_or_is_none(fixture: Fixture) {
    let (one, other) = (&fixture.open().await, &fixture.open().await);
    for round in 0..10 {
        let newest = one.editions(OF, 1).await.unwrap().first().map(|edition| edition.id.0);
        let (saved, published) =
            tokio::join!(save_on(one, "draft", (None, newest)), publish(other, "edition", newest, None));
        assert!(published, "{round}: nothing stands in its way");
        assert_eq!(saved, version(one).await.is_some(), "{round}");
        if let Some(draft) = version(one).await {
            assert!(one.drop_draft(OF, draft, "李华", noon()).await.unwrap());
        }
        assert!(!save_on(one, "late", (None, newest)).await, "{round}: it was made of what is over");
    }
}

async fn an_edition_is_published_once_and_every_replica_hears_of_it(fixture: Fixture) {
    let (db, other) = (&fixture.open().await, &fixture.open().await);
    assert_eq!(other.load(noon()).await.unwrap().keywords, None);
    save(db, "one", None).await;
    let draft = version(db).await;
    assert!(!publish(db, "one", Some(7), draft).await, "none answered");
    assert!(publish(db, "one", None, draft).await);
    assert_eq!(version(db).await, None, "it is published");
    assert!(!publish(db, "one", Some(1), draft).await, "there is no such draft");
    assert_eq!(other.revision().await.unwrap(), 1);
    assert_eq!(other.load(noon()).await.unwrap().keywords.as_deref(), Some("one"));

    save(db, "three", None).await;
    let later = noon() + SignedDuration::from_mins(1);
    assert!(db.publish(edition("two", Some(1)), None, "李华", later).await.unwrap());
    assert!(version(db).await.is_some(), "what is being written stays");
    let editions = other.editions(OF, 10).await.unwrap();
    let told: Vec<_> = editions.iter().map(|one| (one.id.0, one.content.as_str(), one.by.as_str(), one.at)).collect();
    assert_eq!(told, [(2, "two", "李华", later), (1, "one", "王芳", noon())]);
    assert_eq!(other.editions(OF, 1).await.unwrap().len(), 1);
    assert_eq!(other.edition(OF, EditionId(1)).await.unwrap().unwrap(), editions[1]);
    assert_eq!(other.edition(OF, EditionId(4711)).await.unwrap(), None);
}

async fn each_part_has_a_draft_and_editions_of_its_own(fixture: Fixture) {
    let db = &fixture.open().await;
    save(db, "words", None).await;
    let of_policies = (Subject::Policies, "days");
    assert!(
        db.save_draft(of_policies, Seen::default(), ("李华", "policies: p put"), noon()).await.unwrap(),
        "beside the other"
    );
    assert_eq!(db.draft(OF).await.unwrap().unwrap().content, "words");
    assert!(publish(db, "words", None, None).await);
    let days = NewEdition { subject: Subject::Policies, content: "days", summary: "改动", after: None };
    assert!(db.publish(days, None, "李华", noon()).await.unwrap(), "whatever was published of the other");
    let buttons = NewEdition { subject: Subject::Menu, content: "buttons", summary: "改动", after: None };
    assert!(db.publish(buttons, None, "李华", noon()).await.unwrap());
    let rows = db.load(noon()).await.unwrap();
    let kept = [rows.keywords, rows.policies, rows.menu];
    assert_eq!(kept.each_ref().map(Option::as_deref), [Some("words"), Some("days"), Some("buttons")]);
    let editions = db.editions(Subject::Policies, 10).await.unwrap();
    assert_eq!(editions.len(), 1);
    assert_eq!(db.edition(OF, editions[0].id).await.unwrap(), None, "it is none of that part");
    let newest = |subject| async move { db.editions(subject, 1).await.unwrap().remove(0) };
    let after = Some(newest(OF).await.id.0);
    assert!(publish(db, "other words", after, None).await);
    let (words, days) = (newest(OF).await, newest(Subject::Policies).await);
    assert_eq!((words.number, days.number), (2, 1), "each part counts its own");
    assert_eq!(db.edition(OF, words.id).await.unwrap(), Some(words));
}

async fn of_two_who_publish_at_once_one_does(fixture: Fixture) {
    let (one, other) = (&fixture.open().await, &fixture.open().await);
    let (first, second) = tokio::join!(publish(one, "one", None, None), publish(other, "other", None, None));
    assert!(first != second, "{first} {second}");
    assert_eq!(one.editions(OF, 10).await.unwrap().len(), 1);
    assert_eq!(one.revision().await.unwrap(), 1);
}

async fn what_goes_to_the_platform_once_more_stands_in_the_audit(fixture: Fixture) {
    let db = &fixture.open().await;
    let push = async |edition: Option<i64>| {
        db.note_push((Subject::Menu, edition.map(EditionId)), "王芳", noon()).await.unwrap()
    };
    assert!(push(None).await && !push(Some(1)).await, "there is none");
    let buttons = NewEdition { subject: Subject::Menu, ..edition("buttons", None) };
    assert!(db.publish(buttons, None, "李华", noon()).await.unwrap());
    assert!(!push(None).await && push(Some(1)).await, "it is not the newest");
    let lines = "SELECT id, detail FROM audit WHERE action = 'edition_pushed_again' AND actor = '王芳' ORDER BY id";
    let lines: Vec<String> = fixture.pairs(lines).await.into_iter().map(|(_, detail)| detail).collect();
    assert_eq!(lines, ["菜单，内容包原来的", "菜单，第 1 版"]);
    assert_eq!(db.editions(Subject::Menu, 5).await.unwrap().len(), 1, "nothing new is published");
}
