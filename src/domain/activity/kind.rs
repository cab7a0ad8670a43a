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
    /// All of them, in the order of the year's plan.
    pub const ALL: [Self; 8] = [
        Self::JobFair,
        Self::SingleEmployerFair,
        Self::SchoolEnterpriseFair,
        Self::VillageOuting,
        Self::NativesSymposium,
        Self::TrainingClass,
        Self::BirthdayParty,
        Self::FilmDay,
    ];

    /// The kind that staff call so.
    pub fn named(text: &str) -> Option<Self> {
        let text: String = text.split_whitespace().collect();
        if let Some(kind) = Self::ALL.into_iter().find(|kind| kind.name() == text || kind.id() == text) {
            return Some(kind);
        }
        Some(match text.as_str() {
            "大型招聘会" | "综合招聘会" | "现场招聘会" | "专项招聘会" => Self::JobFair,
            "专场" | "企业专场" | "专场招聘" | "企业专场招聘会" => Self::SingleEmployerFair,
            "校企对接" | "校企招聘会" | "校园招聘会" => Self::SchoolEnterpriseFair,
            "下乡" | "送岗下乡活动" | "送岗" => Self::VillageOuting,
            "座谈会" | "乡贤座谈" => Self::NativesSymposium,
            "培训" | "技能培训" | "技能培训班" => Self::TrainingClass,
            "生日" | "生日会" | "集体生日" | "职工生日会" => Self::BirthdayParty,
            "观影" | "电影" | "观影日" | "看电影" => Self::FilmDay,
            _ => return None,
        })
    }

    /// The kind with this id.
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// The kinds that are meant by its name: a 招聘会 is any of the fairs.
    pub fn meant(self) -> &'static [Self] {
        match self {
            Self::JobFair => &Self::FAIRS,
            Self::SingleEmployerFair => &[Self::SingleEmployerFair],
            Self::SchoolEnterpriseFair => &[Self::SchoolEnterpriseFair],
            Self::VillageOuting => &[Self::VillageOuting],
            Self::NativesSymposium => &[Self::NativesSymposium],
            Self::TrainingClass => &[Self::TrainingClass],
            Self::BirthdayParty => &[Self::BirthdayParty],
            Self::FilmDay => &[Self::FilmDay],
        }
    }

    /// Its name in the records, and in the ids of forms made for it.
    pub fn id(self) -> &'static str {
        match self {
            Self::JobFair => "job_fair",
            Self::SingleEmployerFair => "single_employer_fair",
            Self::SchoolEnterpriseFair => "school_enterprise_fair",
            Self::VillageOuting => "village_outing",
            Self::NativesSymposium => "natives_symposium",
            Self::TrainingClass => "training_class",
            Self::BirthdayParty => "birthday_party",
            Self::FilmDay => "film_day",
        }
    }

    /// What the plan counts as a fair.
    pub const FAIRS: [Self; 3] = [Self::JobFair, Self::SingleEmployerFair, Self::SchoolEnterpriseFair];
    /// What the plan counts as 稳工活动.
    pub const RETENTION: [Self; 2] = [Self::BirthdayParty, Self::FilmDay];

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_by_what_the_records_and_the_county_call_it() {
        for kind in ActivityKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.id());
            assert_eq!(ActivityKind::named(kind.id()), Some(kind));
            assert_eq!(ActivityKind::named(kind.name()), Some(kind));
        }
        assert_eq!(ActivityKind::named("集体 生日"), Some(ActivityKind::BirthdayParty));
        assert_eq!(ActivityKind::named("大会"), None);
    }
}
