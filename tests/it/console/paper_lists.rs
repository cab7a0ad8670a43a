//! Lists that people filled in on paper, over HTTP: looked through, filed once, and refused.

use guiyan::domain::staff::Role;
use reqwest::StatusCode;

use crate::support::console::{Page, Person, TestConsole};
use crate::support::workbook;

const FAIR: &str = "/console/activities/1";
const PEOPLE: &str = "/console/activities/1/people";
const IMPORT: &str = "/console/activities/1/people/import";
/// A fair with two seats and a queue, whose form asks for names and numbers alone.
const SMALL: &str = "/console/activities/5/people/import";
const AGREED: [(&str, &str); 1] = [("agreed", "yes")];

const ZHONG: [&str; 3] = ["钟秀英", "13800005671", "长冈乡"];
const LIU: [&str; 3] = ["刘小红", "13800005672", ""];
/// A digit is missing.
const CHEN: [&str; 3] = ["陈大山", "1380000567", "长冈乡"];
const NOWHERE: [&str; 3] = ["谢红梅", "13800005674", "火星乡"];

/// A workbook as somebody types it.
fn list(rows: &[[&str; 3]]) -> Vec<u8> {
    let rows = [["姓名", "手机号", "家在哪里"]].into_iter().chain(rows.iter().copied());
    workbook::of_rows(rows.map(|row| row.map(str::to_owned)))
}

async fn upload(person: &Person, import: &str, name: &str, bytes: Vec<u8>) -> Page {
    person.get(import).await;
    person.upload(import, name, bytes).await
}

