//! Guiyan (归雁): the server behind a county employment centre's WeChat Official Account.
//!
//! Imports point inward: `domain` knows nothing of the rest, `app` owns the ports, the adapters stand side
//! by side, `startup` wires them. `tests/architecture.rs` holds the table.

pub mod app;
pub mod cli;
pub mod config;
pub mod cache;
pub mod domain;
pub mod server;
pub mod telemetry;
pub mod storage;
pub mod wechat;
