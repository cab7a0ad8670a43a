//! What must be nowhere in the clear: not in the log at its loudest, not in the metrics, not at rest.

use super::sign_up::{AGREE, FAIR, Told, told};
use crate::support::phone::Phones;
use crate::support::push::{AES_KEY, TOKEN, event};
use crate::support::redis::RedisServer;
use crate::support::serve::Home;

const WHO: &str = "oSECRECY000000000000000001";
const NAME: &str = "钟秀英";
const MOBILE: &str = "13800000077";

#[tokio::test]
async fn no_name_no_number_and_no_secret_is_in_the_log_the_metrics_or_redis() {
    let redis = RedisServer::start();
    let home = Home::new().with("log.level", "trace").with("cache.url", &redis.url()).with("wechat.mode", "safe");
    let serve = home.start();
    let phones = Phones::safe();
    phones.click(serve.port, WHO, FAIR).await;
    for words in ["同意", &format!("{NAME} {MOBILE}"), "跳过"] {
        phones.say(serve.port, WHO, words).await;
    }
    assert!(matches!(told(&phones.say(serve.port, WHO, AGREE).await), Told::Receipt(_)));
    phones.say(serve.port, WHO, "我的信息").await;
    // Refused, odd and unknown ones have log lines of their own.
    for xml in [event(WHO, NAME, ""), event(MOBILE, "subscribe", ""), format!("<xml>{NAME}{MOBILE}"), NAME.to_owned()] {
        phones.bother(serve.port, &phones.push(WHO, &xml)).await;
    }
    let metrics = serve.get("/metrics").unwrap().1;
    let kept = redis.everything().await;
    assert!(serve.log().contains("callback") && metrics.contains("guiyan_callback_total") && !kept.is_empty());
    for secret in [NAME, MOBILE, TOKEN, AES_KEY] {
        assert!(!serve.log().contains(secret), "{secret} in the log:\n{}", serve.log());
        assert!(!metrics.contains(secret), "{secret} in the metrics:\n{metrics}");
        assert!(!kept.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()), "{secret} in Redis");
    }
    assert!(!serve.log().contains(WHO) && !metrics.contains(WHO), "an openid:\n{}", serve.log());
}
