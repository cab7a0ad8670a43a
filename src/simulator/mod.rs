//! A stand-in for the WeChat platform, for the demo and for tests: it speaks the platform's HTTP, keeps its state and
//! its rules, and pushes callbacks as the platform does (platform sheet 1 to 9).
//!
//! Written from the sheet alone, never from our client: two halves that agree because they share code prove nothing.
//! What the sheet marks unverified is a field of `settings::Rules`.
//!
//! `platform::Platform` is the whole of it. A phone sees it through `act`, `chat`, `menu_of`, `trace` and `watch`; our
//! server sees it through `routes` and its own callback; tests and the admin API spoil both with `fault`.

pub mod account;
pub mod act;
mod admin;
pub mod api;
mod broadcast;
mod calendar;
pub mod chat;
mod clock;
pub mod code;
mod control;
mod courier;
mod draft;
pub mod errand;
pub mod errcode;
mod failures;
pub mod fault;
mod follower;
mod judge;
mod library;
mod login;
mod mass;
pub mod menu;
mod menu_rules;
mod notice;
mod opaque;
pub mod phone;
mod picture;
pub mod platform;
mod publishing;
mod push;
mod quota;
mod record;
mod roster;
mod sealing;
pub mod settings;
mod tag;
mod template;
mod ticket;
mod token;
pub mod trace;
mod values;
mod window;
mod world;
