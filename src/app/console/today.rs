//! What needs someone now, and how the year stands against the plan.

use std::cmp::Ordering;

use jiff::Timestamp;

use super::{Centre, WaitingTalks, is_theirs};
use crate::app::attendance::{Progress, by_month, progress};
use crate::app::campaigns::records::Campaign;
use crate::app::records::StoreError;
use crate::app::seasonal_menus::PlannedMenu;
use crate::app::staff::{Action, Forbidden, Permit};
use crate::domain::activity::{Activity, ActivitySeats, Seats};
use crate::domain::campaign::CampaignState;
use crate::domain::dialogue::view::When;
use crate::domain::opening::{Enterprise, Opening, PhoneKind};
use crate::domain::policy::Policy;
use crate::domain::seasonal_menu::SeasonalState;
use crate::domain::sign_up::SignUpRules;

/// An activity with its seats as they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Which.
    pub activity: Activity,
    /// Its seats.
    pub seats: ActivitySeats,
}

impl Standing {
    /// When the next who queues is asked about a seat that is free, where that waits for the morning.
    pub fn asks_again(&self, rules: &SignUpRules, now: Timestamp) -> Option<Timestamp> {
        let Self { activity, seats } = self;
        let waits = |seats: &Seats| seats.waiting > 0 && seats.free() != Some(0);
        let morning = rules.after_quiet(now);
        let is_asked = !activity.called_off && rules.offer_until(morning, activity.starts_at).is_some();
        let waits = waits(&seats.all) || seats.sessions.iter().any(|(_, seats)| waits(seats));
        (waits && is_asked && morning > now).then_some(morning)
    }

    /// People who have a place there, or queue for one.
    pub fn people(&self) -> u32 {
        self.seats.all.taken.saturating_add(self.seats.waiting())
    }
}

/// What somebody of an enterprise sees: what everybody sees of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnEnterprise {
    /// Theirs.
    pub enterprise: Enterprise,
    /// What it offers.
    pub openings: Vec<Opening>,
}

/// How a year stands against its plan: fairs, outings, retention activities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Which year.
    pub year: i16,
    /// How far each of the three is.
    pub progress: [Progress; 3],
    /// What was held of each in each month, from January on.
    pub months: [[u32; 3]; 12],
    /// So many months of it have begun.
    pub begun: usize,
}

/// A day, for one person: what is not theirs is empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Today {
    /// Activities of today that are not called off, soonest first.
    pub activities: Vec<Standing>,
    /// People whom no message reaches, and who have to be rung.
    pub calls: usize,
    /// Followers who wait for somebody of staff to answer.
    pub talks: WaitingTalks,
    /// Campaigns that wait for a second person's word.
    pub to_release: Vec<Campaign>,
    /// Campaigns that stand still.
    pub paused: Vec<Campaign>,
    /// Seasonal menus that could not be hung or taken down, and where they stand.
    pub menus: Vec<(PlannedMenu, SeasonalState)>,
    /// Policies that end soon, with the days that are left.
    pub ending: Vec<(Policy, i32)>,
    /// Enterprises with a phone that cannot be right.
    pub doubtful_phones: usize,
    /// How the year stands.
    pub plan: Option<Plan>,
    /// Of whoever works for one.
    pub enterprise: Option<OwnEnterprise>,
}

/// Why a page shows nothing.
#[derive(Debug, thiserror::Error)]
pub enum Unseen {
    /// It is not theirs.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The records do not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Centre {
    /// Today, as far as it is theirs.
    ///
    /// # Errors
    /// It is not theirs to see, or the records do not answer.
    pub async fn today(&self, permit: &Permit) -> Result<Today, Unseen> {
        permit.is_for(Action::SeeToday)?;
        let (now, post) = (self.clock.now(), permit.member().post);
        let mut today = Today::default();
        if post.enterprise().is_some() {
            today.enterprise = self.own_enterprise(permit);
            return Ok(today);
        }
        today.activities = self.activities_of(permit, now).await?;
        today.calls = self.their_calls(permit).await?.len();
        if permit.may(Action::AnswerPeople) {
            today.talks = self.talks.waiting(&permit.member().name).await?;
        }
        if permit.may(Action::SeeCampaigns) {
            for campaign in self.campaigns.campaigns().await? {
                match campaign.state {
                    CampaignState::InReview => today.to_release.push(campaign),
                    CampaignState::Paused { .. } => today.paused.push(campaign),
                    _ => {}
                }
            }
        }
        if permit.may(Action::SeeMenu) {
            today.menus = self.seasonal_trouble().await?;
        }
        if permit.may(Action::SeePolicies) {
            today.ending = self.policies_that_end_soon(When::day_of(now));
        }
        if post.unit().is_none() {
            today.doubtful_phones = self.doubtful_phones();
            today.plan = Some(self.plan(now).await?);
        }
        Ok(today)
    }

    /// With seats; those of one answer are as of one moment.
    pub(super) async fn with_seats(&self, activities: Vec<Activity>) -> Result<Vec<Standing>, StoreError> {
        let ids: Vec<_> = activities.iter().map(|activity| activity.id).collect();
        let seats = self.seats.seats(&ids).await?;
        let of = |activity: &Activity| seats.iter().find(|(id, _)| *id == activity.id).map(|(_, seats)| seats.clone());
        let standing = activities.into_iter().filter_map(|activity| Some(Standing { seats: of(&activity)?, activity }));
        Ok(standing.collect())
    }

    async fn activities_of(&self, permit: &Permit, now: Timestamp) -> Result<Vec<Standing>, StoreError> {
        let (catalog, day) = (self.catalog.load_full(), When::day_of(now));
        let on = |activity: &&Activity| {
            !activity.called_off && When::day_of(activity.starts_at) <= day && day <= When::day_of(activity.ends_at)
        };
        let theirs = catalog.activities.iter().filter(on).filter(|activity| is_theirs(permit, activity));
        self.with_seats(theirs.cloned().collect()).await
    }

    async fn plan(&self, now: Timestamp) -> Result<Plan, StoreError> {
        let (aims, today) = (self.catalog.load().pack.county.aims, When::day_of(now));
        let held = self.attendance.held(aims.year, now).await?;
        let begun = match today.year().cmp(&aims.year) {
            Ordering::Less => 0,
            Ordering::Equal => usize::try_from(today.month()).unwrap_or(0),
            Ordering::Greater => 12,
        };
        Ok(Plan { year: aims.year, progress: progress(&aims, &held), months: by_month(&held), begun })
    }

    fn doubtful_phones(&self) -> usize {
        let catalog = self.catalog.load();
        let doubtful = |one: &&Enterprise| {
            let mut phones = one.phones.iter();
            phones.any(|phone| matches!(phone.kind, PhoneKind::Doubtful { .. }))
        };
        catalog.openings.enterprises().iter().filter(doubtful).count()
    }

    fn own_enterprise(&self, permit: &Permit) -> Option<OwnEnterprise> {
        let catalog = self.catalog.load();
        let enterprise = catalog.openings.enterprise(permit.member().post.enterprise()?)?.clone();
        let theirs = catalog.openings.iter().filter(|(opening, _)| opening.enterprise == enterprise.id);
        let openings = theirs.map(|(opening, _)| opening.clone()).collect();
        Some(OwnEnterprise { enterprise, openings })
    }
}
