//! Tables that staff uploaded: kept sealed until they are published, and not for long.

use guiyan::app::console::{Filing, Kept, KeptList, LeftOut, PaperListRecords, UploadRecords};
use guiyan::app::import::sign_ups::{CameOf, ImportedSignUps, OnPaper};
use guiyan::app::import::table::{Row, Table};
use guiyan::domain::dialogue::effect::Outcome;
use guiyan::domain::id::{ActivityId, UploadId};
use guiyan::domain::sign_up::ReceiptNumber;
use guiyan::storage::Database;
use jiff::SignedDuration;

use super::on_paper::{answers, signs};
use crate::support::database::{Fixture, fair, noon, put_fair};

on_both!(
    a_table_comes_back_as_it_was_until_it_is_published,
    nobody_reads_it_in_the_database,
    it_is_forgotten_after_a_week,
    a_list_of_people_is_its_activitys_alone,
    what_came_of_a_list_is_sealed_and_takes_the_place_of_it,
    a_list_is_filed_as_a_whole_or_not_at_all,
);

fn table() -> Table {
    let cells = ["红星厂", "缝纫工", "张三丰"].map(str::to_owned).to_vec();
    Table { rows: vec![Row { line: 3, cells }] }
}

fn left_out() -> LeftOut {
    let [field, value, reason] = ["联系人", "张三丰", "写错了"].map(str::to_owned);
    LeftOut { row: 3, no: None, field, value, reason }
}

async fn add(db: &Database, name: &str) -> UploadId {
    db.add_upload(name, &table(), "王芳", noon()).await.unwrap()
}

async fn a_table_comes_back_as_it_was_until_it_is_published(fixture: Fixture) {
    let db = &fixture.open().await;
    let (first, second) = (add(db, "岗位.xlsx").await, add(db, "企业.csv").await);
    let (upload, kept) = db.upload(first).await.unwrap().unwrap();
    assert_eq!((upload.name.as_str(), upload.made_by.as_str(), upload.made_at), ("岗位.xlsx", "王芳", noon()));
    assert_eq!((upload.published, kept), (None, Kept::Table(table())));
    assert_eq!(db.upload(UploadId(4711)).await.unwrap(), None);

    let later = noon() + SignedDuration::from_mins(5);
    let left_out = [left_out()];
    db.note_published(first, "李华", ("新增1家企业", &left_out), later).await.unwrap();
    db.note_published(first, "王芳", ("没有变化", &[]), later + SignedDuration::from_mins(5)).await.unwrap();
    let (upload, kept) = db.upload(first).await.unwrap().unwrap();
    assert_eq!(upload.published, Some(("李华".to_owned(), later, "新增1家企业".to_owned())));
    assert_eq!(kept, Kept::LeftOut(left_out.to_vec()));
    let list = db.uploads(10).await.unwrap();
    assert_eq!(list.iter().map(|upload| upload.id).collect::<Vec<_>>(), [second, first]);
    assert_eq!(list[1], upload);
    assert_eq!(db.uploads(1).await.unwrap().len(), 1);
}

async fn nobody_reads_it_in_the_database(fixture: Fixture) {
    let db = &fixture.open().await;
    add(db, "岗位.xlsx").await;
    let published = add(db, "企业.csv").await;
    db.note_published(published, "李华", ("新增0家企业", &[left_out()]), noon()).await.unwrap();
    let everything = fixture.everything().await;
    let holds = |words: &str| everything.windows(words.len()).any(|window| window == words.as_bytes());
    assert!(holds("岗位.xlsx") && !holds("张三丰"));
}

async fn it_is_forgotten_after_a_week(fixture: Fixture) {
    let db = &fixture.open().await;
    let id = add(db, "岗位.xlsx").await;
    let week = noon() + SignedDuration::from_hours(7 * 24);
    db.tidy(week).await.unwrap();
    assert!(db.upload(id).await.unwrap().is_some());
    db.tidy(week + SignedDuration::from_secs(1)).await.unwrap();
    assert_eq!(db.upload(id).await.unwrap(), None);
}

const FAIR: ActivityId = ActivityId(3);

async fn add_list(db: &Database) -> UploadId {
    db.add_paper_list(FAIR, ("名单.xlsx", &table()), "王芳", noon()).await.unwrap()
}

