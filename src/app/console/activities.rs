//! Activities: which there are, one with its seats and its queue, its desk, its lists, and calling it off.

use jiff::Timestamp;

use super::files::file;
use super::today::{Standing, Unseen};
use super::{Centre, is_theirs};
use crate::app::attendance::ActivityTurnout;
use crate::app::desk::Pass;
use crate::app::export::CannotWrite;
use crate::app::export::roster::{self, ExportError, List, Style};
use crate::app::reason::{self, Unreasoned};
use crate::app::records::StoreError;
use crate::app::staff::{Action, Forbidden, Permit};
use crate::domain::activity::{Activity, Admission};
use crate::domain::id::ActivityId;
use crate::domain::sign_up::Door;
use crate::domain::text::fold::fold;

/// Most activities of one list.
const MOST: usize = 200;
/// For how many hours a link to a desk is good.
const LINK_HOURS: u16 = 24;

/// Which activities are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Those that are not over, soonest first.
    Coming,
    /// Those of the last 30 days that are over, newest first.
    Over,
}

/// One activity, with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneActivity {
    /// With its seats.
    pub standing: Standing,
    /// Whether one can sign up now.
    pub admission: Admission,
    /// Who came, by unit.
    pub turnout: ActivityTurnout,
}

/// A list that is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet<'a> {
    /// Which.
    pub list: List,
    /// Names and numbers in full.
    pub in_full: bool,
    /// What for: it stands in the audit.
    pub reason: &'a str,
}

/// A link to the desk of an activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskLink {
    /// Its own part of the address.
    pub token: String,
    /// It is good until then.
    pub until: Timestamp,
    /// What the door is like then: where people come in later still, another link is needed.
    pub door: Door,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum ActivityError {
    /// It is not theirs.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such activity, or it is not theirs to see.
    #[error("no such activity")]
    NoSuch,
    /// Nobody says why, or as the audit does not keep it.
    #[error(transparent)]
    Unreasoned(#[from] Unreasoned),
    /// It is over, or was called off before.
    #[error("这场已经结束了，或者已经取消了")]
    TooLate,
    /// A list of calls would have no row.
    #[error("现在没有人要打电话")]
    NobodyToRing,
    /// The records do not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file cannot be made.
    #[error(transparent)]
    Write(#[from] CannotWrite),
}

impl From<ExportError> for ActivityError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Store(error) => Self::Store(error),
            ExportError::Write(error) => Self::Write(error),
        }
    }
}

impl Centre {
    /// Activities that are theirs, whose name or place has these words; all with none.
    ///
    /// # Errors
    /// They are not theirs to see, or the records do not answer.
    pub async fn activities(&self, permit: &Permit, shelf: Shelf, words: &str) -> Result<Vec<Standing>, Unseen> {
        permit.is_for(Action::SeeActivities)?;
        let (catalog, now, words) = (self.catalog.load_full(), self.clock.now(), fold(words.trim()));
        let wanted = |activity: &&Activity| {
            (activity.ends_at > now) == (shelf == Shelf::Coming)
                && is_theirs(permit, activity)
                && (words.is_empty()
                    || fold(&activity.title).contains(&words)
                    || fold(&activity.place).contains(&words))
        };
        let found = catalog.activities.iter().filter(wanted);
        let found: Vec<Activity> = match shelf {
            Shelf::Coming => found.take(MOST).cloned().collect(),
            Shelf::Over => found.rev().take(MOST).cloned().collect(),
        };
        Ok(self.with_seats(found).await?)
    }

    /// One of them.
    ///
    /// # Errors
    /// It is not there, not theirs to see, or the records do not answer.
    pub async fn activity(&self, permit: &Permit, id: ActivityId) -> Result<OneActivity, ActivityError> {
        permit.is_for(Action::SeeActivities)?;
        let activity = self.theirs(permit, id).await?;
        let admission = activity.admission(self.clock.now());
        let turnout = self.attendance.turnout(id).await?;
        let standing = self.with_seats(vec![activity]).await?.pop().ok_or(ActivityError::NoSuch)?;
        Ok(OneActivity { standing, admission, turnout })
    }

    /// A link to its desk, good for a day. Whoever has it sees names, masked.
    ///
    /// # Errors
    /// None was made.
    pub async fn desk_link(&self, permit: &Permit, id: ActivityId) -> Result<DeskLink, ActivityError> {
        permit.is_for(Action::OpenDesk)?;
        let (activity, now) = (self.theirs(permit, id).await?, self.clock.now());
        self.links.note_desk_link(permit.member().name.as_str(), activity.id, now).await?;
        let pass = Pass::lasting(activity.id, LINK_HOURS, now);
        let door = self.catalog.load().pack.county.sign_up.door(&activity, pass.until);
        Ok(DeskLink { token: pass.token(&self.vault), until: pass.until, door })
    }

    /// A list as an Excel file. It is noted before anything leaves: what cannot be noted is not taken out.
    ///
    /// # Errors
    /// None was made.
    pub async fn sheet(
        &self,
        permit: &Permit,
        id: ActivityId,
        sheet: Sheet<'_>,
    ) -> Result<(Activity, Vec<u8>), ActivityError> {
        permit.is_for(if sheet.in_full { Action::ExportInFull } else { Action::ExportMasked })?;
        let (activity, now) = (self.theirs(permit, id).await?, self.clock.now());
        let reason = reason::said(sheet.reason)?;
        let what = match sheet.list {
            List::SignUps { .. } => "sign-ups",
            List::Attendance => "attendance",
        };
        let how = if sheet.in_full { "in full" } else { "masked" };
        let detail = format!("{what} of activity {id} {how}: {reason}");
        self.roster.note_export(permit.member().name.as_str(), &detail, now).await?;
        let pack = self.catalog.load_full();
        let style = Style { pack: &pack.pack, list: sheet.list, reveal: sheet.in_full };
        let (workbook, _) = roster::write(&*self.roster, &activity, style).await?;
        Ok((activity, file(workbook)?))
    }

    /// Calls it off, as an import with 取消 does: whoever signed up is told.
    ///
    /// # Errors
    /// It is as it was.
    pub async fn call_off(&self, permit: &Permit, id: ActivityId, reason: &str) -> Result<(), ActivityError> {
        permit.is_for(Action::CallOff)?;
        let (activity, now) = (self.theirs(permit, id).await?, self.clock.now());
        let reason = reason::said(reason)?;
        if activity.called_off {
            // Whoever presses twice, or after a colleague, finds it called off, as they wish.
            return Ok(());
        }
        if !is_coming(&activity, now) {
            return Err(ActivityError::TooLate);
        }
        let summary = format!("activity {id} called off: {reason}");
        let off = Activity { called_off: true, ..activity };
        self.content.put_activities(&[off], permit.member().name.as_str(), &summary, now).await?;
        self.answer_anew().await;
        Ok(())
    }

    /// As the records have it now. What is another unit's is no more there than what is not there at all.
    pub(super) async fn theirs(&self, permit: &Permit, id: ActivityId) -> Result<Activity, ActivityError> {
        let found = self.roster.activity(id).await?;
        found.filter(|activity| is_theirs(permit, activity)).ok_or(ActivityError::NoSuch)
    }
}

/// Whether there is still something to be called off.
fn is_coming(activity: &Activity, now: Timestamp) -> bool {
    !activity.called_off && now < activity.ends_at
}
