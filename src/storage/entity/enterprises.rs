//! Enterprises, as the county published them.

use sea_orm::ActiveValue::NotSet;
use sea_orm::Set;
use sea_orm::entity::prelude::*;

use crate::app::records::StoreError;
use crate::domain::id::{EnterpriseId, PlaceId, TradeId};
use crate::domain::opening::Enterprise;
use crate::storage::failure::damaged;
use crate::storage::moment::Moment;
use crate::storage::sealed::{from_json, to_json};

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "enterprises")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub name: String,
    pub address: String,
    pub place: Option<String>,
    pub trade: Option<String>,
    /// JSON: texts.
    pub contacts: String,
    /// JSON: [`crate::domain::opening::Phone`]s.
    pub phones: String,
    pub wechat_same_number: bool,
    /// When somebody of the centre last said that they had checked it.
    pub checked_at: Option<Moment>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for Enterprise {
    type Error = StoreError;
    fn try_from(row: Model) -> Result<Self, StoreError> {
        let place = row.place.as_deref().map(PlaceId::parse).transpose();
        let trade = row.trade.as_deref().map(TradeId::parse).transpose();
        Ok(Self {
            id: EnterpriseId(row.id),
            name: row.name,
            address: row.address,
            place: place.map_err(|_| damaged("enterprises.place"))?,
            trade: trade.map_err(|_| damaged("enterprises.trade"))?,
            contacts: from_json("enterprises.contacts", &row.contacts)?,
            phones: from_json("enterprises.phones", &row.phones)?,
            wechat_same_number: row.wechat_same_number,
        })
    }
}

/// The columns of an enterprise as an import brings them; its id is left to the caller.
pub fn row(enterprise: &Enterprise) -> Result<ActiveModel, StoreError> {
    Ok(ActiveModel {
        id: NotSet,
        name: Set(enterprise.name.clone()),
        address: Set(enterprise.address.clone()),
        place: Set(enterprise.place.as_ref().map(|place| place.as_str().to_owned())),
        trade: Set(enterprise.trade.as_ref().map(|trade| trade.as_str().to_owned())),
        contacts: Set(to_json(&enterprise.contacts)?),
        phones: Set(to_json(&enterprise.phones)?),
        wechat_same_number: Set(enterprise.wechat_same_number),
        checked_at: NotSet,
    })
}
