//! One scenario: servers side by side on one Redis, rounds that take turns, so that noise hits all of them.

use std::io;
use std::time::Duration;

use super::crowd::Crowd;
use super::load::{self, LANES};
use super::redis_server::RedisServer;
use super::scenarios::{Contestant, Scenario};
use super::server::Server;

/// How long and how often.
#[derive(Clone, Copy)]
pub struct Pace {
    pub warm_up: Duration,
    pub round: Duration,
    pub rounds: usize,
}

/// What one contestant did.
pub struct Score {
    pub contestant: Contestant,
    /// Answers a second, a number a round.
    pub rates: Vec<f64>,
    /// Of all rounds, in order of size.
    pub latencies: Vec<Duration>,
    /// Processor time of the server, of all rounds.
    pub processor: Duration,
    /// Resident memory in kB at the end.
    pub memory: u64,
}

struct Player {
    server: Server,
    crowd: Crowd,
    score: Score,
    complaints: Vec<String>,
    /// Requests to prepare for one connection and one second.
    stock: usize,
}

/// More than anybody answers, prepared for as long as the pace is unknown.
const FIRST_STOCK: usize = 40_000 / LANES;

/// The scores, and what was wrong with replies.
///
/// # Errors
/// If a connection breaks or something other than `200` comes back.
pub async fn hold(scenario: &'static Scenario, pace: Pace) -> io::Result<(Vec<Score>, Vec<String>)> {
    let redis = RedisServer::start();
    let mut players: Vec<Player> = scenario.contestants.iter().map(|one| Player::new(*one, scenario, &redis)).collect();
    for player in &mut players {
        player.first().await?;
        player.play(pace.warm_up).await?;
        player.score.latencies.clear();
    }
    for _ in 0..pace.rounds {
        for player in &mut players {
            let before = player.server.processor();
            let rate = player.play(pace.round).await?;
            player.score.rates.push(rate);
            player.score.processor += player.server.processor() - before;
        }
    }
    let complaints = players.iter_mut().flat_map(|player| std::mem::take(&mut player.complaints)).collect();
    Ok((players.into_iter().map(Player::finish).collect(), complaints))
}

impl Player {
    fn new(contestant: Contestant, scenario: &'static Scenario, redis: &RedisServer) -> Self {
        Self {
            server: Server::start(contestant, redis),
            crowd: Crowd::new(contestant, scenario),
            score: Score { contestant, rates: Vec::new(), latencies: Vec::new(), processor: Duration::ZERO, memory: 0 },
            complaints: Vec::new(),
            stock: FIRST_STOCK,
        }
    }

    async fn first(&mut self) -> io::Result<()> {
        let round = load::run(self.server.port(), &self.crowd.prepare_first(), None).await?;
        self.complaints.extend(self.crowd.judge(&round.replies));
        Ok(())
    }

    /// One round. Answers a second.
    async fn play(&mut self, length: Duration) -> io::Result<f64> {
        let each = self.stock * usize::try_from(length.as_millis()).unwrap() / 1000;
        let mut round = load::run(self.server.port(), &self.crowd.prepare(each), Some(length)).await?;
        self.complaints.extend(self.crowd.judge(&round.replies));
        let rate = f64::from(u32::try_from(round.latencies.len()).unwrap()) / round.elapsed.as_secs_f64();
        // Half as much again as this round needed.
        self.stock = round.latencies.len() * 1500 / usize::try_from(round.elapsed.as_millis()).unwrap() / LANES;
        self.score.latencies.append(&mut round.latencies);
        Ok(rate)
    }

    fn finish(mut self) -> Score {
        self.score.memory = self.server.memory();
        self.score.latencies.sort_unstable();
        self.score
    }
}
