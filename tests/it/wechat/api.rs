//! The outward client against a platform that does what it is told.

mod bench;
mod decisions;
mod limits;
mod loans;
mod repeats;
mod rights;
mod secrecy;
mod token;
