//! What tests share: servers on free ports, sample data.

pub mod broken_pack;
pub mod browser;
pub mod calls;
pub mod database;
pub mod demo;
pub mod desk;
pub mod errcodes;
pub mod golden;
pub mod house;
pub mod http;
pub mod log;
pub mod lone_api;
pub mod outward;
pub mod pair;
pub mod phone;
pub mod postgres;
pub mod push;
pub mod recording;
pub mod redis;
pub mod scripted;
pub mod serve;
pub mod simulated;
pub mod site;
pub mod stage;
pub mod watchdog;
pub mod workbook;
