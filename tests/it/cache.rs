//! The cache: one contract, on every backend; then what each of them has for itself.

mod addresses;
mod cluster;
mod contract;
mod embedded;
mod outage;
pub mod place;
mod platform;
mod random;
mod sentinel;
