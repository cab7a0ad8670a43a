//! The phone in the browser, before the simulated platform.

mod entries;
mod errands;
mod routes;
mod walk;
mod wire;
