//! Diagnostics (platform sheet 7.14).

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::json;

use super::Api;
use super::answer::Done;
use super::auto_replies::AutoRepliesAnswer;
use super::call::{Call, Repeat};
use crate::app::platform::diagnostics::{
    AutoReplies, CallRecord, Carrier, Check, DiagnosticsGateway, Ping, Quota, RateLimit, Reachability, Resolved,
};
use crate::app::platform::failure::PlatformError;

static QUOTA: Call = Call::new("quota_get", "/cgi-bin/openapi/quota/get", Repeat::Safe);
// A second one would be counted, and the month has few.
static CLEAR_QUOTA: Call = Call::new("quota_clear", "/cgi-bin/openapi/quota/clear", Repeat::Never);
static CLEAR_ALL: Call = Call::new("clear_quota", "/cgi-bin/clear_quota", Repeat::Never);
static CALL_RECORD: Call = Call::new("rid_get", "/cgi-bin/openapi/rid/get", Repeat::Safe);
static CALLBACK_CHECK: Call = Call::new("callback_check", "/cgi-bin/callback/check", Repeat::Safe);
static API_ADDRESSES: Call = Call::new("get_api_domain_ip", "/cgi-bin/get_api_domain_ip", Repeat::Safe);
static CALLBACK_ADDRESSES: Call = Call::new("getcallbackip", "/cgi-bin/getcallbackip", Repeat::Safe);
static AUTO_REPLIES: Call = Call::new("get_current_autoreply", "/cgi-bin/get_current_autoreply_info", Repeat::Safe);

#[derive(Deserialize)]
struct QuotaAnswer {
    quota: QuotaCounts,
    rate_limit: Option<RateAnswer>,
}

#[derive(Deserialize)]
struct QuotaCounts {
    daily_limit: u64,
    used: u64,
    remain: u64,
}

#[derive(Deserialize)]
struct RateAnswer {
    #[serde(default)]
    call_count: u64,
    #[serde(default)]
    refresh_second: u64,
}

#[derive(Deserialize)]
struct RecordAnswer {
    request: RecordedRequest,
}

#[derive(Deserialize)]
struct RecordedRequest {
    invoke_time: i64,
    #[serde(default)]
    cost_in_ms: u64,
    #[serde(default)]
    request_url: String,
    #[serde(default)]
    request_body: String,
    #[serde(default)]
    response_body: String,
    #[serde(default)]
    client_ip: String,
}

#[derive(Deserialize)]
struct CheckAnswer {
    #[serde(default)]
    dns: Vec<DnsAnswer>,
    #[serde(default)]
    ping: Vec<PingAnswer>,
}

#[derive(Deserialize)]
struct DnsAnswer {
    ip: String,
    #[serde(default)]
    real_operator: String,
}

#[derive(Deserialize)]
struct PingAnswer {
    ip: String,
    #[serde(default)]
    from_operator: String,
    #[serde(default)]
    package_loss: String,
    #[serde(default)]
    time: String,
}

#[derive(Deserialize)]
struct AddressesAnswer {
    #[serde(default)]
    ip_list: Vec<String>,
}

#[async_trait]
impl DiagnosticsGateway for Api {
    async fn quota(&self, path: &str) -> Result<Quota, PlatformError> {
        let answer: QuotaAnswer = self.post(&QUOTA, &json!({ "cgi_path": path })).await?;
        // Calls without such a limit have it missing, empty or 0.
        let rate = answer.rate_limit.filter(|rate| rate.call_count != 0);
        Ok(Quota {
            daily_limit: answer.quota.daily_limit,
            used: answer.quota.used,
            remain: answer.quota.remain,
            rate: rate.map(|rate| RateLimit { calls: rate.call_count, seconds: rate.refresh_second }),
        })
    }

    async fn clear_quota(&self, path: &str) -> Result<(), PlatformError> {
        let Done {} = self.post(&CLEAR_QUOTA, &json!({ "cgi_path": path })).await?;
        Ok(())
    }

    async fn clear_all_quotas(&self) -> Result<(), PlatformError> {
        let Done {} = self.post(&CLEAR_ALL, &json!({ "appid": self.app_id() })).await?;
        Ok(())
    }

    async fn call_record(&self, rid: &str) -> Result<CallRecord, PlatformError> {
        let answer: RecordAnswer = self.post(&CALL_RECORD, &json!({ "rid": rid })).await?;
        let request = answer.request;
        Ok(CallRecord {
            at: request.invoke_time,
            millis: request.cost_in_ms,
            url: request.request_url,
            request: request.request_body,
            response: request.response_body,
            client_ip: request.client_ip,
        })
    }

    async fn callback_check(&self, check: Check, carrier: Carrier) -> Result<Reachability, PlatformError> {
        let body = json!({ "action": action(check), "check_operator": operator(carrier) });
        let answer: CheckAnswer = self.post(&CALLBACK_CHECK, &body).await?;
        Ok(Reachability {
            dns: answer.dns.into_iter().map(resolved).collect(),
            ping: answer.ping.into_iter().map(ping).collect(),
        })
    }

    async fn api_addresses(&self) -> Result<Vec<String>, PlatformError> {
        let answer: AddressesAnswer = self.get(&API_ADDRESSES, &[]).await?;
        Ok(answer.ip_list)
    }

    async fn callback_addresses(&self) -> Result<Vec<String>, PlatformError> {
        let answer: AddressesAnswer = self.get(&CALLBACK_ADDRESSES, &[]).await?;
        Ok(answer.ip_list)
    }

    async fn auto_replies(&self) -> Result<AutoReplies, PlatformError> {
        let answer: AutoRepliesAnswer = self.get(&AUTO_REPLIES, &[]).await?;
        Ok(answer.into())
    }
}

fn action(check: Check) -> &'static str {
    match check {
        Check::Dns => "dns",
        Check::Ping => "ping",
        Check::All => "all",
    }
}

fn operator(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::Telecom => "CHINANET",
        Carrier::Unicom => "UNICOM",
        Carrier::Tencent => "CAP",
        Carrier::Default => "DEFAULT",
    }
}

fn resolved(answer: DnsAnswer) -> Resolved {
    Resolved { ip: answer.ip, carrier: answer.real_operator }
}

fn ping(answer: PingAnswer) -> Ping {
    Ping { ip: answer.ip, from: answer.from_operator, loss: answer.package_loss, time: answer.time }
}
