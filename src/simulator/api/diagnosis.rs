//! Quotas, failed calls, addresses (platform sheet 7.14).

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::call::{Api, Call, Outcome, Reply, data, done, done_with, put};
use super::token::check_account;
use crate::simulator::account::Right;
use crate::simulator::errcode::{BAD_APP_ID, BAD_CHECK_ACTION, BAD_CHECK_OPERATOR, NO_PATH, NO_RID, Refusal};

/// How long a connection to the callback's host may take.
const PATIENCE: Duration = Duration::from_secs(1);

pub const APIS: &[Api] = &[
    Api::post("/cgi-bin/openapi/quota/get", Right::Basic, quota),
    Api::post("/cgi-bin/openapi/quota/clear", Right::Basic, clear_path),
    Api::post("/cgi-bin/clear_quota", Right::Basic, clear),
    Api::post("/cgi-bin/clear_quota/v2", Right::Basic, clear_by_secret).without_token(),
    Api::post("/cgi-bin/openapi/rid/get", Right::Basic, failure),
    Api::post("/cgi-bin/callback/check", Right::Basic, check_callback),
    Api::get("/cgi-bin/getcallbackip", Right::Basic, addresses),
    Api::get("/cgi-bin/get_api_domain_ip", Right::Basic, addresses),
];

#[derive(Deserialize)]
struct PathRequest {
    cgi_path: String,
}

fn known(path: &str) -> Result<&'static Api, Refusal> {
    super::find(path).ok_or_else(|| Refusal::of(NO_PATH))
}

/// An API without a daily limit has 0 of everything but what was used.
fn quota(call: &mut Call<'_>) -> Outcome {
    let PathRequest { cgi_path } = call.json()?;
    let api = known(&cgi_path)?;
    let quotas = &call.world.quotas;
    let used = quotas.today(api.path, call.now);
    let daily = quotas.daily(api.path, api.limits).unwrap_or(0);
    let mut answer = json!({
        "quota": { "daily_limit": daily, "used": used, "remain": daily.saturating_sub(used) },
    });
    if let Some(limit) = api.limits.per_minute {
        put(&mut answer, "rate_limit", json!({ "call_count": limit, "refresh_second": 60 }));
    }
    done_with(answer)
}

fn clear_path(call: &mut Call<'_>) -> Outcome {
    let PathRequest { cgi_path } = call.json()?;
    let api = known(&cgi_path)?;
    call.world.quotas.clear_path(api.path, call.now)?;
    done()
}

#[derive(Deserialize)]
struct ClearRequest {
    appid: String,
    #[serde(default)]
    appsecret: String,
}

fn clear(call: &mut Call<'_>) -> Outcome {
    let ClearRequest { appid, .. } = call.json()?;
    if appid != call.settings.app_id {
        return Err(Refusal::of(BAD_APP_ID));
    }
    call.world.quotas.clear(call.now)?;
    done()
}

fn clear_by_secret(call: &mut Call<'_>) -> Outcome {
    let ClearRequest { appid, appsecret } = call.json()?;
    check_account(call.settings, &appid, &appsecret)?;
    call.world.quotas.clear(call.now)?;
    done()
}

#[derive(Deserialize)]
struct FailureRequest {
    rid: String,
}

fn failure(call: &mut Call<'_>) -> Outcome {
    let FailureRequest { rid } = call.json()?;
    let failure = call.world.failures.get(&rid, call.now).ok_or_else(|| Refusal::of(NO_RID))?;
    done_with(json!({
        "request": {
            "invoke_time": failure.at.as_second(),
            "cost_in_ms": u64::try_from(failure.took).unwrap_or(u64::MAX),
            "request_url": failure.path,
            "request_body": failure.request,
            "response_body": failure.response,
            "client_ip": "127.0.0.1",
        },
    }))
}

#[derive(Deserialize)]
struct CheckRequest {
    action: String,
    #[serde(default)]
    check_operator: String,
}

/// Whether the parameters are sound; the check itself takes a while, so it is done once the lock is free.
fn check_callback(call: &mut Call<'_>) -> Outcome {
    let CheckRequest { action, check_operator } = call.json()?;
    if !matches!(action.as_str(), "all" | "dns" | "ping") {
        return Err(Refusal::of(BAD_CHECK_ACTION));
    }
    if !matches!(check_operator.as_str(), "CHINANET" | "UNICOM" | "CAP" | "DEFAULT") {
        return Err(Refusal::of(BAD_CHECK_OPERATOR));
    }
    Ok(Reply::Check(Check { dns: action != "ping", ping: action != "dns", operator: check_operator }))
}

/// What to look at, and over whose network: the simulator has one for all.
#[derive(Debug)]
pub struct Check {
    dns: bool,
    ping: bool,
    operator: String,
}

impl Check {
    /// Resolves the callback's host and connects to it.
    pub async fn run(self, url: &str) -> Value {
        let parsed = reqwest::Url::parse(url).ok();
        let place = parsed.and_then(|url| Some((url.host_str()?.to_owned(), url.port_or_known_default()?)));
        let found = match place {
            Some((host, port)) => lookup_host((host, port)).await.map(Iterator::collect).unwrap_or_default(),
            None => Vec::new(),
        };
        let mut answer = json!({});
        if self.dns {
            let dns: Vec<Value> =
                found.iter().map(|at| json!({ "ip": at.ip(), "real_operator": self.operator })).collect();
            put(&mut answer, "dns", dns.into());
        }
        if self.ping {
            let mut pings = Vec::new();
            for at in found {
                pings.push(ping(at, &self.operator).await);
            }
            put(&mut answer, "ping", pings.into());
        }
        answer
    }
}

/// One connection stands for the packets.
async fn ping(at: SocketAddr, operator: &str) -> Value {
    let started = Instant::now();
    let reached = matches!(timeout(PATIENCE, TcpStream::connect(at)).await, Ok(Ok(_)));
    let loss = if reached { "0%" } else { "100%" };
    let time = format!("{:.3}ms", started.elapsed().as_secs_f64() * 1000.0);
    json!({ "ip": at.ip(), "from_operator": operator, "package_loss": loss, "time": time })
}

/// The simulator calls from this machine.
fn addresses(_: &mut Call<'_>) -> Outcome {
    data(json!({ "ip_list": ["127.0.0.1"] }))
}
