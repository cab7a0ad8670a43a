//! Carries pushes to our server as the platform does: signed, sealed, up to three times, never waiting for one
//! another (platform sheet 4).

use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Semaphore, mpsc};

use super::broadcast;
use super::chat::{Author, Content};
use super::errand::{Errand, Task};
use super::fault::happens;
use super::judge::{Expected, Verdict, judge};
use super::platform::Platform;
use super::publishing;
use super::push::Push;
use super::settings::{Mode, Settings, SettingsError};
use super::trace::{Direction, Trace, excerpt};
use crate::wechat::cipher::Cipher;
use crate::wechat::envelope::sealed_push;
use crate::wechat::signature::Signature;

/// Longest answer read, in bytes: a reply of eight cards has a few thousand.
const MAX_ANSWER: usize = 256 * 1024;

/// How long a push is held back that others are to overtake.
const HELD_BACK: Duration = Duration::from_millis(400);

/// Whatever is needed to call.
pub struct Courier {
    client: reqwest::Client,
    lines: Semaphore,
    token: SecretString,
    /// `None` in plain mode.
    cipher: Option<Cipher>,
}

/// What came of one delivery.
enum Answer {
    /// HTTP 200 with this body.
    Taken(Vec<u8>),
    /// Not in time, not at all, or another status.
    Failed(&'static str),
}

impl Courier {
    pub fn new(settings: &Settings) -> Result<Arc<Self>, SettingsError> {
        // Fails only if the process has one already, and then that one is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().redirect(Policy::none()).timeout(settings.rules.cut_off).no_proxy();
        let key = settings.callback.aes_key.as_ref().filter(|_| settings.callback.mode != Mode::Plain);
        let cipher = key.map(|key| Cipher::new(key.expose_secret(), &settings.app_id)).transpose();
        let cipher = cipher.map_err(|_| SettingsError::AesKey)?;
        if cipher.is_none() && settings.callback.mode != Mode::Plain {
            return Err(SettingsError::AesKey);
        }
        let lines = Semaphore::new(settings.rules.connections);
        Ok(Arc::new(Self { client: client.build()?, lines, token: settings.callback.token.clone(), cipher }))
    }

    /// Does what comes in, each thing by itself, until the platform is gone.
    pub async fn run(self: Arc<Self>, platform: Weak<Platform>, mut to_do: mpsc::UnboundedReceiver<Errand>) {
        while let Some(errand) = to_do.recv().await {
            let (courier, platform) = (Arc::clone(&self), Weak::clone(&platform));
            tokio::spawn(async move {
                tokio::time::sleep(errand.after).await;
                let Some(platform) = platform.upgrade() else { return };
                match errand.task {
                    Task::Push(push) => courier.take(&platform, &push).await,
                    Task::Mass(id) => broadcast::run(&platform, id).await,
                    Task::Publish { id, outcome } => {
                        platform.with(|world, now| publishing::finish(world, id, outcome, now));
                    }
                }
            });
        }
    }

    /// One push, with what goes wrong on its way.
    async fn take(&self, platform: &Platform, push: &Push) {
        let faults = platform.with(|world, _| world.faults.callbacks);
        if happens(faults.drop) {
            let mut trace = Trace::new(Direction::Callback, &push.name, platform.now());
            (trace.raw, trace.fault) = (push.xml.clone(), Some("推送丢失".to_owned()));
            return platform.with(|world, _| world.keep(trace));
        }
        if happens(faults.reorder) {
            tokio::time::sleep(HELD_BACK).await;
        }
        if happens(faults.repeat) {
            tokio::join!(self.carry(platform, push), self.carry(platform, push));
        } else {
            self.carry(platform, push).await;
        }
    }

    /// All deliveries of one push, and what the follower sees of it.
    async fn carry(&self, platform: &Platform, push: &Push) {
        // Never closed, so there is always a permit in the end.
        let Ok(_line) = self.lines.acquire().await else { return };
        let mut query = self.query(platform, push);
        for attempt in 1..=platform.settings.rules.attempts {
            if attempt > 1 && platform.settings.rules.fresh_nonce {
                query = self.query(platform, push);
            }
            if self.deliver(platform, push, &query, attempt).await {
                return;
            }
        }
        fault(platform, push, "服务器没有在规定时间内应答");
    }

    /// One delivery; `true` if no further one is needed.
    async fn deliver(&self, platform: &Platform, push: &Push, query: &Query, attempt: u32) -> bool {
        let mut trace = Trace::new(Direction::Callback, &push.name, platform.now());
        trace.openid = push.openid.as_deref().map(str::to_owned);
        (trace.attempt, trace.raw) = (attempt, query.body.clone());
        trace.decrypted = self.cipher.is_some().then(|| push.xml.clone());
        let (url, started) = (platform.with(|world, _| world.callback_url.clone()), Instant::now());
        let (status, answer) = self.call(&url, query).await;
        (trace.status, trace.took) = (status, started.elapsed());
        let answered = matches!(answer, Answer::Taken(_));
        platform.with(|world, now| world.record.callback(answered, trace.took, now));
        match answer {
            Answer::Failed(reason) => {
                trace.fault = Some(reason.to_owned());
                platform.with(|world, _| world.keep(trace));
                false
            }
            Answer::Taken(body) => {
                self.settle(platform, push, &body, trace);
                true
            }
        }
    }

