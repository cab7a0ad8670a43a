//! Mass sends (群发, platform sheet 7.5): one call to many.
//!
//! Recipients are deliveries of the ledger as those of any campaign; they go out in batches, each a row with a key
//! that is stored before it leaves.

pub mod records;

use jiff::SignedDuration;

/// The channel of the ledger's rows.
pub const CHANNEL: &str = "mass";
/// So long after it went out, a batch whose end was not told is asked for; the platform sends 100,000 and more a minute.
pub const ASKED_FIRST: SignedDuration = SignedDuration::from_mins(30);
/// So long it is asked for: what is not over by then never will be.
pub const ASKED_FOR: SignedDuration = SignedDuration::from_hours(3 * 24);
