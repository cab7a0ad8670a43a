//! Campaigns go out: once to each, by what reaches them, and they stop by themselves where they fail.

mod mass;
mod sending;
mod storm;
