//! The program as its users meet it: `guiyan serve` in processes of its own, over HTTP, killed and restarted.

mod crash;
mod outage;
mod pages;
mod refused_starts;
mod replicas;
mod rush;
mod sign_up;
mod stopping;
