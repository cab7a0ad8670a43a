//! Pure rules and types: no I/O, no async, no clock. Whatever is wrong cannot be built here.

pub mod account;
pub mod activity;
pub mod calendar;
pub mod campaign;
pub mod catalog;
pub mod county;
pub mod cut;
pub mod dialogue;
pub mod errand;
pub mod form;
pub mod id;
pub mod keyword;
pub mod menu;
pub mod opening;
pub mod pack;
pub mod passive_reply;
pub mod person;
pub mod policy;
pub mod purpose;
pub mod reminder;
pub mod sign_up;
pub mod source;
pub mod staff;
pub mod text;
pub mod topic;
pub mod window;
