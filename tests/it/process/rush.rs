//! More people than seats, all at once.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use tokio::time::sleep;

use super::sign_up::{AGREE, FAIR, Told, fill_in, number_of, openid, told};
use crate::support::phone::Phones;
use crate::support::postgres::SHARED;
use crate::support::redis::RedisServer;
use crate::support::serve::{Home, Serve};

const SEATS: usize = 300;
/// Enough to fight for seats, and little enough for a dev build; `GUIYAN_RUSH=10000` makes it the real thing.
const PEOPLE: usize = 1_000;
/// People who fill in the form at the same time.
const FILLING_IN: usize = 32;
/// People who agree at the same time: below the number of files that a process may usually open, and no more than a
/// dev build on a slow machine answers before they give up.
const AT_ONCE: usize = 200;
/// How long somebody waits who is told that the bot is too busy.
const PATIENCE: Duration = Duration::from_millis(300);

#[tokio::test]
async fn a_rush_for_three_hundred_seats_fills_each_once_on_sqlite() {
    rush(&[Home::new().start()]).await;
}

#[tokio::test]
async fn a_rush_for_three_hundred_seats_fills_each_once_on_two_replicas() {
    let redis = RedisServer::start();
    let database = SHARED.fresh_database().await;
    let home = Home::new().with("database.url", &database).with("cache.url", &redis.url());
    rush(&[home.start(), home.start()]).await;
}

#[expect(clippy::print_stdout, reason = "how long it took is worth knowing, and never asserted")]
async fn rush(servers: &[Serve]) {
    let people = std::env::var("GUIYAN_RUSH").map_or(PEOPLE, |text| text.parse().unwrap());
    let phones = Phones::plain();
    // Nobody stays with one server, not even within one conversation.
    let port = |n: usize| servers[n % servers.len()].port;
    let fill_in = |n: usize| fill_in(&phones, move |step| port(n + step), n, FAIR);
    stream::iter(0..people).for_each_concurrent(FILLING_IN, fill_in).await;

    let (started, late) = (Instant::now(), phones.late());
    let agree = async |n: usize| (n, agree(&phones, port(n), n).await);
    let ends: Vec<(usize, Told)> = stream::iter(0..people).map(agree).buffer_unordered(AT_ONCE).collect().await;
    println!("{people} people told in {:?}; servers late {} times", started.elapsed(), phones.late() - late);

    let seated: Vec<(usize, &str)> = ends
        .iter()
        .filter_map(|(n, told)| match told {
            Told::Receipt(number) | Told::Already(number) => Some((*n, number.as_str())),
            Told::Full => None,
        })
        .collect();
    assert_eq!(ends.len(), people);
    assert_eq!(seated.len(), SEATS);
    assert_eq!(seated.iter().map(|(_, number)| number).collect::<HashSet<_>>().len(), SEATS, "a number twice");
    for (n, number) in seated {
        assert_eq!(number_of(&phones, port(n), n).await, number);
    }
}

/// Agrees, and does what the bot says when it is too busy: sends it again a moment later. Only then may there be a seat already.
async fn agree(phones: &Phones, port: u16, n: usize) -> Told {
    for attempt in 0..20 {
        let reply = phones.say(port, &openid(n), AGREE).await;
        if reply.contains("系统忙") {
            sleep(PATIENCE).await;
            continue;
        }
        let told = told(&reply);
        assert!(attempt > 0 || !matches!(told, Told::Already(_)), "follower {n} asked once and had a seat already");
        return told;
    }
    panic!("follower {n} was put off twenty times");
}
