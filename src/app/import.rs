//! Imports tables of enterprises and openings.
