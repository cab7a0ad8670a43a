//! What `import`, `migrate` and `chat` do for whoever types them.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{guiyan, stderr, stdout};

const KEY: (&str, &str) = ("GUIYAN__PRIVACY__KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
const ENTERPRISES: &str = "\
序号,企业名称,企业地址,招工人数,联系人,联系电话
1,某某服饰有限公司,兴国县经济开发区9号,30,王女士,13800000001
2,某某食品有限公司,兴国县埠头乡,十来个,李先生,1380000000
3,,兴国县,5,,13800000003
";
const OPENINGS: &str = "\
企业名称,岗位,招工人数,工资
某某服饰有限公司,车工,12,4000到6000
没有的公司,普工,3,
";

#[test]
fn an_import_tells_each_flaw_takes_what_is_sound_and_changes_nothing_the_second_time() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("list.csv"), ENTERPRISES).unwrap();
    let dry = guiyan(folder.path(), &["import", "--dry-run", "list.csv"], &[KEY]);
    assert!(stdout(&dry).contains("没有改动"), "{}{}", stdout(&dry), stderr(&dry));

    let first = guiyan(folder.path(), &["import", "list.csv"], &[KEY]);
    assert_eq!(first.status.code(), Some(0), "{}", stderr(&first));
    let said = stdout(&first);
    assert!(said.contains("第3行（序号2） 招工人数“十来个”"), "{said}");
    assert!(said.contains("第4行（序号3） 企业名称"), "{said}");
    assert!(said.contains("新增1家企业，更新0家"), "{said}");

    let second = guiyan(folder.path(), &["import", "list.csv"], &[KEY]);
    assert!(stdout(&second).contains("新增0家企业，更新0家，没有变化1家"), "{}", stdout(&second));

    fs::write(folder.path().join("openings.csv"), OPENINGS).unwrap();
    let openings = guiyan(folder.path(), &["import", "openings.csv"], &[KEY]);
    let said = stdout(&openings);
    assert!(said.contains("没有的公司") && said.contains("1家企业的1个岗位：1家有变化"), "{said}{}", stderr(&openings));
}

#[test]
fn an_import_that_cannot_be_read_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("old.xls"), b"\xd0\xcf\x11\xe0 old").unwrap();
    fs::write(folder.path().join("other.csv"), "a,b\n1,2\n").unwrap();
    for (file, words) in [("old.xls", "另存为"), ("other.csv", "没有找到表头"), ("missing.csv", "missing.csv")]
    {
        let output = guiyan(folder.path(), &["import", file], &[KEY]);
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains(words) && stderr(&output).contains("没有导入"), "{}", stderr(&output));
    }
    let keyless = guiyan(folder.path(), &["import", "other.csv"], &[]);
    assert!(stderr(&keyless).contains("privacy.key"), "{}", stderr(&keyless));
}

#[test]
fn migrate_can_be_said_twice() {
    let folder = tempfile::tempdir().unwrap();
    let first = guiyan(folder.path(), &["migrate"], &[KEY]);
    assert!(stdout(&first).contains("Applied"), "{}", stderr(&first));
    let second = guiyan(folder.path(), &["migrate"], &[KEY]);
    assert_eq!(stdout(&second), "The database is up to date.\n");
}

fn chat(folder: &Path, arguments: &[&str], lines: &str) -> (Option<i32>, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_guiyan"))
        .current_dir(folder)
        .arg("chat")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code(), stdout(&output).to_owned(), stderr(&output).to_owned())
}

