//! The dialogues of the embedded cache, sealed by their owner.

use sea_orm::Set;
use sea_orm::entity::prelude::*;

use crate::app::dialogue_cache::ArchivedDialogue;
use crate::app::records::StoreError;
use crate::domain::id::OpenId;
use crate::storage::failure::damaged;
use crate::storage::moment::Moment;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dialogues")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub openid: String,
    pub dialogue: Vec<u8>,
    pub version: i64,
    pub expires_at: Moment,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for ArchivedDialogue {
    type Error = StoreError;
    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            openid: OpenId::parse(&row.openid).map_err(|_| damaged("dialogues.openid"))?,
            dialogue: row.dialogue,
            version: u64::try_from(row.version).map_err(|_| damaged("dialogues.version"))?,
            expires_at_ms: row.expires_at.0,
        })
    }
}

/// The row of a dialogue.
pub fn row(archived: &ArchivedDialogue) -> Result<ActiveModel, StoreError> {
    Ok(ActiveModel {
        openid: Set(archived.openid.as_str().to_owned()),
        dialogue: Set(archived.dialogue.clone()),
        version: Set(i64::try_from(archived.version).map_err(|_| damaged("dialogues.version"))?),
        expires_at: Set(Moment(archived.expires_at_ms)),
    })
}
