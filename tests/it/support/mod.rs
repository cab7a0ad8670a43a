//! What tests share: servers on free ports, sample data.

pub mod broken_pack;
pub mod database;
pub mod golden;
pub mod house;
pub mod postgres;
pub mod redis;
pub mod workbook;
