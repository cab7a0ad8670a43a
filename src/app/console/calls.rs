//! Whom to ring, because no message reaches them: a page of them, masked, and the list as a file.

use super::files::file;
use super::today::Unseen;
use super::{ActivityError, Centre, is_theirs};
use crate::app::errands::calls::{Call, CallsOf};
use crate::app::export::calls;
use crate::app::reason;
use crate::app::records::StoreError;
use crate::app::staff::{Action, Permit};

/// Calls of one page.
const PAGE: usize = 100;

/// Somebody to ring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToRing {
    /// Who, and about what.
    pub call: Call,
    /// The activity is theirs to see, and with it the place.
    pub opens: bool,
}

/// A page of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallsPage {
    /// By unit, activity and number.
    pub calls: Vec<ToRing>,
    /// On all pages.
    pub all: usize,
    /// Behind how many the next page begins, if there is one.
    pub next: Option<usize>,
}

impl Centre {
    /// Whom to ring, behind so many of them; of a unit, for whoever belongs to one.
    ///
    /// # Errors
    /// They are not theirs to see, or the records do not answer.
    pub async fn calls(&self, permit: &Permit, behind: usize) -> Result<CallsPage, Unseen> {
        permit.is_for(Action::SignPeopleUp)?;
        let (calls, catalog) = (self.their_calls(permit).await?, self.catalog.load_full());
        let (all, end) = (calls.len(), behind.saturating_add(PAGE));
        let page = calls.into_iter().skip(behind).take(PAGE).map(|call| {
            let opens = catalog.activity(call.activity).is_some_and(|activity| is_theirs(permit, activity));
            ToRing { call, opens }
        });
        Ok(CallsPage { calls: page.collect(), all, next: (end < all).then_some(end) })
    }

    /// All of them as an Excel file, a sheet a unit. It is noted before anything leaves: what cannot be noted is not
    /// taken out.
    ///
    /// # Errors
    /// None was made.
    pub async fn calls_list(&self, permit: &Permit, in_full: bool, reason: &str) -> Result<Vec<u8>, ActivityError> {
        permit.is_for(if in_full { Action::ExportInFull } else { Action::ExportMasked })?;
        let reason = reason::said(reason)?;
        let found = self.their_calls(permit).await?;
        if found.is_empty() {
            return Err(ActivityError::NobodyToRing);
        }
        let how = if in_full { "in full" } else { "masked" };
        let (by, detail) = (permit.member().name.as_str(), format!("calls {how}: {reason}"));
        self.roster.note_export(by, &detail, self.clock.now()).await?;
        Ok(file(calls::write(&found, &self.catalog.load().pack, in_full)?)?)
    }

    pub(super) async fn their_calls(&self, permit: &Permit) -> Result<Vec<Call>, StoreError> {
        let of = CallsOf { activity: None, unit: permit.member().post.unit() };
        self.calls.calls(of, self.clock.now()).await
    }
}
