//! Menus that hang for a season.

use jiff::civil::Date;
use sea_orm::entity::prelude::*;

use crate::app::records::StoreError;
use crate::app::seasonal_menus::{PlannedMenu, Trouble};
use crate::domain::id::{EditionId, SeasonalMenuId};
use crate::domain::seasonal_menu::{Days, End, SeasonalMenu, SeasonalState};
use crate::storage::failure::damaged;
use crate::storage::moment::Moment;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seasonal_menus")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// `2026-02-10`, as it is in China; sorts as it passes.
    pub first_day: String,
    pub last_day: String,
    pub content: String,
    /// The edition that it was taken from, 0 for the pack; `None`: it was the draft.
    pub taken_from: Option<i64>,
    pub planned_by: String,
    pub planned_at: Moment,
    pub state: State,
    /// As which it hangs or hung.
    pub edition: Option<i64>,
    /// What comes back after it; `None` for the pack.
    pub former: Option<i64>,
    pub ended_at: Option<Moment>,
    /// When it may be tried, or its claim ends.
    pub next_at: Moment,
    pub tries: i64,
    pub trouble: Option<String>,
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "planned")]
    Planned,
    #[sea_orm(string_value = "hanging")]
    Hanging,
    #[sea_orm(string_value = "done")]
    Done,
    #[sea_orm(string_value = "replaced")]
    Replaced,
    #[sea_orm(string_value = "called_off")]
    CalledOff,
    #[sea_orm(string_value = "missed")]
    Missed,
}

impl State {
    /// Those of which something may still come.
    pub const OPEN: [Self; 2] = [Self::Planned, Self::Hanging];
    /// Those of which nothing more comes.
    pub const OVER: [Self; 4] = [Self::Done, Self::Replaced, Self::CalledOff, Self::Missed];
}

impl From<SeasonalState> for State {
    fn from(state: SeasonalState) -> Self {
        match state {
            SeasonalState::Planned => Self::Planned,
            SeasonalState::Hanging { .. } => Self::Hanging,
            SeasonalState::Over(End::Done) => Self::Done,
            SeasonalState::Over(End::Replaced) => Self::Replaced,
            SeasonalState::Over(End::CalledOff) => Self::CalledOff,
            SeasonalState::Over(End::Missed) => Self::Missed,
        }
    }
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// When it hangs.
    pub fn days(&self) -> Result<Days, StoreError> {
        let day = |text: &str| text.parse::<Date>().map_err(|_| damaged("seasonal_menus.first_day or last_day"));
        Days::new(day(&self.first_day)?, day(&self.last_day)?).map_err(|_| damaged("seasonal_menus.last_day"))
    }

    /// Where it stands.
    pub fn state(&self) -> Result<SeasonalState, StoreError> {
        Ok(match self.state {
            State::Planned => SeasonalState::Planned,
            State::Hanging => {
                let edition = self.edition.ok_or_else(|| damaged("seasonal_menus.edition"))?;
                SeasonalState::Hanging { edition: EditionId(edition), former: self.former.map(EditionId) }
            }
            State::Done => SeasonalState::Over(End::Done),
            State::Replaced => SeasonalState::Over(End::Replaced),
            State::CalledOff => SeasonalState::Over(End::CalledOff),
            State::Missed => SeasonalState::Over(End::Missed),
        })
    }
}

impl TryFrom<Model> for PlannedMenu {
    type Error = StoreError;
    fn try_from(row: Model) -> Result<Self, StoreError> {
        let menu = SeasonalMenu { id: SeasonalMenuId(row.id), days: row.days()?, state: row.state()? };
        let again_at = row.next_at.try_into()?;
        Ok(Self {
            menu,
            of_draft: row.taken_from.is_none(),
            content: row.content,
            by: row.planned_by,
            at: row.planned_at.try_into()?,
            ended_at: row.ended_at.map(TryInto::try_into).transpose()?,
            trouble: row.trouble.map(|told| Trouble { told, again_at }),
            tries: u32::try_from(row.tries).unwrap_or(u32::MAX),
        })
    }
}
