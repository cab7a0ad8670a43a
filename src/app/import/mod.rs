//! Imports tables of enterprises, openings and activities, from CSV and XLSX.
//!
//! What is sound is imported, what is doubtful is imported as printed and marked, what cannot be used is left
//! out; every one of these is told with its row, its field and a reason. Nothing is ever mended.

pub mod activities;
mod cells;
mod columns;
mod contents;
mod csv_table;
mod doubts;
mod enterprises;
pub mod flaw;
pub mod infer;
mod openings;
pub mod phone;
pub mod read;
pub mod sign_ups;
pub mod summary;
pub mod table;
mod xlsx_table;

pub use activities::activities;
pub use contents::{Contents, Kind};
pub use enterprises::enterprises;
pub use openings::{Known, end_of_day, openings};
