//! Which messages had their effects, and what came of them.

use sea_orm::Set;
use sea_orm::entity::prelude::*;

use crate::app::message_key::MessageKey;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::dialogue::effect::Outcome;
use crate::storage::failure::damaged;
use crate::storage::moment::Moment;
use crate::storage::sealed::{self, Place};

const OUTCOMES: &str = "applied_messages.outcomes";

/// One message. The row is written last, when it is known what came of it.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "applied_messages")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub message_key: String,
    pub outcomes_sealed: Option<Vec<u8>>,
    pub key_id: String,
    pub applied_at: Moment,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A message, and what came of it.
pub fn applied(vault: &Vault, key: &MessageKey, outcomes: &[Outcome], now: Moment) -> Result<ActiveModel, StoreError> {
    let sealed = sealed::seal(vault, place(key.as_str()), &outcomes)?;
    Ok(ActiveModel {
        message_key: Set(key.as_str().to_owned()),
        outcomes_sealed: Set(Some(sealed)),
        key_id: Set(vault.key_id().to_owned()),
        applied_at: Set(now),
    })
}

/// What came of it.
pub fn open(vault: &Vault, row: &Model) -> Result<Vec<Outcome>, StoreError> {
    let sealed = row.outcomes_sealed.as_deref().ok_or_else(|| damaged("applied_messages.outcomes is missing"))?;
    sealed::open(vault, &row.key_id, place(&row.message_key), sealed)
}

fn place(key: &str) -> Place<'_> {
    Place { column: OUTCOMES, owner: key }
}
