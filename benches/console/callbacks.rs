//! Five hundred messages a second, from whoever is next of many followers.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::Client;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use crate::push::{self, Signer};
use crate::timing::Timing;

const A_SECOND: u32 = 500;
/// After this the platform asks again, and the worker sees nothing (platform sheet, section 4).
const DEADLINE: Duration = Duration::from_secs(5);
/// What they say, with a piece of the right answer: out of memory, by search, and out of the database.
const SAID: [(&str, &str); 5] = [
    ("工资多少", "工资面议"),
    ("政策", "补贴"),
    ("缝纫工", "服装"),
    ("招聘会", "春风行动招聘会"),
    ("我的报名", "报名"),
];

pub struct Crowd {
    client: Client,
    signer: Signer,
    port: u16,
    people: u32,
    said: AtomicU64,
}

/// What came back.
pub struct Answers {
    pub timing: Timing,
    /// Complaints, one a wrong or late answer.
    pub wrong: Vec<String>,
}

impl Crowd {
    pub fn new(port: u16, people: u32) -> Self {
        Self { client: Client::new(), signer: Signer::plain(), port, people, said: AtomicU64::new(1) }
    }

    /// For so long. Each message is timed from the moment at which it was due.
    pub async fn run(&self, length: Duration) -> Answers {
        let (mut pace, until) = (interval(Duration::from_secs(1) / A_SECOND), Instant::now() + length);
        pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let mut sent = JoinSet::new();
        while Instant::now() < until {
            let due = pace.tick().await;
            sent.spawn(self.message(due));
        }
        sleep_until(until).await;
        let (mut times, mut wrong) = (Vec::new(), Vec::new());
        for (time, complaint) in sent.join_all().await {
            times.push(time);
            wrong.extend(complaint);
        }
        Answers { timing: Timing::of(times), wrong }
    }

    /// One message on its way.
    fn message(&self, due: Instant) -> impl Future<Output = (Duration, Option<String>)> + Send + 'static {
        let number = self.said.fetch_add(1, Ordering::Relaxed);
        let (words, expected) = SAID[usize::try_from(number).unwrap() % SAID.len()];
        let openid = crate::seed::openid(u32::try_from(number * 7919 % u64::from(self.people)).unwrap());
        let push = self.signer.push(&openid, &push::text(&openid, number, words));
        let ask = self.client.post(format!("http://127.0.0.1:{}/wechat?{}", self.port, push.query));
        let ask = ask.header("content-type", "text/xml").body(push.body);
        async move {
            let answer = match ask.send().await {
                Ok(answer) => answer.text().await,
                Err(error) => Err(error),
            };
            let time = due.elapsed();
            let complaint = match answer {
                Ok(_) if time > DEADLINE => Some(format!("`{words}` after {time:?}")),
                Ok(text) if text.contains(expected) => None,
                Ok(text) => Some(format!("no `{expected}` after `{words}` in {} bytes", text.len())),
                Err(error) => Some(format!("`{words}`: {error}")),
            };
            (time, complaint)
        }
    }
}
