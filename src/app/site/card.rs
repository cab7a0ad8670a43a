//! What stands on the picture of a card.

use super::Moment;
use crate::domain::dialogue::view::When;
use crate::domain::id::{ActivityId, OpeningId, PolicyId, TradeId};

/// The words of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CardWords {
    /// Whose card it is: `兴国就业`.
    pub account: String,
    /// What kind of thing it shows: `招工`.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// A line below it; may be empty.
    pub below: String,
}

/// What a picture is of, as its address names it: `/cards/{kind}/{id}.png`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardOf {
    /// `job`: an opening.
    Opening(OpeningId),
    /// `trade`: the openings of a trade.
    Trade(TradeId),
    /// `activity`.
    Activity(ActivityId),
    /// `policy`.
    Policy(PolicyId),
    /// `list`: one of the lists as a whole, or the brochure.
    List(List),
}

/// The lists of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// `/jobs`.
    Jobs,
    /// `/activities`.
    Activities,
    /// `/policies`.
    Policies,
    /// `/policies/brochure`.
    Brochure,
}

impl List {
    const ALL: [(&'static str, Self); 4] = [
        ("jobs", Self::Jobs),
        ("activities", Self::Activities),
        ("policies", Self::Policies),
        ("brochure", Self::Brochure),
    ];

    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, list)| *list == self).map_or("jobs", |(name, _)| name)
    }
}

impl CardOf {
    /// Reads the two parts of an address; `None` if there can be no such card.
    pub fn parse(kind: &str, id: &str) -> Option<Self> {
        Some(match kind {
            "job" => Self::Opening(OpeningId(id.parse().ok()?)),
            "trade" => Self::Trade(TradeId::parse(id).ok()?),
            "activity" => Self::Activity(ActivityId(id.parse().ok()?)),
            "policy" => Self::Policy(PolicyId::parse(id).ok()?),
            "list" => Self::List(List::ALL.iter().find(|(name, _)| *name == id)?.1),
            _ => return None,
        })
    }

    /// The address of its picture, from the root of the site.
    pub fn picture(&self) -> String {
        let (kind, id) = match self {
            Self::Opening(id) => ("job", id.to_string()),
            Self::Trade(id) => ("trade", id.to_string()),
            Self::Activity(id) => ("activity", id.to_string()),
            Self::Policy(id) => ("policy", id.to_string()),
            Self::List(list) => ("list", list.name().to_owned()),
        };
        format!("/cards/{kind}/{id}.png")
    }

    /// The address of the page that it opens, from the root of the site.
    pub fn page(&self) -> String {
        match self {
            Self::Opening(id) => format!("/jobs/{id}"),
            Self::Trade(id) => format!("/jobs?trade={id}"),
            Self::Activity(id) => format!("/activities/{id}"),
            Self::Policy(id) => format!("/policies/{id}"),
            Self::List(List::Brochure) => "/policies/brochure".to_owned(),
            Self::List(list) => format!("/{}", list.name()),
        }
    }
}

impl Moment {
    /// The words of a card; `None` if there is nothing of that kind and id.
    pub fn card(&self, of: &CardOf) -> Option<CardWords> {
        let (kind, title, below) = match of {
            CardOf::Opening(id) => {
                let (opening, enterprise) = self.catalog.openings.get(*id)?;
                let below = opening.headcount.map_or_else(String::new, |people| format!("招{people}人"));
                ("招工", enterprise.short_name().to_owned(), below)
            }
            CardOf::Trade(id) => {
                let name = &self.catalog.pack.trade(id)?.name;
                let count = self.catalog.openings.trades_present(self.now).into_iter().find(|(trade, _)| trade == id);
                ("招工", name.clone(), count.map_or_else(String::new, |(_, count)| format!("{count}家企业")))
            }
            CardOf::Activity(id) => {
                let activity = self.catalog.activity(*id)?;
                let When { month, day, weekday, from, .. } = When::of(activity.starts_at, None);
                let full = if self.catalog.full.activity(*id) { " 名额满了" } else { "" };
                let below = format!("{month}月{day}日 周{weekday} {from}{full}");
                (activity.kind.name(), activity.title.clone(), below)
            }
            CardOf::Policy(id) => {
                let row = self.policy_row(self.catalog.pack.policy(id)?);
                ("补贴", row.policy.short, row.valid.closed.unwrap_or_default())
            }
            CardOf::List(list) => {
                let title = match list {
                    List::Jobs => "招工岗位",
                    List::Activities => "招聘会、活动",
                    List::Policies => "补贴政策",
                    List::Brochure => "补贴和岗位小册子",
                };
                (self.county().name.as_str(), title.to_owned(), String::new())
            }
        };
        let account = self.county().account_name.clone();
        Some(CardWords { account, kind: kind.to_owned(), title, below })
    }
}
