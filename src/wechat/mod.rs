//! The platform's protocol: its callback in, our passive reply out (platform sheet 1 to 5), our calls (6 to 7).
//!
//! `signature`, `cipher`, `envelope` and `xml` are pure: the simulator, the tests and the benchmark sign and
//! seal with them as the platform does. `callback` is what `startup` mounts.

pub mod api;
pub mod callback;
pub mod cipher;
pub mod config;
mod dedup;
mod delivery;
pub mod envelope;
pub mod event;
mod inbound;
mod key_ring;
pub mod message;
pub mod push;
mod query;
pub mod refusal;
pub mod reply;
pub mod signature;
pub mod xml;
