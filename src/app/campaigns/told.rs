//! A campaign in words, for whoever reads it before a release.

use super::mass::records::{BatchLine, MassResult};
use crate::domain::campaign::mass::Verdict;
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