/// The page of a list that was taken in.
async fn taken(person: &Person, import: &str, rows: &[[&str; 3]]) -> String {
    let sent = upload(person, import, "名单.xlsx", list(rows)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    sent.location().to_owned()
}

async fn file(person: &Person, page: &str, fields: &[(&str, &str)]) -> Page {
    person.get(page).await;
    person.post(page, fields).await
}

/// Nothing of a list stands in full on a page.
fn assert_masked(page: &str) {
    for words in ["钟秀英", "刘小红", "陈大山", "谢红梅", "138000056", "火星乡"] {
        assert!(!page.contains(words), "{words}: {page}");
    }
}

#[tokio::test]
async fn a_list_is_looked_through_row_by_row_and_nobody_is_filed_by_that() {
    let console = TestConsole::open().await;
    let clerk = console.member("王芳", Role::InboxAgent).await;
    assert!(clerk.get(PEOPLE).await.text.contains(&format!("href=\"{IMPORT}\"")));
    let form = clerk.get(IMPORT).await.text;
    for words in ["<li>姓名</li>", "<li>手机号</li>", "<li>家在哪里（可以空着）</li>", "import/empty", "400 人"]
    {
        assert!(form.contains(words), "{words}: {form}");
    }

    let address = taken(&clerk, IMPORT, &[ZHONG, CHEN, NOWHERE]).await;
    assert_eq!(address, format!("{IMPORT}/1"));
    let page = clerk.get(&address).await;
    assert_eq!(page.in_element("summary"), "读到3行：2人可以报名；没有导入1行。");
    for words in [
        "还有 300 个名额。",
        "手机号应是11位，这里是10位",
        "没有这个乡镇，这一格没有记",
        "<td class=\"number\">2</td><td>钟**</td>",
        "<td class=\"number\">4</td><td>谢**</td>",
        "这些人都在纸上同意了登记",
        "要登记每个人的姓名、手机号、家在哪里",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert_masked(&page.text);
    assert!(clerk.get(PEOPLE).await.text.contains("还没有人报名"), "nobody was filed");
    assert!(clerk.get(IMPORT).await.text.contains("检查过，没报名"));

    let publisher = console.member("李华", Role::Publisher).await;
    assert!(publisher.get("/console/import").await.text.contains("还没有。"), "it is nothing to be published");
    assert_eq!(publisher.get("/console/import/1").await.status, StatusCode::NOT_FOUND);
    assert_eq!(publisher.get("/console/activities/4/people/import/1").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_agreed_is_filed_once_however_often_the_form_is_sent() {
    let console = TestConsole::open().await;
    let clerk = console.member("王芳", Role::InboxAgent).await;
    let address = taken(&clerk, IMPORT, &[ZHONG, CHEN, LIU]).await;
    let unsaid = file(&clerk, &address, &[]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsaid.text.contains("没有同意登记的人，不能登记") && unsaid.text.contains("钟**"), "{}", unsaid.text);
    assert!(clerk.get(FAIR).await.text.contains("<b id=\"seats\">0／300</b>"), "nobody was filed");

    let outcome = "报上2人，排队0人，早就报过0人，没报上0人。";
    for time in ["first", "second"] {
        assert_eq!(file(&clerk, &address, &AGREED).await.location(), address, "{time}");
        let page = clerk.get(&address).await;
        assert_eq!(page.in_element("outcome"), outcome, "{time}");
        for words in ["报上了，编号 1-0001", "报上了，编号 1-0002", "钟**", "这些行没有报名", "手机号应是11位"]
        {
            assert!(page.text.contains(words), "{time}, {words}: {}", page.text);
        }
        assert!(page.text.contains(&format!("href=\"{PEOPLE}/1\"")), "{}", page.text);
        assert!(!page.text.contains("在纸上同意了登记"), "{}", page.text);
        assert_masked(&page.text);
        assert!(clerk.get(FAIR).await.text.contains("<b id=\"seats\">2／300</b>"), "{time}");
    }
    let place = clerk.get(&format!("{PEOPLE}/1")).await.text;
    assert!(place.contains("纸质名单") && place.contains("138****5671") && place.contains("长冈乡"), "{place}");

    // Put right and sent again as a whole.
    let chen = ["陈大山", "13800005673", "长冈乡"];
    let again = taken(&clerk, IMPORT, &[ZHONG, chen, LIU]).await;
    file(&clerk, &again, &AGREED).await;
    let page = clerk.get(&again).await;
    assert_eq!(page.in_element("outcome"), "报上1人，排队0人，早就报过2人，没报上0人。");
    assert!(
        page.text.contains("早就报过了，编号 1-0001") && page.text.contains("报上了，编号 1-0003"),
        "{}",
        page.text
    );
    assert!(clerk.get(IMPORT).await.text.contains(&format!("报了名：{outcome}")));

    let audit = console.member("审计员", Role::Auditor).await.get("/console/audit?actor=王芳").await.text;
    for words in ["导入纸质名单", "活动 1 号：名单上 2 人，记下 2 人", "活动 1 号：名单上 3 人，记下 1 人"]
    {
        assert!(audit.contains(words), "{words}: {audit}");
    }
    assert_masked(&audit);
}

#[tokio::test]
async fn of_two_who_press_at_once_one_files_it_and_both_are_told_the_same() {
    let console = TestConsole::open().await;
    let (one, other) = (console.member("王芳", Role::InboxAgent).await, console.member("李华", Role::InboxAgent).await);
    let address = taken(&one, IMPORT, &[ZHONG, LIU]).await;
    let (a, b) = tokio::join!(file(&one, &address, &AGREED), file(&other, &address, &AGREED));
    assert_eq!((a.location(), b.location()), (address.as_str(), address.as_str()), "{} {}", a.text, b.text);
    let page = one.get(&address).await;
    assert_eq!(page.in_element("outcome"), "报上2人，排队0人，早就报过0人，没报上0人。");
    let audit = console.member("审计员", Role::Auditor).await.get("/console/audit").await.text;
    assert_eq!(audit.matches("导入纸质名单").count(), 1, "{audit}");
}

#[tokio::test]
async fn a_list_that_nobody_wants_is_thrown_away_and_one_that_is_filed_stays() {
    let console = TestConsole::open().await;
    let clerk = console.member("王芳", Role::InboxAgent).await;
    let drop = async |address: &str| {
        clerk.get(IMPORT).await;
        clerk.post(&format!("{address}/drop"), &[]).await
    };
    let named = upload(&clerk, IMPORT, "张三13800005671.xlsx", list(&[ZHONG])).await.location().to_owned();
    assert!(clerk.get(&named).await.text.contains("：名单</h1>"), "nobody's number is shown");
    assert_eq!(drop(&named).await.location(), IMPORT);
    assert_eq!(clerk.get(&named).await.status, StatusCode::NOT_FOUND);
    assert_eq!(drop(&named).await.location(), IMPORT, "it is gone, as they wish");
    let filed = taken(&clerk, IMPORT, &[LIU]).await;
    file(&clerk, &filed, &AGREED).await;
    assert_eq!(drop(&filed).await.location(), IMPORT);
    assert!(clerk.get(&filed).await.in_element("outcome").starts_with("报上1人"));
}

#[tokio::test]
async fn where_seats_run_out_the_rest_waits_and_that_stands_first() {
    let console = TestConsole::open().await;
    let clerk = console.member("王芳", Role::Publisher).await;
    let address = taken(&clerk, SMALL, &[ZHONG, LIU, NOWHERE]).await;
    let page = clerk.get(&address).await.text;
    assert!(page.contains("还有 2 个名额，不够：排在后面的人要排队"), "{page}");
    file(&clerk, &address, &AGREED).await;
    let page = clerk.get(&address).await;
    assert_eq!(page.in_element("outcome"), "报上2人，排队1人，早就报过0人，没报上0人。");
    let at = |words: &str| page.text.find(words).unwrap_or_else(|| panic!("{words}: {}", page.text));
    assert!(at("名额满了，排队，编号 5-0003，前面0人") < at("报上了，编号 5-0001"), "{}", page.text);
}

#[tokio::test]
async fn what_takes_nobody_on_says_so_instead_of_the_form() {
    let console = TestConsole::open().await;
    let publisher = console.member("王芳", Role::Publisher).await;
    let address = taken(&publisher, IMPORT, &[ZHONG]).await;
    publisher.get(FAIR).await;
    let off = publisher.post(&format!("{FAIR}/call-off"), &[("reason", "下大雪"), ("sure", "yes")]).await;
    assert_eq!(off.location(), FAIR, "{}", off.text);
    let page = publisher.get(&address).await.text;
    assert!(page.contains("现在不能报名：取消了") && !page.contains("name=\"agreed\""), "{page}");
    let refused = file(&publisher, &address, &AGREED).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("现在不能报名：取消了"), "{}", refused.text);
    assert!(publisher.get(FAIR).await.text.contains("<b id=\"seats\">0／300</b>"), "nobody was filed");
    assert!(!publisher.get(PEOPLE).await.text.contains("从名单导入"));
}

#[tokio::test]
async fn what_is_over_takes_no_list_in() {
    let console = TestConsole::open().await;
    console.house.clock.wait("172h".parse().unwrap());
    let clerk = console.member("王芳", Role::InboxAgent).await;
    let form = clerk.get(IMPORT).await.text;
    assert!(form.contains("现在不能报名：结束了") && !form.contains("type=\"file\""), "{form}");
    let refused = upload(&clerk, IMPORT, "名单.xlsx", list(&[ZHONG])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert!(refused.text.contains("什么也没有登记") && !refused.text.contains("最近上传的"), "{}", refused.text);
}

#[tokio::test]
async fn what_is_no_list_of_ours_is_refused_with_what_to_do() {
    let console = TestConsole::open().await;
    let clerk = console.member("王芳", Role::InboxAgent).await;
    let many: String = (0..401).map(|n| format!("张三,138{n:08}\n")).collect();
    for (name, bytes, words) in [
        ("名单.pdf", b"%PDF".to_vec(), "只认识 .xlsx 和 .csv 文件"),
        ("名单.csv", "电话\n13800005671\n".into(), "没有找到表头，缺少这些列：姓名"),
        ("名单.csv", format!("姓名,手机号\n{many}").into_bytes(), "一次最多400人"),
        ("", b"a".to_vec(), "没有收到文件"),
    ] {
        let page = upload(&clerk, IMPORT, name, bytes).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", page.text);
        assert!(page.text.contains(words), "{name}: {}", page.text);
    }
    assert!(!clerk.get(IMPORT).await.text.contains("最近上传的"), "nothing of it is kept");
    let large = upload(&clerk, IMPORT, "名单.csv", vec![b','; 1_048_577]).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);

    let nobody = taken(&clerk, IMPORT, &[CHEN]).await;
    assert!(!clerk.get(&nobody).await.text.contains("name=\"agreed\""));
    let refused = file(&clerk, &nobody, &AGREED).await;
    assert!(refused.text.contains("名单里没有可以报名的人"), "{}", refused.text);
    *clerk.form.lock().unwrap() = "0".repeat(64);
    assert_eq!(clerk.post(&nobody, &AGREED).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_page_of_rows_stays_small_and_leads_on() {
    let console = TestConsole::open().await;
    let clerk = console.member("王芳", Role::InboxAgent).await;
    let sound: String = (0..200).map(|n| format!("张三,138{n:08}\n")).collect();
    let flawed = "张三,1\n".repeat(200);
    let table = format!("姓名,手机号\n{sound}{flawed}").into_bytes();
    let address = upload(&clerk, IMPORT, "名单.csv", table).await.location().to_owned();
    let page = clerk.get(&address).await.text;
    assert!(page.contains("还有 50 处") && page.len() < 100_000, "{} bytes", page.len());
    assert!(page.contains("<td class=\"number\">151</td><td>张*</td>") && page.contains("?behind=150"), "{page}");
    assert!(!page.contains("<td class=\"number\">152</td><td>张*</td>"), "{page}");
    let rest = clerk.get(&format!("{address}?behind=150")).await.text;
    assert!(rest.contains("<td class=\"number\">152</td><td>张*</td>") && !rest.contains("?behind="), "{rest}");
    file(&clerk, &address, &AGREED).await;
    let page = clerk.get(&address).await;
    assert_eq!(page.in_element("outcome"), "报上200人，排队0人，早就报过0人，没报上0人。");
    assert!(page.text.len() < 100_000 && page.text.contains("?behind=150"), "{} bytes", page.text.len());
}

#[tokio::test]
async fn a_clerk_brings_in_lists_of_what_their_own_unit_holds() {
    let console = TestConsole::open().await;
    let agent = console.member("王芳", Role::InboxAgent).await;
    let theirs = taken(&agent, IMPORT, &[ZHONG]).await;
    let clerk = console.member("李华", Role::UnitClerk).await;
    for path in [IMPORT.to_owned(), format!("{IMPORT}/empty"), theirs.clone()] {
        assert_eq!(clerk.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    clerk.get("/console/activities").await;
    assert_eq!(clerk.upload(IMPORT, "名单.xlsx", list(&[ZHONG])).await.status, StatusCode::NOT_FOUND);
    clerk.get("/console/activities").await;
    assert_eq!(clerk.post(&theirs, &AGREED).await.status, StatusCode::NOT_FOUND);
    assert!(agent.get(FAIR).await.text.contains("<b id=\"seats\">0／300</b>"), "nobody was filed");

    let activities = clerk.get("/console/activities").await.text;
    let own = activities.split("href=\"/console/activities/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let own = format!("/console/activities/{own}/people/import");
    let rows = "姓名,手机号,老家\n钟秀英,13800005671,长冈乡\n刘小红,13800005672,埠头乡\n";
    let address = upload(&clerk, &own, "名单.csv", rows.into()).await.location().to_owned();
    let page = clerk.get(&address).await.text;
    assert!(page.contains("1人可以报名") && page.contains("这场活动不给这个乡镇"), "{page}");
    file(&clerk, &address, &AGREED).await;
    assert!(clerk.get(&address).await.in_element("outcome").starts_with("报上1人"));
}

#[tokio::test]
async fn the_empty_list_is_a_file_with_the_name_of_the_activity() {
    let console = TestConsole::open().await;
    let clerk = console.member("王芳", Role::InboxAgent).await;
    let file = clerk.get(&format!("{IMPORT}/empty")).await;
    assert_eq!(file.status, StatusCode::OK);
    let disposition = file.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment"), "{disposition}");
    let sessions = clerk.get("/console/activities/6/people/import").await.text;
    assert!(sessions.contains("<li>场次：写其中一个，上午场、下午场</li>"), "{sessions}");
}
