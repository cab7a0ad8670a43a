//! The followers in front of one server: their requests, prepared before the clock starts, and the judgement on
//! every reply, after it has stopped.

use super::bare;
use super::load::{LANES, Pile};
use super::push::{self, Signer};
use super::scenarios::{Contestant, Say, Scenario, Turn, Who};

/// How many there are. Each belongs to one connection, so that nobody speaks before the last answer has come.
const FOLLOWERS: usize = 10_000;

pub struct Crowd {
    signer: Signer,
    contestant: Contestant,
    scenario: &'static Scenario,
    /// Messages that each connection has had an answer to.
    answered: [usize; LANES],
}

impl Crowd {
    pub fn new(contestant: Contestant, scenario: &'static Scenario) -> Self {
        let signer = if contestant.safe { Signer::safe() } else { Signer::plain() };
        Self { signer, contestant, scenario, answered: [0; LANES] }
    }

    /// What every follower does before the clock starts.
    pub fn prepare_first(&self) -> Vec<Pile> {
        (0..LANES).map(|lane| self.requests(lane, self.scenario.first.len() * followers_of(lane))).collect()
    }

    /// The next requests of every connection.
    pub fn prepare(&self, each: usize) -> Vec<Pile> {
        (0..LANES).map(|lane| self.requests(lane, each)).collect()
    }

    fn requests(&self, lane: usize, count: usize) -> Pile {
        let mut requests = Pile::default();
        (self.answered[lane]..).take(count).for_each(|at| requests.push(&self.request(lane, at)));
        requests
    }

    /// Holds the replies against what was asked, and goes on from there. The complaints, one a wrong reply.
    pub fn judge(&mut self, replies: &[Pile]) -> Vec<String> {
        let mut wrong = Vec::new();
        for (lane, replies) in replies.iter().enumerate() {
            for (at, reply) in (self.answered[lane]..).zip(replies.iter()) {
                wrong.extend(self.complaint(reply, self.turn(lane, at)));
            }
            self.answered[lane] += replies.len();
        }
        wrong
    }

    fn complaint(&self, reply: &[u8], turn: &Turn) -> Option<String> {
        let expect = if self.contestant.who == Who::Bare { bare::WORDS } else { turn.expect };
        let body = String::from_utf8_lossy(reply);
        let shown = self.signer.read(&body);
        let right = shown.as_deref().is_some_and(|shown| shown.contains(expect));
        (!right).then(|| format!("no `{expect}` in: {}", shown.as_deref().unwrap_or(&body)))
    }

    /// All followers of a connection take the first turn, then all of them the second.
    fn turn(&self, lane: usize, at: usize) -> &'static Turn {
        let Scenario { first, turns, .. } = self.scenario;
        let turn = at / followers_of(lane);
        first.get(turn).unwrap_or_else(|| &turns[(turn - first.len()) % turns.len()])
    }

    fn request(&self, lane: usize, at: usize) -> Vec<u8> {
        let openid = format!("oBENCH{:022}", lane + LANES * (at % followers_of(lane)));
        let id = u64::try_from(lane * 1_000_000 + at).unwrap();
        let xml = match self.turn(lane, at).say {
            Say::Words(words) => push::text(&openid, id, words),
            Say::Click(key) => push::click(&openid, key),
        };
        let push = self.signer.push(&openid, &xml);
        let head = format!(
            "POST /wechat?{} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\r\n",
            push.query,
            push.body.len()
        );
        [head.as_bytes(), push.body.as_bytes()].concat()
    }
}

fn followers_of(lane: usize) -> usize {
    (FOLLOWERS - lane).div_ceil(LANES)
}
