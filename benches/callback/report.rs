//! What was measured, with the aims beside it.

use std::time::Duration;

use super::at_rest::AtRest;
use super::contest::Score;
use super::scenarios::{Comparison, Scenario};

pub fn at_rest(found: &AtRest) {
    println!("\nA server that has nothing to do, the county's pack loaded (median, smallest to largest)");
    for (name, times) in [("empty database", &found.first_start), ("second start", &found.second_start)] {
        println!("  from exec to ready, {name:<16} {}   aim: under 500 ms", spread(times, millis));
    }
    println!("  resident memory                      {}   aim: under 60 MB", spread(&found.memory, megabytes));
}

pub fn scenario(scenario: &Scenario, scores: &[Score]) {
    println!("\n{}", scenario.name);
    let heads = ["answers/s (range)", "p50", "p99", "max", "processor", "memory"];
    let [rate, p50, p99, max, processor, memory] = heads;
    println!("  {:<24} {rate:>28} {p50:>10} {p99:>10} {max:>10} {processor:>10} {memory:>9}", "");
    for score in scores {
        let Score { contestant, rates, latencies, processor: _, memory } = score;
        let [p50, p99, max] = [500, 990, 1000].map(|of_thousand| millis(&quantile(latencies, of_thousand)));
        let rates = spread(&sorted(rates), |rate| format!("{rate:.0}"));
        let (processor, memory) = (format!("{:.0} µs", each(score) * 1e6), megabytes(memory));
        println!("  {:<24} {rates:>28} {p50:>10} {p99:>10} {max:>10} {processor:>10} {memory:>9}", contestant.label);
    }
    for comparison in scenario.comparisons {
        compare(comparison, scores);
    }
}

fn compare(comparison: &Comparison, scores: &[Score]) {
    let (of, to) = (&scores[comparison.of], &scores[comparison.to]);
    let ratio = median(&sorted(&of.rates)) / median(&sorted(&to.rates));
    let pairs: Vec<f64> = of.rates.iter().zip(&to.rates).map(|(of, to)| of / to).collect();
    let pairs = sorted(&pairs);
    let aim = comparison.aim.map_or(String::new(), |aim| format!("   aim: {aim:.2}"));
    println!(
        "  {} / {}: {ratio:.2} (pair by pair {:.2} to {:.2}){aim}",
        of.contestant.label,
        to.contestant.label,
        pairs[0],
        pairs[pairs.len() - 1]
    );
    println!("      processor time an answer, of the server alone: {:.2} times as much", each(of) / each(to));
}

/// Processor time that the server took for one answer, in seconds. Other work on the machine hardly shows in it.
fn each(score: &Score) -> f64 {
    score.processor.as_secs_f64() / f64::from(u32::try_from(score.latencies.len()).unwrap())
}

/// The median, and from where to where.
fn spread<T>(sorted: &[T], show: impl Fn(&T) -> String) -> String {
    format!("{} ({} to {})", show(&sorted[sorted.len() / 2]), show(&sorted[0]), show(&sorted[sorted.len() - 1]))
}

fn sorted(numbers: &[f64]) -> Vec<f64> {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable_by(f64::total_cmp);
    numbers
}

fn median(sorted: &[f64]) -> f64 {
    sorted[sorted.len() / 2]
}

/// The value that so many of a thousand do not exceed.
fn quantile(sorted: &[Duration], of_thousand: usize) -> Duration {
    sorted[(sorted.len() - 1) * of_thousand / 1000]
}

fn millis(time: &Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

fn megabytes(kb: &u64) -> String {
    format!("{} MB", kb / 1024)
}
