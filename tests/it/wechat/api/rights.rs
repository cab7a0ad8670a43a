//! What the account lacks is refused before anything is sent, and the operator is told once.

use guiyan::app::platform::failure::{Cause, Decision, PlatformError, Scope};
use guiyan::app::platform::template::TemplateGateway;
use guiyan::domain::account::{Feature, Right};
use guiyan::domain::county::AccountKind;
use guiyan::wechat::api::Api;

use super::bench::Bench;
use crate::support::log::Log;
use crate::support::scripted::{Reply, TOKEN_PATH};

const TEMPLATES: &str = "/cgi-bin/template/get_all_private_template";

async fn call(api: &Api) -> Result<(), PlatformError> {
    TemplateGateway::list(api).await.map(drop)
}

fn lacks(error: &PlatformError) -> bool {
    error.cause() == &Cause::Lacking(Feature::TemplateMessage)
        && error.decision() == Decision::Stop(Scope::Feature)
        && error.call() == "template_list"
}

#[tokio::test]
async fn a_subscription_account_sends_no_template_and_its_operator_is_told_once() {
    let (log, _guard) = Log::capture();
    let bench = Bench::new().await;
    let api = bench.api_of(AccountKind::Subscription, bench.cache.clone());
    for _ in 0..3 {
        let error = call(&api).await.unwrap_err();
        assert!(lacks(&error), "{error}");
    }
    assert_eq!(bench.platform.asked(TEMPLATES).len() + bench.platform.asked(TOKEN_PATH).len(), 0);
    assert_eq!(log.text().matches("feature=\"template_message\"").count(), 1, "{}", log.text());
}

#[tokio::test]
async fn a_refused_right_is_learnt_by_all_replicas_told_once_and_tried_again_after_a_day() {
    let (log, _guard) = Log::capture();
    let bench = Bench::new().await;
    let (api, replica) = (bench.api(), bench.api());
    bench.platform.always(TEMPLATES, Reply::refusal(48001));
    assert_eq!(call(&api).await.unwrap_err().decision(), Decision::Stop(Scope::Feature));
    bench.pass(60);
    for api in [&api, &api, &replica] {
        let error = call(api).await.unwrap_err();
        assert!(lacks(&error), "{error}");
    }
    assert_eq!(bench.platform.asked(TEMPLATES).len(), 1);
    assert_eq!(log.text().matches("has no right to a feature").count(), 1, "{}", log.text());

    let account = replica.capabilities().account().await;
    assert_eq!(account.right(Feature::TemplateMessage), Right::Refused);
    assert!(account.may(Feature::Menu) && replica.capabilities().may(Feature::Followers).await);

    bench.pass(24 * 3600);
    bench.platform.as_usual(TEMPLATES);
    bench.platform.always(TEMPLATES, Reply::Json(serde_json::json!({"template_list": []})));
    call(&replica).await.unwrap();
}
