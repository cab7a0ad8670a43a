//! Real Redis servers: child processes on free ports, each in a folder of its own.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use redis::aio::MultiplexedConnection;
use tempfile::TempDir;

/// Runs the server and ends it when its own standard input ends: by `kill`, by `Drop`, and also when the tests are
/// killed themselves. So no server ever stays behind.
const KEEPER: &str = r#""$@" >"$LOG" 2>&1 & server=$!; cat >/dev/null; kill -9 $server; wait $server"#;

/// A running `redis-server`.
pub struct RedisServer {
    /// Where it listens, on 127.0.0.1.
    pub port: u16,
    keeper: Option<Child>,
    folder: TempDir,
    arguments: Vec<String>,
}

impl RedisServer {
    /// Starts a server without persistence. It is ready when this returns.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts a server with more arguments, such as `["--requirepass", "…"]`.
    pub fn start_with(arguments: &[&str]) -> Self {
        Self::start_in(|_| arguments.iter().map(ToString::to_string).collect())
    }

    /// Starts a Sentinel that watches the master on `port` as `guiyan` and needs one second to see that it is gone.
    pub fn start_sentinel(port: u16) -> Self {
        Self::start_in(|folder| {
            let config = folder.path().join("sentinel.conf");
            let lines = format!(
                "sentinel monitor guiyan 127.0.0.1 {port} 1\nsentinel down-after-milliseconds guiyan 1000\n\
                 sentinel failover-timeout guiyan 1000\n"
            );
            std::fs::write(&config, lines).unwrap();
            vec![config.display().to_string(), "--sentinel".to_owned()]
        })
    }

    fn start_in(arguments: impl FnOnce(&TempDir) -> Vec<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let arguments = arguments(&folder);
        let mut server = Self { port: 0, keeper: None, folder, arguments };
        for _ in 0..20 {
            server.port = free_port();
            if server.launch() {
                return server;
            }
        }
        panic!("redis-server finds no free port; its last words:\n{}", server.log());
    }

    /// Kills it with SIGKILL and waits until it is gone.
    pub fn kill(&mut self) {
        if let Some(mut keeper) = self.keeper.take() {
            drop(keeper.stdin.take());
            keeper.wait().unwrap();
        }
    }

    /// Starts it again on the same port, empty.
    pub fn restart(&mut self) {
        assert!(self.launch(), "redis-server does not start again:\n{}", self.log());
    }

    /// Starts it again on the same port, empty, with other arguments.
    pub fn restart_with(&mut self, arguments: &[&str]) {
        self.arguments = arguments.iter().map(ToString::to_string).collect();
        self.restart();
    }

    /// `redis://127.0.0.1:port`
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// A connection of the tests' own, to look behind the cache's back.
    pub async fn admin(&self) -> MultiplexedConnection {
        admin(self.port).await
    }

    /// All keys with their values, as bytes to be searched.
    pub async fn everything(&self) -> Vec<u8> {
        let mut admin = self.admin().await;
        let keys: Vec<Vec<u8>> = redis::cmd("KEYS").arg("*").query_async(&mut admin).await.unwrap();
        let mut everything = Vec::new();
        for key in keys {
            let kind: String = redis::cmd("TYPE").arg(&key).query_async(&mut admin).await.unwrap();
            let value = if kind == "hash" {
                let fields: Vec<Vec<u8>> = redis::cmd("HGETALL").arg(&key).query_async(&mut admin).await.unwrap();
                fields.concat()
            } else {
                redis::cmd("GET").arg(&key).query_async(&mut admin).await.unwrap()
            };
            everything.extend([key, value].concat());
        }
        everything
    }

    /// Waits until a replica has everything written so far. `key` is any key that belongs to this server.
    pub async fn replicate(&self, key: &str) {
        let mut admin = self.admin().await;
        admin.set_response_timeout(Duration::from_secs(20));
        // `WAIT` waits for what its own connection wrote, so there must be something.
        redis::cmd("SET").arg(key).arg("").arg("EX").arg(60).exec_async(&mut admin).await.unwrap();
        let replicas: u32 = redis::cmd("WAIT").arg(1).arg(10_000).query_async(&mut admin).await.unwrap();
        assert_eq!(replicas, 1, "no replica has what was written");
    }

    /// Starts the process; `false` if the port is taken after all.
    fn launch(&mut self) -> bool {
        self.kill();
        let log = self.folder.path().join("log");
        std::fs::write(&log, "").unwrap();
        let mut keeper = Command::new("sh");
        keeper.args(["-c", KEEPER, "keeper", "redis-server"]).args(&self.arguments);
        keeper.args(["--port", &self.port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        // A master waits five seconds for further replicas before it serves the first.
        keeper.args(["--repl-diskless-sync-delay", "0"]);
        keeper.arg("--dir").arg(self.folder.path()).env("LOG", &log).stdin(Stdio::piped()).stderr(Stdio::null());
        self.keeper = Some(keeper.spawn().unwrap());
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(20) {
            let log = self.log();
            if log.contains("Ready to accept connections") || log.contains("Sentinel ID is") {
                return true;
            }
            if log.contains("ddress already in use") {
                return false;
            }
            assert!(!log.contains("not found"), "redis-server is missing; install it: apt-get install redis-server");
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("redis-server does not get ready:\n{}", self.log());
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A connection to a server, whoever started it.
pub async fn admin(port: u16) -> MultiplexedConnection {
    let client = redis::Client::open(format!("redis://127.0.0.1:{port}")).unwrap();
    client.get_multiplexed_async_connection().await.unwrap()
}

/// Below the ports that the system gives to outgoing connections, also with the 10,000 that a cluster node adds
/// for its second one.
fn free_port() -> u16 {
    const FIRST: u16 = 16_000;
    const COUNT: u16 = 6_000;
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Test processes side by side begin at different places.
    let begin = u16::try_from(std::process::id() % u32::from(COUNT)).unwrap();
    loop {
        let step = NEXT.fetch_add(7, Ordering::Relaxed);
        let port = FIRST + u16::try_from((u32::from(begin) + u32::from(step)) % u32::from(COUNT)).unwrap();
        match (TcpListener::bind(("127.0.0.1", port)), TcpListener::bind(("127.0.0.1", port + 10_000))) {
            (Ok(_), Ok(_)) => return port,
            (Err(error), _) | (_, Err(error)) if error.kind() == ErrorKind::AddrInUse => {}
            (Err(error), _) | (_, Err(error)) => panic!("no port can be had on 127.0.0.1: {error}"),
        }
    }
}
