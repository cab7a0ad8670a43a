//! The servers that are measured: child processes on loopback.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::redis_server::RedisServer;
use super::scenarios::{Contestant, Who};
use super::serve::{Home, Serve};

pub enum Server {
    Bare(Bare),
    Guiyan(Serve),
}

impl Server {
    pub fn start(contestant: Contestant, redis: &RedisServer) -> Self {
        match contestant.who {
            Who::Bare => Self::Bare(Bare::start(&redis.url(), contestant.safe)),
            Who::Guiyan => {
                let mode = if contestant.safe { "safe" } else { "plain" };
                Self::Guiyan(home(redis).with("wechat.mode", mode).start())
            }
        }
    }

    pub fn port(&self) -> u16 {
        match self {
            Self::Bare(bare) => bare.port,
            Self::Guiyan(serve) => serve.port,
        }
    }

    fn pid(&self) -> u32 {
        match self {
            Self::Bare(bare) => bare.child.id(),
            Self::Guiyan(serve) => serve.pid(),
        }
    }

    /// Resident memory in kB.
    pub fn memory(&self) -> u64 {
        resident_kb(self.pid())
    }

    /// Processor time that it has used, of its own and of the system's on its behalf.
    pub fn processor(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid())).unwrap();
        // After the name, which is in brackets: the 12th and 13th word, in hundredths of a second.
        let words = stat.rsplit_once(')').unwrap().1.split_whitespace();
        let ticks: u64 = words.skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum();
        Duration::from_millis(ticks * 10)
    }
}

/// SQLite in a folder of its own, and this Redis.
pub fn home(redis: &RedisServer) -> Home {
    // The load is prepared beforehand, and signed with the time of that.
    Home::new().with("cache.url", &redis.url()).with("wechat.freshness_seconds", "86400")
}

pub fn resident_kb(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// This program again, as the bare handler. It ends when its standard input does, so with this process.
pub struct Bare {
    child: Child,
    port: u16,
}

impl Bare {
    fn start(redis_url: &str, safe: bool) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--bare", redis_url]).args(safe.then_some("--safe"));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, port: line.trim().parse().unwrap() }
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        self.child.wait().unwrap();
    }
}
