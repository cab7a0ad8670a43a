//! The clock port. Nobody below `startup` asks the system for the time.

use jiff::Timestamp;

/// Tells the time, UTC.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}
