//! Lists out of the system: people, a row each, as Excel shows them.

use std::io::Cursor;

use guiyan::app::content;
use guiyan::app::export::roster::{self, List, People, RosterRecords, Style};
use guiyan::app::import::read::read_table;
use guiyan::domain::activity::Activity;
use guiyan::domain::dialogue::effect::Effect;
use guiyan::domain::form::{Answer, AnswerKind, Form, Question};
use guiyan::domain::id::{ActivityId, FormId, UnitId};
use guiyan::domain::pack::Pack;
use guiyan::domain::person::{IdNumber, MobileNumber, PersonName};
use guiyan::domain::sign_up::Wish;
use guiyan::storage::Database;

use crate::support::database::{Fixture, apply, fair, noon, put_fair, wish};

on_both!(
    a_list_is_masked_unless_somebody_says_why_not,
    identity_numbers_are_what_they_were_when_the_file_is_opened_again,
    people_are_counted_and_not_forms,
    a_list_longer_than_a_page_is_whole,
    what_was_taken_out_in_full_stands_in_the_audit,
);

const ID: &str = "440105194912310026";

fn pack() -> Pack {
    let mut pack = content::load(&content::built_in()).unwrap().pack;
    let question = |id: &str, label: &str, kind| Question {
        id: id.to_owned(),
        prompt: String::new(),
        label: label.to_owned(),
        help: String::new(),
        kind,
        optional: false,
        only_if: None,
    };
    pack.forms.push(Form {
        id: FormId::parse("with_id").unwrap(),
        title: "要身份证的".to_owned(),
        questions: vec![
            question("name", "姓名", AnswerKind::Name),
            question("mobile", "手机号", AnswerKind::Mobile),
            question("id", "身份证号", AnswerKind::IdNumber),
            question("unit", "家在哪里", AnswerKind::Unit),
            question("note", "备注", AnswerKind::Text { max_chars: 30 }),
        ],
    });
    pack
}

fn answers(name: &str, mobile: &str) -> Vec<(String, Answer)> {
    vec![
        ("name".to_owned(), Answer::Name(PersonName::parse(name).unwrap())),
        ("mobile".to_owned(), Answer::Mobile(MobileNumber::parse(mobile).unwrap())),
        ("id".to_owned(), Answer::IdNumber(IdNumber::parse(ID).unwrap())),
        ("unit".to_owned(), Answer::Unit(UnitId(24))),
        ("note".to_owned(), Answer::Text("=1+1，找我爱人13800000009".to_owned())),
    ]
}

async fn put(db: &Database) -> Activity {
    let id = put_fair(db, &Activity { forms: vec![FormId::parse("with_id").unwrap()], ..fair("a", Some(900)) }).await;
    RosterRecords::activity(db, id).await.unwrap().unwrap()
}

async fn sign_up(db: &Database, id: ActivityId, who: &str, answers: Vec<(String, Answer)>) {
    let wish = Wish { own: false, ..wish(id, answers) };
    apply(db, who, Effect::SignUp(Box::new(wish))).await;
}

/// The rows of the first sheet, and who is in them.
async fn rows(db: &Database, activity: &Activity, list: List, reveal: bool) -> (Vec<Vec<String>>, People) {
    let pack = pack();
    let (book, people) = roster::write(db, activity, Style { pack: &pack, list, reveal }).await.unwrap();
    let mut file = Cursor::new(Vec::new());
    book.save(&mut file).unwrap();
    let table = read_table("名单.xlsx", file.get_ref()).unwrap();
    (table.rows.into_iter().map(|row| row.cells).collect(), people)
}

const SIGN_UPS: List = List::SignUps { all: false };