async fn a_list_of_people_is_its_activitys_alone(fixture: Fixture) {
    let db = &fixture.open().await;
    let (published, list) = (add(db, "岗位.xlsx").await, add_list(db).await);
    let (upload, kept) = db.paper_list(FAIR, list).await.unwrap().unwrap();
    assert_eq!((upload.id, upload.name.as_str(), upload.made_by.as_str()), (list, "名单.xlsx", "王芳"));
    assert_eq!(kept, KeptList::Table(table()));
    assert_eq!(db.paper_list(ActivityId(4), list).await.unwrap(), None);
    assert_eq!(db.paper_list(FAIR, published).await.unwrap(), None);
    assert_eq!(db.upload(list).await.unwrap(), None);
    assert_eq!(db.paper_lists(FAIR, 10).await.unwrap(), [upload]);
    assert!(db.paper_lists(ActivityId(4), 10).await.unwrap().is_empty());
    assert_eq!(db.uploads(10).await.unwrap().iter().map(|upload| upload.id).collect::<Vec<_>>(), [published]);
    db.tidy(noon() + SignedDuration::from_hours(7 * 24) + SignedDuration::from_secs(1)).await.unwrap();
    assert_eq!(db.paper_list(FAIR, list).await.unwrap(), None);
}

async fn what_came_of_a_list_is_sealed_and_takes_the_place_of_it(fixture: Fixture) {
    let db = &fixture.open().await;
    let fair = put_fair(db, &fair("spring", None)).await;
    let list = db.add_paper_list(fair, ("名单.xlsx", &table()), "王芳", noon()).await.unwrap();
    let read = read(fair);
    for by in ["李华", "王芳"] {
        db.file_paper_list((fair, list), &read, by, noon()).await.unwrap();
    }
    db.drop_paper_list(fair, list).await.unwrap();
    let (upload, kept) = db.paper_list(fair, list).await.unwrap().unwrap();
    let told = "报上1人，排队0人，早就报过0人，没报上0人。";
    assert_eq!(upload.published, Some(("李华".to_owned(), noon(), told.to_owned())));
    let number = ReceiptNumber { activity: fair, sequence: 1 };
    let row = CameOf { row: 2, shown: "钟**".to_owned(), outcome: Outcome::SignedUp(number) };
    assert_eq!(kept, KeptList::Filed(Filing { rows: vec![row], left_out: Vec::new() }));
    let everything = fixture.everything().await;
    let holds = |words: &str| everything.windows(words.len()).any(|window| window == words.as_bytes());
    assert!(holds("名单.xlsx") && !holds("钟秀英") && !holds("钟**"));
    assert_eq!(fixture.number("SELECT count(*) FROM sign_ups").await, 1);
}

async fn a_list_is_filed_as_a_whole_or_not_at_all(fixture: Fixture) {
    let db = &fixture.open().await;
    let fair = put_fair(db, &fair("spring", None)).await;
    let add = async || db.add_paper_list(fair, ("名单.xlsx", &table()), "王芳", noon()).await.unwrap();
    let (list, other, read) = (add().await, add().await, read(fair));
    let places = async || fixture.number("SELECT count(*) FROM sign_ups").await;
    // Whoever closes the page while it is filed: their commit may be on its way, with all of it.
    let filing = db.file_paper_list((fair, list), &read, "王芳", noon());
    tokio::time::timeout(std::time::Duration::ZERO, filing).await.ok();
    let torn = "SELECT (SELECT count(*) FROM sign_ups) - (SELECT count(*) FROM uploads WHERE published_at IS NOT NULL)";
    assert_eq!(fixture.number(torn).await, 0);
    db.file_paper_list((fair, list), &read, "王芳", noon()).await.unwrap();
    assert_eq!((places().await, fixture.number(torn).await), (1, 0));
    // One that is another activity's, or gone, files nobody.
    db.drop_paper_list(ActivityId(4711), other).await.unwrap();
    let someone_else = ImportedSignUps { people: vec![on_paper(fair, "刘小红", "13800000002")], ..read };
    db.file_paper_list((ActivityId(4711), other), &someone_else, "王芳", noon()).await.unwrap();
    assert!(db.paper_list(fair, other).await.unwrap().is_some());
    db.drop_paper_list(fair, other).await.unwrap();
    db.file_paper_list((fair, other), &someone_else, "王芳", noon()).await.unwrap();
    assert_eq!((places().await, db.paper_list(fair, other).await.unwrap()), (1, None));
}

/// A list of one, read.
fn read(activity: ActivityId) -> ImportedSignUps {
    ImportedSignUps { people: vec![on_paper(activity, "钟秀英", "13800000001")], flaws: Vec::new(), rows: 1 }
}

fn on_paper(activity: ActivityId, called: &str, number: &str) -> OnPaper {
    OnPaper { row: 2, shown: "钟**".to_owned(), wish: signs(activity, answers(called, number)) }
}
