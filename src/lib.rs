//! Guiyan (归雁): the server behind a county employment centre's WeChat Official Account.
//!
//! Imports point inward: `domain` knows nothing of the rest, `app` owns the ports, the adapters stand side
//! by side, `startup` wires them. `tests/architecture.rs` holds the table.

pub mod app;
pub mod cache;
pub mod cli;
pub mod config;
pub mod console;
pub mod domain;
pub mod server;
pub mod simulator;
pub mod site;
pub mod startup;
pub mod storage;
pub mod telemetry;
pub mod wechat;
pub mod worker;
