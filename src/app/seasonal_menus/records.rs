//! What seasonal menus ask of the records.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::app::editions::NewEdition;
use crate::app::records::StoreError;
use crate::domain::id::{EditionId, SeasonalMenuId};
use crate::domain::seasonal_menu::{Days, End, SeasonalMenu};

/// Where the buttons of a seasonal menu come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MadeOf {
    /// The draft of this version, which is gone with it.
    Draft(i64),
    /// An edition, or the pack.
    Edition(EditionId),
}

/// A seasonal menu that is to be planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewSeasonalMenu<'a> {
    /// When it hangs.
    pub days: Days,
    /// The menu, as an edition keeps it.
    pub content: &'a str,
    /// Where that comes from.
    pub made_of: MadeOf,
}

/// What came of planning one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planning {
    /// It stands.
    Done,
    /// The draft is another by now.
    Changed,
    /// Another one hangs on some of these days.
    Overlaps(Days),
    /// There are as many as there may be.
    TooMany,
}

/// What came of ending one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It ended so.
    Done,
    /// It cannot end so by now.
    Changed,
    /// Its menu is to be the draft again, and somebody is writing another.
    Drafted,
}

/// Why one could not be hung or taken down yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What is wrong and what to do, for staff.
    pub told: String,
    /// When it is tried again.
    pub again_at: Timestamp,
}

/// A seasonal menu with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedMenu {
    /// When it hangs, and where it stands.
    pub menu: SeasonalMenu,
    /// Whether it was made of the draft, which is gone with it.
    pub of_draft: bool,
    /// Its buttons, as an edition keeps them.
    pub content: String,
    /// Who planned it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// What is in its way; of one that was missed, what was.
    pub trouble: Option<Trouble>,
    /// How often it was tried since something last came of it.
    pub tries: u32,
}

impl PlannedMenu {
    /// Who does what the clock does of it, for the audit and the list of editions: nobody pressed a button.
    pub fn by_plan(&self) -> String {
        format!("按计划（{}）", self.by)
    }
}

/// Seasonal menus. One that is to be hung or taken down is claimed first, so that one replica asks the platform for it.
#[async_trait]
pub trait SeasonalMenuRecords: Send + Sync {
    /// Those that are not over, the soonest first. One whose row does not read is not among them.
    async fn open_seasonal_menus(&self) -> Result<Vec<PlannedMenu>, StoreError>;

    /// The one of this number; `None` if there is none.
    async fn seasonal_menu(&self, id: SeasonalMenuId) -> Result<Option<PlannedMenu>, StoreError>;

    /// Up to `most` of those that are over, the last first. One whose row does not read is not among them.
    async fn past_seasonal_menus(&self, most: u64) -> Result<Vec<PlannedMenu>, StoreError>;

    /// Plans one, with a line in the audit, unless it would hang on a day of another. Where whoever asks has planned the
    /// same menu for the same days already, that is it: nothing more is written.
    async fn plan_seasonal_menu(
        &self,
        new: NewSeasonalMenu<'_>,
        by: &str,
        now: Timestamp,
    ) -> Result<Planning, StoreError>;

    /// Takes on one that is not over and for which it is time. Nobody else does before `until`. Answers whether it was
    /// taken on.
    async fn claim_seasonal_menu(
        &self,
        id: SeasonalMenuId,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Gives it back to be tried again at a time, with what is in the way, if it is not over and still claimed until
    /// then. Answers whether it was given back.
    async fn release_seasonal_menu(
        &self,
        claim: (SeasonalMenuId, Timestamp),
        trouble: Option<&str>,
        again_at: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Publishes it as this edition, if it is planned and the newest edition is still the one that this is held against;
    /// that one is what comes back after it. Answers whether it hangs.
    async fn hang_seasonal_menu(
        &self,
        id: SeasonalMenuId,
        edition: NewEdition<'_>,
        by: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Publishes what was there before it as this edition, if it hangs and is still the newest; it ended so. Answers
    /// whether it did.
    async fn take_seasonal_menu_down(
        &self,
        over: (SeasonalMenuId, End),
        edition: NewEdition<'_>,
        by: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Notes that it ended so, with a line in the audit; what is published stays. The draft that it was made of is the
    /// draft again if it never hung and reads. While somebody is writing another, it is not called off; one that was
    /// missed ends, and its menu with it.
    async fn end_seasonal_menu(
        &self,
        over: (SeasonalMenuId, End),
        by: &str,
        now: Timestamp,
    ) -> Result<Ending, StoreError>;
}
