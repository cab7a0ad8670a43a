//! The desk at the door of an activity: over HTTP, and in a real browser that loses its network.

mod desk;
mod offline;
