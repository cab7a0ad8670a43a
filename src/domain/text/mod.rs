//! Understanding what people type, before anything is matched.
//!
//! Both sides of every comparison go through [`fold::fold`], so that full width, traditional characters,
//! circled numerals and stray punctuation never decide anything.

pub mod date;
pub mod filler;
pub mod fold;
pub mod lexicon;
pub mod number;
pub mod pick;
pub mod pinyin;
pub mod question;
pub mod search;
pub mod unit;
