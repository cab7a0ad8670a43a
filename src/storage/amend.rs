//! One activity, changed by staff who have it before them: nobody who has a seat loses it, and nobody's change is lost.

use async_trait::async_trait;
use jiff::Timestamp;

use super::activities::{put, with_its_sessions};
use super::content::{self, By};
use super::database::{Database, within};
use super::entity::audit::Action;
use super::occupancy;
use super::seats;
use super::staff::PAGE_LIMIT;
use crate::app::console::{ActivityChange, ActivityRecords};
use crate::app::records::{Changes, StoreError};
use crate::domain::activity::{Activity, ActivitySeats};

#[async_trait]
impl ActivityRecords for Database {
    async fn change_activity(
        &self,
        before: &Activity,
        after: &Activity,
        (actor, summary): (&str, &str),
        now: Timestamp,
    ) -> Result<ActivityChange, StoreError> {
        within(PAGE_LIMIT, async {
            let write = content::begin(self.pool()).await?;
            let Some(row) = seats::lock(&*write, before.id.0).await? else { return Ok(ActivityChange::Meanwhile) };
            if with_its_sessions(&*write, row).await? != *before {
                return Ok(ActivityChange::Meanwhile);
            }
            let taken = occupancy::seats(&*write, &[before.id]).await?;
            if let Some(refused) = taken.first().and_then(|(_, seats)| refused(seats, after)) {
                return Ok(refused);
            }
            let after = Activity { id: before.id, slug: before.slug.clone(), ..after.clone() };
            let mut changes = Changes::default();
            put(&*write, &after, now).await?.count(&mut changes);
            let by = By { action: Action::ActivitiesPut, actor, summary, now: now.into() };
            content::finish(write, changes, &[after], by).await?;
            Ok(ActivityChange::Done)
        })
        .await
    }
}

/// Whom the change would leave without a seat. Where there are too few already, as after an import, only what makes it
/// worse is refused.
fn refused(now: &ActivitySeats, after: &Activity) -> Option<ActivityChange> {
    let too_few = |capacity: Option<u32>, was: Option<u32>, taken: u32| {
        capacity != was && capacity.is_some_and(|capacity| capacity < taken)
    };
    if too_few(after.capacity, now.all.capacity, now.all.taken) {
        return Some(ActivityChange::TooFewSeats { session: None, taken: now.all.taken });
    }
    now.sessions.iter().find_map(|(number, seats)| {
        let people = seats.taken.saturating_add(seats.waiting);
        match after.session(*number) {
            None => (people > 0).then_some(ActivityChange::SessionHeld { session: *number, people }),
            Some(session) => too_few(session.capacity, seats.capacity, seats.taken)
                .then_some(ActivityChange::TooFewSeats { session: Some(*number), taken: seats.taken }),
        }
    })
}
