//! What was said in talks with staff, and noted beside them. Words are sealed.

use sea_orm::ActiveValue::NotSet;
use sea_orm::Set;
use sea_orm::entity::prelude::*;

use crate::app::console::{Delivery, Side, TalkLine};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::id::OpenId;
use crate::storage::moment::Moment;
use crate::storage::sealed::{self, Place};

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "talk_lines")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub talk_id: i64,
    pub at: Moment,
    pub side: By,
    /// Who of staff; `None` for what the follower said.
    pub staff: Option<String>,
    pub words_sealed: Vec<u8>,
    pub key_id: String,
    /// What the form carried that it came in; none is taken twice.
    pub form: Option<String>,
    /// What came of sending it; `None` until that is known.
    pub outcome: Option<Outcome>,
}

/// See [`Side`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum By {
    #[sea_orm(string_value = "theirs")]
    Theirs,
    #[sea_orm(string_value = "ours")]
    Ours,
    #[sea_orm(string_value = "note")]
    Note,
}

/// See [`Delivery`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Outcome {
    #[sea_orm(string_value = "sent")]
    Sent,
    #[sea_orm(string_value = "closed")]
    Closed,
    #[sea_orm(string_value = "refused")]
    Refused,
    #[sea_orm(string_value = "failed")]
    Failed,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

fn place(openid: &OpenId) -> Place<'_> {
    Place { column: "talk_lines.words", owner: openid.as_str() }
}

/// A new line of the talk `talk_id`, which is that of `openid`.
pub fn row(
    vault: &Vault,
    (talk_id, openid): (i64, &OpenId),
    (side, words): (By, &str),
    at: Moment,
) -> Result<ActiveModel, StoreError> {
    Ok(ActiveModel {
        id: NotSet,
        talk_id: Set(talk_id),
        at: Set(at),
        side: Set(side),
        staff: Set(None),
        words_sealed: Set(sealed::seal(vault, place(openid), &words)?),
        key_id: Set(vault.key_id().to_owned()),
        form: Set(None),
        outcome: Set(None),
    })
}

impl Model {
    /// Whose it is.
    pub fn whose(&self) -> Side {
        match self.side {
            By::Theirs => Side::Theirs,
            By::Note => Side::Note,
            By::Ours => Side::Ours(match self.outcome {
                None => Delivery::Unknown,
                Some(Outcome::Sent) => Delivery::Sent,
                Some(Outcome::Closed) => Delivery::Closed,
                Some(Outcome::Refused) => Delivery::Refused,
                Some(Outcome::Failed) => Delivery::Failed,
            }),
        }
    }

    /// As staff read it.
    pub fn read(&self, vault: &Vault, openid: &OpenId) -> Result<TalkLine, StoreError> {
        let words = sealed::open(vault, &self.key_id, place(openid), &self.words_sealed)?;
        Ok(TalkLine { at: self.at.try_into()?, side: self.whose(), staff: self.staff.clone(), words })
    }
}

impl From<Delivery> for Option<Outcome> {
    fn from(delivery: Delivery) -> Self {
        match delivery {
            Delivery::Unknown => None,
            Delivery::Sent => Some(Outcome::Sent),
            Delivery::Closed => Some(Outcome::Closed),
            Delivery::Refused => Some(Outcome::Refused),
            Delivery::Failed => Some(Outcome::Failed),
        }
    }
}
