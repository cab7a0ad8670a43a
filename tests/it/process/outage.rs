//! Redis goes away and comes back; nobody restarts the server.

use std::time::{Duration, Instant};

use super::sign_up::{AGREE, FAIR, Told, fill_in, openid, told};
use crate::support::phone::Phones;
use crate::support::redis::RedisServer;
use crate::support::serve::Home;

#[tokio::test]
async fn without_redis_keywords_are_answered_and_forms_put_off_until_it_is_back() {
    let mut redis = RedisServer::start();
    let serve = Home::new().with("cache.url", &redis.url()).start();
    let phones = Phones::plain();
    fill_in(&phones, |_| serve.port, 1, FAIR).await;

    redis.kill();
    assert!(phones.say(serve.port, &openid(2), "工资多少").await.contains("工资面议"));
    assert!(phones.say(serve.port, &openid(2), "招聘会").await.contains("招聘会"));
    let put_off = phones.click(serve.port, &openid(2), FAIR).await;
    assert!(put_off.contains("系统忙"), "{put_off}");
    // In the middle of a form; what each of these would mean without one must not be said.
    for words in [AGREE, "确认", "返回", "李四", "13800000002", "跳过"] {
        let put_off = phones.say(serve.port, &openid(1), words).await;
        assert!(put_off.contains("系统忙"), "{words}: {put_off}");
    }

    redis.restart();
    let back = Instant::now();
    while serve.get("/readyz").unwrap().0 != 200 {
        assert!(back.elapsed() < Duration::from_secs(30), "it does not find Redis again:\n{}", serve.log());
    }
    // The dialogue went with Redis; the form begins again, and what was put off was not half done.
    fill_in_again(&phones, serve.port, 1).await;
    fill_in(&phones, |_| serve.port, 2, FAIR).await;
    for n in [1, 2] {
        let reply = phones.say(serve.port, &openid(n), AGREE).await;
        assert!(matches!(told(&reply), Told::Receipt(_)), "{reply}");
    }
}

/// Who has consented is not asked twice.
async fn fill_in_again(phones: &Phones, port: u16, n: usize) {
    let who = openid(n);
    let asked = phones.click(port, &who, FAIR).await;
    assert!(asked.contains("叫什么名字"), "{asked}");
    phones.say(port, &who, "张三 13800000001").await;
    let review = phones.say(port, &who, "跳过").await;
    assert!(review.contains("请看一下对不对"), "{review}");
}
