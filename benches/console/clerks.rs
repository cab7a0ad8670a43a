//! Fifty people in front of the console, who open a page a second each.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use guiyan::app::clock::Clock;
use guiyan::app::staff::{Accounts, AccountsParts};
use guiyan::cache::embedded::EmbeddedCache;
use guiyan::domain::staff::Post;
use guiyan::startup::SystemClock;
use reqwest::Client;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use crate::database::{Fixture, KEY, vault};
use crate::staff_account::set_up;
use crate::timing::Timing;

const CLERKS: u32 = 50;
/// Between two pages of one of them.
const THINKS: Duration = Duration::from_secs(1);
/// Most bytes of a page.
const MOST_BYTES: usize = 100 * 1024;
/// Where they go, with what has to stand there. A list leads to its next page by itself.
const PAGES: [(&str, &str); 7] = [
    ("/console", "今天"),
    ("/console/openings", "招聘岗位与企业"),
    ("/console/openings?q=缝纫工", "缝纫工"),
    ("/console/openings?q=服装100厂", "样例服装100厂"),
    ("/console/activities", "活动"),
    ("/console/inbox", "留言"),
    ("/console/campaigns", "群发"),
];
/// Pages of a list that somebody reads before they look elsewhere.
const MOST_PAGES: usize = 3;
/// Before the address of a list's next page, and what is written on it.
const NEXT: &str = "<a class=\"button\" href=\"";
const EARLIER: &str = "更早的";

pub struct Clerk {
    client: Client,
    cookie: String,
    base: String,
}

/// What they saw.
#[derive(Default)]
pub struct Seen {
    /// How long each page took, by where it is.
    times: BTreeMap<&'static str, Vec<Duration>>,
    largest: usize,
    pub wrong: Vec<String>,
}

/// Their accounts, made and set up, each with a session.
pub async fn signed_in(fixture: &Fixture, port: u16) -> Vec<Clerk> {
    let (database, clock) = (Arc::new(fixture.open().await), Arc::new(SystemClock));
    let cache = Arc::new(EmbeddedCache::open(clock.clone(), None).await.unwrap());
    let vault = vault(KEY);
    let (staff, sessions, phones) = (database.clone(), database.clone(), database);
    let parts = AccountsParts { staff, sessions, phones, cache, vault, clock: clock.clone() };
    let accounts = Accounts::new(parts);
    let mut clerks = Vec::new();
    for number in 0..CLERKS {
        let (_, token) = set_up(&accounts, &format!("员工{number}"), Post::Administrator, clock.now()).await;
        let cookie = format!("guiyan={}", token.as_str());
        clerks.push(Clerk { client: Client::new(), cookie, base: format!("http://127.0.0.1:{port}") });
    }
    clerks
}

/// All of them, for so long; they do not begin at the same moment.
pub async fn work(clerks: Vec<Clerk>, length: Duration) -> Seen {
    let begins = Instant::now();
    let mut working = JoinSet::new();
    for (number, clerk) in (0..CLERKS).zip(clerks) {
        let first = begins + THINKS * number / CLERKS;
        working.spawn(async move { clerk.work(number, first, begins + length).await });
    }
    let mut all = Seen::default();
    for seen in working.join_all().await {
        seen.times.into_iter().for_each(|(page, times)| all.times.entry(page).or_default().extend(times));
        all.largest = all.largest.max(seen.largest);
        all.wrong.extend(seen.wrong);
    }
    all
}

impl Clerk {
    /// From page to page; a list is read on for as long as it goes on, three pages at most.
    async fn work(&self, number: u32, first: Instant, until: Instant) -> Seen {
        let (mut seen, mut due) = (Seen::default(), first);
        let places = PAGES.iter().cycle().skip(usize::try_from(number).unwrap());
        for (page, expected) in places {
            let mut next = Some((*page).to_owned());
            for _ in 0..MOST_PAGES {
                let Some(address) = next.take() else { break };
                if due >= until {
                    return seen;
                }
                sleep_until(due).await;
                match self.open(&address).await {
                    Ok(text) if text.contains(expected) && text.len() <= MOST_BYTES => {
                        seen.times.entry(page).or_default().push(due.elapsed());
                        seen.largest = seen.largest.max(text.len());
                        next = next_page(&text);
                    }
                    Ok(text) => seen.wrong.push(format!("no `{expected}` in {} bytes of {address}", text.len())),
                    Err(error) => seen.wrong.push(format!("{address}: {error}")),
                }
                due = Instant::now() + THINKS;
            }
        }
        seen
    }

    async fn open(&self, address: &str) -> reqwest::Result<String> {
        let ask = self.client.get(format!("{}{address}", self.base)).header("cookie", &self.cookie);
        ask.send().await?.error_for_status()?.text().await
    }
}

/// Where a list goes on.
fn next_page(text: &str) -> Option<String> {
    let links = text.split(NEXT).skip(1);
    let next = links.filter_map(|link| link.split_once("\">")).find(|(_, label)| label.starts_with(EARLIER))?;
    Some(next.0.replace("&amp;", "&"))
}

impl Seen {
    pub fn report(&self) {
        let all: Vec<Duration> = self.times.values().flatten().copied().collect();
        println!("  pages                    {}   largest {} KB", Timing::of(all), self.largest / 1024);
        for (page, times) in &self.times {
            println!("    {:<22} {}", page, Timing::of(times.clone()));
        }
    }
}
