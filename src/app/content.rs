//! Reads the content pack.
