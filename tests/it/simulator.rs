//! The simulated platform keeps the platform's rules, over real HTTP.

mod callbacks;
mod codes;
mod custom;
mod diagnosis;
mod drafts;
mod faults;
mod login;
mod mass;
mod media;
mod menus;
mod notices;
mod people;
mod phone;
mod properties;
mod replies;
mod rights;
mod statistics;
mod tags;
mod templates;
mod tokens;
mod traces;
