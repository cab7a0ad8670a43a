//! A campaign as staff fill it in, and the draft that it is.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::campaign_about::{LISTS, about, about_of};
use crate::app::campaigns::saved::SavedAudience;
use crate::app::console::Model;
use crate::app::import::activities::times::hour;
use crate::domain::activity::ActivityKind;
use crate::domain::campaign::{Article, Audience, Condition, Draft, Schedule, Start, Term, Way, Words};
use crate::domain::catalog::Catalog;
use crate::domain::id::{CampaignId, UnitId};
use crate::domain::text::fold::{fold, normalise};
use crate::domain::text::unit;
use crate::domain::topic::Topic;

/// The audience that the model has.
pub const SAME: &str = "same";
/// Before the name of a saved audience.
pub const SAVED: &str = "saved:";
/// Before the name of one of the pack's campaigns.
const SEASON: &str = "season:";
/// Any activity at all.
const ANY: &str = "any";

/// What was filled in, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CampaignForm {
    /// What it began as: `season:` and a name, or the number of a campaign; empty for an empty form.
    pub from: String,
    title: String,
    /// A topic's id.
    topic: String,
    /// `each` or `mass`.
    way: String,
    /// `page:/jobs`, `activity:12`, `opening:3` or `policy:…`.
    pub about: String,
    /// `all`, [`SAME`], or [`SAVED`] and a name.
    audience: String,
    /// Names of units, a comma between two.
    units: String,
    seen_in_days: String,
    /// The id of a kind, or `any`.
    signed_up: String,
    not_signed_up: String,
    message: String,
    other_message: String,
    headline: String,
    digest: String,
    article: String,
    day: String,
    time: String,
    working_day: String,
    spread_hours: String,
    tried_hours: String,
    urgent: String,
}

/// A draft as far as a form reads.
pub struct Sketch {
    /// With what there is; what does not read is as in an empty form.
    pub draft: Draft,
    /// Why it is not known whom it is for, in words for staff.
    pub unclear: Vec<String>,
    /// What else does not read.
    pub wrong: Vec<String>,
}

impl CampaignForm {
    /// An empty one, whatever it began as.
    pub fn new(from: String) -> Self {
        let schedule = Schedule::default();
        Self {
            from,
            topic: Topic::Jobs.id().to_owned(),
            about: LISTS[0].0.to_owned(),
            spread_hours: schedule.spread_hours.to_string(),
            tried_hours: schedule.tried_hours.to_string(),
            ..Self::default()
        }
    }

    /// One that says what this draft says.
    pub fn of(draft: &Draft, from: &str) -> Self {
        let text = |text: Option<&String>| text.map(|text| text.trim_end().to_owned()).unwrap_or_default();
        let article = draft.words.article.as_ref();
        let start = draft.when.start.as_ref();
        Self {
            from: from.to_owned(),
            title: draft.title.clone(),
            topic: draft.topic.id().to_owned(),
            way: if draft.way == Way::Mass { "mass" } else { "" }.to_owned(),
            about: about_of(draft),
            audience: if draft.audience == Audience::default() { String::new() } else { SAME.to_owned() },
            message: text(draft.words.message.as_ref()),
            other_message: text(draft.other_words.as_ref().and_then(|words| words.message.as_ref())),
            headline: text(article.map(|article| &article.title)),
            digest: text(article.and_then(|article| article.digest.as_ref())),
            article: text(article.map(|article| &article.content)),
            day: start.map(|start| start.day.clone()).unwrap_or_default(),
            time: start.map(|start| start.time.strftime("%H:%M").to_string()).unwrap_or_default(),
            working_day: ticked(start.is_some_and(|start| start.working_day)),
            spread_hours: draft.when.spread_hours.to_string(),
            tried_hours: draft.when.tried_hours.to_string(),
            urgent: ticked(draft.urgent),
            ..Self::default()
        }
    }

