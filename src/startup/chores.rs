//! What is done again and again beside the messages.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::content::put_recurring;
use crate::app::catalog::CatalogKeeper;
use crate::app::clock::Clock;
use crate::app::content::RecurringActivity;
use crate::domain::catalog::Catalog;
use crate::storage::Database;

/// Tasks beside the messages, until it is time to stop.
#[derive(Default)]
pub(super) struct Chores {
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Chores {
    /// Runs one that never ends by itself. When it is time to stop it is dropped wherever it is: what it leaves
    /// half-way was in a transaction.
    pub(super) fn spawn(&self, chore: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(self.stop.clone().run_until_cancelled_owned(chore));
    }

    /// Runs one that hears of the end and finishes what it has in hand.
    pub(super) fn spawn_finishing<F: Future<Output = ()> + Send + 'static>(
        &self,
        chore: impl FnOnce(CancellationToken) -> F,
    ) {
        self.tasks.spawn(chore(self.stop.clone()));
    }

    /// Ends them all.
    pub(super) async fn end(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// How often a replica looks for newer content. Staff see an edit on every phone within this time.
const REFRESH: Duration = Duration::from_secs(2);
/// How often what nobody needs any more is removed from the database.
const TIDY: Duration = Duration::from_secs(3600);
/// How often what comes again is dated further ahead. A new day begins once in so many hours.
const DATE_AHEAD: Duration = Duration::from_secs(3600);

/// Looks for newer content. Never ends: spawn it.
pub(super) async fn refresh(keeper: Arc<CatalogKeeper>, clock: Arc<dyn Clock>) {
    loop {
        tokio::time::sleep(REFRESH).await;
        match keeper.refresh(clock.now()).await {
            Ok(true) => tracing::info!("new content"),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "cannot look for new content; the old one stays"),
        }
    }
}

/// Deletes what nobody needs, and what was kept for long enough; makes findable who is not yet. Never ends: spawn it.
pub(super) async fn tidy(
    database: Database,
    errands_kept_days: u32,
    catalog: Arc<ArcSwap<Catalog>>,
    clock: Arc<dyn Clock>,
) {
    loop {
        if let Err(error) = database.tidy(clock.now()).await {
            tracing::warn!(%error, "cannot tidy the database");
        }
        if let Err(error) = database.tidy_errands(errands_kept_days, clock.now()).await {
            tracing::warn!(%error, "cannot delete old errands");
        }
        match database.make_findable().await {
            Ok(0) => {}
            Ok(people) => tracing::info!(people, "people who were here before can be looked for by name and number"),
            Err(error) => tracing::warn!(%error, "not everybody can be looked for by name and number yet"),
        }
        let kept_days = catalog.load().pack.county.privacy.retention_days;
        match database.expire(kept_days, clock.now()).await {
            Ok(0) => {}
            Ok(people) => tracing::info!(people, "what was known of people was deleted, as the privacy notice says"),
            Err(error) => tracing::warn!(%error, "cannot delete what was kept for long enough"),
        }
        tokio::time::sleep(TIDY).await;
    }
}

/// Dates what comes again. Never ends: spawn it.
pub(super) async fn date_ahead(
    database: Database,
    rules: Vec<RecurringActivity>,
    catalog: Arc<ArcSwap<Catalog>>,
    clock: Arc<dyn Clock>,
) {
    loop {
        tokio::time::sleep(DATE_AHEAD).await;
        let calendar = catalog.load().pack.working_days.clone();
        if let Err(error) = put_recurring(&database, &rules, &calendar, clock.now()).await {
            tracing::warn!(%error, "what comes again could not be dated");
        }
    }
}
