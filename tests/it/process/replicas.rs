//! Two servers on one PostgreSQL and one Redis: the platform's further attempts land wherever they land.

use super::sign_up::{AGREE, FAIR, Told, fill_in, number_of, openid, told};
use crate::support::phone::Phones;
use crate::support::postgres::SHARED;
use crate::support::redis::RedisServer;
use crate::support::serve::{Home, Serve};

async fn replicas(redis: &RedisServer) -> [Serve; 2] {
    let database = SHARED.fresh_database().await;
    // Safe mode: every seal is another, the answer inside must be the same.
    let home = Home::new().with("database.url", &database).with("cache.url", &redis.url()).with("wechat.mode", "safe");
    [home.start(), home.start()]
}

#[tokio::test]
async fn a_further_attempt_gets_the_identical_reply_on_the_other_replica() {
    let redis = RedisServer::start();
    let [one, other] = replicas(&redis).await;
    let phones = Phones::safe();
    for words in ["招聘会", "工资多少", "这是什么意思呢"] {
        let message = phones.words(&openid(1), words);
        let reply = phones.answer(one.port, &message).await.unwrap();
        assert_eq!(phones.answer(other.port, &message).await.unwrap(), reply, "{words}");
        assert_eq!(phones.answer(one.port, &message).await.unwrap(), reply, "{words}");
    }
}

#[tokio::test]
async fn three_attempts_at_once_on_both_replicas_sign_up_once() {
    let redis = RedisServer::start();
    let [one, other] = replicas(&redis).await;
    let phones = Phones::safe();
    for n in 0..20 {
        fill_in(&phones, |step| if step % 2 == 0 { one.port } else { other.port }, n, FAIR).await;
        let message = phones.words(&openid(n), AGREE);
        let attempts = [one.port, other.port, one.port].map(|port| phones.answer(port, &message));
        let replies = futures_util::future::join_all(attempts).await;
        let replies: Vec<String> = replies.into_iter().map(Result::unwrap).collect();
        assert!(replies.iter().all(|reply| *reply == replies[0]), "{replies:#?}");
        let Told::Receipt(number) = told(&replies[0]) else { panic!("no receipt: {}", replies[0]) };
        assert_eq!(number_of(&phones, other.port, n).await, number);
    }
}
