//! Carries pushes to our server as the platform does: up to three times, never waiting for one another (platform
//! sheet 4).

use std::sync::{Arc, Weak};
use std::time::Instant;

use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use tokio::sync::{Notify, Semaphore, mpsc};

use super::chat::{Author, Content};
use super::errand::{Errand, Task};
use super::fault::Fate;
use super::judge::{Verdict, judge};
use super::platform::Platform;
use super::push::Push;
use super::sealing::{Sealed, Sealer};
use super::settings::{Settings, SettingsError};
use super::trace::{Direction, Trace, excerpt};
use super::{broadcast, publishing};

/// Longest answer read, in bytes: a reply of eight cards has a few thousand.
const MAX_ANSWER: usize = 256 * 1024;

/// Whatever is needed to call.
pub struct Courier {
    client: reqwest::Client,
    sealer: Sealer,
    lines: Semaphore,
    /// A push arrived: whichever was held back has been overtaken.
    arrived: Notify,
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
        Ok(Arc::new(Self {
            client: client.build()?,
            sealer: Sealer::new(settings)?,
            lines: Semaphore::new(settings.rules.connections),
            arrived: Notify::new(),
        }))
    }

    /// Does what comes in, each thing by itself, until the platform is gone.
    pub async fn run(self: Arc<Self>, platform: Weak<Platform>, mut to_do: mpsc::UnboundedReceiver<Errand>) {
        while let Some(errand) = to_do.recv().await {
            let (courier, platform) = (Arc::clone(&self), Weak::clone(&platform));
            tokio::spawn(async move {
                // A sleep of nothing still waits for the timer's next tick.
                if !errand.after.is_zero() {
                    tokio::time::sleep(errand.after).await;
                }
                let Some(platform) = platform.upgrade() else { return };
                match errand.task {
                    Task::Push { push, fate } => courier.take(&platform, &push, fate).await,
                    Task::Mass(id) => broadcast::run(&platform, id).await,
                    Task::Publish { id, outcome } => {
                        platform.with(|world, now| publishing::finish(world, id, outcome, now));
                    }
                }
            });
        }
    }

    /// Asks a server, as the console does, whether it knows the token; `false` if it does not, or does not answer.
    pub async fn verify(&self, platform: &Platform) -> bool {
        let url = platform.with(|world, _| world.callback_url.clone());
        let question = self.sealer.question(platform.now());
        let Ok(response) = self.client.get(url).query(&question).send().await else { return false };
        let (status, body) = (response.status(), response.bytes().await.unwrap_or_default());
        let echo = question.iter().find(|(name, _)| *name == "echostr");
        status.as_u16() == 200 && echo.is_some_and(|(_, echo)| *echo.as_bytes() == body)
    }

    /// One push, with what goes wrong on its way.
    async fn take(&self, platform: &Platform, push: &Push, fate: Fate) {
        if fate.dropped {
            let mut trace = traced(platform, push);
            (trace.raw, trace.fault) = (push.xml.clone(), Some("推送丢失".to_owned()));
            return platform.with(|world, _| world.keep(trace));
        }
        if fate.held_back {
            // Nobody may come after it: then it goes on its way all the same.
            let _ = tokio::time::timeout(platform.settings.rules.held_back, self.arrived.notified()).await;
        }
        if fate.repeated {
            tokio::join!(self.carry(platform, push), self.carry(platform, push));
        } else {
            self.carry(platform, push).await;
        }
        self.arrived.notify_waiters();
    }

    /// All deliveries of one push, and what the follower sees of it.
    async fn carry(&self, platform: &Platform, push: &Push) {
        // Never closed, so there is always a permit in the end.
        let Ok(_line) = self.lines.acquire().await else { return };
        let rules = &platform.settings.rules;
        let mut sealed = self.sealer.seal(push, platform.now());
        for attempt in 1..=rules.attempts {
            if attempt > 1 && rules.fresh_nonce {
                sealed = self.sealer.seal(push, platform.now());
            }
            if self.deliver(platform, push, &sealed, attempt).await {
                return;
            }
        }
        fault(platform, push, "服务器没有在规定时间内应答");
    }

    /// One delivery; `true` if no further one is needed.
    async fn deliver(&self, platform: &Platform, push: &Push, sealed: &Sealed, attempt: u32) -> bool {
        let mut trace = traced(platform, push);
        (trace.attempt, trace.raw) = (attempt, sealed.body.clone());
        trace.decrypted = self.sealer.seals().then(|| push.xml.clone());
        let (url, started) = (platform.with(|world, _| world.callback_url.clone()), Instant::now());
        let (status, answer) = self.call(&url, sealed).await;
        (trace.status, trace.took) = (status, started.elapsed());
        let answered = matches!(answer, Answer::Taken(_));
        platform.with(|world, now| world.record.callback(answered, trace.took, now));
        match answer {
            Answer::Failed(reason) => {
                trace.fault = Some(reason.to_owned());
                platform.with(|world, _| world.keep(trace));
            }
            Answer::Taken(body) => self.settle(platform, push, &body, trace),
        }
        answered
    }

    async fn call(&self, url: &str, sealed: &Sealed) -> (Option<u16>, Answer) {
        let request = self.client.post(url).query(&sealed.query).header(CONTENT_TYPE, "text/xml");
        let mut response = match request.body(sealed.body.clone()).send().await {
            Ok(response) => response,
            Err(error) if error.is_timeout() => return (None, Answer::Failed("超时，连接已断开")),
            Err(_) => return (None, Answer::Failed("连不上服务器")),
        };
        let status = response.status().as_u16();
        let mut body = Vec::new();
        let answer = loop {
            match response.chunk().await {
                Ok(Some(_)) if body.len() > MAX_ANSWER => break Answer::Failed("回复太长"),
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) if status == 200 => break Answer::Taken(body),
                Ok(None) => break Answer::Failed("状态码不是 200"),
                Err(_) => break Answer::Failed("回复没有在规定时间内结束"),
            }
        };
        (Some(status), answer)
    }

    /// Puts what was answered into the conversation.
    fn settle(&self, platform: &Platform, push: &Push, body: &[u8], mut trace: Trace) {
        let (verdict, opened) = judge(body, &self.sealer.expected(push));
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
}

fn traced(platform: &Platform, push: &Push) -> Trace {
    let mut trace = Trace::new(Direction::Callback, &push.name, platform.now());
    trace.openid = push.openid.as_deref().map(str::to_owned);
    trace
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
            (follower.exchanged, follower.typing) = (Some(now), false);
            world.show(openid, from, content, now);
        }
    });
}
