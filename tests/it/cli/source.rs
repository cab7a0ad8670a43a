//! `guiyan source qr`, as a process, on an account at the simulated platform.

use std::path::Path;
use std::process::{Command, Output};

use super::{guiyan, stderr, stdout};
use crate::support::push::{APP_ID, TOKEN};
use crate::support::simulated::{SECRET, Simulated};

const KEY: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

async fn source(simulated: &Simulated, folder: &Path, words: &[&str]) -> Output {
    let variables = [
        ("GUIYAN__WECHAT__API_BASE", simulated.address.clone()),
        ("GUIYAN__WECHAT__APP_ID", APP_ID.to_owned()),
        ("GUIYAN__WECHAT__APP_SECRET", SECRET.to_owned()),
        ("GUIYAN__WECHAT__TOKEN", TOKEN.to_owned()),
        ("GUIYAN__WECHAT__MODE", "plain".to_owned()),
        ("GUIYAN__PRIVACY__KEY", KEY.to_owned()),
    ];
    let words: Vec<String> = ["source"].iter().chain(words).map(|word| (*word).to_owned()).collect();
    let folder = folder.to_owned();
    tokio::task::spawn_blocking(move || {
        let variables: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
        guiyan(&folder, &words.iter().map(String::as_str).collect::<Vec<_>>(), &variables)
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_may_have_codes_of_its_own_gets_one_and_keeps_it() {
    let (simulated, folder) = (Simulated::new().await, tempfile::tempdir().unwrap());
    source(&simulated, folder.path(), &["add", "coach", "东莞回兴国大巴1号"]).await;
    let drawn = source(&simulated, folder.path(), &["qr", "A10"]).await;
    assert!(drawn.status.success(), "{}{}", stdout(&drawn), stderr(&drawn));
    let codes = simulated.platform.codes();
    let [code] = codes.as_slice() else { panic!("{} codes", codes.len()) };
    assert_eq!(&*code.scene, "src_A10");
    let read = Command::new("zbarimg").args(["--quiet", "--raw"]).arg(folder.path().join("A10.png")).output().unwrap();
    assert_eq!(stdout(&read).trim(), code.url);
    let listed = source(&simulated, folder.path(), &["list"]).await;
    assert!(stdout(&listed).contains("有自己的二维码"), "{}", stdout(&listed));

    // Codes of an account can never be deleted: a second drawing makes no second one.
    source(&simulated, folder.path(), &["qr", "A10", "--out", "again"]).await;
    assert_eq!(simulated.platform.codes().len(), 1);
}
