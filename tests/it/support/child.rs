//! A part of a test as a process of its own, so that it can be killed: the test binary again, told to be that part.

use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use guiyan::app::clock::Clock;
use jiff::{SignedDuration, Timestamp};

/// What tells a child what it is.
const ROLE: &str = "GUIYAN_TEST_ROLE";

/// Starts the part that is the test of this name; run with the others, it finds no role and does nothing.
pub fn start(test: &str, role: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(ROLE, role)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What this process is a part of; nothing, if nobody started it as one.
pub fn role() -> Option<String> {
    std::env::var(ROLE).ok()
}

/// Told to the parent, at once: what was told is acknowledged.
pub fn tell(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

/// Time that runs quickly, from a moment that all processes share.
pub struct Fast {
    from: Timestamp,
    began: Instant,
    faster: u32,
}

impl Fast {
    pub fn from(from: Timestamp, faster: u32) -> Self {
        Self { from, began: Instant::now(), faster }
    }
}

impl Clock for Fast {
    fn now(&self) -> Timestamp {
        self.from + SignedDuration::try_from(self.began.elapsed() * self.faster).unwrap()
    }
}
