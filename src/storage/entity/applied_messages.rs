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

/// One message. The row is written first, as the claim on its key, and completed before the commit.
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

/// The claim on a key.
pub fn claim(vault: &Vault, key: &MessageKey, now: Moment) -> ActiveModel {
    ActiveModel {
        message_key: Set(key.as_str().to_owned()),
        outcomes_sealed: Set(None),
        key_id: Set(vault.key_id().to_owned()),
        applied_at: Set(now),
    }
}

/// Seals outcomes for the row of this key.
pub fn seal(vault: &Vault, key: &MessageKey, outcomes: &[Outcome]) -> Result<Vec<u8>, StoreError> {
    sealed::seal(vault, Place { column: OUTCOMES, owner: key.as_str() }, &outcomes)
}

/// Opens the outcomes of a completed row.
pub fn open(vault: &Vault, key: &MessageKey, row: &Model) -> Result<Vec<Outcome>, StoreError> {
    let sealed = row.outcomes_sealed.as_deref().ok_or_else(|| damaged("applied_messages.outcomes is missing"))?;
    sealed::open(vault, &row.key_id, Place { column: OUTCOMES, owner: key.as_str() }, sealed)
}
