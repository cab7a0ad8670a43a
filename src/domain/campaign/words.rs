//! What a campaign says, and what is wrong with it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Almanac, Draft};
use crate::domain::catalog::Catalog;
use crate::domain::dialogue::view::{ValidityView, When};
use crate::domain::id::{ActivityId, OpeningId, PolicyId};
use crate::domain::topic::Topic;
use crate::domain::validity::Stands;

/// Where each recipient's own short link stands in a text. It is all that differs between two recipients.
pub const LINK: &str = "{link}";

/// How it goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// To each by the best way that is open to them.
    #[default]
    Each,
    /// 群发: few a month, but also to whoever has not spoken.
    Mass,
}

/// What it speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// An activity.
    Activity(ActivityId),
    /// A job.
    Opening(OpeningId),
    /// A policy.
    Policy(PolicyId),
}

/// The words of each way. At least one; a way without words is not gone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// As a message in the conversation, or as the text of a mass send.
    #[serde(default)]
    pub message: Option<String>,
    /// As a subscription notice.
    #[serde(default)]
    pub notice: Option<Fields>,
    /// As a template message.
    #[serde(default)]
    pub template: Option<Fields>,
    /// As the article of a mass send.
    #[serde(default)]
    pub article: Option<Article>,
    /// The page behind the short link, from its slash on: `/activities/12`.
    #[serde(default)]
    pub page: Option<String>,
}

/// A template of the account, filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    /// The account's own id of it.
    pub id: String,
    /// 长期订阅: a subscription is not used up.
    #[serde(default)]
    pub lasting: bool,
    /// What stands in each of its fields.
    pub fields: BTreeMap<String, String>,
}

/// An article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// Its headline.
    pub title: String,
    /// Who wrote it.
    #[serde(default)]
    pub author: Option<String>,
    /// Shown below the headline.
    #[serde(default)]
    pub digest: Option<String>,
    /// HTML.
    pub content: String,
}

/// What a county decides about campaigns: `[county.campaigns]` of the pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Most messages of one topic that somebody gets in `most_in_days`.
    pub most: u32,
    /// The days that `most` counts.
    pub most_in_days: u16,
    /// How much of the day's calls campaigns leave to replies and reminders, in percent.
    pub kept_percent: u8,
    /// Customer-service messages that the account may send a day; the platform grants more to those with many followers
    /// (platform sheet 6.5).
    #[serde(default = "messages_a_day")]
    pub messages_a_day: u64,
    /// Template messages that it may send a day.
    #[serde(default = "templates_a_day")]
    pub templates_a_day: u64,
    /// Words that cost people money when they believe them: staff are warned.
    pub money_words: Vec<String>,
    /// Words that make a message an advertisement to the platform: none of them goes by template.
    pub advertising_words: Vec<String>,
}

fn messages_a_day() -> u64 {
    500_000
}

fn templates_a_day() -> u64 {
    100_000
}

impl Default for Rules {
    fn default() -> Self {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            most: 2,
            most_in_days: 7,
            kept_percent: 10,
            messages_a_day: messages_a_day(),
            templates_a_day: templates_a_day(),
            money_words: words(&["押金", "保证金", "中介费", "服装费", "体检费", "培训费", "报名费", "先交"]),
            advertising_words: words(&["招聘", "急招", "招工", "高薪", "优惠", "名额有限"]),
        }
    }
}

/// Something that is wrong with a draft, for staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// It cannot go out so.
    pub fatal: bool,
    /// What is wrong, and what to do.
    pub reason: String,
}

impl Words {
    /// Everything that is said in them.
    fn texts(&self) -> impl Iterator<Item = &str> {
        self.short_texts().chain(self.article.iter().map(|article| article.content.as_str()))
    }

    /// All of it but HTML, in which braces may mean something.
    fn short_texts(&self) -> impl Iterator<Item = &str> {
        let fields = [&self.notice, &self.template].into_iter().flatten().flat_map(|fields| fields.fields.values());
        let article = self
            .article
            .iter()
            .flat_map(|article| [Some(&article.title), article.digest.as_ref()].into_iter().flatten());
        self.message.iter().chain(fields).chain(article).map(String::as_str)
    }

    fn is_empty(&self) -> bool {
        self.texts().next().is_none()
    }
}

/// What is wrong with a draft at `now`. What the platform's limits say of lengths is known outside of here.
pub fn flaws(draft: &Draft, catalog: &Catalog, now: Timestamp) -> Vec<Flaw> {
    let fatal = |reason: String| Flaw { fatal: true, reason };
    let mut flaws = Vec::new();
    if draft.title.trim().is_empty() || draft.title.chars().nth(Draft::TITLE).is_some() {
        flaws.push(fatal(format!("标题要写，最多{}个字", Draft::TITLE)));
    }
    flaws.extend(draft.audience.flaw().map(fatal));
    // What is over when it goes out is as bad as what is over now.
    let almanac = Almanac { now, working_days: &catalog.pack.working_days };
    let span = draft.when.span(almanac);
    let goes_out = span.as_ref().map_or(now, |(starts_at, _)| (*starts_at).max(now));
    flaws.extend(draft.about.as_ref().and_then(|about| about.over(catalog, goes_out)).map(fatal));
    for words in [Some(&draft.words), draft.other_words.as_ref()].into_iter().flatten() {
        flaws.extend(flaws_of(words, draft, &catalog.pack.county.campaigns));
    }
    if let Some(night) = span.ok().and_then(|(from, to)| draft.night(from.max(now), to, &catalog.pack.county.sign_up)) {
        // Without a day of its own it begins when it is released, and that may be in the morning.
        flaws.push(Flaw { fatal: night.is_too_long && draft.when.start.is_some(), reason: night.to_string() });
    }
    flaws
}

