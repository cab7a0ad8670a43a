//! The rows: one file a table, with the conversions from and to what they mean. None leaves this adapter.

pub mod activities;
pub mod activity_sessions;
pub mod applied_messages;
pub mod audiences;
pub mod audit;
pub mod campaigns;
pub mod consents;
pub mod content_revisions;
pub mod deliveries;
pub mod dialogues;
pub mod drafts;
pub mod editions;
pub mod enterprises;
pub mod errands;
pub mod facts;
pub mod followers;
pub mod mass_batches;
pub mod notice_credits;
pub mod openings;
pub mod people;
pub mod reminder_rounds;
pub mod rounds;
pub mod seasonal_menus;
pub mod sign_ups;
pub mod sources;
pub mod staff;
pub mod staff_sessions;
pub mod talk_lines;
pub mod talks;
pub mod uploads;
pub mod word_counts;

use super::failure::damaged;
use crate::app::records::StoreError;
use crate::domain::activity::Seats;

/// Seats as they stand in columns of `table`.
fn seats_of(table: &str, capacity: Option<i64>, taken: i64, waiting: i64) -> Result<Seats, StoreError> {
    let count = |column: &str, number: i64| u32::try_from(number).map_err(|_| damaged(&format!("{table}.{column}")));
    Ok(Seats {
        capacity: capacity.map(|capacity| count("capacity", capacity)).transpose()?,
        taken: count("taken", taken)?,
        waiting: count("waiting", waiting)?,
    })
}
