//! `guiyan demo`: one command, and a phone in the browser.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::{guiyan, stderr};
use crate::support::watchdog::Watchdog;

/// A running demo; killed at the latest when it is dropped.
struct Demo {
    child: Child,
    watchdog: Watchdog,
    phone: String,
    /// What it says of its console: the address, then name, password and code.
    console: Vec<String>,
}

impl Demo {
    /// Starts one on a free port, and reads where its phone is.
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_guiyan"));
        command.args(["demo", "--listen", "127.0.0.1:0"]).args(arguments).current_dir(folder).env_clear();
        command.env("TMPDIR", folder).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let watchdog = Watchdog::over(child.id());
        let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines().map(Result::unwrap);
        let said = lines.next().unwrap();
        let phone = said.trim().strip_prefix("手机在这里：").unwrap_or_else(|| panic!("said: {said}")).to_owned();
        let console = lines.skip_while(|line| !line.starts_with("工作台：")).take(3).collect();
        Self { child, watchdog, phone, console }
    }

    /// Ctrl-C.
    fn stop(mut self) -> Option<i32> {
        let sent = Command::new("kill").args(["-s", "INT", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It has ended already where it was stopped.
        let _ = self.child.kill();
        self.child.wait().unwrap();
        self.watchdog.call_off();
    }
}

/// A page with its head.
fn get(url: &str) -> String {
    let (address, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET /{path} HTTP/1.0\r\n\r\n").unwrap();
    let mut page = String::new();
    stream.read_to_string(&mut page).unwrap();
    page
}

fn files_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn it_says_where_the_phone_is_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), &[]);
    let page = get(&demo.phone);
    assert!(page.starts_with("HTTP/1.0 200") && page.contains("模拟手机"), "{page}");
    let page = get(demo.console[0].strip_prefix("工作台：").unwrap());
    assert!(page.starts_with("HTTP/1.0 200") && page.contains("<h1>登录</h1>"), "{page}");
    assert!(
        demo.console[1].contains("姓名 演示管理员，密码 ") && demo.console[2].contains("密钥 "),
        "{:?}",
        demo.console
    );
    assert_eq!(demo.stop(), Some(0));
    assert_eq!(files_in(folder.path()), [""; 0]);
}

#[test]
fn what_was_done_is_kept_where_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Demo::start(folder.path(), &["--data", "here"]).stop(), Some(0));
    let key = std::fs::read(folder.path().join("here/privacy.key")).unwrap();
    assert!(files_in(&folder.path().join("here")).contains(&"guiyan.db".to_owned()));
    assert_eq!(Demo::start(folder.path(), &["--data", "here"]).stop(), Some(0));
    assert_eq!(std::fs::read(folder.path().join("here/privacy.key")).unwrap(), key);
}

#[test]
fn a_port_that_is_taken_and_a_folder_that_is_none_are_said_in_plain_words() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = guiyan(folder.path(), &["demo", "--listen", &address], &[]);
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.contains(&format!("{address} is taken by another program")), "{said}");
    assert!(said.contains("guiyan demo --listen 127.0.0.1:"), "{said}");

    std::fs::write(folder.path().join("file"), "").unwrap();
    let output = guiyan(folder.path(), &["demo", "--listen", "127.0.0.1:0", "--data", "file"], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("Give --data a folder that you can write."), "{}", stderr(&output));
}
