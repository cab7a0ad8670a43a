//! The conversation as followers have it.

mod ahead;
mod anything_goes;
mod attempts;
mod half_way;
mod lists;
mod talk;
mod transcripts;
mod words;
