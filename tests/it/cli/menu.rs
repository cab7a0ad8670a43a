//! `guiyan menu`, as a process, on an account at the simulated platform.

use std::path::{Path, PathBuf};
use std::process::Output;

use guiyan::app::content::menu_book::MenuEdits;
use guiyan::app::editions::{EditionRecords, NewEdition, Revision, Subject};
use guiyan::domain::menu::{self, MenuButton, MenuKind};
use guiyan::simulator::menu::{Button, Menu};
use guiyan::startup::SystemClock;
use guiyan::storage::Database;

use super::{guiyan, stderr, stdout};
use crate::support::database::{noon, vault};
use crate::support::push::{APP_ID, TOKEN};
use crate::support::simulated::{SECRET, Simulated};

const KEY: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

/// Runs a verb of `guiyan menu` for the simulated account.
async fn menu(simulated: &Simulated, secret: &str, words: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    menu_in(folder.path(), simulated, secret, words).await
}

/// The same, with the database in this folder.
async fn menu_in(folder: &Path, simulated: &Simulated, secret: &str, words: &[&str]) -> Output {
    let folder = folder.to_owned();
    let variables: Vec<(String, String)> = [
        ("WECHAT__API_BASE", simulated.address.as_str()),
        ("WECHAT__APP_ID", APP_ID),
        ("WECHAT__APP_SECRET", secret),
        ("WECHAT__TOKEN", TOKEN),
        ("WECHAT__MODE", "plain"),
        ("PRIVACY__KEY", KEY),
    ]
    .map(|(name, value)| (format!("GUIYAN__{name}"), value.to_owned()))
    .into();
    let words: Vec<String> = ["menu"].iter().chain(words).map(|word| (*word).to_owned()).collect();
    tokio::task::spawn_blocking(move || {
        let pack = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("config/xingguo");
        let mut variables: Vec<(&str, &str)> = variables.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let pack = pack.display().to_string();
        variables.push(("GUIYAN__CONTENT", &pack));
        guiyan(&folder, &words.iter().map(String::as_str).collect::<Vec<_>>(), &variables)
    })
    .await
    .unwrap()
}

fn click(name: &str, key: &str) -> Button {
    Button { name: name.to_owned(), kind: Some("click".to_owned()), key: Some(key.to_owned()), ..Button::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_push_changes_is_told_first_and_then_there_is_nothing_left_to_change() {
    let simulated = Simulated::new().await;
    simulated.platform.publish_menu(Menu { button: vec![click("旧菜单", "old")] });

    let told = menu(&simulated, SECRET, &["diff"]).await;
    assert!(told.status.success(), "{}", stderr(&told));
    assert!(stdout(&told).contains("去掉 旧菜单（点击：old）"), "{}", stdout(&told));
    assert!(stdout(&told).contains("增加 找工作 › 看招工岗位（点击：openings）"), "{}", stdout(&told));

    // Nobody sits at a test's terminal, so nothing is published unasked.
    let refused = menu(&simulated, SECRET, &["push"]).await;
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("--yes"), "{}", stderr(&refused));
    assert!(stdout(&menu(&simulated, SECRET, &["show"]).await).contains("旧菜单"));

    let pushed = menu(&simulated, SECRET, &["push", "--yes"]).await;
    assert!(pushed.status.success(), "{}", stderr(&pushed));
    assert!(stdout(&pushed).contains("菜单已经发布"), "{}", stdout(&pushed));
    assert!(stdout(&menu(&simulated, SECRET, &["diff"]).await).contains("公众号的菜单和内容包一样"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_without_a_menu_is_shown_as_such() {
    let simulated = Simulated::new().await;
    let shown = menu(&simulated, SECRET, &["show"]).await;
    assert!(shown.status.success(), "{}", stderr(&shown));
    assert!(stdout(&shown).contains("公众号现在的菜单：\n  （没有）"), "{}", stdout(&shown));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_secret_is_explained_to_staff_and_never_shown() {
    let simulated = Simulated::new().await;
    let failed = menu(&simulated, "not-the-secret-of-the-account-00", &["diff"]).await;
    assert_eq!(failed.status.code(), Some(1));
    assert!(stderr(&failed).contains("AppSecret"), "{}", stderr(&failed));
    assert!(!stderr(&failed).contains("not-the-secret"), "{}", stderr(&failed));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_secret_it_says_where_to_put_one() {
    let simulated = Simulated::new().await;
    let failed = menu(&simulated, "", &["show"]).await;
    assert_eq!(failed.status.code(), Some(1));
    assert!(stderr(&failed).contains("GUIYAN__WECHAT__APP_SECRET"), "{}", stderr(&failed));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_staff_published_is_meant_until_the_packs_menu_is_asked_for() {
    let (simulated, folder) = (Simulated::new().await, tempfile::tempdir().unwrap());
    std::fs::create_dir(folder.path().join("data")).unwrap();
    let url = format!("sqlite://{}/data/guiyan.db", folder.path().display());
    let database = Database::open(&url, vault(KEY), std::sync::Arc::new(SystemClock)).await.unwrap();
    database.migrate().await.unwrap();
    let (kind, key) = (Some(MenuKind::Click), Some("openings".to_owned()));
    let own = MenuButton { name: "过年找活".to_owned(), kind, key, url: None, sub: Vec::new() };
    let edits = MenuEdits { menu: Some(menu::Menu { buttons: vec![own] }) };
    let content = edits.written();
    let edition = NewEdition { subject: Subject::Menu, content: &content, summary: "改动", after: None };
    assert!(database.publish(edition, None, "王芳", noon()).await.unwrap());
    drop(database);

    let run = async |words: &[&str]| {
        let done = menu_in(folder.path(), &simulated, SECRET, words).await;
        assert!(done.status.success(), "{words:?}: {}", stderr(&done));
        stdout(&done).to_owned()
    };
    let shown = run(&["show"]).await;
    assert!(shown.contains("工作台里发布的菜单（第 1 版，王芳）：\n  过年找活"), "{shown}");
    let told = run(&["diff"]).await;
    assert!(told.contains("加 --pack") && told.contains("增加 过年找活"), "{told}");
    run(&["push", "--yes"]).await;
    assert!(run(&["diff"]).await.contains("公众号的菜单和工作台第 1 版一样"));

    let pushed = run(&["push", "--pack", "--yes"]).await;
    assert!(pushed.contains("这次由内容包的代替") && pushed.contains("去掉 过年找活"), "{pushed}");
    let told = run(&["diff"]).await;
    assert!(told.contains("公众号的菜单和内容包一样") && !told.contains("工作台"), "{told}");
}
