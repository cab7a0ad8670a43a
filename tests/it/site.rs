//! The phone pages, the pictures of cards, the brochure.

mod activities;
mod caching;
mod cards;
mod eyes;
mod links;
mod openings;
mod pages;
mod paper;
mod pictures;
mod policies;
