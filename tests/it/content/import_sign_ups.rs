//! A paper list, row by row. All data here is made up.

use guiyan::app::content;
use guiyan::app::export::template;
use guiyan::app::import::read::read_table;
use guiyan::app::import::sign_ups::{Heading, ImportedSignUps, Slot, Typed, TypedFlaw, headings, sign_ups};
use guiyan::app::import::table::ImportError;
use guiyan::domain::activity::{Activity, Eligibility, Session, SessionNumber};
use guiyan::domain::form::Answer;
use guiyan::domain::id::{ActivityId, FormId, UnitId};
use guiyan::domain::sign_up::Wish;
use jiff::civil::date;

use crate::support::database::fair;

fn list(heading: &str, rows: &str, activity: &Activity) -> Result<ImportedSignUps, ImportError> {
    let pack = content::load(&content::built_in()).unwrap().pack;
    sign_ups(&read_table("a.csv", format!("{heading}\n{rows}").as_bytes()).unwrap(), activity, &pack, date(2026, 2, 6))
}

fn fair_7() -> Activity {
    Activity { id: ActivityId(7), ..fair("a", Some(9)) }
}

fn told(read: &ImportedSignUps) -> Vec<String> {
    read.flaws.iter().map(ToString::to_string).collect()
}

#[test]
fn every_row_is_told_with_what_is_wrong_in_it() {
    let rows = "1,张三,13800000001,长冈\n\
                2,李四,1380000000,长冈\n\
                3,,13800000003,长冈\n\
                4,王五,,长冈\n\
                5,张三,13800000001,\n\
                6,赵六,13800000006,火星乡\n\
                7,没有这个人的名字123,13800000007,\n";
    let read = list("序号,姓 名,联系电话,乡镇", rows, &fair_7()).unwrap();
    let expected = [
        "错误 第3行（序号2） 手机号：手机号应是11位，这里是10位，这一行没有导入",
        "错误 第4行（序号3） 姓名：没有写姓名，这一行没有导入",
        "错误 第5行（序号4） 手机号：没有写手机号，这一行没有导入",
        "提示 第6行（序号5） 姓名“张*”：和第2行是同一个人，只算一次",
        "警告 第7行（序号6） 乡镇：没有这个乡镇，这一格没有记",
        "错误 第8行（序号7） 姓名：不像人的名字，这一行没有导入",
    ];
    assert_eq!(told(&read), expected);
    assert_eq!(
        read.people.iter().map(|person| (person.row, person.shown.as_str())).collect::<Vec<_>>(),
        [(2, "张*"), (7, "赵*")]
    );
    assert_eq!(read.summary().to_string(), "读到7行：2人可以报名；没有导入4行。");
    let wish = &read.people[0].wish;
    assert_eq!(
        (wish.activity, wish.form.as_str(), wish.consent.as_deref()),
        (ActivityId(7), "job_fair", Some("paper"))
    );
}

#[test]
fn other_questions_are_found_by_their_own_label() {
    let class = Activity { forms: vec![FormId::parse("training_class").unwrap()], ..fair_7() };
    let read = list("姓名,手机,想学什么", "张三,13800000001,服装\n李四,13800000002,做饭\n", &class).unwrap();
    let subject = |at: usize| read.people[at].wish.answers.iter().find(|(id, _)| id == "subject").unwrap().1.clone();
    assert_eq!(subject(0), Answer::Choice("纺织服装".to_owned()));
    assert_eq!(subject(1), Answer::Skipped);
    assert_eq!(read.flaws[0].reason, "不在可选的里面，这一格没有记");
}

#[test]
fn where_there_are_sessions_each_row_names_one() {
    let mut fair = fair_7();
    let session = |number, name: &str| Session {
        number: SessionNumber(number),
        name: name.to_owned(),
        starts_at: fair.starts_at,
        ends_at: fair.ends_at,
        capacity: None,
    };
    fair.sessions = vec![session(1, "上午场"), session(2, "下午场")];
    let rows = "张三,13800000001,下午场\n李四,13800000002,1\n王五,13800000003,\n";
    let read = list("姓名,手机号,场次", rows, &fair).unwrap();
    let sessions: Vec<_> = read.people.iter().map(|person| person.wish.session.unwrap().0).collect();
    assert_eq!(sessions, [2, 1]);
    assert_eq!(told(&read), ["错误 第4行 场次：场次要写成其中一个：上午场、下午场，这一行没有导入"]);
}

