//! The program as its users meet it: `guiyan serve` in processes of its own, over HTTP, killed and restarted.

mod crash;
mod full_disk;
mod hostile;
mod outage;
mod pages;
mod refused_starts;
mod replicas;
mod rush;
mod secrecy;
mod sign_up;
mod stopping;
