//! Afterwards: who came, who did not, and how far the year's plan is.

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;

use super::records::StoreError;
use crate::domain::activity::ActivityKind;
use crate::domain::county::Aims;
use crate::domain::id::{ActivityId, UnitId};

/// People of one activity, or of one unit at it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Turnout {
    /// Had a seat before they came.
    pub signed_up: u32,
    /// Of them came.
    pub came: u32,
    /// Came without one and got one at the door.
    pub walk_ins: u32,
    /// What those thought of it who said so: 有用, 一般, 没用.
    pub ratings: [u32; 3],
}

impl Turnout {
    /// Had a seat and did not come; a number to look at once the activity is over.
    pub fn no_shows(&self) -> u32 {
        self.signed_up.saturating_sub(self.came)
    }

    /// Everybody who was there.
    pub fn there(&self) -> u32 {
        self.came.saturating_add(self.walk_ins)
    }
}

/// One activity, in all and by unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActivityTurnout {
    /// In all.
    pub all: Turnout,
    /// By unit, in the order of annex 1; those whose unit is unknown last.
    pub by_unit: Vec<(Option<UnitId>, Turnout)>,
    /// Who had a seat before they came, by the day in China on which they signed up; days without anybody are left out.
    pub by_day: Vec<(Date, u32)>,
}

/// Activities of one kind that were held in one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Which kind.
    pub kind: ActivityKind,
    /// In which month they began, in China; 1 is January.
    pub month: i8,
    /// How many.
    pub count: u32,
}

/// Who came to what.
#[async_trait]
pub trait AttendanceRecords: Send + Sync {
    /// Who had a seat and who came; all zero for an activity that is not there.
    async fn turnout(&self, activity: ActivityId) -> Result<ActivityTurnout, StoreError>;

    /// How many activities of each kind began in each month of this year, in China, and are over at `now`. Those that
    /// were called off, and samples, do not count; where none was held nothing is said.
    async fn held(&self, year: i16, now: Timestamp) -> Result<Vec<Held>, StoreError>;
}

/// One aim of the year's plan, and how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Held so far.
    pub held: u32,
    /// Wanted.
    pub aim: u32,
}

/// What the plan counts: fairs of all kinds, outings, retention activities.
const COUNTED: [&[ActivityKind]; 3] = [&ActivityKind::FAIRS, &[ActivityKind::VillageOuting], &ActivityKind::RETENTION];

/// How far the plan is: fairs of all kinds, outings, retention activities.
pub fn progress(aims: &Aims, held: &[Held]) -> [Progress; 3] {
    let of = |kinds: &[ActivityKind]| count(held.iter().filter(|held| kinds.contains(&held.kind)));
    let [fairs, outings, retention] = COUNTED.map(of);
    [
        Progress { held: fairs, aim: aims.fairs },
        Progress { held: outings, aim: aims.outings },
        Progress { held: retention, aim: aims.retention },
    ]
}

/// What was held of the same three in each month of the year, from January on.
pub fn by_month(held: &[Held]) -> [[u32; 3]; 12] {
    let mut month = 0;
    [(); 12].map(|()| {
        month += 1;
        COUNTED.map(|kinds| count(held.iter().filter(|held| held.month == month && kinds.contains(&held.kind))))
    })
}

fn count<'a>(held: impl Iterator<Item = &'a Held>) -> u32 {
    held.map(|held| held.count).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_counts_towards_its_aim() {
        let aims = Aims { year: 2024, fairs: 50, outings: 60, retention: 30 };
        let held = [
            Held { kind: ActivityKind::JobFair, month: 1, count: 4 },
            Held { kind: ActivityKind::SchoolEnterpriseFair, month: 1, count: 2 },
            Held { kind: ActivityKind::VillageOuting, month: 2, count: 7 },
            Held { kind: ActivityKind::FilmDay, month: 3, count: 5 },
            Held { kind: ActivityKind::TrainingClass, month: 4, count: 9 },
        ];
        let progress = progress(&aims, &held).map(|aim| (aim.held, aim.aim));
        assert_eq!(progress, [(6, 50), (7, 60), (5, 30)]);
        let [january, february, march, april, ..] = by_month(&held);
        assert_eq!([january, february, march, april], [[6, 0, 0], [0, 7, 0], [0, 0, 5], [0, 0, 0]]);
    }
}
