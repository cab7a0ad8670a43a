//! The program itself as a child process: `guiyan serve` on a free port, in a folder of its own.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::push::{AES_KEY, APP_ID, TOKEN};
use super::watchdog::Watchdog;

/// Longer than any start or end takes, also on a busy machine in a dev build.
const PATIENCE: Duration = Duration::from_secs(60);
/// 32 bytes that protect nothing.
const PRIVACY_KEY: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

/// What servers are started with: a folder that stays for as long as any of them is there, and their settings.
pub struct Home {
    folder: Arc<TempDir>,
    settings: BTreeMap<String, String>,
}

impl Home {
    /// SQLite in the folder, the embedded cache, plain mode, the county's pack with its samples.
    pub fn new() -> Self {
        let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/xingguo");
        Self { folder: Arc::new(tempfile::tempdir().unwrap()), settings: BTreeMap::new() }
            .with("content", &content.display().to_string())
            .with("wechat.app_id", APP_ID)
            .with("wechat.token", TOKEN)
            .with("wechat.encoding_aes_key", AES_KEY)
            .with("wechat.mode", "plain")
            .with("privacy.key", PRIVACY_KEY)
    }

    /// Sets a key of the configuration.
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.settings.insert(format!("GUIYAN__{}", key.replace('.', "__").to_uppercase()), value.to_owned());
        self
    }

    /// Starts a server. It is ready when this returns.
    pub fn start(&self) -> Serve {
        // Between finding a free port and taking it, somebody else may.
        for _ in 0..5 {
            let mut serve = self.launch();
            if serve.wait_until_ready() {
                return serve;
            }
            assert!(serve.log().contains("taken"), "guiyan serve ended instead of getting ready:\n{}", serve.log());
        }
        panic!("no free port on 127.0.0.1");
    }

    /// Starts a server on a free port, and does not wait for it.
    pub fn launch(&self) -> Serve {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let log = self.folder.path().join(format!("log-{port}"));
        let mut command = self.command(port);
        let child = command.stdout(Stdio::null()).stderr(File::create(&log).unwrap()).spawn().unwrap();
        Serve { watchdog: Watchdog::over(child.id()), child, port, log, _folder: Arc::clone(&self.folder) }
    }

    /// Runs `serve` on this port to its end, which is expected to be near.
    pub fn run_on(&self, port: u16) -> Output {
        self.command(port).output().unwrap()
    }

    /// A file in its folder.
    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// With nothing of the environment that the tests were started in. A file that may not grow is an error, as on
    /// a full disk, where the system would by itself end the process.
    fn command(&self, port: u16) -> Command {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", r#"trap '' XFSZ; exec "$0" "$@""#, env!("CARGO_BIN_EXE_guiyan")]);
        command.args(["serve", "--samples"]).current_dir(self.folder.path()).env_clear().stdin(Stdio::null());
        command.envs(&self.settings).env("GUIYAN__SERVER__LISTEN", format!("127.0.0.1:{port}"));
        command
    }
}

/// A running server; killed at the latest when it is dropped.
pub struct Serve {
    pub port: u16,
    child: Child,
    watchdog: Watchdog,
    log: PathBuf,
    _folder: Arc<TempDir>,
}

impl Serve {
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Waits for `/readyz`; `false` if the process ended instead.
    pub fn wait_until_ready(&mut self) -> bool {
        let started = Instant::now();
        while self.get("/readyz").is_none_or(|(status, _)| status != 200) {
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            assert!(started.elapsed() < PATIENCE, "guiyan serve does not get ready:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(2));
        }
        true
    }

    /// A page's status and text; `None` if nobody answers.
    pub fn get(&self, path: &str) -> Option<(u16, String)> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").ok()?;
        let mut response = String::new();
        stream.read_to_string(&mut response).ok()?;
        let (head, page) = response.split_once("\r\n\r\n")?;
        Some((head.split(' ').nth(1)?.parse().ok()?, page.to_owned()))
    }

    /// SIGTERM: asks it to end.
    pub fn ask_to_stop(&self) {
        let sent = Command::new("kill").args(["-s", "TERM", &self.pid().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// How it ended.
    pub fn wait(&mut self) -> ExitStatus {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(started.elapsed() < PATIENCE, "guiyan serve does not end:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// SIGKILL: gone in the middle of whatever it does.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Serve {
    fn drop(&mut self) {
        // In this order: the watchdog must never shoot at an id that is somebody else's by now.
        self.kill();
        self.watchdog.call_off();
    }
}
