//! A campaign as its pages show it: its words, who gets it before a release, and what came of it.

use jiff::Timestamp;
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Serialize;

use crate::app::campaigns::office::Preview;
use crate::app::campaigns::records::Campaign;
use crate::app::campaigns::report::{Report, Tally};
use crate::app::export::campaign as written;
use crate::console::chart::{Chart, Pen};
use crate::domain::campaign::{CampaignState, Draft, Way, Words};
use crate::domain::dialogue::view::When;
use crate::domain::errand::Why;
use crate::domain::pack::Pack;

/// A campaign in a list.
#[derive(Serialize)]
pub struct Line {
    id: i64,
    title: String,
    topic: &'static str,
    state: &'static str,
    why: &'static str,
    author: String,
    released_by: String,
    made: When,
    /// How many there are in its list, once one is made.
    planned: Option<u64>,
    /// Its list is being made.
    plans: bool,
}

/// The words of one way.
#[derive(PartialEq, Serialize)]
pub struct Said {
    heading: String,
    text: String,
}

/// A count under a name.
#[derive(Serialize)]
pub struct Count {
    /// What is counted.
    pub name: String,
    /// How many people.
    pub people: u64,
}

/// What came of a part of the recipients.
#[derive(Serialize)]
struct Part {
    name: String,
    planned: u32,
    sent: u32,
    delivered: u32,
    clicked: u32,
    signed_up: u32,
    came: u32,
}

/// One in a list.
pub fn line(campaign: &Campaign, now: Timestamp) -> Line {
    let begun = !matches!(campaign.state, CampaignState::Released { starts_at } if starts_at > now);
    Line {
        id: campaign.id.0,
        title: campaign.draft.title.clone(),
        topic: campaign.draft.topic.name(),
        state: if begun { campaign.state.name() } else { "已批准，还没到时间" },
        why: if let CampaignState::Paused { why, .. } = campaign.state { why.explained() } else { "" },
        author: campaign.author.clone(),
        released_by: campaign.released_by.clone().unwrap_or_default(),
        made: When::of(campaign.made_at, None),
        planned: campaign.released_by.as_ref().filter(|_| begun).map(|_| campaign.planned),
        plans: plans(campaign, now),
    }
}

/// It goes out, and nobody is in its list yet. Before it begins, nobody makes one.
fn plans(campaign: &Campaign, now: Timestamp) -> bool {
    let goes_out = matches!(campaign.state, CampaignState::Released { starts_at } if starts_at <= now);
    goes_out && !campaign.wholly_planned && campaign.planned == 0
}

/// What people read beside the message, way by way.
pub fn said(words: &Words) -> Vec<Said> {
    let mut all = Vec::new();
    let mut add = |heading: String, text: String| all.push(Said { heading, text });
    for (name, fields) in [("订阅通知", &words.notice), ("模板消息", &words.template)] {
        let Some(fields) = fields else { continue };
        let lines: Vec<String> = fields.fields.iter().map(|(key, value)| format!("{key}：{value}")).collect();
        add(format!("{name}，模板 {}", fields.id), lines.join("\n"));
    }
    if let Some(article) = &words.article {
        let digest = article.digest.as_deref().unwrap_or_default();
        add(format!("图文：{}", article.title), format!("{digest}\n{}", article.content.trim_end()));
    }
    all
}

/// How it goes out.
pub fn how(draft: &Draft) -> String {
    let way = match draft.way {
        Way::Each => "每人一条，走能到的路",
        Way::Mass => "群发",
    };
    let spread = match draft.when.spread_hours {
        0 => "一次发完".to_owned(),
        hours => format!("分 {hours} 个小时发完"),
    };
    let night = if draft.urgent { "急事，晚上也发" } else { "不是急事，晚上不发" };
    format!("{way}；{spread}；{night}")
}

/// Before a release: how many, by which way, when, and what is wrong.
pub fn before(preview: &Preview, draft: &Draft) -> Value {
    let counts = &preview.counts;
    let count = |name: &str, people: u64| Count { name: name.to_owned(), people };
    let ways = [
        count("消息", counts.message),
        count("订阅通知", counts.notice),
        count("模板消息", counts.template),
        count("群发", counts.mass),
        count(&format!("等他说话才能到（{}小时里说了话就发）", draft.when.tried_hours), counts.waiting),
        count("这个月群发收满了", counts.month_used_up),
        count("本人不要", counts.unwanted),
        count("微信说发不到", counts.refused),
        count("这几天发够了", counts.capped),
    ];
    let flaws: Vec<(bool, String)> = preview.flaws.iter().map(|flaw| (flaw.fatal, flaw.reason.clone())).collect();
    let span = match &preview.span {
        Ok((from, to)) => format!("{} 起，到 {} 为止", moment(*from), moment(*to)),
        Err(error) => error.to_string(),
    };
    context! { audience => counts.audience, now => counts.now(), ways => Serde(ways), flaws => Serde(flaws), span }
}

