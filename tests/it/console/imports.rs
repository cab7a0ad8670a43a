//! Tables over HTTP: looked through, kept, published, and refused.

use guiyan::domain::staff::Role;
use reqwest::StatusCode;

use crate::support::console::{Page, Person, TestConsole};
use crate::support::workbook;

const IMPORT: &str = "/console/import";

async fn upload(person: &Person, name: &str, bytes: impl Into<Vec<u8>>) -> Page {
    person.get(IMPORT).await;
    person.upload(IMPORT, name, bytes.into()).await
}

fn csv(console: &TestConsole, rows: &[&str]) -> String {
    let name = console.house.house.catalog.load().openings.enterprises()[1].name.clone();
    let rows: Vec<String> = rows.iter().map(|row| row.replace("$", &name)).collect();
    format!("企业名称,岗位,招工人数,工资,截止日期\n{}\n", rows.join("\n"))
}

#[tokio::test]
async fn a_dry_run_says_what_is_wrong_row_by_row_and_changes_nothing() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let revision = console.house.house.catalog.load().revision;
    let table = csv(&console, &["$,缝纫工,12,6000元,", "没有的厂,保安,2,,", "$,保安,很多,,", "$,电工,2,,明天"]);
    let sent = upload(&person, "岗位.csv", table).await;
    assert_eq!(sent.location(), format!("{IMPORT}/1"), "{}", sent.text);
    let page = person.get(&format!("{IMPORT}/1")).await;
    assert!(page.in_element("summary").contains("读到4行：导入1行，其中0行有疑点；没有导入3行"), "{}", page.text);
    for words in ["没有这家企业", "人数要写成数字", "日期要写成", "<td class=\"number\">5</td>"] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(!page.text.contains("已经过了"), "{}", page.text);
    assert_eq!(console.house.house.catalog.load().revision, revision);
    assert!(person.get("/console/openings?q=缝纫工").await.text.contains("没有找到"));
    assert!(person.get(IMPORT).await.text.contains("检查过，没发布"));
}

#[tokio::test]
async fn what_is_sound_is_published_once_by_whoever_says_so() {
    let console = TestConsole::open().await;
    let (author, other) =
        (console.member("王芳", Role::Publisher).await, console.member("李华", Role::Administrator).await);
    let rows = ["$,缝纫工,12,6000元,", "没有的厂,保安,2,,", "$,电工,1,,2026-02-06"];
    upload(&author, "岗位.csv", csv(&console, &rows)).await;
    let page = author.get(&format!("{IMPORT}/1")).await.text;
    assert!(page.contains("这一天已经过了") && page.contains("警告"), "{page}");
    let publish = async |person: &Person| {
        person.get(&format!("{IMPORT}/1")).await;
        person.get(IMPORT).await;
        person.post(&format!("{IMPORT}/1/publish"), &[]).await
    };
    assert_eq!(publish(&other).await.location(), format!("{IMPORT}/1"));
    let page = other.get(&format!("{IMPORT}/1")).await;
    let outcome = "1家企业的2个岗位：1家有变化，0家没有变化。";
    assert_eq!(page.in_element("outcome"), outcome);
    assert!(
        page.text.contains("没有导入的") && page.text.contains("没有这家企业"),
        "still to be put right: {}",
        page.text
    );
    assert!(!page.text.contains("这一天已经过了"), "that row is published: {}", page.text);
    assert!(page.text.contains("李华 2月7日"), "{}", page.text);
    let catalog = console.house.house.catalog.load_full();
    let told = catalog.openings.iter().filter(|(opening, _)| opening.title.as_deref() == Some("缝纫工")).count();
    assert_eq!(told, 1, "the chat knows at once");
    assert_eq!(publish(&author).await.location(), format!("{IMPORT}/1"), "whoever presses again is led to the same");
    let page = author.get(&format!("{IMPORT}/1")).await;
    assert!(page.in_element("outcome") == outcome && page.text.contains("李华 2月7日"), "{}", page.text);
    let auditor = console.member("审计员", Role::Auditor).await;
    let audit = auditor.get("/console/audit?actor=李华").await.text;
    assert!(audit.contains("岗位.csv: 读到3行：导入2行"), "{audit}");
}

#[tokio::test]
async fn what_is_no_table_of_ours_is_refused_with_what_to_do() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    for (name, bytes, words) in [
        ("岗位.pdf", b"%PDF".to_vec(), "只认识 .xlsx 和 .csv 文件"),
        ("岗位.xls", vec![0xD0, 0xCF, 0x11, 0xE0], "另存为"),
        ("岗位.xlsx", workbook::of_rows([["姓名".to_owned(), "电话".to_owned()]]), "没有找到表头"),
        ("", b"a".to_vec(), "没有收到文件"),
    ] {
        let page = upload(&person, name, bytes).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", page.text);
        assert!(page.text.contains(words), "{name}: {}", page.text);
    }
    assert!(person.get(IMPORT).await.text.contains("还没有。"), "nothing of it is kept");
    upload(&person, "岗位.csv", csv(&console, &["没有的厂,保安,2,,"])).await;
    let page = person.get(&format!("{IMPORT}/1")).await;
    assert!(!page.text.contains("发布，手机上马上看得到"), "{}", page.text);
    person.get(IMPORT).await;
    let page = person.post(&format!("{IMPORT}/1/publish"), &[]).await;
    assert!(page.text.contains("没有可以发布的"), "{}", page.text);
}

#[tokio::test]
async fn a_page_of_flaws_stays_small_however_many_there_are() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let long = "厂".repeat(500);
    let rows: Vec<String> = (0..400).map(|n| format!("{long}{n},缝纫工,12,,")).collect();
    upload(&person, "岗位.csv", csv(&console, &rows.iter().map(String::as_str).collect::<Vec<_>>())).await;
    let page = person.get(&format!("{IMPORT}/1")).await.text;
    assert!(page.contains("还有 250 处") && page.len() < 100_000, "{} bytes", page.len());
}

#[tokio::test]
async fn a_file_is_bounded_and_belongs_to_a_form_of_ours() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let rows: Vec<String> = (0..9_000).map(|n| format!("$,工种{n},1,6000元,2026-12-31")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let large = csv(&console, &rows);
    assert!(large.len() > 300_000 && large.len() < 1_000_000, "{}", large.len());
    assert_eq!(upload(&person, "岗位.csv", large).await.location(), format!("{IMPORT}/1"));
    let page = upload(&person, "岗位.csv", vec![b','; 1_048_577]).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.text.contains("文件太大"), "{}", page.text);
    person.get(IMPORT).await;
    *person.form.lock().unwrap() = "0".repeat(64);
    let page = person.upload(IMPORT, "岗位.csv", b"a".to_vec()).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.text);
}

#[tokio::test]
async fn there_is_an_empty_table_of_each_kind() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let page = person.get(IMPORT).await.text;
    for kind in ["enterprises", "openings", "activities"] {
        let address = format!("{IMPORT}/empty/{kind}");
        assert!(page.contains(&format!("href=\"{address}\"")), "{kind}: {page}");
        let file = person.get(&address).await;
        assert_eq!(file.status, StatusCode::OK, "{kind}");
        let disposition = file.headers["content-disposition"].to_str().unwrap();
        assert!(disposition.starts_with("attachment"), "{disposition}");
    }
    assert_eq!(person.get(&format!("{IMPORT}/empty/people")).await.status, StatusCode::NOT_FOUND);
}
