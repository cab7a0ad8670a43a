//! What tests share: servers on free ports, sample data.

pub mod redis;
