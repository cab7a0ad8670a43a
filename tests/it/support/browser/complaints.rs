//! What pages complain of: the lines that a developer sees in the browser's console.

use std::sync::{Arc, Mutex};

use chromiumoxide::Page;
use chromiumoxide::cdp::browser_protocol::log::{EventEntryAdded, LogEntryLevel};
use chromiumoxide::cdp::js_protocol::runtime::{ConsoleApiCalledType, EventConsoleApiCalled, EventExceptionThrown};
use futures_util::StreamExt;
use tokio::sync::watch;

/// Of all pages of a browser.
#[derive(Clone, Default)]
pub struct Complaints {
    heard: watch::Sender<Vec<String>>,
    forgiven: Arc<Mutex<Vec<&'static str>>>,
}

impl Complaints {
    /// Hears a page from now on, until it is closed.
    pub async fn listen(&self, page: &Page) {
        page.enable_log().await.unwrap();
        page.enable_runtime().await.unwrap();
        let mut entries = page.event_listener::<EventEntryAdded>().await.unwrap();
        let mut exceptions = page.event_listener::<EventExceptionThrown>().await.unwrap();
        let mut calls = page.event_listener::<EventConsoleApiCalled>().await.unwrap();
        let all = self.clone();
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    Some(event) = entries.next() => {
                        if matches!(event.entry.level, LogEntryLevel::Error | LogEntryLevel::Warning) {
                            let url = event.entry.url.as_deref().unwrap_or_default();
                            all.note(format!("{} {url}", event.entry.text));
                        }
                    }
                    Some(event) = exceptions.next() => {
                        let thrown = &event.exception_details;
                        let exception = thrown.exception.as_ref().and_then(|it| it.description.clone());
                        all.note(format!("{} {}", thrown.text, exception.unwrap_or_default()));
                    }
                    Some(event) = calls.next() => {
                        if matches!(event.r#type, ConsoleApiCalledType::Error | ConsoleApiCalledType::Warning) {
                            all.note(format!("console: {:?}", event.args));
                        }
                    }
                    else => break,
                }
            }
        });
    }

    /// Waits for one with these words in it, and forgets it.
    pub async fn expect(&self, words: &str) {
        let spoken = |all: &Vec<String>| all.iter().any(|complaint| complaint.contains(words));
        self.heard.subscribe().wait_for(spoken).await.unwrap();
        self.heard.send_modify(|all| all.retain(|complaint| !complaint.contains(words)));
    }

    /// Those with these words do not count.
    pub fn forgive(&self, words: &'static str) {
        self.forgiven.lock().unwrap().push(words);
    }

    /// All that nobody expected.
    pub fn all(&self) -> Vec<String> {
        let forgiven = self.forgiven.lock().unwrap();
        let counts = |complaint: &&String| !forgiven.iter().any(|words| complaint.contains(words));
        self.heard.borrow().iter().filter(counts).cloned().collect()
    }

    fn note(&self, complaint: String) {
        self.heard.send_modify(|all| all.push(complaint));
    }
}
