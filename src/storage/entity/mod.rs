//! The rows: one file a table, with the conversions from and to what they mean. None leaves this adapter.

pub mod activities;
pub mod applied_messages;
pub mod audit;
pub mod consents;
pub mod content_revisions;
pub mod dialogues;
pub mod enterprises;
pub mod followers;
pub mod notice_credits;
pub mod openings;
pub mod people;
pub mod rounds;
pub mod sign_ups;
