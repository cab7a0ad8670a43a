//! The platform as the use cases see it: what a failed call means, and the ports that the outward client stands on.

pub mod capabilities;
pub mod china_day;
pub mod errcode;
pub mod failure;
pub mod keeper;
pub mod rates;
pub mod token;
