//! Tests that are killed themselves leave no process behind.

use std::process::{Child, Command, Stdio};

/// A process that waits for the end of its input, which comes when this process ends in whatever way, and then
/// kills another.
pub struct Watchdog(Child);

impl Watchdog {
    /// Watches over the process with this id.
    pub fn over(pid: u32) -> Self {
        let script = "trap '' INT TERM HUP; cat >/dev/null; kill -9 \"$1\"";
        let mut watchdog = Command::new("sh");
        watchdog.args(["-c", script, "watchdog", &pid.to_string()]).stdin(Stdio::piped()).stderr(Stdio::null());
        Self(watchdog.spawn().unwrap())
    }

    /// Calls it off. Only once the process has ended: else nobody watches over it. And before its id is
    /// somebody else's.
    pub fn call_off(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}
