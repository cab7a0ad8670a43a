//! Openings as staff look for them and change them: what they say stays, whatever an import brings.

use guiyan::app::console::{Offer, OpeningChange, OpeningRecord, OpeningRecords, OpeningSearch, Stood};
use guiyan::app::records::{ContentRecords, EnterpriseDraft};
use guiyan::domain::id::OpeningId;
use guiyan::domain::opening::{Opening, OpeningState};
use guiyan::storage::Database;
use jiff::{SignedDuration, Timestamp};

use super::content::{draft, opening};
use crate::support::database::{Fixture, noon};

on_both!(
    they_are_found_by_their_words_and_their_enterprises,
    what_stands_for_any_text_is_looked_for_as_it_stands,
    they_are_read_page_by_page,
    what_is_off_is_not_told_and_an_import_leaves_it_off,
    the_end_that_staff_set_counts_before_that_of_the_source,
    a_change_that_changes_nothing_leaves_no_trace,
    what_stands_otherwise_by_now_is_not_changed_unseen,
    an_employer_stays_checked_when_it_is_imported_again,
    a_hundred_thousand_are_searched,
);

fn paid(title: &str, wage: &str) -> Opening {
    Opening { wage: Some(wage.to_owned()), ..opening(Some(title), 5, "来函") }
}

async fn put(db: &Database, drafts: &[EnterpriseDraft]) {
    db.put_enterprises(drafts, "import", "来函", noon()).await.unwrap();
}

async fn found(db: &Database, search: &OpeningSearch) -> Vec<OpeningRecord> {
    db.openings(search, 100, noon()).await.unwrap()
}

async fn titles(db: &Database, search: OpeningSearch) -> Vec<String> {
    found(db, &search).await.into_iter().map(|record| record.opening.title.unwrap_or_default()).collect()
}

fn words(words: &[&str]) -> OpeningSearch {
    OpeningSearch { words: words.iter().map(|word| (*word).to_owned()).collect(), ..OpeningSearch::default() }
}

async fn set(db: &Database, id: OpeningId, change: OpeningChange) {
    assert!(change_as_it(stood(db, id).await, db, id, change).await);
}

/// How it stands, or does not.
async fn stood(db: &Database, id: OpeningId) -> Stood {
    let record = db.opening(id).await.unwrap().unwrap();
    Stood::of(record.state, &record.opening)
}

async fn change_as_it(stood: Stood, db: &Database, id: OpeningId, change: OpeningChange) -> bool {
    db.change_opening((id, stood), change, ("王芳", "opening changed"), noon()).await.unwrap()
}

/// The openings that phones are told of.
async fn told(db: &Database) -> Vec<Opening> {
    db.load(noon()).await.unwrap().openings
}

async fn they_are_found_by_their_words_and_their_enterprises(fixture: Fixture) {
    let db = &fixture.open().await;
    put(db, &[draft("红星服装厂", vec![paid("缝纫工", "6000元"), paid("保安", "面议")])]).await;
    put(db, &[draft("宏图电子厂", vec![paid("CNC操作工", "6000元"), opening(None, 3, "来函")])]).await;
    for (wanted, expected) in [
        (words(&[]), &["", "CNC操作工", "保安", "缝纫工"][..]),
        (words(&["缝纫"]), &["缝纫工"]),
        (words(&["服装"]), &["保安", "缝纫工"]),
        (words(&["经开区"]), &["", "CNC操作工", "保安", "缝纫工"]),
        (words(&["6000"]), &["CNC操作工", "缝纫工"]),
        (words(&["6000", "红星"]), &["缝纫工"]),
        (words(&["cnc"]), &["CNC操作工"]),
        (words(&["火星"]), &[]),
    ] {
        assert_eq!(titles(db, wanted.clone()).await, expected, "{wanted:?}");
    }
    let all = found(db, &OpeningSearch::default()).await;
    let (electronics, one) = (all[0].enterprise.clone(), all[1].opening.id);
    let of = OpeningSearch { enterprise: Some(electronics.id), ..OpeningSearch::default() };
    assert_eq!(titles(db, of).await, ["", "CNC操作工"]);
    assert_eq!(db.opening(one).await.unwrap().unwrap().enterprise, electronics);
    assert_eq!(db.opening(OpeningId(4711)).await.unwrap(), None);
}