#[test]
fn a_chat_answers_anywhere_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let (code, said, wrong) = chat(folder.path(), &[], "雨燕\n[dance]\n[wait 1h]\n");
    assert_eq!(code, Some(0), "{wrong}");
    assert!(said.contains("13317975885"), "{said}");
    assert!(wrong.contains("看不懂 [dance]"), "{wrong}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_chat_that_is_kept_goes_on_where_it_was_and_can_be_played_again() {
    let folder = tempfile::tempdir().unwrap();
    let data = ["--data", "here"];
    chat(folder.path(), &data, "[scan join_1]\n同意\n");
    let (_, said, wrong) = chat(folder.path(), &data, "张三\n");
    assert!(said.contains("手机号"), "{said}{wrong}");

    let (code, _, wrong) = chat(folder.path(), &["--save", "kept.txt"], "服装厂\n1\n");
    assert_eq!(code, Some(0), "{wrong}");
    let (code, said, wrong) = chat(folder.path(), &["--replay", "kept.txt"], "");
    assert_eq!(code, Some(0), "{said}{wrong}");

    let other = fs::read_to_string(folder.path().join("kept.txt")).unwrap().replace("> 服装厂", "> 电子厂");
    fs::write(folder.path().join("other.txt"), other).unwrap();
    let (code, _, wrong) = chat(folder.path(), &["--replay", "other.txt"], "");
    assert_eq!(code, Some(1));
    assert!(wrong.contains("an answer differs, line"), "{wrong}");
}

const ACTIVITIES: &str = "\
编号,名称,类别,日期,开始,结束,地点,状态
CF01,春风行动招聘会,招聘会,2030-03-07,9:00,11:30,县就业之家,
CF02,送岗下乡,送岗下乡,3月8日,9:00,11:30,长冈乡,
";

#[test]
fn a_template_is_filled_in_imported_and_an_activity_called_off_by_importing_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let template = guiyan(folder.path(), &["export", "template", "activities", "--out", "活动.xlsx"], &[]);
    assert_eq!(template.status.code(), Some(0), "{}", stderr(&template));
    assert!(fs::read(folder.path().join("活动.xlsx")).unwrap().starts_with(b"PK"));
    let piped = guiyan(folder.path(), &["export", "template", "activities"], &[]);
    assert!(piped.stdout.starts_with(b"PK"), "{}", stderr(&piped));

    fs::write(folder.path().join("list.csv"), ACTIVITIES).unwrap();
    let first = guiyan(folder.path(), &["import", "list.csv"], &[KEY]);
    let said = stdout(&first);
    assert!(
        said.contains("第3行（序号CF02） 日期“3月8日”") && said.contains("新增1场活动"),
        "{said}{}",
        stderr(&first)
    );
    let again = guiyan(folder.path(), &["import", "list.csv"], &[KEY]);
    assert!(stdout(&again).contains("没有变化1场"), "{}", stdout(&again));

    fs::write(folder.path().join("list.csv"), ACTIVITIES.replace("县就业之家,", "县就业之家,取消")).unwrap();
    let off = guiyan(folder.path(), &["import", "list.csv"], &[KEY]);
    assert!(stdout(&off).contains("1场取消") && stdout(&off).contains("更新1场"), "{}", stdout(&off));
}

#[test]
fn sources_are_added_listed_drawn_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| guiyan(folder.path(), arguments, &[KEY]);
    let added = run(&["source", "add", "village", "长冈乡长冈村"]);
    assert!(stdout(&added).starts_with("A10 长冈乡长冈村"), "{}", stderr(&added));
    let taken = run(&["source", "add", "海报", "车站", "--code", "a10"]);
    assert!(stderr(&taken).contains("A10 已经有了"), "{}", stderr(&taken));
    assert!(stdout(&run(&["source", "list"])).contains("A10 村 长冈乡长冈村（发编号）"));

    let nowhere = run(&["source", "qr", "A10"]);
    assert!(stderr(&nowhere).contains("follow_link"), "{}", stderr(&nowhere));
    let address = ("GUIYAN__SERVER__PUBLIC_URL", "https://wx.example.gov.cn");
    let drawn = guiyan(folder.path(), &["source", "qr", "A10", "--out", "长冈村"], &[KEY, address]);
    assert_eq!(drawn.status.code(), Some(0), "{}", stderr(&drawn));
    let svg = fs::read_to_string(folder.path().join("长冈村.svg")).unwrap();
    assert!(svg.contains("长冈乡长冈村") && svg.contains("发 A10"), "{svg}");
    let read = Command::new("zbarimg").args(["--quiet", "--raw"]).arg(folder.path().join("长冈村.png")).output();
    assert_eq!(stdout(&read.unwrap()).trim(), "https://wx.example.gov.cn/activities");

    let table = run(&["source", "table", "--out", "来源.xlsx"]);
    assert!(stdout(&table).contains("A10 长冈乡长冈村：关注0人，报名0人，到场0人"), "{}", stderr(&table));
    assert!(fs::read(folder.path().join("来源.xlsx")).unwrap().starts_with(b"PK"));
}

