//! How long a start takes, and how much memory a server has that has nothing to do.

use std::time::{Duration, Instant};

use super::redis_server::RedisServer;
use super::server::{home, resident_kb};

/// Starts of each kind.
const TIMES: usize = 5;
/// What a start leaves to be done in the background is done by then.
const SETTLED: Duration = Duration::from_secs(1);

/// A number a start, in order of size.
#[derive(Default)]
pub struct AtRest {
    /// From exec to ready, where the database has to be made first.
    pub first_start: Vec<Duration>,
    /// The same where it is there.
    pub second_start: Vec<Duration>,
    /// Resident memory in kB.
    pub memory: Vec<u64>,
}

pub fn measure() -> AtRest {
    let redis = RedisServer::start();
    let mut found = AtRest::default();
    for _ in 0..TIMES {
        let home = home(&redis);
        for times in [&mut found.first_start, &mut found.second_start] {
            let started = Instant::now();
            let mut serve = home.start();
            times.push(started.elapsed());
            std::thread::sleep(SETTLED);
            found.memory.push(resident_kb(serve.pid()));
            serve.ask_to_stop();
            assert!(serve.wait().success(), "guiyan serve did not end well:\n{}", serve.log());
        }
    }
    found.first_start.sort_unstable();
    found.second_start.sort_unstable();
    found.memory.sort_unstable();
    found
}
