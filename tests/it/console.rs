//! The desk at the door of an activity, and the staff console: over HTTP, and in a real browser.

mod campaigns;
mod desk;
mod drafts;
mod imports;
mod inbox;
mod keywords;
mod making;
mod matrix;
mod menu_races;
mod menus;
mod merging;
mod offline;
mod on_paper;
mod openings;
mod people;
mod phone;
mod platform;
mod policies;
mod posts;
mod seasonal_menus;
mod sign_in;
mod telephone;
mod trials;
mod walk;
mod work;
