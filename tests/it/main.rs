//! The one integration binary. A module an area.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on should stop there"
)]

mod browser;
mod cache;
mod campaigns;
mod cli;
mod config;
mod console;
mod content;
mod conversation;
mod errands;
mod pair;
mod phone;
mod process;
mod reach;
mod server;
mod simulator;
mod site;
mod storage;
mod support;
mod wechat;
