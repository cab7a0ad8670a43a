//! The pack's content, brought into the records.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::StartError;
use crate::app::content::{Loaded, RecurringActivity};
use crate::app::records::{ContentRecords, EnterpriseDraft, StoreError};
use crate::app::sources::SourceRecords;
use crate::domain::calendar::WorkingDays;
use crate::domain::dialogue::view::When;
use crate::storage::Database;

/// Brings the records up to date with the pack. Nothing changes if they are.
///
/// # Errors
/// The database does not do what it should.
pub async fn put_content(
    database: &Database,
    content: &Loaded,
    samples: bool,
    now: Timestamp,
) -> Result<(), StartError> {
    let drafts = &content.enterprises.drafts;
    let summary = format!("content pack {}", fingerprint(drafts));
    // Only a pack that is new: what staff imported since the last start must not be undone by the next.
    if !database.has_revision(&summary).await? {
        let changes = database.put_enterprises(drafts, "pack", &summary, now).await?;
        tracing::info!(added = changes.added, updated = changes.updated, "enterprises of the content pack");
    }
    if samples {
        let undatable = |error: &dyn std::fmt::Display| StartError::Samples(error.to_string());
        let today = now.in_tz("Asia/Shanghai").map_err(|error| undatable(&error))?.date();
        let dated = content.samples.iter().map(|sample| sample.dated(today));
        let activities = dated.collect::<Result<Vec<_>, _>>().map_err(|error| undatable(&error))?;
        database.put_activities(&activities, "pack", "sample activities", now).await?;
        put_recurring(database, &content.recurring, &content.pack.working_days, now).await?;
        put_sources(database, content, now).await?;
    }
    Ok(())
}

/// Dates what comes again, as far ahead as its rules say. What was dated before stays as it is.
///
/// # Errors
/// The database does not do what it should.
pub async fn put_recurring(
    database: &Database,
    rules: &[RecurringActivity],
    calendar: &WorkingDays,
    now: Timestamp,
) -> Result<(), StartError> {
    let mut activities = Vec::new();
    for rule in rules {
        let dated = rule.dated(When::day_of(now), calendar);
        let (dated, unknown) = dated.map_err(|error| StartError::Samples(error.to_string()))?;
        activities.extend(dated);
        if let Some(unknown) = unknown {
            tracing::warn!(%unknown, "what comes again is not dated into a year whose holidays are not known");
        }
    }
    if !activities.is_empty() {
        database.add_activities(&activities, "pack", "recurring activities", now).await?;
    }
    Ok(())
}

/// The samples' codes, which need the ids that the samples were given. One that is there stays as it is.
async fn put_sources(database: &Database, content: &Loaded, now: Timestamp) -> Result<(), StoreError> {
    let rows = database.load(now).await?;
    for sample in &content.samples {
        let there = rows.activities.iter().find(|activity| activity.slug == sample.slug());
        let sources = there.into_iter().flat_map(|activity| sample.sources(activity.id));
        for source in sources.filter(|source| rows.sources.iter().all(|there| there.code != source.code)) {
            database.add_source(&source, "pack", now).await?;
        }
    }
    Ok(())
}

/// Tells one state of a pack's enterprises from another.
fn fingerprint(drafts: &[EnterpriseDraft]) -> String {
    let mut hash = Sha256::new();
    for draft in drafts {
        // Debug names every field; a new field makes a new fingerprint, and one more import that changes nothing.
        hash.update(format!("{draft:?}\n"));
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
