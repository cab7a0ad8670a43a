//! Mass sends: jobs, their quotas, their ids (platform sheet 7.5).

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::account::{Account, Kind};
use super::calendar;
use super::chat::Content;
use super::errcode::{CLIENT_ID_TOO_FAST, CLIENT_ID_TOO_LONG, CLIENT_ID_USED, MASS_TOO_FAST, NO_MASS_QUOTA, Refusal};
use super::follower::Follower;

/// Requests of a minute, all mass APIs that send together.
const A_MINUTE: u32 = 60;
/// Mass sends that a follower of a service account receives in a month.
const A_MONTH: u32 = 4;
/// Bytes of a `clientmsgid`.
const CLIENT_ID: usize = 32;
/// How long a `clientmsgid` is remembered.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);
/// The same `clientmsgid` again within this time is too fast.
const TOO_FAST: SignedDuration = SignedDuration::from_mins(1);
/// Jobs remembered.
const KEPT: usize = 10_000;
/// Ids begin somewhere: the platform's have ten digits.
const FIRST: u64 = 3_147_483_648;

/// Who is to get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Everybody; it also enters the history.
    All,
    /// Who has the tag.
    Tag(u32),
    /// These.
    List(Vec<Arc<str>>),
}

impl Audience {
    /// Whether they are meant. Members of a list are looked up instead.
    pub fn takes_in(&self, follower: &Follower) -> bool {
        follower.subscribed
            && match self {
                Self::All => true,
                Self::Tag(tag) => follower.tags.contains(tag),
                Self::List(_) => false,
            }
    }
}

/// How far a job is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// SENDING.
    Sending,
    /// SEND_SUCCESS.
    Sent,
    /// SEND_FAIL, with the status of its event.
    Failed(String),
    /// DELETE.
    Deleted,
}

impl Status {
    /// `msg_status`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Sending => "SENDING",
            Self::Sent => "SEND_SUCCESS",
            Self::Failed(_) => "SEND_FAIL",
            Self::Deleted => "DELETE",
        }
    }
}

/// One mass send.
#[derive(Debug, Clone)]
pub struct Job {
    /// `msg_id`.
    pub id: u64,
    /// `msg_data_id`.
    pub data_id: u64,
    /// Who is to get it.
    pub audience: Audience,
    /// What they get.
    pub content: Arc<Content>,
    /// The draft that disappears when it succeeds.
    pub draft: Option<String>,
    /// What the event has to say instead of success.
    pub verdict: Option<String>,
    /// How far it is.
    pub status: Status,
}

/// The counts of a job (platform sheet 3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Addressed.
    pub total: usize,
    /// After the platform's filters; all of them are delivered.
    pub filtered: usize,
}

/// All jobs of the account.
#[derive(Debug, Default)]
pub struct Mass {
    jobs: BTreeMap<u64, Job>,
    /// Which job a `clientmsgid` became, when, and when it was last tried.
    clients: HashMap<String, (u64, Timestamp, Timestamp)>,
    /// 0 to 4; `None` until somebody sets it.
    pub speed: Option<u8>,
    minute: (i64, u32),
    /// The last day on which a send counted as the day's one.
    spent: Option<Date>,
}

impl Mass {
    /// Counts a request of this minute.
    pub fn pace(&mut self, now: Timestamp) -> Result<(), Refusal> {
        let minute = now.as_second().div_euclid(60);
        if self.minute.0 != minute {
            self.minute = (minute, 0);
        }
        self.minute.1 += 1;
        if self.minute.1 > A_MINUTE { Err(Refusal::of(MASS_TOO_FAST)) } else { Ok(()) }
    }

    /// Refuses a `clientmsgid` that became a job within the last day, and names the job.
    pub fn check_client(&mut self, id: &str, now: Timestamp) -> Result<(), Refusal> {
        if id.len() > CLIENT_ID {
            return Err(Refusal::of(CLIENT_ID_TOO_LONG));
        }
        self.clients.retain(|_, (_, made, _)| made.duration_until(now) < REMEMBERED);
        let Some((job, _, tried)) = self.clients.get_mut(id) else { return Ok(()) };
        let too_fast = tried.duration_until(now) < TOO_FAST;
        *tried = now;
        let errcode = if too_fast { CLIENT_ID_TOO_FAST } else { CLIENT_ID_USED };
        Err(Refusal::of(errcode).with("msg_id", json!(*job)))
    }

    /// Whether a job may begin: a subscription account has one a day, whoever gets it; a service account has one a day
    /// to everybody. What a follower may receive in a month is counted when it is delivered.
    pub fn check_quota(&self, account: Account, audience: &Audience, now: Timestamp) -> Result<(), Refusal> {
        let counts = account.kind == Kind::Subscription || *audience == Audience::All;
        let spent = self.spent == Some(calendar::day(now));
        if counts && spent { Err(Refusal::of(NO_MASS_QUOTA)) } else { Ok(()) }
    }

    /// Begins a job; says its ids.
    pub fn begin(&mut self, job: Job, client_id: Option<String>, account: Account, now: Timestamp) -> (u64, u64) {
        if account.kind == Kind::Subscription || job.audience == Audience::All {
            self.spent = Some(calendar::day(now));
        }
        let id = self.jobs.last_key_value().map_or(FIRST, |(id, _)| id + 1);
        let job = Job { id, data_id: id - FIRST + 2_247_483_648, ..job };
        let ids = (job.id, job.data_id);
        if self.jobs.len() == KEPT {
            self.jobs.pop_first();
        }
        self.jobs.insert(id, job);
        if let Some(client_id) = client_id {
            self.clients.insert(client_id, (id, now, now));
        }
        ids
    }

    /// The day's send did not count: only a successful one does.
    pub fn give_back(&mut self) {
        self.spent = None;
    }

    pub fn get(&self, id: u64) -> Option<&Job> {
        self.jobs.get(&id)
    }

    /// The job whose article is at this address, and which of its articles that is, from 1.
    pub fn by_url(&self, url: &str) -> Option<(u64, usize)> {
        self.jobs.values().find_map(|job| match &*job.content {
            Content::MassArticle { articles } => {
                let place = articles.iter().position(|article| article.url == url)?;
                Some((job.id, place + 1))
            }
            _ => None,
        })
    }

    pub fn get_mut(&mut self, id: u64) -> Option<&mut Job> {
        self.jobs.get_mut(&id)
    }
}

/// Whether this one gets it, and if so counts it. Refused messages and the fifth of a month are filtered out.
pub fn receives(follower: &mut Follower, account: Account, now: Timestamp) -> bool {
    if !follower.subscribed || follower.muted || follower.blacklisted {
        return false;
    }
    let month = calendar::month(now);
    let received = follower.mass.filter(|(counted, _)| *counted == month).map_or(0, |(_, received)| received);
    if account.kind == Kind::Service && received >= A_MONTH {
        return false;
    }
    follower.mass = Some((month, received + 1));
    true
}
