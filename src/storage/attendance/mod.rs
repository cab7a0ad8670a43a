//! Who came. Each place counts once, by an update that is its own condition; whoever counts somebody in holds the lock
//! of the activity, because somebody who queues may get a seat by it.

mod arrive;
mod desk;
mod rating;
mod scan;
mod turnout;

pub use self::arrive::{Arrived, Seen, arrive};
pub use self::rating::rate;
pub use self::scan::{check_in, met_at_door};
