//! The callback: what the platform and others send, and what they get.

mod callback;
mod cipher;
mod dedup;
mod events;
mod injection;
mod messages;
mod modes;
mod platform;
mod properties;
mod refusals;
mod replies;
mod signature;
mod xml;
