//! The phone pages, the pictures of cards, the brochure.

mod caching;
mod cards;
mod eyes;
mod links;
mod openings;
mod pages;
mod paper;
mod pictures;