async fn what_stands_for_any_text_is_looked_for_as_it_stands(fixture: Fixture) {
    let db = &fixture.open().await;
    let odd = ["加班费150%", "计件_提成", "急!招", "a\\b", "单'引号"];
    put(db, &[draft("样例厂", odd.iter().map(|wage| paid(wage, wage)).collect())]).await;
    for (word, expected) in [("%", odd[0]), ("_", odd[1]), ("!", odd[2]), ("\\", odd[3]), ("'", odd[4])] {
        assert_eq!(titles(db, words(&[word])).await, [expected], "{word}");
    }
}

async fn they_are_read_page_by_page(fixture: Fixture) {
    let db = &fixture.open().await;
    put(db, &[draft("样例厂", (0..25).map(|n| paid(&format!("工种{n}"), "面议")).collect())]).await;
    let mut search = words(&["工种"]);
    let mut all = Vec::new();
    loop {
        let page = db.openings(&search, 10, noon()).await.unwrap();
        let Some(last) = page.last() else { break };
        search.before = Some(last.opening.id);
        all.extend(page.into_iter().map(|record| record.opening.id));
    }
    assert_eq!(all.len(), 25);
    assert!(all.is_sorted_by(|one, next| one > next), "{all:?}");
}

async fn what_is_off_is_not_told_and_an_import_leaves_it_off(fixture: Fixture) {
    let db = &fixture.open().await;
    let drafts = |wage: &str| [draft("样例厂", vec![paid("缝纫工", wage), paid("保安", "面议")])];
    put(db, &drafts("5000元")).await;
    let sewing = told(db).await[0].id;
    for (state, offer) in [(OpeningState::Filled, Offer::Filled), (OpeningState::Withdrawn, Offer::Withdrawn)] {
        let revision = db.revision().await.unwrap();
        set(db, sewing, OpeningChange::State(state)).await;
        assert_eq!(db.revision().await.unwrap(), revision + 1, "replicas look for it");
        put(db, &drafts(state.id())).await;
        assert_eq!(told(db).await.iter().filter(|told| told.id == sewing).count(), 0, "{state:?}");
        let off = OpeningSearch { offer: Some(offer), ..OpeningSearch::default() };
        let record = found(db, &off).await.remove(0);
        assert_eq!((record.opening.id, record.opening.wage.as_deref()), (sewing, Some(state.id())));
    }
    set(db, sewing, OpeningChange::State(OpeningState::Offered)).await;
    assert_eq!(told(db).await.len(), 2);
    assert_eq!(titles(db, OpeningSearch { offer: Some(Offer::Open), ..words(&[]) }).await, ["保安", "缝纫工"]);
    assert_eq!(fixture.number("SELECT count(*) FROM audit WHERE action = 'opening_changed'").await, 3);
}

async fn the_end_that_staff_set_counts_before_that_of_the_source(fixture: Fixture) {
    let db = &fixture.open().await;
    let hour = SignedDuration::from_hours(1);
    let ends = |end: Option<Timestamp>| [draft("样例厂", vec![Opening { expires_at: end, ..paid("缝纫工", "面议") }])];
    put(db, &ends(Some(noon() + hour))).await;
    let id = told(db).await[0].id;
    set(db, id, OpeningChange::Ends(Some(noon()))).await;
    assert_eq!(told(db).await, []);
    put(db, &ends(Some(noon() + hour + hour))).await;
    let expired = OpeningSearch { offer: Some(Offer::Expired), ..OpeningSearch::default() };
    let record = found(db, &expired).await.remove(0);
    assert_eq!((record.offer(noon()), record.end_is_set), (Offer::Expired, true));
    assert_eq!(record.opening.expires_at, Some(noon()));
    set(db, id, OpeningChange::Ends(None)).await;
    assert_eq!(told(db).await[0].expires_at, Some(noon() + hour + hour));
    assert_eq!(found(db, &expired).await, []);
    put(db, &ends(None)).await;
    set(db, id, OpeningChange::Ends(Some(noon() + hour))).await;
    assert_eq!(told(db).await[0].expires_at, Some(noon() + hour));
}

