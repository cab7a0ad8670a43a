//! The conversation, pure: an input and what is known go in; a new dialogue, a reply and effects come out.
//!
//! `route` turns an input into an intent, `step` answers the intent. Where a step wants something done, it
//! says so and how to go on; `conclude` goes on once the outcomes are known.

pub mod activities;
pub mod asking;
pub mod binding;
pub mod button;
pub mod claim;
pub mod commands;
pub mod credit;
mod door;
pub mod drop_off;
pub mod effect;
pub mod filling;
pub mod form_keys;
pub mod general;
pub mod heard;
pub mod input;
pub mod intent;
pub mod label;
pub mod left_form;
pub mod meaning;
pub mod mine;
pub mod misunderstood;
pub mod nearby;
pub mod needs;
pub mod obstacle;
pub mod offer;
pub mod openings;
pub mod piece;
pub mod places;
pub mod policies;
pub mod receipt;
pub mod refused;
pub mod rehearsal;
pub mod reply;
pub mod route;
pub mod sign_up;
pub mod state;
pub mod step;
pub mod talk;
pub mod turn;
pub mod view;
pub mod whereabouts;
pub mod yes_no;