async fn a_list_is_masked_unless_somebody_says_why_not(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put(&db).await;
    sign_up(&db, activity.id, "oZhong", answers("钟小明", "13800000001")).await;
    let (masked, _) = rows(&db, &activity, SIGN_UPS, false).await;
    let heading =
        ["序号", "编号", "姓名", "手机号", "身份证号", "家在哪里", "备注", "状态", "谁报的", "来源", "报名时间"];
    assert_eq!(masked[0], heading);
    let shown = ["钟**", "138****0001", "4401**********0026", "长冈乡", "=*+*，找我爱人***********", "报上了"];
    assert_eq!(masked[1][2..8], shown);
    let (full, _) = rows(&db, &activity, SIGN_UPS, true).await;
    assert_eq!(full[1][2..7], ["钟小明", "13800000001", ID, "长冈乡", "=1+1，找我爱人13800000009"]);
    assert_eq!(full[1][10], "2026-02-06 12:00");
}

async fn identity_numbers_are_what_they_were_when_the_file_is_opened_again(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put(&db).await;
    sign_up(&db, activity.id, "oZhong", answers("钟小明", "13800000001")).await;
    let (full, _) = rows(&db, &activity, SIGN_UPS, true).await;
    // Archery#819: 4.40105194912310e17.
    assert_eq!(full[1][4], ID);
    assert!(full[1].iter().all(|cell| !cell.contains("e1") && !cell.contains("E+")), "{full:?}");
}

async fn people_are_counted_and_not_forms(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put(&db).await;
    // One phone, a family of three; and one who gave it up again.
    for (name, mobile) in [("钟小明", "13800000001"), ("钟大明", "13800000001"), ("刘小红", "13800000002")] {
        sign_up(&db, activity.id, "oZhong", answers(name, mobile)).await;
    }
    sign_up(&db, activity.id, "oGone", answers("王小二", "13800000003")).await;
    apply(&db, "oGone", Effect::Erase).await;
    fixture.execute("UPDATE sign_ups SET attended_at = 1770350400000, attended_by = 'scan' WHERE sequence = 2").await;
    let (listed, people) = rows(&db, &activity, SIGN_UPS, false).await;
    assert_eq!((listed.len(), people), (4, People { listed: 3, seated: 3, waiting: 0, ended: 0, came: 1 }));
    assert_eq!(listed[1][8], "别人代报");
    fixture.execute("UPDATE sign_ups SET walk_in = true WHERE sequence = 3").await;
    assert_eq!(rows(&db, &activity, SIGN_UPS, false).await.0[3][8], "现场登记");
    let (all, people) = rows(&db, &activity, List::SignUps { all: true }, true).await;
    assert_eq!((all.len(), people.ended), (5, 1));
    assert_eq!(all[4].get(2).map(String::as_str), Some(""), "who had everything deleted is a number in the count");
    let (came, people) = rows(&db, &activity, List::Attendance, false).await;
    assert_eq!((came.len(), people.came), (4, 1));
    assert_eq!(came[2][7..10], ["到了", "2026-02-06 12:00", "扫码"]);
    assert_eq!(came[1][7], "没到");
}

async fn a_list_longer_than_a_page_is_whole(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put(&db).await;
    let people = u32::try_from(roster::PAGE).unwrap() + 3;
    let numbers = format!("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < {people})");
    let rows_of = format!("{numbers} SELECT {}, x, 'confirmed', 0, true FROM n", activity.id);
    fixture.execute(&format!("INSERT INTO sign_ups (activity_id, sequence, state, made_at, own) {rows_of}")).await;
    let page = db.places(activity.id, 2, 2).await.unwrap();
    assert_eq!(page.iter().map(|filed| filed.number.sequence).collect::<Vec<_>>(), [3, 4]);
    let (listed, counted) = rows(&db, &activity, SIGN_UPS, false).await;
    assert_eq!((listed.len(), counted.listed), (usize::try_from(people).unwrap() + 1, people));
}

async fn what_was_taken_out_in_full_stands_in_the_audit(fixture: Fixture) {
    let db = fixture.open().await;
    db.note_export("王芳", "sign-ups of activity 1 in full: 报人社局核验", noon()).await.unwrap();
    assert_eq!(fixture.text("SELECT actor FROM audit WHERE action = 'exported'").await, "王芳");
}
