//! The same activity on other days: film days of a season, outings to one place after the other.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::Centre;
use super::drafts::{DraftError, DraftNumber};
use crate::app::import::activities::times;
use crate::app::records::StoreError;
use crate::app::staff::{Action, Forbidden, Permit};
use crate::domain::activity::Activity;
use crate::domain::dialogue::view::When;
use crate::domain::id::ActivityId;

/// Most days of one list: half a year of weeks, with a few to spare.
pub const MOST_COPIES: usize = 30;

/// Why there are no copies: of a list with something wrong in it, none is made.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// It is not theirs.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such activity, or it is not theirs to see.
    #[error("no such activity")]
    NoSuch,
    /// Nothing was typed.
    #[error("请写日期，一行一个")]
    NoDays,
    /// More than anybody overlooks.
    #[error("一次最多 {MOST_COPIES} 天")]
    TooMany,
    /// What was typed is no day.
    #[error("“{0}”不是日期，要写成 2026-03-14 这样")]
    NotADay(String),
    /// It is in the past.
    #[error("{0} 已经过去了")]
    Past(Date),
    /// The same activity is there on that day.
    #[error("{0} 已经有一场同名的活动")]
    There(Date),
    /// The records do not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DraftError> for CopyError {
    fn from(error: DraftError) -> Self {
        match error {
            DraftError::Forbidden(error) => Self::Forbidden(error),
            DraftError::Store(error) => Self::Store(error),
            _ => Self::NoSuch,
        }
    }
}

impl Centre {
    /// One to be copied, with the next days of its week and of its month.
    ///
    /// # Errors
    /// There is no such activity.
    pub async fn to_copy(&self, permit: &Permit, id: ActivityId) -> Result<(Activity, [Vec<Date>; 2]), CopyError> {
        permit.is_for(Action::MakeActivities)?;
        let activity = self.theirs(permit, id).await.map_err(DraftError::from)?;
        let (day, today) = (When::day_of(activity.starts_at), When::day_of(self.clock.now()));
        let next = |step: fn(i64) -> Span| {
            let days = (1i64..=60).filter_map(|n| day.checked_add(step(n)).ok());
            days.filter(|day| *day > today).take(4).collect::<Vec<_>>()
        };
        Ok((activity, [next(|n| n.weeks()), next(|n| n.months())]))
    }

    /// Makes one on each of these days, all or none, with everything at the same distance from it. Whoever sends the
    /// same form twice makes each once. Answers how many there are now.
    ///
    /// # Errors
    /// None was made.
    pub async fn copy_activity(
        &self,
        permit: &Permit,
        id: ActivityId,
        (days, number): (&str, &DraftNumber),
    ) -> Result<usize, CopyError> {
        permit.is_for(Action::MakeActivities)?;
        let activity = self.theirs(permit, id).await.map_err(DraftError::from)?;
        let (first, now) = (When::day_of(activity.starts_at), self.clock.now());
        let mut copies = Vec::new();
        for day in listed(days, When::day_of(now))? {
            let apart = first.until(day).map(|span| span.get_days()).ok();
            let copy =
                apart.and_then(|days| activity.shifted(days)).ok_or_else(|| CopyError::NotADay(day.to_string()))?;
            let slug = format!("{}:{day}", number.slug());
            copies.push(Activity { slug, called_off: false, ..copy });
        }
        if let Some(day) = self.held(&copies) {
            return Err(CopyError::There(day));
        }
        let summary = format!("activity {id} copied to {} days: {}", copies.len(), activity.title);
        self.content.add_activities(&copies, permit.member().name.as_str(), &summary, now).await?;
        self.answer_anew().await;
        Ok(copies.len())
    }

    /// The first day on which there is one of that name already, which is not of the same form.
    fn held(&self, copies: &[Activity]) -> Option<Date> {
        let catalog = self.catalog.load();
        let there = |copy: &Activity| {
            let day = When::day_of(copy.starts_at);
            let held = catalog.activities.iter().any(|other| {
                other.comes_again_as(copy)
                    && When::day_of(other.starts_at) == day
                    && !other.called_off
                    && other.slug != copy.slug
            });
            held.then_some(day)
        };
        copies.iter().find_map(there)
    }
}

/// Days as they are typed, each once: one a line, or with anything between them that divides.
fn listed(text: &str, today: Date) -> Result<Vec<Date>, CopyError> {
    let mut days = Vec::new();
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '、' | '，' | ',' | ';' | '；'));
    for word in words.filter(|word| !word.is_empty()) {
        let day = times::day(word).ok_or_else(|| CopyError::NotADay(word.chars().take(20).collect()))?;
        if day < today {
            return Err(CopyError::Past(day));
        }
        if !days.contains(&day) {
            days.push(day);
        }
        if days.len() > MOST_COPIES {
            return Err(CopyError::TooMany);
        }
    }
    if days.is_empty() { Err(CopyError::NoDays) } else { Ok(days) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_listed_as_they_are_typed() {
        let today = date(2026, 3, 1);
        let days = listed("2026-03-08\r\n2026年3月15日、2026/3/8，2026-03-01", today).unwrap();
        assert_eq!(days, [date(2026, 3, 8), date(2026, 3, 15), today]);
        assert!(matches!(listed(" \r\n", today), Err(CopyError::NoDays)));
        assert!(matches!(listed("每周日", today), Err(CopyError::NotADay(word)) if word == "每周日"));
        assert!(matches!(listed("2026-02-28", today), Err(CopyError::Past(_))));
        let many = |n: i64| (0..n).map(|n| format!("{}\n", today + n.days())).collect::<String>();
        assert_eq!(listed(&many(30), today).unwrap().len(), MOST_COPIES);
        assert!(matches!(listed(&many(31), today), Err(CopyError::TooMany)));
    }
}
