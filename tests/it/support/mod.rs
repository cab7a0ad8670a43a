//! What tests share: servers on free ports, sample data.

pub mod redis;
pub mod database;
pub mod postgres;
pub mod broken_pack;
pub mod golden;
pub mod workbook;
