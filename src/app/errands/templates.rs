//! What fills the account's own templates, by what they are for (`notices.toml` of the pack).

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde::Deserialize;

use super::records::Matter;
use crate::app::platform::id::{ClientMessageId, TemplateId};
use crate::app::platform::template_data::{InvalidField, NoticeData, TemplateData};
use crate::app::reach::{NoticeTemplateUse, NoticeWords, TemplateWords, Templates};
use crate::domain::errand::ErrandKind;
use crate::domain::purpose::Purpose;

/// Longest `thing` that the platform takes (platform sheet 7.3).
const THING: usize = 20;

/// By which way a template goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Subscription notice.
    Notice,
    /// Template message.
    Template,
}

/// What a field says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// The activity's name.
    Title,
    /// 2026年3月8日 09:00.
    When,
    /// 2026年3月8日.
    Day,
    /// Where.
    Place,
    /// Their number.
    Number,
    /// What to bring.
    Bring,
    /// Whom to ring.
    Phone,
    /// 快开始, 有名额, 有变动, 已取消, 报名取消, 请评价.
    News,
}

/// One of the account's templates, and what fills it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplatePlan {
    /// What it is for.
    pub purpose: Purpose,
    /// How it goes.
    pub way: Way,
    /// The account's own id of it.
    pub id: TemplateId,
    /// 长期订阅: a subscription is not used up.
    pub lasting: bool,
    /// Its keys, and what each says.
    pub fields: BTreeMap<String, Says>,
}

impl TemplatePlan {
    /// Whether a value of that kind fits the key, shown by an example.
    pub fn check(way: Way, key: &str, says: Says) -> Result<(), InvalidField> {
        let example = match says {
            Says::Title | Says::Place | Says::Bring => "招聘会",
            Says::When => "2026年3月8日 09:00",
            Says::Day => "2026年3月8日",
            Says::Number => "12-0045",
            Says::Phone => "0797-5322222",
            Says::News => "快开始",
        };
        match way {
            Way::Notice => NoticeData::new([(key, example)]).map(drop),
            Way::Template => TemplateData::new([(key, example)]).map(drop),
        }
    }

    fn pairs(&self, kind: ErrandKind, matter: &Matter) -> Vec<(&str, String)> {
        let fitted = |key: &str, text: String| match key.starts_with("thing") {
            true => text.chars().take(THING).collect(),
            false => text,
        };
        self.fields.iter().map(|(key, says)| (key.as_str(), fitted(key, value(*says, kind, matter)))).collect()
    }
}

/// Which template is for what.
pub fn plan(templates: &[TemplatePlan]) -> Templates {
    let mut plan = Templates::default();
    for TemplatePlan { purpose, way, id, lasting, .. } in templates {
        match way {
            Way::Notice => {
                plan.notices.insert(*purpose, NoticeTemplateUse { id: id.clone(), for_good: *lasting });
            }
            Way::Template => {
                plan.messages.insert(*purpose, id.clone());
            }
        }
    }
    plan
}

/// The words of a notice; none where no template is set, or where what is to be said does not fit it.
pub(super) fn notice(templates: &[TemplatePlan], kind: ErrandKind, matter: &Matter) -> Option<NoticeWords> {
    let plan = of(templates, kind, Way::Notice)?;
    let pairs = plan.pairs(kind, matter);
    let data = NoticeData::new(pairs.iter().map(|(key, value)| (*key, value.as_str())));
    Some(NoticeWords { of: None, data: fitting(data)?, page: None, mini_program: None })
}

/// The words of a template message.
pub(super) fn template(
    templates: &[TemplatePlan],
    kind: ErrandKind,
    matter: &Matter,
    (key, url): (ClientMessageId, Option<String>),
) -> Option<TemplateWords> {
    let plan = of(templates, kind, Way::Template)?;
    let pairs = plan.pairs(kind, matter);
    let data = TemplateData::new(pairs.iter().map(|(key, value)| (*key, value.as_str())));
    Some(TemplateWords { id: None, key, data: fitting(data)?, url, mini_program: None })
}

fn of(templates: &[TemplatePlan], kind: ErrandKind, way: Way) -> Option<&TemplatePlan> {
    templates.iter().find(|plan| plan.purpose == kind.purpose() && plan.way == way)
}

fn fitting<T>(data: Result<T, InvalidField>) -> Option<T> {
    data.inspect_err(|error| tracing::warn!(%error, "errands: what is to be said does not fit the template")).ok()
}

fn value(says: Says, kind: ErrandKind, matter: &Matter) -> String {
    let activity = &matter.activity;
    let place = matter.places.first();
    let begins = activity.span(place.and_then(|place| place.session)).0;
    let begins = begins.to_zoned(TimeZone::fixed(jiff::tz::offset(8)));
    let or_none = |text: String| if text.trim().is_empty() { "无".to_owned() } else { text };
    or_none(match says {
        Says::Title => activity.title.clone(),
        Says::When => begins.strftime("%Y年%-m月%-d日 %H:%M").to_string(),
        Says::Day => begins.strftime("%Y年%-m月%-d日").to_string(),
        Says::Place => activity.place.clone(),
        Says::Number => place.map(|place| place.number.to_string()).unwrap_or_default(),
        Says::Bring => activity.bring.join("、"),
        Says::Phone => activity.phone.clone(),
        Says::News => match kind {
            ErrandKind::Reminder => "快开始",
            ErrandKind::Offer => "有名额",
            ErrandKind::Moved => "有变动",
            ErrandKind::CalledOff => "已取消",
            ErrandKind::PlaceCancelled => "报名取消",
            ErrandKind::Feedback => "请评价",
        }
        .to_owned(),
    })
}
