//! Followers are written to by what they can still receive, and kept true.

mod channels;
mod late;
mod reconcile;
mod sightings;
