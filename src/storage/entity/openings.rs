//! Jobs on offer.

use sea_orm::ActiveValue::NotSet;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Func;
use sea_orm::{Condition, ExprTrait, Set};

use crate::app::records::StoreError;
use crate::domain::id::{EnterpriseId, OpeningId};
use crate::domain::opening::{Opening, OpeningState};
use crate::storage::failure::damaged;
use crate::storage::moment::Moment;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "openings")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub enterprise_id: i64,
    pub title: Option<String>,
    pub headcount: Option<i64>,
    pub wage: Option<String>,
    pub requirements: Option<String>,
    pub source: String,
    /// As the source says.
    pub expires_at: Option<Moment>,
    /// [`OpeningState`], by its name.
    pub state: String,
    /// The end that staff set, which counts before that of the source.
    pub ends_at: Option<Moment>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for Opening {
    type Error = StoreError;
    fn try_from(row: Model) -> Result<Self, StoreError> {
        let headcount = row.headcount.map(u32::try_from).transpose();
        Ok(Self {
            id: OpeningId(row.id),
            enterprise: EnterpriseId(row.enterprise_id),
            title: row.title,
            headcount: headcount.map_err(|_| damaged("openings.headcount"))?,
            wage: row.wage,
            requirements: row.requirements,
            source: row.source,
            expires_at: row.expires_at.map(TryInto::try_into).transpose()?,
        })
    }
}

impl Model {
    /// What staff say of it.
    pub fn state(&self) -> Result<OpeningState, StoreError> {
        OpeningState::of(&self.state).ok_or_else(|| damaged("openings.state"))
    }

    /// As phones are told of it: it ends when staff say so.
    pub fn into_told(self) -> Result<Opening, StoreError> {
        let ends_at = self.ends_at.map(TryInto::try_into).transpose()?;
        let opening = Opening::try_from(self)?;
        Ok(Opening { expires_at: ends_at.or(opening.expires_at), ..opening })
    }
}

/// Those that are on offer at `now`, or were until they ended.
pub fn offered(now: Moment, over: bool) -> Condition {
    let ends_at = || Expr::expr(Func::coalesce([Expr::col(Column::EndsAt), Expr::col(Column::ExpiresAt)]));
    let offered = Condition::all().add(Column::State.eq(OpeningState::Offered.id()));
    if over {
        offered.add(ends_at().lte(now))
    } else {
        offered.add(Condition::any().add(ends_at().is_null()).add(ends_at().gt(now)))
    }
}

/// The columns of an opening as its source tells them; its id is left to the caller, and what staff say of it as it is.
pub fn row(opening: &Opening) -> ActiveModel {
    ActiveModel {
        id: NotSet,
        enterprise_id: Set(opening.enterprise.0),
        title: Set(opening.title.clone()),
        headcount: Set(opening.headcount.map(i64::from)),
        wage: Set(opening.wage.clone()),
        requirements: Set(opening.requirements.clone()),
        source: Set(opening.source.clone()),
        expires_at: Set(opening.expires_at.map(Into::into)),
        state: NotSet,
        ends_at: NotSet,
    }
}
