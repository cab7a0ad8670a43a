//! The durable records in SQL: SQLite in a file, or PostgreSQL.
//!
//! Contract: what was answered `Ok` is on disk. Every call is bounded in time; a database that is away, full
//! or read-only is `StoreError::Unavailable`, and no error or log line holds a value of a row. Personal
//! fields are sealed in their columns and found by keyed hash alone.

mod activities;
mod amend;
mod apply;
mod archive;
mod attendance;
mod audit;
mod campaigns;
mod content;
mod credits;
mod database;
mod editions;
mod enterprises;
mod entity;
mod erasure;
mod errands;
mod failure;
mod full;
mod key;
mod known;
mod lease;
mod lock;
mod migration;
mod moment;
mod occupancy;
mod open;
mod openings;
mod order;
mod paper;
mod paper_lists;
mod people;
mod places;
mod pool;
mod profile;
mod put_right;
mod queue;
mod reach;
mod retention;
mod roll;
mod roster;
mod rush;
mod sealed;
mod seasonal_menus;
mod seats;
mod sightings;
mod sources;
mod staff;
mod staff_phones;
mod staff_posts;
mod staff_sessions;
mod standing;
mod talks;
mod uploads;
mod word_counts;

pub use database::Database;
pub use lock::{Hold, HoldError, Use};
pub use migration::Migrated;
pub use open::OpenError;
