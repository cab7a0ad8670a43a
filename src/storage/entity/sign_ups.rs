//! Places at activities.

use sea_orm::entity::prelude::*;

use crate::app::records::StoreError;
use crate::domain::id::{ActivityId, SignUpId};
use crate::domain::sign_up::{ReceiptNumber, SignUp, SignUpState};
use crate::storage::failure::damaged;
use crate::storage::moment::Moment;

/// One place. After its owner is gone it stays, without openid and answers, so that the count of the
/// activity stays true.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_ups")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub activity_id: i64,
    pub sequence: i64,
    pub openid: Option<String>,
    pub state: State,
    pub answers_sealed: Option<Vec<u8>>,
    pub key_id: Option<String>,
    pub made_at: Moment,
    pub cancelled_at: Option<Moment>,
}

/// Where it stands, in words, because people read tables too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "confirmed")]
    Confirmed,
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
}

impl From<State> for SignUpState {
    fn from(state: State) -> Self {
        match state {
            State::Confirmed => Self::Confirmed,
            State::Cancelled => Self::Cancelled,
        }
    }
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::activities::Entity",
        from = "Column::ActivityId",
        to = "super::activities::Column::Id"
    )]
    Activity,
}

impl Related<super::activities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Activity.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The receipt.
    pub fn number(&self) -> Result<ReceiptNumber, StoreError> {
        let sequence = u32::try_from(self.sequence).map_err(|_| damaged("sign_ups.sequence"))?;
        Ok(ReceiptNumber { activity: ActivityId(self.activity_id), sequence })
    }
}

impl TryFrom<Model> for SignUp {
    type Error = StoreError;
    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: SignUpId(row.id),
            activity: ActivityId(row.activity_id),
            number: row.number()?,
            state: row.state.into(),
            made_at: row.made_at.try_into()?,
        })
    }
}