#[test]
fn a_list_in_full_wants_a_reason_and_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| guiyan(folder.path(), arguments, &[KEY]);
    fs::write(folder.path().join("list.csv"), ACTIVITIES).unwrap();
    run(&["import", "list.csv"]);
    let masked = run(&["export", "sign-ups", "--activity", "1", "--out", "名单.xlsx"]);
    assert!(stdout(&masked).contains("春风行动招聘会：0人，到场0人。"), "{}", stderr(&masked));
    let nameless = ["export", "sign-ups", "--activity", "1", "--reveal", "--reason", "核验"];
    assert_eq!(run(&nameless).status.code(), Some(2), "clap asks for --by");
    let empty = ["export", "attendance", "--activity", "1", "--reveal", "--reason", " ", "--by", "王芳"];
    assert!(stderr(&run(&empty)).contains("--reason"), "{}", stderr(&run(&empty)));
    let number = ["export", "attendance", "--activity", "1", "--reveal", "--reason", "打13800001234", "--by", "王芳"];
    assert!(stderr(&run(&number)).contains("审计里不记号码"), "{}", stderr(&run(&number)));
    let missing = run(&["export", "attendance", "--activity", "4711", "--out", "a.xlsx"]);
    assert!(stderr(&missing).contains("没有编号为4711的活动"), "{}", stderr(&missing));
    assert!(!folder.path().join("a.xlsx").exists());
}

#[test]
fn a_paper_list_is_put_down_row_by_row_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| guiyan(folder.path(), arguments, &[KEY]);
    fs::write(folder.path().join("list.csv"), ACTIVITIES).unwrap();
    run(&["import", "list.csv"]);
    fs::write(folder.path().join("paper.csv"), "姓名,手机号\n张三,13800000001\n李四,1380000000\n").unwrap();
    let import = ["import", "sign-ups", "--activity", "1", "paper.csv"];
    let dry = run(&[&import[..], &["--dry-run"]].concat());
    assert!(stdout(&dry).contains("没有改动"), "{}{}", stdout(&dry), stderr(&dry));
    let first = run(&import);
    let said = stdout(&first);
    for words in ["第3行 手机号：手机号应是11位", "第2行 张*：报上了，编号 1-0001", "报上1人，排队0人"]
    {
        assert!(said.contains(words), "{words}: {said}{}", stderr(&first));
    }
    assert!(!said.contains("1380000000"), "a wrong number is as personal as a right one");
    assert!(stdout(&run(&import)).contains("早就报过了，编号 1-0001"));
    let list = run(&["export", "sign-ups", "--activity", "1", "--out", "名单.xlsx"]);
    assert!(stdout(&list).contains("1人"), "{}{}", stdout(&list), stderr(&list));
    let attendance = run(&["export", "attendance", "--activity", "1", "--out", "签到.xlsx"]);
    let came = stdout(&attendance);
    for words in ["一共：报名1，来了0", "招聘会0场，任务50场；送岗下乡0场，任务60场；稳工活动0场，任务30场"]
    {
        assert!(came.contains(words), "{words}: {came}");
    }
    assert!(stderr(&run(&["import"])).contains("Usage"), "a file is needed");
}
