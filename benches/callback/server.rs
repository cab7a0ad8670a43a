//! The servers that are measured: child processes on loopback.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

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

    /// Resident memory in kB.
    pub fn memory(&self) -> u64 {
        match self {
            Self::Bare(bare) => resident_kb(bare.child.id()),
            Self::Guiyan(serve) => resident_kb(serve.pid()),
        }
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
