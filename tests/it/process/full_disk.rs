//! The disk is full: what is acknowledged is on it all the same.

use std::fs;
use std::process::Command;

use super::sign_up::{AGREE, OUTING, fill_in, openid, told};
use crate::support::phone::Phones;
use crate::support::serve::{Home, Serve};

const PEOPLE: usize = 12;

/// From now on no file of the server's grows beyond `bytes`: as far as SQLite can tell, the disk is full.
fn limit_files(serve: &Serve, bytes: &str) {
    let limited =
        Command::new("prlimit").args([format!("--pid={}", serve.pid()), format!("--fsize={bytes}:")]).status();
    assert!(limited.expect("prlimit is of util-linux").success());
}

#[tokio::test]
async fn on_a_full_disk_nobody_is_told_of_a_place_that_is_not_on_it() {
    let home = Home::new();
    let mut serve = home.start();
    let phones = Phones::plain();
    for n in 0..PEOPLE {
        fill_in(&phones, |_| serve.port, n, OUTING).await;
    }
    let journal = fs::metadata(home.path("data/guiyan.db-wal")).unwrap().len();
    limit_files(&serve, &journal.to_string());
    let mut acknowledged = Vec::new();
    for n in 0..PEOPLE {
        let reply = phones.say(serve.port, &openid(n), AGREE).await;
        if reply.contains("系统忙") {
            continue;
        }
        acknowledged.push((n, told(&reply)));
    }
    serve.kill();

    let serve = home.start();
    for (n, receipt) in &acknowledged {
        let kept = phones.say(serve.port, &openid(*n), "我的报名").await;
        assert!(kept.contains("编号 "), "follower {n} was told {receipt:?}, and there is none: {kept}");
    }
    fill_in(&phones, |_| serve.port, PEOPLE, OUTING).await;
    told(&phones.say(serve.port, &openid(PEOPLE), AGREE).await);
}