fn flaws_of(words: &Words, draft: &Draft, rules: &Rules) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut add = |fatal: bool, reason: String| flaws.push(Flaw { fatal, reason });
    if words.is_empty() {
        add(true, "没有写要说的话".to_owned());
    }
    let linked = words.texts().any(|text| text.contains(LINK));
    match &words.page {
        Some(page) if !page.starts_with('/') || page.starts_with("//") => {
            add(true, format!("点开的那一页要从 / 写起，是我们自己的网页，比如 /activities/12，不能是 {page}"));
        }
        None if linked && draft.about.is_none() => {
            add(true, format!("要说的话里有 {LINK}，还要选“点开是哪一页”"));
        }
        page if draft.way == Way::Each
            && (page.is_some() || draft.about.is_some())
            && words.message.as_ref().is_some_and(|message| !message.contains(LINK)) =>
        {
            add(false, format!("要说的话里没有 {LINK}：选了“点开是哪一页”，收到的人点不开"));
        }
        _ => {}
    }
    match draft.way {
        Way::Each if words.article.is_some() => {
            add(true, "图文只能群发：把“怎么发”改成群发，或者去掉图文".to_owned());
        }
        Way::Mass if linked => add(true, format!("群发给所有人的是同样的内容，不能有每人不同的 {LINK}")),
        Way::Mass if words.notice.is_some() || words.template.is_some() => {
            add(true, "群发没有通知和模板，只有“要说的话”或者图文".to_owned());
        }
        Way::Mass if words.message.is_some() == words.article.is_some() => {
            add(true, "群发写“要说的话”或者图文，只写一样".to_owned());
        }
        Way::Mass if draft.other_words.is_some() => {
            add(true, "群发给所有人的是同样的内容，不能有另一种说法".to_owned());
        }
        Way::Mass if draft.when.spread_hours > 0 => {
            add(true, "群发是一次发完的，“分几个小时发完”要写 0".to_owned());
        }
        Way::Each | Way::Mass => {}
    }
    if words.template.is_some() && draft.topic != Topic::Service {
        let topic = draft.topic.name();
        add(true, format!("{topic}类的消息不能用模板消息发，平台会当成营销处罚（40249）；模板只用来办事"));
    }
    if let Some(stray) = words.short_texts().find_map(stray) {
        add(true, format!("话里的“{stray}”会照样发出去：链接只能写成 {LINK}，别的不要用这种括号"));
    }
    let said = |list: &[String]| list.iter().find(|word| words.texts().any(|text| text.contains(*word))).cloned();
    if words.template.is_some()
        && let Some(word) = said(&rules.advertising_words)
    {
        add(true, format!("用模板消息发的话里有“{word}”，平台会当成营销处罚（40249）"));
    }
    if let Some(word) = said(&rules.money_words) {
        add(false, format!("话里有“{word}”：招工不许向求职的人收钱，请再看一遍"));
    }
    flaws
}

/// What stands in braces, or looks so, and is not [`LINK`]: it would go out as it is written.
fn stray(text: &str) -> Option<&str> {
    const SHUT: [char; 2] = ['}', '｝'];
    const BRACES: [char; 4] = ['{', '｛', '}', '｝'];
    let mut rest = text;
    loop {
        let from = rest.get(rest.find(BRACES)?..)?;
        let inside = from.trim_start_matches(BRACES);
        let behind = inside.trim_start_matches(|c: char| !BRACES.contains(&c) && c != '\n');
        rest = behind.trim_start_matches(SHUT);
        let piece = from.get(..from.len() - rest.len())?;
        if piece != LINK {
            return Some(piece);
        }
    }
}

impl About {
    /// Why nothing more should be said of it, in words for staff.
    pub fn over(&self, catalog: &Catalog, now: Timestamp) -> Option<String> {
        match self {
            Self::Activity(id) => match catalog.activity(*id) {
                None => Some(format!("没有编号是 {id} 的活动")),
                Some(activity) if activity.called_off => Some(format!("{}已经取消", activity.title)),
                Some(activity) if activity.ends_at <= now => Some(format!("{}已经结束", activity.title)),
                Some(_) => None,
            },
            Self::Opening(id) => match catalog.openings.get(*id) {
                None => Some(format!("没有编号是 {id} 的岗位，或者已经撤下")),
                Some((opening, _)) if opening.expires_at.is_some_and(|at| at <= now) => {
                    Some(format!("编号 {id} 的岗位已经到期"))
                }
                Some(_) => None,
            },
            Self::Policy(id) => match catalog.pack.policy(id) {
                None => Some(format!("没有 {id} 这条政策")),
                Some(policy) => {
                    let valid = ValidityView::of(&policy.valid, When::day_of(now));
                    let closed = valid.closed.filter(|_| valid.stands == Stands::Ended);
                    closed.map(|closed| format!("{}{closed}", policy.title))
                }
            },
        }
    }

    /// Its page.
    pub fn page(&self) -> String {
        match self {
            Self::Activity(id) => format!("/activities/{id}"),
            Self::Opening(id) => format!("/jobs/{id}"),
            Self::Policy(id) => format!("/policies/{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_link_may_stand_in_braces() {
        for sound in ["", "看招工：{link}", "{link}{link}\n还有：{link}"] {
            assert_eq!(stray(sound), None, "{sound}");
        }
        for (text, found) in [
            ("看招工：{链接}", "{链接}"),
            ("看招工：{{链接}}，快来", "{{链接}}"),
            ("{link} 和 {{link}}", "{{link}}"),
            ("｛link｝", "｛link｝"),
            ("{Link}", "{Link}"),
            ("点开看 {link\n快来", "{link"),
            ("点开看 link}", "}"),
        ] {
            assert_eq!(stray(text), Some(found), "{text}");
        }
    }
}
