//! Jobs on offer.

use sea_orm::ActiveValue::NotSet;
use sea_orm::Set;
use sea_orm::entity::prelude::*;

use crate::app::records::StoreError;
use crate::domain::id::{EnterpriseId, OpeningId};
use crate::domain::opening::Opening;
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
    pub expires_at: Option<Moment>,
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

/// The columns of an opening; its id is left to the caller.
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
    }
}
