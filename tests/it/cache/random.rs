//! Random sequences of operations: every backend does what a simple model says.

use std::collections::HashMap;
use std::time::Duration;

use guiyan::app::dialogue_cache::{
    Ahead, Begin, CLAIM_TTL, Claim, Committed, DIALOGUE_TTL, DialogueChange, REPLY_TTL, Stored,
};
use guiyan::domain::id::OpenId;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::place::{Place, follower, message, put};
use crate::support::redis::RedisServer;

const FOLLOWERS: usize = 2;
const MESSAGES: usize = 3;

#[derive(Debug, Clone)]
enum Op {
    Begin { follower: usize, message: usize, guess: Option<Guess> },
    Commit { claim: usize, change: Change, reply: u8 },
    Renew { claim: usize },
    Release { claim: usize },
    Reload { follower: usize },
    Pass(Duration),
}

/// What was worked out ahead.
#[derive(Debug, Clone, Copy)]
struct Guess {
    /// From the dialogue of now, or from one that never was.
    right: bool,
    changes: bool,
    reply: u8,
}

#[derive(Debug, Clone, Copy)]
enum Change {
    Keep,
    /// With the version that `begin` gave, which may be stale.
    PutOnSeen,
    /// With the version of now.
    PutOnCurrent,
    Drop,
}

fn op() -> impl Strategy<Value = Op> {
    let change = prop_oneof![
        Just(Change::Keep),
        Just(Change::PutOnSeen),
        Just(Change::PutOnSeen),
        Just(Change::PutOnCurrent),
        Just(Change::Drop)
    ];
    prop_oneof![
        4 => (0..FOLLOWERS, 0..MESSAGES, proptest::option::of(guess()))
            .prop_map(|(follower, message, guess)| Op::Begin { follower, message, guess }),
        4 => (any::<usize>(), change, any::<u8>()).prop_map(|(claim, change, reply)| Op::Commit { claim, change, reply }),
        1 => any::<usize>().prop_map(|claim| Op::Renew { claim }),
        1 => any::<usize>().prop_map(|claim| Op::Release { claim }),
        1 => (0..FOLLOWERS).prop_map(|follower| Op::Reload { follower }),
        2 => pass().prop_map(Op::Pass),
    ]
}

fn guess() -> impl Strategy<Value = Guess> {
    (any::<bool>(), any::<bool>(), any::<u8>()).prop_map(|(right, changes, reply)| Guess { right, changes, reply })
}

/// Steps that never add up to a life exactly: on a real server some time passes by itself.
fn pass() -> impl Strategy<Value = Duration> {
    let half_a_claim = CLAIM_TTL / 2 + Duration::from_millis(750);
    prop_oneof![
        5 => Just(half_a_claim),
        2 => Just(REPLY_TTL / 2 + Duration::from_secs(20)),
        1 => Just(DIALOGUE_TTL / 2 + Duration::from_secs(2_000)),
    ]
}

/// The claim that holds a message, its reply if it has one, and the end.
type Held = (usize, Option<Vec<u8>>, Duration);

/// What the port's documentation says, as directly as it can be written.
#[derive(Default)]
struct Model {
    now: Duration,
    messages: HashMap<(usize, usize), Held>,
    dialogues: HashMap<usize, (Stored, Duration)>,
    /// Every claim that was given: whose message, and the version seen.
    claims: Vec<((usize, usize), u64)>,
}

#[derive(Debug, PartialEq)]
enum Saw {
    CommittedAhead,
    Fresh(Stored),
    Answered(Vec<u8>),
    InProgress,
    Committed(Committed),
    Renewed(bool),
    Loaded(Stored),
    Nothing,
}

impl Model {
    fn held(&self, message: (usize, usize)) -> Option<(usize, Option<Vec<u8>>)> {
        let (claim, reply, end) = self.messages.get(&message)?;
        (*end > self.now).then(|| (*claim, reply.clone()))
    }

    fn stored(&self, follower: usize) -> Stored {
        self.dialogues.get(&follower).filter(|(_, end)| *end > self.now).map_or_else(Stored::default, |d| d.0.clone())
    }

    fn begin(&mut self, message: (usize, usize), ahead: Option<Ahead<'_>>) -> Saw {
        match self.held(message) {
            Some((_, Some(reply))) => Saw::Answered(reply),
            Some((_, None)) => Saw::InProgress,
            None => {
                let stored = self.stored(message.0);
                let claim = self.claims.len();
                self.messages.insert(message, (claim, None, self.now + CLAIM_TTL));
                self.claims.push((message, stored.version));
                let Some(ahead) = ahead.filter(|ahead| *ahead.from == stored) else { return Saw::Fresh(stored) };
                let change = ahead.dialogue.map_or(DialogueChange::Keep, |new| put(stored.version, new));
                self.commit(claim, &change, ahead.reply);
                self.claims.pop();
                Saw::CommittedAhead
            }
        }
    }

