//! `guiyan staff`, as a process.

use std::path::Path;
use std::process::Output;

use super::{guiyan, stderr, stdout};

fn staff(folder: &Path, words: &[&str]) -> Output {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/xingguo");
    let variables = [("GUIYAN__CONTENT", content.to_str().unwrap())];
    guiyan(folder, &[&["staff"], words, &["--data", "here"]].concat(), &variables)
}

#[test]
fn accounts_are_made_listed_reset_and_ended() {
    let folder = tempfile::tempdir().unwrap();
    let made = staff(folder.path(), &["add", "王芳", "--role", "administrator"]);
    assert!(made.status.success(), "{}", stderr(&made));
    let said = stdout(&made);
    let password = said.split("密码：").nth(1).unwrap().lines().next().unwrap();
    assert_eq!(password.len(), 14, "{said}");
    let clerk = staff(folder.path(), &["add", "李华", "--role", "乡镇办事员", "--unit", "长冈"]);
    assert!(clerk.status.success(), "{}", stderr(&clerk));
    let again = staff(folder.path(), &["reset", "王芳"]);
    assert!(stdout(&again).contains("密码：") && !stdout(&again).contains(password), "{}", stdout(&again));
    assert!(staff(folder.path(), &["end", "李华"]).status.success());
    let listed = staff(folder.path(), &["list"]);
    let said = stdout(&listed);
    assert!(said.contains("王芳（县管理员）还没有换第一次的密码，没登录过"), "{said}");
    assert!(said.contains("李华（乡镇办事员，长冈乡）") && said.contains("离开了"), "{said}");
}

#[test]
fn what_does_not_fit_is_said_and_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    assert!(staff(folder.path(), &["add", "王芳", "--role", "auditor"]).status.success());
    for (words, said) in [
        (&["add", "王芳", "--role", "publisher"][..], "已经有叫“王芳”的人了"),
        (&["add", "李华", "--role", "unit_clerk"], "要写是哪个单位的"),
        (&["add", "李华", "--role", "unit_clerk", "--unit", "火星"], "没有叫“火星”的单位"),
        (&["add", "李华", "--role", "enterprise_hr", "--enterprise", "火星公司"], "没有叫“火星公司”的企业"),
        (&["reset", "李华"], "没有叫“李华”的人"),
    ] {
        let refused = staff(folder.path(), words);
        assert_eq!((refused.status.code(), stderr(&refused).contains(said)), (Some(1), true), "{}", stderr(&refused));
    }
    let usage = staff(folder.path(), &["add", "李华", "--role", "boss"]);
    assert_eq!(usage.status.code(), Some(2));
    assert!(stderr(&usage).contains("one of administrator, publisher"), "{}", stderr(&usage));
    assert_eq!(stdout(&staff(folder.path(), &["list"])).lines().count(), 1);
}