#[test]
fn who_rings_is_read_as_a_row_and_everything_wrong_is_told_while_they_are_there() {
    let pack = content::load(&content::built_in()).unwrap().pack;
    let read = |fields: &[(&str, &str)], agreed| {
        let answers = fields.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())).collect();
        Typed { answers, session: String::new(), agreed }.read(&fair_7(), &pack, date(2026, 2, 6))
    };
    let flaws = read(&[("name", "123"), ("unit", "火星乡")], false).unwrap_err();
    let told: Vec<_> = flaws.iter().map(|flaw| (&flaw.slot, flaw.reason.as_str())).collect();
    let question = |id: &str| Slot::Question(id.to_owned());
    assert_eq!(
        told,
        [
            (&question("name"), "不像人的名字"),
            (&question("mobile"), "没有写手机号"),
            (&question("unit"), "没有这个乡镇"),
            (&Slot::Consent, "请念给本人听，同意了再打勾；不同意就不能登记"),
        ]
    );
    let wish = read(&[("name", "张 三"), ("mobile", "138 0000 0001"), ("unit", "")], true).unwrap();
    let on_paper = list("姓名,手机号", "张三,13800000001\n", &fair_7()).unwrap().people.remove(0).wish;
    assert_eq!(wish.consent.as_deref(), Some("aloud:2024-1"));
    assert_eq!(Wish { consent: None, ..wish }, Wish { consent: None, ..on_paper }, "but for how they agreed");
}

#[test]
fn what_is_typed_over_what_is_there_changes_that_alone_and_keeps_out_whom_the_rules_do() {
    let pack = content::load(&content::built_in()).unwrap().pack;
    let of_unit = Eligibility { units: [UnitId(24)].into(), ..Eligibility::default() };
    let activity = Activity { eligibility: of_unit, ..fair_7() };
    let there = list("姓名,手机号,乡镇", "张山,13800000001,长冈\n", &activity).unwrap().people.remove(0).wish.answers;
    let read = |there: &[(String, Answer)], fields: &[(&str, &str)]| {
        let answers = fields.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())).collect();
        Typed { answers, ..Typed::default() }.read_over(there, (&activity, &pack, date(2026, 2, 6)))
    };
    let on_paper =
        list("姓名,手机号,乡镇", "张三,13800000001,长冈\n", &activity).unwrap().people.remove(0).wish.answers;
    assert_eq!(read(&there, &[("name", " 张三 "), ("mobile", ""), ("nothing", "x")]), Ok(on_paper));
    assert_eq!(read(&there, &[]), Ok(there.clone()));
    let told = |read: Result<_, Vec<TypedFlaw>>| read.map(|_: Vec<(String, Answer)>| ()).unwrap_err().remove(0);
    let flaw = told(read(&there, &[("mobile", "1380000000")]));
    assert_eq!((flaw.slot, flaw.reason.as_str()), (Slot::Question("mobile".to_owned()), "手机号应是11位，这里是10位"));
    let flaw = told(read(&there, &[("unit", "潋江镇")]));
    assert_eq!(flaw.slot, Slot::Nowhere);
    assert!(flaw.reason.contains("这场活动不给这个乡镇"), "{}", flaw.reason);
    // Whom a newer rule keeps out has their place, and their name is put right all the same.
    let elsewhere =
        list("姓名,手机号,乡镇", "张山,13800000001,潋江镇\n", &fair_7()).unwrap().people.remove(0).wish.answers;
    assert!(read(&elsewhere, &[("name", "张三")]).is_ok());
}

#[test]
fn an_empty_list_has_the_columns_that_are_read_and_no_others() {
    let pack = content::load(&content::built_in()).unwrap().pack;
    let named = |activity: &Activity| {
        let headings = headings(activity, &pack, date(2026, 2, 6));
        headings.iter().map(|heading| (heading.name.clone(), heading.required)).collect::<Vec<_>>()
    };
    let needed = |name: &str| (name.to_owned(), true);
    assert_eq!(named(&fair_7()), [needed("姓名"), needed("手机号"), ("家在哪里".to_owned(), false)]);
    assert!(named(&Activity { forms: Vec::new(), ..fair_7() }).is_empty());
    let class = Activity { forms: vec![FormId::parse("identified_class").unwrap()], ..fair_7() };
    assert_eq!(named(&class), [needed("姓名"), needed("手机号"), needed("身份证号")], "no picture stands in a table");

    let mut every_form = Vec::new();
    for form in &pack.forms {
        let activity = Activity { forms: vec![form.id.clone()], ..fair_7() };
        let headings = headings(&activity, &pack, date(2026, 2, 6));
        let how: Vec<String> = headings.iter().map(Heading::how).collect();
        let columns: Vec<(&str, &str)> =
            headings.iter().zip(&how).map(|(heading, how)| (heading.name.as_str(), how.as_str())).collect();
        let mut file = std::io::Cursor::new(Vec::new());
        template::headed("名单", &columns).unwrap().save(&mut file).unwrap();
        let table = read_table("空表.xlsx", file.get_ref()).unwrap();
        let read = sign_ups(&table, &activity, &pack, date(2026, 2, 6)).unwrap();
        assert_eq!((read.rows, table.rows.len()), (0, 1), "{:?}: {table:?}", form.id);
        every_form.push(table.rows[0].cells.clone());
    }
    assert!(every_form.iter().flatten().any(|heading| heading == "老家"), "{every_form:?}");
}

#[test]
fn a_list_without_names_is_no_list() {
    let missing = list("电话", "13800000001\n", &fair_7()).unwrap_err();
    assert_eq!(missing.to_string(), "没有找到表头，缺少这些列：姓名");
}
