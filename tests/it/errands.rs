//! What is said to people later: once, at the right time, by what reaches them, or by somebody who rings.

mod calls;
mod delivery;
mod year;