/// What came of it: states, units, channels, reasons.
pub fn after(report: &Report, pack: &Pack, pen: &Pen) -> Value {
    let whole = report.whole();
    let count = |name: &str, people: u32| Count { name: name.to_owned(), people: people.into() };
    let states = [
        count("发出", whole.sent),
        count("可能发出，微信没有回音", whole.unknown),
        count("正在发", whole.in_hand),
        count("等着", whole.waiting),
        count("发不到，要打电话", whole.unreachable),
        count("错过了", whole.missed),
        count("不用发", whole.dropped),
    ];
    let why = |(why, people): (&Why, &u32)| {
        let name = if *why == Why::NoWay { "等他说话" } else { why.name() };
        count(name, *people)
    };
    let waits: Vec<Count> = report.waits.iter().map(why).collect();
    let named = report.reasons.iter().filter(|(why, _)| !why.name().is_empty());
    let reasons: Vec<Count> = named.map(|(why, people)| count(why.name(), *people)).collect();
    let unit = |id| pack.unit(id).map_or("?", |unit| unit.name.as_str());
    let units: Vec<Part> = report.units.iter().map(|(id, tally)| part(id.map_or("单位不知道", unit), tally)).collect();
    let channels: Vec<Part> = report.channels.iter().map(|(id, tally)| part(written::channel(id), tally)).collect();
    context! {
        steps_chart => pen.columns(&steps_chart(&whole)),
        units_chart => pen.rows(&units_chart(&units)),
        planned => whole.planned,
        states => Serde(states),
        waits => Serde(waits),
        reasons => Serde(reasons),
        units => Serde(units),
        channels => Serde(channels),
        all => Serde(part("合计", &whole)),
    }
}

/// From the list to the door.
fn steps_chart(whole: &Tally) -> Chart {
    let steps = [
        ("名单", whole.planned),
        ("发出", whole.sent),
        ("点开", whole.clicked),
        ("报名", whole.signed_up),
        ("到场", whole.came),
    ];
    Chart {
        title: "从名单到到场，每一步多少人".to_owned(),
        labels: steps.map(|(name, _)| name.to_owned()).to_vec(),
        bars: vec![("人数", steps.map(|(_, people)| people).to_vec())],
        line: None,
    }
}

fn units_chart(units: &[Part]) -> Chart {
    let counts = |of: fn(&Part) -> u32| units.iter().map(of).collect();
    Chart {
        title: "各单位发出、点开、报名的人".to_owned(),
        labels: units.iter().map(|one| one.name.clone()).collect(),
        bars: vec![
            ("发出", counts(|one| one.sent)),
            ("点开", counts(|one| one.clicked)),
            ("报名", counts(|one| one.signed_up)),
        ],
        line: None,
    }
}

fn part(name: &str, tally: &Tally) -> Part {
    let Tally { planned, sent, delivered, clicked, signed_up, came, .. } = *tally;
    Part { name: name.to_owned(), planned, sent, delivered, clicked, signed_up, came }
}

/// `2027年1月20日 周三 9:00`.
pub fn moment(at: Timestamp) -> String {
    let When { year, month, day, weekday, from, .. } = When::of(at, None);
    format!("{year}年{month}月{day}日 周{weekday} {from}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::campaign::{Audience, Schedule};
    use crate::domain::id::CampaignId;
    use crate::domain::topic::Topic;

    fn released(starts_at: Timestamp) -> Campaign {
        let draft = Draft {
            title: "元宵前招工".to_owned(),
            topic: Topic::Jobs,
            way: Way::Each,
            urgent: false,
            about: None,
            audience: Audience::default(),
            words: Words::default(),
            other_words: None,
            when: Schedule::default(),
        };
        Campaign {
            id: CampaignId(1),
            draft,
            hash: String::new(),
            released_hash: Some(String::new()),
            author: "王芳".to_owned(),
            released_by: Some("李华".to_owned()),
            state: CampaignState::Released { starts_at },
            not_after: None,
            planned: 0,
            wholly_planned: false,
            made_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn nobody_makes_a_list_before_its_day() {
        let starts_at: Timestamp = "2026-03-01T10:00:00+08:00".parse().unwrap();
        let campaign = released(starts_at);
        let before = line(&campaign, "2026-02-07T10:00:00+08:00".parse().unwrap());
        assert_eq!((before.plans, before.planned), (false, None));
        let begun = line(&campaign, starts_at);
        assert_eq!((begun.plans, begun.planned), (true, Some(0)));
    }
}
