//! Templates of template messages (platform sheet 7.3).

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::errcode::{BAD_KEYWORDS, BAD_TEMPLATE_ID, INDUSTRY_TOO_OFTEN, OLD_TEMPLATE, Refusal, TOO_MANY_TEMPLATES};
use super::{calendar, opaque};

/// Templates in use at one time.
const MOST: usize = 25;
/// A `client_msg_id` is remembered this long.
const REMEMBERED: SignedDuration = SignedDuration::from_mins(10);

/// A line of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyword {
    /// In Chinese.
    pub name: String,
    /// `thing1`, `time2`, …: kind and number.
    pub key: String,
}

/// A template in use.
#[derive(Debug, Clone)]
pub struct Template {
    /// Made up by the platform.
    pub id: Arc<str>,
    /// Above the card.
    pub title: String,
    /// Top to bottom.
    pub keywords: Vec<Keyword>,
}

impl Template {
    /// As the list of templates shows it.
    pub fn content(&self) -> String {
        let line = |keyword: &Keyword| format!("{}：{{{{{}.DATA}}}}\n", keyword.name, keyword.key);
        self.keywords.iter().map(line).collect()
    }
}

/// A title of the platform's library with the keywords it offers: name and kind.
type Offer = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// A few category templates; ours alone, with numbers that mean nothing elsewhere.
const LIBRARY: &[Offer] = &[
    (
        "47123",
        "报名成功通知",
        &[
            ("活动名称", "thing"),
            ("岗位名称", "thing"),
            ("时间", "time"),
            ("地点", "thing"),
            ("报名编号", "character_string"),
        ],
    ),
    (
        "47124",
        "活动开始提醒",
        &[("活动名称", "thing"), ("开始时间", "time"), ("地点", "thing"), ("联系电话", "phone_number")],
    ),
    (
        "47125",
        "补贴发放通知",
        &[("补贴项目", "thing"), ("金额", "amount"), ("发放时间", "time"), ("办理结果", "phrase")],
    ),
    (
        "47126",
        "活动变更通知",
        &[("活动名称", "thing"), ("变更内容", "thing"), ("原定时间", "time"), ("变更后时间", "time")],
    ),
];

/// All templates of the account, and what was sent lately.
#[derive(Debug, Default)]
pub struct Templates {
    all: Vec<Template>,
    /// `client_msg_id` by follower: when, and which message it became.
    sent: HashMap<(Arc<str>, String), (Timestamp, u64)>,
    /// The two industries, and the month in which they were set.
    pub industry: Option<(u64, u64, Date)>,
}

impl Templates {
    /// Takes one from the library into use, with these of its keywords.
    pub fn add(&mut self, short_id: &str, names: &[String]) -> Result<Arc<str>, Refusal> {
        if short_id.starts_with("TM") || short_id.starts_with("OPENTM") {
            return Err(Refusal::of(OLD_TEMPLATE));
        }
        let offer = LIBRARY.iter().find(|(id, ..)| *id == short_id);
        let (_, title, offered) = offer.ok_or_else(|| Refusal::of(BAD_TEMPLATE_ID))?;
        let number = |(number, name): (usize, &String)| {
            let (_, kind) = offered.iter().find(|(offered, _)| offered == name)?;
            Some(Keyword { name: name.clone(), key: format!("{kind}{number}") })
        };
        let keywords: Option<Vec<Keyword>> = (1..).zip(names).map(number).collect();
        let keywords = keywords.filter(|keywords| !keywords.is_empty()).ok_or_else(|| Refusal::of(BAD_KEYWORDS))?;
        self.put(title, keywords)
    }

    /// Takes one into use.
    pub fn put(&mut self, title: &str, keywords: Vec<Keyword>) -> Result<Arc<str>, Refusal> {
        if self.all.len() >= MOST {
            return Err(Refusal::of(TOO_MANY_TEMPLATES));
        }
        let id: Arc<str> = opaque::id(43).into();
        self.all.push(Template { id: Arc::clone(&id), title: title.to_owned(), keywords });
        Ok(id)
    }

    pub fn get(&self, id: &str) -> Result<&Template, Refusal> {
        self.all.iter().find(|template| *template.id == *id).ok_or_else(|| Refusal::of(BAD_TEMPLATE_ID))
    }

    pub fn delete(&mut self, id: &str) -> Result<(), Refusal> {
        self.get(id)?;
        self.all.retain(|template| *template.id != *id);
        Ok(())
    }

    pub fn iter(&self) -> impl Iterator<Item = &Template> {
        self.all.iter()
    }

    /// The message that this `client_msg_id` became for this follower within the last ten minutes.
    pub fn sent_before(&self, openid: &Arc<str>, client_id: &str, now: Timestamp) -> Option<u64> {
        let (at, message) = self.sent.get(&(Arc::clone(openid), client_id.to_owned()))?;
        (at.duration_until(now) < REMEMBERED).then_some(*message)
    }

    /// Remembers it.
    pub fn remember(&mut self, openid: &Arc<str>, client_id: String, message: u64, now: Timestamp) {
        // Old ones go when they have become as many as the new ones: that costs little each time.
        if self.sent.len() == self.sent.capacity() {
            self.sent.retain(|_, (at, _)| at.duration_until(now) < REMEMBERED);
        }
        self.sent.insert((Arc::clone(openid), client_id), (now, message));
    }

    /// Chooses industries, once a month; templates of the old ones go.
    pub fn set_industry(&mut self, first: u64, second: u64, now: Timestamp) -> Result<(), Refusal> {
        let month = calendar::month(now);
        if self.industry.is_some_and(|(.., set)| set == month) {
            return Err(Refusal::of(INDUSTRY_TOO_OFTEN));
        }
        self.industry = Some((first, second, month));
        self.all.clear();
        Ok(())
    }
}
