//! The conversation as followers have it.

mod anything_goes;
mod attempts;
mod half_way;
mod transcripts;
mod words;
