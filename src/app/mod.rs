//! Use cases, and the ports that adapters implement.

pub mod account_menu;
pub mod attendance;
pub mod campaigns;
pub mod catalog;
pub mod clock;
pub mod content;
pub mod desk;
pub mod dialogue_cache;
pub mod door;
pub mod errands;
pub mod export;
pub mod form_token;
pub mod import;
pub mod inbox;
pub mod message_key;
pub mod paper;
pub mod platform;
pub mod reach;
pub mod reconcile;
pub mod records;
pub mod render;
pub mod sightings;
pub mod site;
pub mod sources;
pub mod staff;
pub mod vault;
