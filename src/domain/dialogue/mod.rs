//! The conversation, pure: an input and what is known go in; a new dialogue, a reply and effects come out.

pub mod button;
pub mod effect;
pub mod input;
