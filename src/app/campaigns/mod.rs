//! Campaigns: what staff send to many.
//!
//! A campaign is drawn up by one person and released by another; what is released is known by its hash, and nothing
//! else goes out. Each recipient is a row, a delivery, planned from the audience in steps that any replica goes on
//! with. Whoever claims it notes that it goes out, sends it once, and notes what came of it. A template message whose
//! fate is unknown is sent again under its own key as long as the platform knows the key; so is a batch of a mass send;
//! nothing else ever is.

pub mod calls;
pub mod clicks;
pub mod draft;
pub mod forecast;
pub mod mass;
pub mod office;
mod outcome;
mod pausing;
pub mod receipts;
pub mod records;
pub mod report;
mod room;
pub mod saved;
mod sender;
pub mod told;
pub mod trial;
mod wording;

pub use self::outcome::KEY_KNOWN;
pub use self::room::{Room, SendQuota, UsedUp};
pub use self::sender::{Sender, SenderParts, Step};
