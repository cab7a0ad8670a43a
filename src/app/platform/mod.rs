//! The platform as the use cases see it: what a failed call means, the ports that the outward client stands on, and
//! the ports of its calls: one an area, with requests that cannot break the platform's limits.

pub mod arrivals;
pub mod capabilities;
pub mod china_day;
pub mod customer_service;
pub mod diagnostics;
pub mod draft;
pub mod errcode;
pub mod failure;
pub mod followers;
pub mod id;
pub mod js_sdk;
pub mod keeper;
pub mod limit;
pub mod login;
pub mod mass;
pub mod media;
pub mod media_file;
pub mod menu;
pub mod notice;
pub mod publish;
pub mod qr;
pub mod rates;
pub mod statistics;
pub mod tags;
pub mod template;
pub mod template_data;
pub mod token;
