//! `guiyan serve`: answers the platform until it is told to stop.

use std::sync::Arc;

use super::failure::Failure;
use super::{print, runtime};
use crate::app::dialogue_cache::DialogueCache;
use crate::app::records::ContentRecords;
use crate::config::{Account, Config, Settings};
use crate::server::{self, Check, Ending, Lifecycle};
use crate::startup::{self, House, StartError, SystemClock};
use crate::telemetry::{self, Metrics};

/// Answer the platform's messages
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  guiyan serve
  guiyan serve --samples     with the sample activities of the pack, for trials

SIGTERM or Ctrl-C stops it; it finishes what is in hand first.")]
pub struct Serve {
    /// Also load the pack's sample activities. Never on a live account
    #[arg(long)]
    samples: bool,
}

impl Serve {
    pub fn run(self, settings: &Settings) -> Result<(), Failure> {
        let (mut config, account) = settings.serving()?;
        config.samples |= self.samples;
        let untellable = |error: String| Failure::new(error, "Nothing was started. Try again.");
        telemetry::start_log(config.log).map_err(|error| untellable(error.to_string()))?;
        let metrics = Metrics::install().map_err(|error| untellable(error.to_string()))?;
        runtime()?.block_on(serve(config, account, metrics))
    }
}

async fn serve(config: Config, account: Account, metrics: Metrics) -> Result<(), Failure> {
    tokio::spawn(metrics.clone().upkeep());
    let stop = server::stop_signal()?;
    // Before anything that takes long: a port that is taken fails at once.
    let listener = server::bind(config.server.listen).await?;
    let house = House::open(startup::plan(&config, &account)?, Arc::new(SystemClock)).await?;
    let routes = house.callback(startup::callback_config(&config, &account)).map_err(StartError::from)?;
    let routes = routes.merge(house.site()?).merge(house.console(&config.server.proxies)?);
    let app = server::app(routes, checks(&house), move || metrics.render());
    house.work();
    let lifecycle = Lifecycle { late_work: house.late_work.clone(), grace: config.server.shutdown };
    tracing::info!(listen = %config.server.listen, openings = house.catalog.load().openings.len(), "ready");
    let ending = server::serve(listener, app, stop, lifecycle).await;
    if let Ending::CutOff(pieces) = ending {
        tracing::warn!(pieces, "the grace was over: work was cut off");
    }
    // Not `close`: what outlasted the grace is not waited for once more.
    house.stop().await;
    print::line("guiyan has stopped.")?;
    Ok(())
}

/// What `/readyz` asks.
pub(super) fn checks(house: &House) -> Vec<Check> {
    let (cache, database) = (Arc::clone(&house.cache), house.database.clone());
    vec![
        Check::new("cache", move || {
            let cache: Arc<dyn DialogueCache> = Arc::clone(&cache);
            async move { cache.ping().await.map_err(|error| error.to_string()) }
        }),
        Check::new("database", move || {
            let database = database.clone();
            async move { database.ping().await.map_err(|error| error.to_string()) }
        }),
    ]
}
