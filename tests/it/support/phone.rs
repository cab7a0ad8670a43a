//! Followers' phones, and the platform between them and the servers: over HTTP, each message with an id of its own.

use std::sync::atomic::{AtomicU64, Ordering};

use guiyan::wechat::xml::Document;

use super::http;
use super::push::{Push, Signer, click, text};

/// Everybody's phone.
pub struct Phones {
    client: reqwest::Client,
    signer: Signer,
    messages: AtomicU64,
    late: AtomicU64,
}

/// How often a message is delivered before it counts as unanswered. Our servers are late on a machine that is
/// busy with other things; then they say `success`, and keep the answer for the next attempt.
const ATTEMPTS: usize = 8;

impl Phones {
    /// As the platform is in plain mode.
    pub fn plain() -> Self {
        Self::with(Signer::plain())
    }

    /// As it is in safe mode.
    pub fn safe() -> Self {
        Self::with(Signer::safe())
    }

    fn with(signer: Signer) -> Self {
        http::ready();
        Self { client: reqwest::Client::new(), signer, messages: AtomicU64::new(1), late: AtomicU64::new(0) }
    }

    /// A new message.
    pub fn words(&self, who: &str, words: &str) -> Push {
        let id = self.messages.fetch_add(1, Ordering::Relaxed);
        self.push(who, &text(who, id, words))
    }

    /// A tap on a button of the menu.
    pub fn tap(&self, who: &str, button: &str) -> Push {
        self.push(who, &click(who, button))
    }

    /// Whatever else the platform has to say.
    pub fn push(&self, who: &str, xml: &str) -> Push {
        self.signer.push(who, xml)
    }

    /// One attempt at a message. The words that the follower sees; `None` if the platform was told `success`.
    ///
    /// # Errors
    /// If the server goes away before it has answered.
    pub async fn deliver(&self, port: u16, push: &Push) -> Result<Option<String>, reqwest::Error> {
        let url = format!("http://127.0.0.1:{port}/wechat?{}", push.query);
        let response = self.client.post(url).body(push.body.clone()).send().await?;
        assert_eq!(response.status(), 200);
        let body = response.text().await?;
        if body == "success" {
            return Ok(None);
        }
        let shown = self.signer.read(&body).unwrap_or_else(|| panic!("not a reply: {body}"));
        let document = Document::parse(&shown, shown.len()).unwrap();
        Ok(Some(document.root().field("Content").unwrap().expect("words").to_owned()))
    }

    /// Sends what no platform sends, whatever the answer.
    pub async fn bother(&self, port: u16, push: &Push) {
        let url = format!("http://127.0.0.1:{port}/wechat?{}", push.query);
        self.client.post(url).body(push.body.clone()).send().await.unwrap();
    }

    /// The answer to a message, from a further attempt if need be.
    ///
    /// # Errors
    /// If the server goes away before it has answered.
    pub async fn answer(&self, port: u16, push: &Push) -> Result<String, reqwest::Error> {
        for _ in 0..ATTEMPTS {
            if let Some(words) = self.deliver(port, push).await? {
                return Ok(words);
            }
            self.late.fetch_add(1, Ordering::Relaxed);
        }
        panic!("no answer in {ATTEMPTS} attempts");
    }

    /// Says something new; the answer.
    pub async fn say(&self, port: u16, who: &str, words: &str) -> String {
        self.answer(port, &self.words(who, words)).await.unwrap()
    }

    /// Taps a button; the answer.
    pub async fn click(&self, port: u16, who: &str, button: &str) -> String {
        self.answer(port, &self.tap(who, button)).await.unwrap()
    }

    /// How often a server was late.
    pub fn late(&self) -> u64 {
        self.late.load(Ordering::Relaxed)
    }
}
