//! `/console/platform`: how the account stands with the platform, in words, with what to do.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use jiff::Timestamp;
use minijinja::context;
use minijinja::value::Serde;
use serde::{Deserialize, Serialize};

use super::Console;
use super::gate::Here;
use super::platform_words::{call_name, refusal};
use crate::app::console::AccountState;
use crate::app::platform::arrivals::Came;
use crate::app::platform::errcode::{self, Errcode};
use crate::app::platform::rates::Usage;
use crate::console::answer::Instead;
use crate::domain::account::{Account, Feature, Right};
use crate::domain::county::AccountKind;
use crate::domain::dialogue::view::When;

const PART: &str = "/console/platform";
/// Longest code that is looked up, in characters.
const CODE: usize = 12;

/// Which code is looked up.
#[derive(Deserialize)]
pub struct LookUp {
    /// A number.
    #[serde(default)]
    code: String,
}

/// What the account may do of one thing.
#[derive(Serialize)]
struct Capability {
    name: &'static str,
    right: &'static str,
    lacks: bool,
}

/// What was used of a call.
#[derive(Serialize)]
struct Quota {
    name: &'static str,
    today: u64,
    per_day: u64,
    left: u64,
    this_month: u64,
    /// Held back until then.
    paused: Option<When>,
}

/// What was refused for one reason.
#[derive(Serialize)]
struct Refused {
    meaning: &'static str,
    what_to_do: &'static str,
    times: u64,
    last: Option<When>,
}

fn capabilities(account: &Account) -> Vec<Capability> {
    let capability = |feature: Feature| {
        let right = account.right(feature);
        Capability {
            name: feature.name(),
            right: match right {
                Right::Granted => "有",
                Right::Likely => "可能有，用的时候试，微信拒绝了就停",
                Right::Denied => "这种公众号没有",
                Right::Refused => "微信拒绝了（48001），停一天再试",
            },
            lacks: matches!(right, Right::Denied | Right::Refused),
        }
    };
    Feature::ALL.into_iter().map(capability).collect()
}

/// Those that were used this month, or are held back: a list of thirty zeros tells nothing.
fn quotas(usage: &[Usage], now: Timestamp) -> Vec<Quota> {
    let paused = |usage: &Usage| usage.used.paused_until.filter(|until| *until > now);
    let shown = usage.iter().filter(|usage| usage.used.this_month > 0 || paused(usage).is_some());
    let quota = |usage: &Usage| Quota {
        name: call_name(usage.call),
        today: usage.used.today,
        per_day: usage.per_day,
        left: usage.per_day.saturating_sub(usage.used.today),
        this_month: usage.used.this_month,
        paused: paused(usage).map(|until| When::of(until, None)),
    };
    shown.map(quota).collect()
}

fn refusals(refused: &BTreeMap<&'static str, Came>) -> Vec<Refused> {
    let row = |(reason, came): (&&'static str, &Came)| {
        let (meaning, what_to_do) = refusal(reason);
        Refused { meaning, what_to_do, times: came.times, last: came.last.map(|at| When::of(at, None)) }
    };
    refused.iter().map(row).collect()
}

/// The page.
pub async fn page(
    State(console): State<Arc<Console>>,
    here: Here,
    Query(look_up): Query<LookUp>,
) -> Result<Response, Instead> {
    let state = console.centre.account_state(here.permit()?).await.map_err(|error| console.unseen(&here, error))?;
    let now = console.clock.now();
    let AccountState { account, connected, usage, token_good_until, last_word, seen } = state;
    let typed: String = look_up.code.trim().chars().take(CODE).collect();
    let explained = typed.parse().ok().map(Errcode).map(|code| {
        let errcode::Explained { meaning, what_to_do } = errcode::explain(code);
        context! { code => code.0, meaning, what_to_do }
    });
    let when = |at: Option<Timestamp>| at.map(|at| Serde(When::of(at, None)));
    let context = context! {
        kind => match account.kind { AccountKind::Service => "服务号", AccountKind::Subscription => "公众号（订阅号）" },
        verified => account.verified,
        capabilities => Serde(capabilities(&account)),
        connected,
        counted => usage.is_some(),
        quotas => Serde(quotas(&usage.unwrap_or_default(), now)),
        token => when(token_good_until),
        token_minutes => token_good_until.map(|until| until.duration_since(now).as_mins()),
        last_word => when(last_word),
        taken => seen.taken.times,
        taken_last => when(seen.taken.last),
        refused => Serde(refusals(&seen.refused)),
        code => typed,
        explained,
    };
    Ok(console.show(&here.session, PART, "staff/platform.html", context))
}
