//! No token, no secret and no openid in the log, in an error, or in the metrics.

use guiyan::app::platform::customer_service::{CustomerServiceGateway, CustomerServiceMessage};
use guiyan::app::platform::limit::Bytes;
use guiyan::app::platform::login::LoginGateway;
use guiyan::domain::county::AccountKind;
use guiyan::domain::id::OpenId;
use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::json;

use super::bench::{Bench, SECRET};
use crate::support::log::Log;
use crate::support::scripted::{Reply, TOKEN_PATH};

const MESSAGE: &str = "/cgi-bin/message/custom/send";
const CODE: &str = "made-up-oauth-code";
const WHO: &str = "oTESTopenid0000000000000001";
const TEXT: &str = "您的手机号13800000001已登记";

#[tokio::test]
async fn no_failure_tells_a_token_a_secret_or_a_person() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    let _recording = metrics::set_default_local_recorder(&recorder);
    let (log, _capturing) = Log::capture();
    let bench = Bench::new().await;
    let mut said = String::new();

    let chatty = json!({"errcode": 40003, "errmsg": format!("invalid openid {WHO} access_token=TOKEN-1 rid: 1-2-3")});
    let replies =
        [Reply::Json(chatty), Reply::Broken, Reply::Status(302), Reply::refusal(48001), Reply::refusal(45009)];
    for reply in replies {
        bench.pass(24 * 3600);
        bench.platform.next(MESSAGE, reply);
        let text = CustomerServiceMessage::Text(Bytes::new(TEXT).unwrap());
        let error = bench.api().send(&OpenId::parse(WHO).unwrap(), &text, None).await.unwrap_err();
        said += &format!("{error} {error:?}\n");
    }
    bench.platform.next("/sns/oauth2/access_token", Reply::Broken);
    said += &format!("{:?}", bench.api().exchange(CODE).await.unwrap_err());
    bench.platform.always(TOKEN_PATH, Reply::refusal(40125));
    bench.pass(7200);
    said += &format!("{:?}", bench.api().renew_ahead().await.unwrap_err());
    let nowhere = bench.api_at("http://127.0.0.1:1", AccountKind::Service, bench.cache.clone());
    said += &format!("{:?}", nowhere.exchange(CODE).await.unwrap_err());

    let (log, metrics) = (log.ours(), handle.render());
    assert!(log.contains("customer_service_send") && log.contains("rid 1-2-3") && metrics.contains("guiyan_api_total"));
    for secret in ["TOKEN-1", SECRET, CODE, WHO, "13800000001", "access_token="] {
        assert!(!log.contains(secret), "{secret} in the log:\n{log}");
        assert!(!said.contains(secret), "{secret} in an error:\n{said}");
        assert!(!metrics.contains(secret), "{secret} in the metrics:\n{metrics}");
    }
}