    /// What it began as.
    pub fn model(&self) -> Option<Model<'_>> {
        match self.from.strip_prefix(SEASON) {
            Some(name) => Some(Model::Season(name)),
            None => self.from.parse().ok().map(|id| Model::Earlier(CampaignId(id))),
        }
    }

    /// The draft.
    ///
    /// # Errors
    /// All that does not read, in words for staff.
    pub fn draft(
        &self,
        model: Option<&Draft>,
        catalog: &Catalog,
        saved: &[SavedAudience],
    ) -> Result<Draft, Vec<String>> {
        let Sketch { draft, unclear, wrong } = self.sketch(model, catalog, saved);
        let wrong = [unclear, wrong].concat();
        if wrong.is_empty() { Ok(draft) } else { Err(wrong) }
    }

    /// The draft as far as it reads. What the form has no field for, notices, templates and an article's author, is the
    /// model's.
    pub fn sketch(&self, model: Option<&Draft>, catalog: &Catalog, saved: &[SavedAudience]) -> Sketch {
        let way = if self.way == "mass" { Way::Mass } else { Way::Each };
        let (mut unclear, mut wrong) = (Vec::new(), Vec::new());
        if self.title.trim().is_empty() || self.title.trim().chars().nth(Draft::TITLE).is_some() {
            wrong.push(format!("标题要写，最多{}个字。", Draft::TITLE));
        }
        let topic = Topic::of(&self.topic);
        if topic.is_none() {
            wrong.push("请选是哪一类消息。".to_owned());
        }
        let (about, page) = about(&self.about, model);
        let audience = self.audience(model, catalog, saved, &mut unclear);
        let (words, other_words) = self.words((way, page), model, &mut wrong);
        let when = self.when(&mut wrong);
        let draft = Draft {
            title: self.title.trim().to_owned(),
            topic: topic.unwrap_or(Topic::Jobs),
            way,
            urgent: !self.urgent.is_empty(),
            about,
            audience,
            words,
            other_words,
            when,
        };
        Sketch { draft, unclear, wrong }
    }

    fn audience(
        &self,
        model: Option<&Draft>,
        catalog: &Catalog,
        saved: &[SavedAudience],
        wrong: &mut Vec<String>,
    ) -> Audience {
        let from = match self.audience.strip_prefix(SAVED) {
            Some(name) => saved.iter().find(|one| one.name.as_str() == name).map(|one| one.audience.clone()),
            None if self.audience == SAME => model.map(|draft| draft.audience.clone()),
            None => Some(Audience::default()),
        };
        if from.is_none() {
            wrong.push("选的人群已经没有了，请再选一次。".to_owned());
        }
        let mut narrower = Vec::new();
        match units(&self.units, catalog) {
            Ok(units) if units.is_empty() => {}
            Ok(units) => narrower.push(Condition::Units(units)),
            Err(name) => wrong.push(format!("没有“{name}”这个单位。写乡镇的名字，几个之间用顿号隔开。")),
        }
        if let Some(days) = number(&self.seen_in_days, "几天内来过", Condition::DAYS, wrong) {
            narrower.push(Condition::SeenInDays(days));
        }
        narrower.extend(term(&self.signed_up).map(Condition::SignedUp));
        let audience = from.unwrap_or_default().narrowed(&narrower);
        match term(&self.not_signed_up) {
            Some(term) => audience.without(Condition::SignedUp(term)),
            None => audience,
        }
    }

    fn words(
        &self,
        (way, page): (Way, Option<String>),
        model: Option<&Draft>,
        wrong: &mut Vec<String>,
    ) -> (Words, Option<Words>) {
        let (message, headline, content) = (text(&self.message), text(&self.headline), text(&self.article));
        let other = text(&self.other_message);
        let model = model.map(|draft| &draft.words);
        if way == Way::Each {
            if headline.is_some() || content.is_some() {
                wrong.push("图文只能群发：把“怎么发”改成群发，或者把图文清空。".to_owned());
            }
            if message.is_none() {
                wrong.push("请写要说的话。".to_owned());
            }
            let fields = model.map(|words| (words.notice.clone(), words.template.clone())).unwrap_or_default();
            let words = Words { message, notice: fields.0, template: fields.1, article: None, page };
            let other = other.map(|other| Words { message: Some(other), ..words.clone() });
            return (words, other);
        }
        if other.is_some() {
            wrong.push("群发给所有人的是同样的内容，不能有另一种说法，请清空。".to_owned());
        }
        let author = model.and_then(|words| words.article.as_ref()).and_then(|article| article.author.clone());
        let article = match (headline, content) {
            (Some(title), Some(content)) => Some(Article { title, author, digest: text(&self.digest), content }),
            (None, None) => None,
            _ => {
                wrong.push("图文的标题和正文都要写。".to_owned());
                return Default::default();
            }
        };
        if message.is_some() == article.is_some() {
            wrong.push("群发写“要说的话”或者图文，只写一样。".to_owned());
        }
        (Words { message, article, page, ..Words::default() }, None)
    }

    fn when(&self, wrong: &mut Vec<String>) -> Schedule {
        let day = self.day.trim();
        let start = match (day.is_empty(), hour(&self.time)) {
            (true, _) => {
                if !self.time.trim().is_empty() {
                    wrong.push("写了几点，还要写哪天。".to_owned());
                }
                None
            }
            (false, Some(time)) => Some(Start { day: day.to_owned(), time, working_day: !self.working_day.is_empty() }),
            (false, None) => {
                wrong.push("时间要写成 09:30 这样。".to_owned());
                None
            }
        };
        let usual = Schedule::default();
        let (spread, tried) = (Schedule::SPREAD, Schedule::TRIED);
        let spread_hours = number(&self.spread_hours, "分几个小时发完", spread, wrong).unwrap_or(usual.spread_hours);
        let tried_hours = number(&self.tried_hours, "等几个小时", tried, wrong).unwrap_or(usual.tried_hours);
        Schedule { start, spread_hours, tried_hours }
    }
}

/// The value of the field for one of the pack's campaigns.
pub fn season(name: &str) -> String {
    format!("{SEASON}{name}")
}

/// The first name that is no unit's is the error.
fn units<'t>(names: &'t str, catalog: &Catalog) -> Result<Vec<UnitId>, &'t str> {
    let names = names.split(['、', '，', ',', ' ', '　', '\n']).map(str::trim).filter(|name| !name.is_empty());
    names.map(|name| unit::named(&fold(name), &catalog.pack.units).ok_or(name)).collect()
}

fn term(value: &str) -> Option<Term> {
    if value == ANY { Some(Term::Any) } else { ActivityKind::named(value).map(Term::Kind) }
}

fn number(typed: &str, field: &str, range: RangeInclusive<u16>, wrong: &mut Vec<String>) -> Option<u16> {
    let typed = normalise(typed);
    let number = typed.trim().parse().ok().filter(|number| range.contains(number));
    if number.is_none() && !typed.trim().is_empty() {
        wrong.push(format!("“{field}”要写 {} 到 {} 的数字。", range.start(), range.end()));
    }
    number
}

/// Browsers end lines as telegraphs did.
fn text(typed: &str) -> Option<String> {
    let text = typed.replace("\r\n", "\n");
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn ticked(is_so: bool) -> String {
    if is_so { "yes" } else { "" }.to_owned()
}
