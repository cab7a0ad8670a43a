//! The day's counts, set right by the platform's own (platform sheet 7.14): others may use the account as well, and
//! limits grow with the number of followers.

use metrics::gauge;

use super::call::Call;
use super::{Api, access, customer_service, draft, followers, mass, media, menu, publish, qr, template};
use crate::app::dialogue_cache::CacheUnavailable;
use crate::app::platform::diagnostics::DiagnosticsGateway;
use crate::app::platform::failure::{Decision, PlatformError};
use crate::app::platform::rates::Usage;

/// Every call with a limit a day (6.5).
const METERED: [&Call; 29] = [
    &access::USUAL,
    &customer_service::SEND,
    &draft::ADD,
    &draft::UPDATE,
    &draft::GET,
    &draft::DELETE,
    &draft::COUNT,
    &draft::LIST,
    &followers::LIST,
    &followers::INFO,
    &followers::REMARK,
    &mass::SEND_FILTERED,
    &mass::SEND_TO,
    &mass::PREVIEW,
    &media::UPLOAD,
    &media::GET,
    &menu::CREATE,
    &menu::GET,
    &menu::DELETE,
    &menu::ADD_CONDITIONAL,
    &menu::DELETE_CONDITIONAL,
    &menu::TRY_MATCH,
    &publish::SUBMIT,
    &publish::STATUS,
    &publish::DELETE,
    &publish::ARTICLES,
    &publish::LIST,
    &qr::CREATE,
    &template::SEND,
];

impl Api {
    /// Asks for the count and the limit of every call, and puts them in place of ours: at start and once a day. What
    /// the account lacks is left out, and so is what the platform does not tell of.
    ///
    /// # Errors
    /// The platform cannot be asked now; what was learnt before that stays.
    pub async fn reconcile(&self) -> Result<(), PlatformError> {
        let account = self.wire.capabilities.account().await;
        for call in METERED.into_iter().filter(|call| call.needs.is_none_or(|feature| account.may(feature))) {
            match self.quota(call.path).await {
                Ok(quota) => {
                    let (rates, now) = (&self.wire.rates, self.wire.clock.now());
                    // Without the cache there are no counts to set right.
                    let _ = rates.reconcile(call.name, quota.used, quota.daily_limit, now).await;
                }
                Err(error) if error.decision() == Decision::Bug => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// What has been used of every call with a limit a day.
    ///
    /// # Errors
    /// The cache, where the counts are, is away.
    pub async fn usage(&self) -> Result<Vec<Usage>, CacheUnavailable> {
        let mut usage = Vec::with_capacity(METERED.len());
        for call in METERED {
            let used = self.wire.rates.used(call.name, self.wire.clock.now()).await?;
            let per_day = used.per_day.unwrap_or(call.limit.per_day.unwrap_or(0).into());
            usage.push(Usage { call: call.name, per_day, used });
        }
        Ok(usage)
    }

    /// Puts what has been used on the metrics page: `guiyan_api_used{api,period}` beside `guiyan_api_daily_limit{api}`.
    ///
    /// # Errors
    /// The cache, where the counts are, is away: the page keeps the last ones.
    pub async fn show_usage(&self) -> Result<(), CacheUnavailable> {
        for Usage { call, per_day, used } in self.usage().await? {
            gauge!("guiyan_api_used", "api" => call, "period" => "day").set(shown(used.today));
            gauge!("guiyan_api_used", "api" => call, "period" => "month").set(shown(used.this_month));
            gauge!("guiyan_api_daily_limit", "api" => call).set(shown(per_day));
        }
        Ok(())
    }
}

/// No account makes four billion calls.
fn shown(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_with_a_daily_limit_is_reconciled() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/wechat/api");
        let sources =
            std::fs::read_dir(folder).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
        let limits = sources.map(|source| source.lines().filter(|line| is_limit(line)).count());
        assert_eq!(limits.sum::<usize>(), METERED.len());
        assert!(METERED.iter().all(|call| call.limit.per_day.is_some()));
    }

    fn is_limit(line: &str) -> bool {
        line.contains(".daily(") && !line.trim_start().starts_with("//") && !line.contains("contains")
    }
}
