//! SIGKILL in the middle of a thousand sign-ups.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use futures_util::{StreamExt, stream};

use super::sign_up::{AGREE, OUTING, Told, fill_in, number_of, openid, told};
use crate::support::phone::Phones;
use crate::support::postgres::SHARED;
use crate::support::redis::RedisServer;
use crate::support::serve::Home;

const PEOPLE: usize = 1_000;
/// So many have read their receipts when the server is killed.
const BEFORE_THE_END: usize = 400;
const AT_ONCE: usize = 64;

#[tokio::test]
async fn killed_in_the_middle_of_a_thousand_sign_ups_every_acknowledged_one_is_there() {
    kill_in_the_middle(&Home::new()).await;
}

#[tokio::test]
async fn killed_in_the_middle_on_postgres_and_redis_every_acknowledged_one_is_there() {
    let redis = RedisServer::start();
    let database = SHARED.fresh_database().await;
    kill_in_the_middle(&Home::new().with("database.url", &database).with("cache.url", &redis.url())).await;
}

async fn kill_in_the_middle(home: &Home) {
    let serve = home.start();
    let port = serve.port;
    let phones = Phones::plain();
    stream::iter(0..PEOPLE).for_each_concurrent(AT_ONCE, |n| fill_in(&phones, move |_| port, n, OUTING)).await;

    let serve = Mutex::new(serve);
    let receipts = Mutex::new(HashMap::new());
    stream::iter(0..PEOPLE)
        .for_each_concurrent(AT_ONCE, async |n| {
            // Whoever gets no answer is not acknowledged.
            let Ok(reply) = phones.answer(port, &phones.words(&openid(n), AGREE)).await else { return };
            let Told::Receipt(number) = told(&reply) else { panic!("no receipt for follower {n}: {reply}") };
            let mut receipts = receipts.lock().unwrap();
            receipts.insert(n, number);
            if receipts.len() == BEFORE_THE_END {
                serve.lock().unwrap().kill();
            }
        })
        .await;
    drop(serve);
    let receipts = receipts.into_inner().unwrap();
    assert!((BEFORE_THE_END..PEOPLE).contains(&receipts.len()), "{} had receipts: not the middle", receipts.len());

    let serve = home.start();
    let numbers: HashMap<usize, String> = stream::iter(0..PEOPLE)
        .map(async |n| (n, again(&phones, serve.port, n).await))
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    for (n, number) in &receipts {
        assert_eq!(numbers[n], *number, "follower {n} was told another number before");
    }
    assert_eq!(numbers.values().collect::<HashSet<_>>().len(), PEOPLE, "a number twice");
}

/// Signs up once more: who has a place is told so, whether the receipt was read or not, and who has none gets one.
async fn again(phones: &Phones, port: u16, n: usize) -> String {
    let who = openid(n);
    let reply = phones.click(port, &who, OUTING).await;
    let reply = if reply.contains("叫什么名字") {
        phones.say(port, &who, &format!("张三 138{n:08}")).await;
        phones.say(port, &who, AGREE).await
    } else if reply.contains("请看一下对不对") {
        phones.say(port, &who, AGREE).await
    } else {
        reply
    };
    let (Told::Already(number) | Told::Receipt(number)) = told(&reply) else { panic!("there is room: {reply}") };
    assert_eq!(number_of(phones, port, n).await, number);
    number
}
