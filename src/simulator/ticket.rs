//! Tickets of the JS-SDK (platform sheet 7.13).

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

/// Life of a ticket.
const LIFE: SignedDuration = SignedDuration::from_secs(7200);

/// The ticket of each kind.
#[derive(Debug, Default)]
pub struct Tickets(HashMap<String, (String, Timestamp)>);

impl Tickets {
    /// The living ticket of a kind, or a new one, with the seconds that it has left.
    pub fn get(&mut self, kind: &str, now: Timestamp) -> (String, i64) {
        if let Some((ticket, until)) = self.0.get(kind).filter(|(_, until)| now < *until) {
            return (ticket.clone(), now.duration_until(*until).as_secs());
        }
        let ticket = hex::encode(rand::random::<[u8; 32]>());
        self.0.insert(kind.to_owned(), (ticket.clone(), now + LIFE));
        (ticket, LIFE.as_secs())
    }
}
