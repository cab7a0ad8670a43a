//! A campaign in a storm: a fifth of all calls fails, in every way that the simulator knows, and tokens die and callbacks
//! get lost meanwhile. At the end each send is in a final state, and what it says is true of the phones.

mod cast;
mod ledger;
mod send;
mod trouble;
mod truth;

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use jiff::SignedDuration;

use self::cast::Cast;
use self::ledger::{Entry, State};
use crate::support::pair::Pair;

/// Enough for every trouble to strike many times; `GUIYAN_SENDS=10000` makes it the real thing.
const SENDS: usize = 2_000;
/// Sends at one time.
const AT_ONCE: usize = 128;
/// More rounds than any campaign needs that gets forward at all.
const ROUNDS: usize = 300;
/// Between two rounds: longer than a minute's limit, shorter than the platform remembers a template's key.
const PAUSE: SignedDuration = SignedDuration::from_secs(61);

/// How soon the client asks for a token again.
const PATIENCE: SignedDuration = SignedDuration::from_secs(6);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_send_of_a_campaign_in_a_storm_ends_in_a_state_that_is_true() {
    let sends = std::env::var("GUIYAN_SENDS").map_or(SENDS, |text| text.parse().unwrap());
    let pair = Pair::with(|settings| settings.rules.held_back = Duration::from_millis(200)).await;
    let cast = Cast::new(&pair, sends).await;
    let mut ledger: Vec<Entry> =
        (0..sends).map(|number| Entry::new(cast.send(number), pair.platform().now())).collect();
    let rounds = run(&pair, &mut ledger).await;
    truth::settle(&pair, &mut ledger).await;
    report(&ledger, rounds);
    truth::check(&pair, &cast, &ledger);
}

/// Sends whatever is due, round by round, until nothing is. The clock moves between rounds, when no call is under way: a
/// try that takes seconds must not seem to take an hour.
async fn run(pair: &Pair, ledger: &mut [Entry]) -> usize {
    for round in 0..ROUNDS {
        pair.wait(next_round(pair, ledger));
        let now = pair.platform().now();
        let mut due: Vec<&mut Entry> = ledger.iter_mut().filter(|entry| entry.is_due(now)).collect();
        trouble::begin(pair, round);
        // Another project takes the token while we are at it, a little later than anybody asked for one.
        let middle = due.len() / 2;
        let send = async |(place, entry): (usize, &mut &mut Entry)| {
            if place == middle {
                pair.wait(PATIENCE);
                pair.platform().take_over_tokens();
            }
            entry.send(pair).await;
        };
        stream::iter(due.iter_mut().enumerate()).for_each_concurrent(AT_ONCE, send).await;
        if ledger.iter().all(|entry| entry.due_at().is_none()) {
            return round + 1;
        }
    }
    panic!("the campaign does not end: {:?}", counts(ledger));
}

/// How long until something is due.
fn next_round(pair: &Pair, ledger: &[Entry]) -> SignedDuration {
    let due = ledger.iter().filter_map(Entry::due_at).min();
    due.map_or(PAUSE, |due| due.duration_since(pair.platform().now()).max(PAUSE))
}

/// How many sends of each kind are in each state.
fn counts(ledger: &[Entry]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for entry in ledger {
        let why = if let State::Refused(why) = &entry.state { why.split(',').next().unwrap_or_default() } else { "" };
        *counts.entry(format!("{:?} {} {why}", entry.send.kind, entry.state.name())).or_default() += 1;
    }
    counts
}

#[expect(clippy::print_stdout, reason = "how the storm went is worth knowing")]
fn report(ledger: &[Entry], rounds: usize) {
    let tries: usize = ledger.iter().map(|entry| entry.tries).sum();
    println!("{} sends in {rounds} rounds and {tries} tries: {:#?}", ledger.len(), counts(ledger));
}
