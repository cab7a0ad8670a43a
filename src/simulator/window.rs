//! How many customer-service messages a follower may still get (platform sheet 7.2).

use jiff::{SignedDuration, Timestamp};

/// What a follower did to open a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Sent a message: 5 within 48 hours.
    Message,
    /// Tapped a menu, followed or scanned: 3 within a minute.
    Touch,
}

/// Why no message may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// The follower has been silent for too long: 45015.
    Late,
    /// All were used: 45047.
    UsedUp,
}

#[derive(Debug, Clone, Copy)]
struct Grant {
    left: u32,
    until: Timestamp,
}

/// The windows of one follower.
#[derive(Debug, Clone, Default)]
pub struct Windows {
    message: Option<Grant>,
    touch: Option<Grant>,
}

impl Windows {
    /// Opens a window, or fills it up again.
    pub fn open(&mut self, deed: Deed, now: Timestamp) {
        let (slot, left, lasts) = match deed {
            Deed::Message => (&mut self.message, 5, SignedDuration::from_hours(48)),
            Deed::Touch => (&mut self.touch, 3, SignedDuration::from_mins(1)),
        };
        *slot = now.checked_add(lasts).ok().map(|until| Grant { left, until });
    }

    /// Takes one message out of them. Windows that do not add up are used up together: the best one counts.
    pub fn take(&mut self, now: Timestamp, add_up: bool) -> Result<(), Closed> {
        let mut open: Vec<&mut Grant> =
            [&mut self.touch, &mut self.message].into_iter().flatten().filter(|grant| now < grant.until).collect();
        if open.is_empty() {
            return Err(Closed::Late);
        }
        open.retain(|grant| grant.left > 0);
        if open.is_empty() {
            return Err(Closed::UsedUp);
        }
        let used = if add_up { 1 } else { open.len() };
        open.into_iter().take(used).for_each(|grant| grant.left -= 1);
        Ok(())
    }

    /// Shuts all: who leaves gets nothing more.
    pub fn shut(&mut self) {
        *self = Self::default();
    }
}