    async fn call(&self, url: &str, query: &Query) -> (Option<u16>, Answer) {
        let pairs: Vec<(&str, &str)> = query.pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let request = self.client.post(url).query(&pairs).header(CONTENT_TYPE, "text/xml").body(query.body.clone());
        let mut response = match request.send().await {
            Ok(response) => response,
            Err(error) if error.is_timeout() => return (None, Answer::Failed("超时，连接已断开")),
            Err(_) => return (None, Answer::Failed("连不上服务器")),
        };
        let status = response.status();
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(_)) if body.len() > MAX_ANSWER => return (Some(status.as_u16()), Answer::Failed("回复太长")),
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) if status.as_u16() == 200 => return (Some(200), Answer::Taken(body)),
                Ok(None) => return (Some(status.as_u16()), Answer::Failed("状态码不是 200")),
                Err(_) => return (Some(status.as_u16()), Answer::Failed("回复没有在规定时间内结束")),
            }
        }
    }

    /// Puts what was answered into the conversation.
    fn settle(&self, platform: &Platform, push: &Push, body: &[u8], mut trace: Trace) {
        let settings = &platform.settings;
        let expected = Expected {
            follower: push.openid.as_deref().unwrap_or_default(),
            account: &settings.original_id,
            is_message: push.is_message,
            seal: self.cipher.as_ref().map(|cipher| (cipher, settings.callback.token.expose_secret())),
            must_be_sealed: settings.callback.mode == Mode::Safe,
        };
        let (verdict, opened) = judge(body, &expected);
        let verdict = platform.with(|world, now| world.with_media(verdict, now));
        (trace.answer, trace.answer_decrypted) = (excerpt(body), opened);
        if let Verdict::Fault(reason) = verdict {
            trace.fault = Some(reason.to_owned());
        }
        platform.with(|world, _| world.keep(trace));
        match verdict {
            Verdict::Silent => {}
            Verdict::Fault(reason) => fault(platform, push, reason),
            Verdict::Show(content) => show(platform, push, content),
        }
    }

    fn query(&self, platform: &Platform, push: &Push) -> Query {
        let token = self.token.expose_secret();
        let (timestamp, nonce) = (platform.now().as_second().to_string(), rand::random::<u32>().to_string());
        let signature = Signature::of_query(token, &timestamp, &nonce).as_str().to_owned();
        let mut pairs = vec![("signature", signature)];
        let body = match &self.cipher {
            None => push.xml.clone(),
            Some(cipher) => {
                let encrypt = cipher.encrypt(&ascii(), push.xml.as_bytes());
                let sealed = Signature::of_message(token, &timestamp, &nonce, &encrypt).as_str().to_owned();
                pairs.extend([("encrypt_type", "aes".to_owned()), ("msg_signature", sealed)]);
                match platform.settings.callback.mode {
                    Mode::Compatible => beside(&push.xml, &encrypt),
                    _ => sealed_push(&platform.settings.original_id, &encrypt),
                }
            }
        };
        pairs.extend([("timestamp", timestamp), ("nonce", nonce)]);
        pairs.extend(push.openid.as_deref().map(|openid| ("openid", openid.to_owned())));
        Query { pairs, body }
    }
}

/// The query of a delivery, and the body that it signs.
struct Query {
    pairs: Vec<(&'static str, String)>,
    body: String,
}

/// Sixteen ASCII characters: what the platform begins its plaintext with (platform sheet 2.2).
fn ascii() -> [u8; 16] {
    let mut random = [0; 16];
    // 8 bytes are 16 digits, always.
    let _ = hex::encode_to_slice(rand::random::<[u8; 8]>(), &mut random);
    random
}

/// Compatible mode: the ciphertext beside the plain fields.
fn beside(xml: &str, encrypt: &str) -> String {
    let open = xml.strip_suffix("</xml>").unwrap_or(xml);
    format!("{open}<Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>")
}

fn fault(platform: &Platform, push: &Push, reason: &str) {
    if push.visible {
        let text = platform.settings.rules.fault_notice.clone();
        in_chat(platform, push, Author::Notice, Content::FaultNotice { text, reason: reason.to_owned() });
    }
}

fn show(platform: &Platform, push: &Push, content: Content) {
    let from = if matches!(content, Content::HandedOver { .. }) { Author::Notice } else { Author::Account };
    in_chat(platform, push, from, content);
}

/// A reply to who has left by now is shown to nobody.
fn in_chat(platform: &Platform, push: &Push, from: Author, content: Content) {
    let Some(openid) = push.openid.as_deref() else { return };
    platform.with(|world, now| {
        if let Some(follower) = world.roster.get_mut(openid).filter(|follower| follower.subscribed) {
            follower.exchanged = Some(now);
            world.show(openid, from, content, now);
        }
    });
}
