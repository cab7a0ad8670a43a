//! Fairs, outings, classes, parties, film days: what people can sign up for.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::id::{ActivityId, FormId};

/// The kinds of the county's year (domain page).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    /// 招聘会.
    JobFair,
    /// 专场招聘会, one enterprise.
    SingleEmployerFair,
    /// 校企对接会.
    SchoolEnterpriseFair,
    /// 送岗下乡.
    VillageOuting,
    /// 乡贤座谈会 of the Returning Geese project.
    NativesSymposium,
    /// 培训班.
    TrainingClass,
    /// 生日活动.
    BirthdayParty,
    /// 职工观影日.
    FilmDay,
}

impl ActivityKind {
    /// What the county calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::JobFair => "招聘会",
            Self::SingleEmployerFair => "专场招聘会",
            Self::SchoolEnterpriseFair => "校企对接会",
            Self::VillageOuting => "送岗下乡",
            Self::NativesSymposium => "乡贤座谈会",
            Self::TrainingClass => "培训班",
            Self::BirthdayParty => "生日活动",
            Self::FilmDay => "职工观影日",
        }
    }
}

/// One dated activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Row id.
    pub id: ActivityId,
    /// The key by which an import finds it again.
    pub slug: String,
    /// What it is.
    pub kind: ActivityKind,
    /// Its name; a sample says so in the name itself.
    pub title: String,
    /// Where, for someone who must find it.
    pub place: String,
    /// Begins.
    pub starts_at: Timestamp,
    /// Ends.
    pub ends_at: Timestamp,
    /// Sign-up ends; `starts_at` where nothing else is said.
    pub closes_at: Timestamp,
    /// Seats in people; `None` is without limit.
    pub capacity: Option<u32>,
    /// What to bring, each in a few words.
    pub bring: Vec<String>,
    /// Whom to ring.
    pub phone: String,
    /// The form to sign up by.
    pub form: FormId,
    /// A sample for trials, never a real date.
    pub sample: bool,
    /// Called off: shown as such, no sign-up.
    pub called_off: bool,
}

/// Whether one can sign up for an activity at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Admission {
    /// Yes.
    Open,
    /// Sign-up has ended, the activity has not.
    Closed,
    /// It is over.
    Over,
    /// It was called off.
    CalledOff,
}

impl Activity {
    /// Whether one can sign up at `now`, seats apart.
    pub fn admission(&self, now: Timestamp) -> Admission {
        if self.called_off {
            Admission::CalledOff
        } else if now >= self.ends_at {
            Admission::Over
        } else if now >= self.closes_at {
            Admission::Closed
        } else {
            Admission::Open
        }
    }
}

/// Seats of an activity at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seats {
    /// `None` is without limit.
    pub capacity: Option<u32>,
    /// People signed up.
    pub taken: u32,
}

impl Seats {
    /// Seats left; `None` is without limit.
    pub fn left(&self) -> Option<u32> {
        self.capacity.map(|capacity| capacity.saturating_sub(self.taken))
    }

    /// Nobody more can come.
    pub fn full(&self) -> bool {
        self.left() == Some(0)
    }
}
