//! A real Chromium without a window, for what only a browser can tell of a page.
//!
//! A test starts its own, opens pages in it and does what a person does: looks for words, clicks on words, types.
//! Nothing here sleeps: every verb waits for what it needs to see, and fails with what the page shows instead.
//! Whatever a page complains of (a script error, a breach of its content security policy, a file that is not
//! there, a host of somebody else's) fails the test at its end.

mod complaints;
mod tab;

use std::time::Duration;

use chromiumoxide::browser::{Browser as Chromium, BrowserConfig};
use futures_util::StreamExt;
use tempfile::TempDir;

pub use self::tab::{Screen, Tab};
use super::watchdog::Watchdog;
use complaints::Complaints;

/// Longer than Chromium takes to start and a page to change, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running browser; stopped at the latest when it is dropped.
pub struct Browser {
    chromium: Chromium,
    watchdog: Watchdog,
    complaints: Complaints,
    _profile: TempDir,
}

impl Browser {
    /// Starts one with nothing in it, that can reach this machine alone.
    pub async fn start() -> Self {
        let profile = tempfile::tempdir().unwrap();
        let config = BrowserConfig::builder()
            .chrome_executable("/usr/bin/chromium")
            .user_data_dir(profile.path())
            .new_headless_mode()
            .no_sandbox()
            .viewport(None)
            .launch_timeout(PATIENCE)
            .request_timeout(PATIENCE)
            .args(["disable-gpu", "disable-quic", "disable-component-update", "no-default-browser-check"])
            .arg(("lang", "zh-CN"))
            .arg(("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))
            .build()
            .unwrap();
        let (mut chromium, mut events) = Chromium::launch(config).await.expect("chromium starts");
        let pid = chromium.get_mut_child().and_then(|child| child.as_mut_inner().id()).expect("chromium runs");
        // Ends by itself with the connection.
        tokio::spawn(async move { while events.next().await.is_some() {} });
        Self { watchdog: Watchdog::over(pid), chromium, complaints: Complaints::default(), _profile: profile }
    }

    /// Opens an address on a screen, and waits until the page and what belongs to it are there.
    pub async fn open(&self, url: &str, screen: Screen) -> Tab {
        let page = self.chromium.new_page("about:blank").await.unwrap();
        self.complaints.listen(&page).await;
        let tab = Tab::new(page).await;
        tab.set_screen(screen).await;
        tab.open(url).await;
        tab
    }

    /// Waits for a complaint with these words, which is then no reason to fail any more.
    pub async fn expect_complaint(&self, words: &str) {
        let heard = tokio::time::timeout(PATIENCE, self.complaints.expect(words)).await;
        heard.unwrap_or_else(|_| panic!("nobody complains of `{words}`, but of: {:?}", self.complaints.all()));
    }

    /// Complaints with these words are none in this test, however many there are.
    pub fn forgive(&self, words: &'static str) {
        self.complaints.forgive(words);
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let child = self.chromium.get_mut_child().expect("chromium was started here").as_mut_inner();
        // Both fail only for a process that has ended already.
        let _ = child.start_kill();
        while matches!(child.try_wait(), Ok(None)) {
            std::thread::yield_now();
        }
        self.watchdog.call_off();
        let complaints = self.complaints.all();
        if !std::thread::panicking() {
            assert!(complaints.is_empty(), "pages complained:\n{}", complaints.join("\n"));
        }
    }
}