    fn commit(&mut self, claim: usize, change: &DialogueChange, reply: &[u8]) -> Committed {
        let (message, _) = self.claims[claim];
        match self.held(message) {
            Some((holder, _)) if holder != claim => return Committed::ClaimLost,
            Some((_, Some(_))) => return Committed::Stored,
            _ => {}
        }
        let old = self.stored(message.0);
        let version = old.version + 1;
        match change {
            DialogueChange::Put { expected, .. } if *expected != old.version => return Committed::Conflict,
            DialogueChange::Put { dialogue, .. } => {
                let new = Stored { dialogue: Some(dialogue.clone()), version };
                self.dialogues.insert(message.0, (new, self.now + DIALOGUE_TTL));
            }
            DialogueChange::Drop => {
                self.dialogues.insert(message.0, (Stored { dialogue: None, version }, self.now + REPLY_TTL));
            }
            DialogueChange::Keep => {}
        }
        self.messages.insert(message, (claim, Some(reply.to_vec()), self.now + REPLY_TTL));
        Committed::Stored
    }

    fn is_held_by(&self, claim: usize) -> bool {
        self.held(self.claims[claim].0) == Some((claim, None))
    }

    fn renew(&mut self, claim: usize) -> bool {
        let ours = self.is_held_by(claim);
        if ours {
            self.messages.insert(self.claims[claim].0, (claim, None, self.now + CLAIM_TTL));
        }
        ours
    }

    fn release(&mut self, claim: usize) {
        if self.is_held_by(claim) {
            self.messages.remove(&self.claims[claim].0);
        }
    }
}

/// Plays on the cache and on the model, side by side.
async fn play(place: &Place, ops: &[Op]) {
    let followers: Vec<OpenId> = (0..FOLLOWERS).map(|_| follower()).collect();
    let mut model = Model::default();
    let mut claims: Vec<Claim> = Vec::new();
    for (step, op) in ops.iter().enumerate() {
        let cache = if step % 2 == 0 { &place.cache } else { &place.replica };
        let (expected, saw) = match op {
            Op::Begin { follower, message: name, guess } => {
                let who = &followers[*follower];
                let current = model.stored(*follower);
                let never = Stored { dialogue: Some(b"never".to_vec()), ..current };
                let reply = guess.map(|guess| [guess.reply]);
                let ahead = guess.zip(reply.as_ref()).map(|(Guess { right, changes, .. }, reply)| Ahead {
                    from: if right { &current } else { &never },
                    dialogue: changes.then_some(reply),
                    reply,
                });
                let saw = match cache.begin(&message(who, &name.to_string()), who, ahead).await.unwrap() {
                    Begin::Committed => Saw::CommittedAhead,
                    Begin::Fresh { claim, stored } => {
                        claims.push(claim);
                        Saw::Fresh(stored)
                    }
                    Begin::Answered(reply) => Saw::Answered(reply),
                    Begin::InProgress => Saw::InProgress,
                };
                (model.begin((*follower, *name), ahead), saw)
            }
            Op::Reload { follower } => {
                let saw = cache.reload(&followers[*follower]).await.unwrap();
                (Saw::Loaded(model.stored(*follower)), Saw::Loaded(saw))
            }
            Op::Pass(time) => {
                model.now += *time;
                place.pass(*time).await;
                (Saw::Nothing, Saw::Nothing)
            }
            _ if claims.is_empty() => (Saw::Nothing, Saw::Nothing),
            Op::Commit { claim, change, reply } => {
                let claim = claim % claims.len();
                let ((follower, _), seen) = model.claims[claim];
                let dialogue = vec![*reply; 3];
                let change = match change {
                    Change::Keep => DialogueChange::Keep,
                    Change::PutOnSeen => DialogueChange::Put { expected: seen, dialogue },
                    Change::PutOnCurrent => DialogueChange::Put { expected: model.stored(follower).version, dialogue },
                    Change::Drop => DialogueChange::Drop,
                };
                let expected = model.commit(claim, &change, &[*reply]);
                let saw = cache.commit(&claims[claim], change, &[*reply]).await.unwrap();
                (Saw::Committed(expected), Saw::Committed(saw))
            }
            Op::Renew { claim } => {
                let claim = claim % claims.len();
                let saw = cache.renew(&claims[claim]).await.unwrap();
                (Saw::Renewed(model.renew(claim)), Saw::Renewed(saw))
            }
            Op::Release { claim } => {
                let claim = claim % claims.len();
                model.release(claim);
                cache.release(&claims[claim]).await.unwrap();
                (Saw::Nothing, Saw::Nothing)
            }
        };
        assert_eq!(saw, expected, "step {step}, {op:?}");
    }
}

fn run(cases: u32, play: impl Fn(Vec<Op>)) {
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new(config)
        .run(&prop::collection::vec(op(), 1..60), |ops| {
            play(ops);
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_embedded_cache_does_what_the_model_says() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    run(500, |ops| runtime.block_on(async { play(&Place::embedded().await, &ops).await }));
}

#[test]
fn redis_does_what_the_model_says() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = RedisServer::start();
    let place = runtime.block_on(async { Place::redis(&server.url(), &[server.port]) });
    run(100, |ops| {
        runtime.block_on(async {
            redis::cmd("FLUSHALL").exec_async(&mut server.admin().await).await.unwrap();
            play(&place, &ops).await;
        });
    });
}
