//! A campaign in words, for whoever reads it before a release.

use super::mass::records::{BatchLine, MassResult};
use crate::domain::campaign::mass::{MassCounts, Verdict};
use crate::domain::campaign::{Audience, Condition, Group};
use crate::domain::errand::ErrandState;
use crate::domain::pack::Pack;

/// Who gets it.
pub fn audience(audience: &Audience, pack: &Pack) -> String {
    let named = |group: &Group| {
        let words: Vec<String> = group.0.iter().map(|condition| in_words(condition, pack)).collect();
        words.join("，并且")
    };
    let any: Vec<String> = audience.any.iter().map(named).collect();
    let except: Vec<String> = audience.except.iter().map(named).collect();
    let whole = if any.is_empty() { "所有关注的人".to_owned() } else { any.join("；或者") };
    if except.is_empty() { whole } else { format!("{whole}；除了：{}", except.join("；")) }
}

/// Units by their names; everything else speaks for itself.
fn in_words(condition: &Condition, pack: &Pack) -> String {
    match condition {
        Condition::Units(units) => {
            let names = units.iter().map(|id| pack.unit(*id).map_or("?", |unit| unit.name.as_str()));
            names.collect::<Vec<_>>().join("、")
        }
        other => other.to_string(),
    }
}

/// Where a batch stands, and what the platform said of it.
pub fn batch(batch: &BatchLine) -> String {
    match (&batch.result, batch.state) {
        (Some(result), _) => ended(result),
        (None, ErrandState::Sent) => "交给微信了，还没有说结果".to_owned(),
        (None, ErrandState::Unknown) => "可能发出去了，微信没有回音，不再重发".to_owned(),
        (None, ErrandState::Sending { .. } | ErrandState::Claimed { .. }) => "正在发".to_owned(),
        (None, ErrandState::Due { .. }) => "等着发".to_owned(),
        (None, state @ ErrandState::Held { .. }) => format!("等着再发：{}", why(state)),
        (None, state) => format!("没有发：{}", why(state)),
    }
}

fn why(state: ErrandState) -> &'static str {
    state.why().map_or("", |why| why.name())
}

fn ended(MassResult { verdict, counts }: &MassResult) -> String {
    let Some(counts) = counts.filter(|_| *verdict == Verdict::Sent) else { return verdict.explained() };
    let out = match counts.taken_out() {
        0 => String::new(),
        out => format!("，按规定滤掉{out}（本人拒收，或者这个月已经收满）"),
    };
    format!("{}：名单{}，送到{}，失败{}{out}", verdict.explained(), counts.total, counts.sent, counts.failed)
}

/// What the platform's results of all batches come to, beside our own ledger, and what staff can do about it. Nothing,
/// where the platform has told nothing yet.
pub fn results(batches: &[BatchLine]) -> Vec<String> {
    let counted = || batches.iter().filter_map(|batch| Some((batch.recipients, sent(batch)?)));
    let sum = |count: fn(MassCounts) -> u32| counted().map(|(_, counts)| u64::from(count(counts))).sum::<u64>();
    let (total, out) = (sum(|counts| counts.total), sum(MassCounts::taken_out));
    let (sent, failed) = (sum(|counts| counts.sent), sum(|counts| counts.failed));
    let ours: u64 = counted().map(|(recipients, _)| recipients).sum();
    let stopped: u64 = batches.iter().filter(|batch| is_stopped(batch)).map(|batch| batch.recipients).sum();
    let whole = format!(
        "微信的数：我们交出{ours}人，微信认{total}人，送到{sent}，失败{failed}，滤掉{out}。微信快发完时报的，差几个是正常的。"
    );
    let fewer = ours.saturating_sub(total);
    [
        (ours > 0, whole),
        (fewer > 0, format!("微信少认的{fewer}人，可能是已经取消关注的。")),
        (out > 0, format!("滤掉的{out}人：本人拒收公众号的消息，或者这个月的群发收满了，这个月再群发也收不到。")),
        (failed > 0, format!("失败的{failed}人：微信没有说是谁，也没有说为什么。要紧的事请各单位再通知一遍。")),
        (stopped > 0, format!("微信没有发的那几批一共{stopped}人，都没有收到：改好内容另发一次，或者按打电话名单打。")),
    ]
    .into_iter()
    .filter_map(|(is_so, line)| is_so.then_some(line))
    .collect()
}

/// To how many a batch went, where the platform told.
fn sent(batch: &BatchLine) -> Option<MassCounts> {
    batch.result.filter(|result| result.verdict == Verdict::Sent)?.counts
}

fn is_stopped(batch: &BatchLine) -> bool {
    batch.result.is_some_and(|result| result.verdict != Verdict::Sent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(recipients: u64, verdict: Verdict, counts: Option<MassCounts>) -> BatchLine {
        let result = Some(MassResult { verdict, counts });
        BatchLine { number: 1, how: None, recipients, state: ErrandState::Sent, result, error: None }
    }

    #[test]
    fn what_the_platform_tells_is_held_against_the_ledger() {
        let counts = MassCounts { total: 95, filtered: 90, sent: 88, failed: 2 };
        let told = results(&[
            line(100, Verdict::Sent, Some(counts)),
            line(40, Verdict::Refused(10001), None),
            line(7, Verdict::Sent, None),
        ]);
        assert_eq!(told.len(), 5, "{told:?}");
        assert!(told[0].contains("交出100人，微信认95人，送到88，失败2，滤掉5"), "{}", told[0]);
        assert!(told[1].contains("少认的5人") && told[4].contains("一共40人"), "{told:?}");
    }

    #[test]
    fn what_nobody_told_is_not_explained() {
        assert_eq!(results(&[line(7, Verdict::Sent, None)]), Vec::<String>::new());
        let counts = MassCounts { total: 7, filtered: 7, sent: 7, failed: 0 };
        assert_eq!(results(&[line(7, Verdict::Sent, Some(counts))]).len(), 1, "all is well");
    }
}
