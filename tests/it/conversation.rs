//! The conversation as followers have it.

mod attempts;
mod transcripts;
mod words;
