//! The tables, a file a subject, in the order in which they came to be. A file that was released never changes.

mod m0001_followers;
mod m0002_openings;
mod m0003_activities;
mod m0004_revisions;
mod m0005_messages;
mod m0006_departures;
mod m0007_reach;
mod m0008_people_at_activities;
mod m0009_errands;
mod m0010_attendance;
mod m0011_sources;
mod m0014_campaigns;
mod m0015_mass_batches;
mod m0016_staff;
mod m0017_audiences;
mod m0018_opening_states;
mod m0019_uploads;
mod m0020_talks;
mod m0021_people_found;
mod m0022_audit_kept;
mod m0023_word_counts;
mod m0024_editions;
mod m0025_seasonal_menus;
mod m0026_people_on_paper;
mod m0027_staff_phones;
mod m0028_lean_ledger;
mod m0029_paper_lists;
mod m0030_ledger_alone;

use sea_orm::ConnectionTrait;
use sea_orm_migration::{MigrationTrait, MigratorTrait, async_trait};

use super::failure::failed;
use super::lock::MIGRATION_LOCK;
use super::pool::Pool;
use crate::app::records::StoreError;

/// What `migrate` did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migrated {
    /// Steps applied now; 0 if there was nothing to do.
    pub applied: u32,
}

struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_followers::Migration),
            Box::new(m0002_openings::Migration),
            Box::new(m0003_activities::Migration),
            Box::new(m0004_revisions::Migration),
            Box::new(m0005_messages::Migration),
            Box::new(m0006_departures::Migration),
            Box::new(m0007_reach::Migration),
            Box::new(m0008_people_at_activities::Migration),
            Box::new(m0009_errands::Migration),
            Box::new(m0010_attendance::Migration),
            Box::new(m0011_sources::Migration),
            Box::new(m0014_campaigns::Migration),
            Box::new(m0015_mass_batches::Migration),
            Box::new(m0016_staff::Migration),
            Box::new(m0017_audiences::Migration),
            Box::new(m0018_opening_states::Migration),
            Box::new(m0019_uploads::Migration),
            Box::new(m0020_talks::Migration),
            Box::new(m0021_people_found::Migration),
            Box::new(m0022_audit_kept::Migration),
            Box::new(m0023_word_counts::Migration),
            Box::new(m0024_editions::Migration),
            Box::new(m0025_seasonal_menus::Migration),
            Box::new(m0026_people_on_paper::Migration),
            Box::new(m0027_staff_phones::Migration),
            Box::new(m0028_lean_ledger::Migration),
            Box::new(m0029_paper_lists::Migration),
            Box::new(m0030_ledger_alone::Migration),
        ]
    }
}

/// Brings the tables up to date, all steps or none, in one transaction.
///
/// Two processes at once both succeed: the second waits for the first (on SQLite for its IMMEDIATE
/// transaction, on PostgreSQL for its advisory lock) and then finds nothing to do.
pub async fn migrate(pool: &Pool) -> Result<Migrated, StoreError> {
    let write = pool.write().await?;
    if pool.is_postgres() {
        // The pool's statement timeout is meant for messages; a migration may take longer, and wait longer.
        let lock = format!("SET LOCAL statement_timeout = '60s'; SELECT pg_advisory_xact_lock({MIGRATION_LOCK})");
        write.execute_unprepared(&lock).await.map_err(failed)?;
    }
    let pending = pending(&*write).await?;
    Migrator::up(&*write, None).await.map_err(failed)?;
    write.commit().await?;
    Ok(Migrated { applied: pending })
}

/// How many steps are still to be applied. Changes nothing.
pub async fn pending<C: ConnectionTrait>(connection: &C) -> Result<u32, StoreError> {
    let pending = Migrator::get_pending_migrations_read_only(connection).await.map_err(failed)?;
    Ok(u32::try_from(pending.len()).unwrap_or(u32::MAX))
}
