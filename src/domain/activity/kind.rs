//! The kinds of activity in the county's year.

use serde::{Deserialize, Serialize};

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