async fn a_change_that_changes_nothing_leaves_no_trace(fixture: Fixture) {
    let db = &fixture.open().await;
    put(db, &[draft("样例厂", vec![paid("缝纫工", "面议")])]).await;
    let id = told(db).await[0].id;
    let (revision, audited) = (db.revision().await.unwrap(), fixture.number("SELECT count(*) FROM audit").await);
    for change in [OpeningChange::State(OpeningState::Offered), OpeningChange::Ends(None)] {
        set(db, id, change).await;
        assert!(!change_as_it(stood(db, id).await, db, OpeningId(4711), change).await);
    }
    assert_eq!(db.revision().await.unwrap(), revision);
    assert_eq!(fixture.number("SELECT count(*) FROM audit").await, audited);
}

async fn what_stands_otherwise_by_now_is_not_changed_unseen(fixture: Fixture) {
    let db = &fixture.open().await;
    put(db, &[draft("样例厂", vec![paid("缝纫工", "面议")])]).await;
    let id = told(db).await[0].id;
    let first = stood(db, id).await;
    set(db, id, OpeningChange::State(OpeningState::Withdrawn)).await;
    for late in [OpeningChange::State(OpeningState::Filled), OpeningChange::Ends(Some(noon()))] {
        assert!(!change_as_it(first, db, id, late).await, "{late:?}");
    }
    let record = db.opening(id).await.unwrap().unwrap();
    assert_eq!((record.state, record.opening.expires_at), (OpeningState::Withdrawn, None));
    assert!(change_as_it(first, db, id, OpeningChange::State(OpeningState::Withdrawn)).await, "it is so already");
}

async fn an_employer_stays_checked_when_it_is_imported_again(fixture: Fixture) {
    let db = &fixture.open().await;
    put(db, &[draft("红星厂", vec![paid("缝纫工", "面议")]), draft("宏图厂", vec![paid("保安", "面议")])]).await;
    let enterprise = told(db).await[0].enterprise;
    db.check_employer(enterprise, true, ("王芳", "红星厂: checked"), noon()).await.unwrap();
    let mut moved = draft("红星厂", vec![paid("缝纫工", "5000元")]);
    moved.enterprise.address = "经开区二号路".to_owned();
    put(db, &[moved]).await;
    let checked = |checked| OpeningSearch { checked: Some(checked), ..OpeningSearch::default() };
    let record = found(db, &checked(true)).await.remove(0);
    assert_eq!((record.checked_at, record.enterprise.address.as_str()), (Some(noon()), "经开区二号路"));
    assert_eq!(titles(db, checked(false)).await, ["保安"]);
    db.check_employer(enterprise, false, ("王芳", "红星厂: to be checked anew"), noon()).await.unwrap();
    assert_eq!(titles(db, checked(false)).await, ["保安", "缝纫工"]);
    assert_eq!(fixture.number("SELECT count(*) FROM audit WHERE action = 'employer_checked'").await, 2);
}

async fn a_hundred_thousand_are_searched(fixture: Fixture) {
    let db = &fixture.open().await;
    let factories: Vec<_> = (0..2_000).map(|n| draft(&format!("样例{n}厂"), Vec::new())).collect();
    put(db, &factories).await;
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)";
    let columns = "INSERT INTO openings (enterprise_id, title, headcount, wage, source)";
    let row = "(SELECT min(id) FROM enterprises) + i % 2000, '工种' || i || '号', 5, '4000至6000元', '来函'";
    // Each database has its own place for the WITH of an INSERT; both take it behind the columns.
    fixture.execute(&format!("{columns} {numbers} SELECT {row} FROM n")).await;
    assert_eq!(found(db, &words(&["工种4711号"])).await.len(), 1);
    assert_eq!(found(db, &words(&["没有这个"])).await.len(), 0);
    assert_eq!(found(db, &words(&["样例17厂", "工种"])).await.len(), 50);
    assert_eq!(found(db, &words(&["6000"])).await.len(), 100);
    let behind = OpeningSearch { before: Some(OpeningId(200)), ..words(&[]) };
    assert_eq!(found(db, &behind).await.len(), 100);
    let filled = OpeningSearch { offer: Some(Offer::Filled), ..words(&[]) };
    assert_eq!(found(db, &filled).await.len(), 0);
}
