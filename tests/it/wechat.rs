//! The callback: what the platform and others send, and what they get. The client: what we send, and what comes of it.

mod api;
mod callback;
mod calls;
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
