//! A real PostgreSQL, started by the tests in a temporary folder and gone with them.

use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::ConnectionTrait;

const INSTALL: &str = "PostgreSQL is not installed: run `apt-get install postgresql` (the tests start it themselves)";
const USER: &str = "guiyan";

/// The server that all tests share; each has a database of its own in it.
pub static SHARED: LazyLock<Postgres> = LazyLock::new(Postgres::start);

/// One server, one cluster.
pub struct Postgres {
    folder: PathBuf,
    port: u16,
    databases: AtomicU32,
    watchdog: Child,
}

impl Postgres {
    /// Makes a cluster and starts a server on a free port.
    pub fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("guiyan-postgres-").tempdir().unwrap().keep();
        if let Some((uid, gid)) = other_user() {
            chown(&folder, Some(uid), Some(gid)).unwrap();
        }
        let watchdog = watch(&folder);
        let cluster = folder.join("cluster");
        let cluster_arg = cluster.to_str().unwrap();
        // A test's data need not outlive the machine, so nothing is synced; it outlives the server all the same.
        run("initdb", &["-D", cluster_arg, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        let mut server = Self { folder, port: 0, databases: AtomicU32::new(0), watchdog };
        // Between finding a free port and taking it, somebody else may.
        let started = (0..5).any(|_| {
            server.port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            server.resume()
        });
        let log = std::fs::read_to_string(server.folder.join("log")).unwrap_or_default();
        assert!(started, "PostgreSQL did not start:\n{log}");
        server
    }

    /// An address of a database that is new and empty.
    pub async fn fresh_database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let admin = sea_orm::Database::connect(self.url("postgres")).await.unwrap();
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        admin.close().await.unwrap();
        self.url(&name)
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    /// Ends the server at once, as a crash would.
    pub fn crash(&self) {
        let stopped =
            command("pg_ctl").arg("-D").arg(self.cluster()).args(["-m", "immediate", "stop"]).output().unwrap();
        assert!(stopped.status.success(), "{}", complaint(&stopped));
    }

    /// Starts the server again on the same port and waits until it answers; `false` if it does not.
    pub fn resume(&self) -> bool {
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=300",
            self.port
        );
        let started = command("pg_ctl")
            .arg("-D")
            .arg(self.cluster())
            .arg("-l")
            .arg(self.folder.join("log"))
            .args(["-w", "-o", &options, "start"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        started.unwrap().success()
    }

    fn cluster(&self) -> PathBuf {
        self.folder.join("cluster")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.watchdog.stdin.take());
        self.watchdog.wait().unwrap();
    }
}

/// A process that waits for the end of its input, which comes when this process ends in whatever way, and
/// then stops the server and removes its folder. A static is never dropped, and a killed test drops nothing.
fn watch(folder: &Path) -> Child {
    let script = r#"trap '' INT TERM HUP; cat >/dev/null; "$1" -D "$2/cluster" -m immediate stop; rm -rf "$2""#;
    as_server_user(Command::new("sh"))
        .args(["-c", script, "watchdog"])
        .arg(binaries().join("pg_ctl"))
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap()
}

fn run(program: &str, arguments: &[&str]) {
    let done = command(program).args(arguments).output().unwrap();
    assert!(done.status.success(), "{program}: {}", complaint(&done));
}

fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn command(program: &str) -> Command {
    as_server_user(Command::new(binaries().join(program)))
}

/// The server refuses to run as root.
fn as_server_user(mut command: Command) -> Command {
    if let Some((uid, gid)) = other_user() {
        command.uid(uid).gid(gid);
    }
    command.current_dir("/");
    command
}

/// Whom to become, if we are root.
fn other_user() -> Option<(u32, u32)> {
    if id(&["-u"]) != Some(0) {
        return None;
    }
    Some((id(&["-u", "postgres"]).expect(INSTALL), id(&["-g", "postgres"]).expect(INSTALL)))
}

fn id(arguments: &[&str]) -> Option<u32> {
    let said = Command::new("id").args(arguments).output().unwrap();
    String::from_utf8_lossy(&said.stdout).trim().parse().ok()
}

fn binaries() -> &'static Path {
    static FOUND: LazyLock<PathBuf> = LazyLock::new(|| {
        let told = Command::new("pg_config").arg("--bindir").output().ok();
        let told = told.map(|said| PathBuf::from(String::from_utf8_lossy(&said.stdout).trim()));
        let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
        let mut installed: Vec<PathBuf> = versions.map(|entry| entry.unwrap().path().join("bin")).collect();
        installed.sort();
        let mut candidates = told.into_iter().chain(installed.into_iter().rev());
        candidates.find(|bin| bin.join("initdb").exists() && bin.join("pg_ctl").exists()).expect(INSTALL)
    });
    &FOUND
}
