//! The people of the labour ledger.

use sea_orm::Set;
use sea_orm::entity::prelude::*;

use super::sign_ups::AT_THE_DESK;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::form::Answer;
use crate::domain::id::{OpenId, UnitId};
use crate::domain::person::{MobileNumber, PersonName};
use crate::domain::text::fold::normalise;
use crate::storage::failure::damaged;
use crate::storage::moment::Moment;
use crate::storage::sealed::{self, Place};

const NAME: &str = "people.name";
const MOBILE: &str = "people.mobile";

/// One person, with or without WeChat. Every sealed field of a row is under the row's key.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "people")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub openid: Option<String>,
    pub name_sealed: Option<Vec<u8>>,
    pub mobile_sealed: Option<Vec<u8>>,
    /// By which a number finds its person.
    pub mobile_hash: Option<String>,
    pub unit_id: Option<i64>,
    pub key_id: String,
    pub updated_at: Moment,
    /// By which a name finds those who have it.
    pub name_hash: Option<String>,
    /// By which the last four digits of a number find those who have it.
    pub tail_hash: Option<String>,
    /// The `updated_at` of the row that these two were made of; another, where a version of the program wrote the row
    /// that knows nothing of them.
    pub hashed_at: Option<Moment>,
    /// Of somebody whom staff wrote down: by which the next list finds their record. See
    /// [`sign_ups::person_key_of`](super::sign_ups::person_key_of).
    pub person_key: Option<String>,
    /// It became part of this record. Nothing of it is left but its key, which leads there.
    pub merged_into: Option<i64>,
}

impl Model {
    /// Whose the sealed fields are: the follower's, or those of staff who wrote them down.
    fn owner(&self) -> &str {
        self.openid.as_deref().unwrap_or(AT_THE_DESK)
    }

    /// By whom they are written to, if they follow.
    pub fn openid(&self) -> Result<Option<OpenId>, StoreError> {
        self.openid.as_deref().map(OpenId::parse).transpose().map_err(|_| damaged("people.openid"))
    }
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What somebody told about themselves, to us or to staff.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    pub name: Option<PersonName>,
    pub mobile: Option<MobileNumber>,
    pub unit: Option<UnitId>,
}

impl Profile {
    /// This, and where it is silent, `older`.
    pub fn over(self, older: Self) -> Self {
        Self { name: self.name.or(older.name), mobile: self.mobile.or(older.mobile), unit: self.unit.or(older.unit) }
    }

    /// What the answers of a form tell.
    pub fn told_in(answers: &[(String, Answer)]) -> Self {
        let mut told = Self::default();
        for (_, answer) in answers {
            match answer {
                Answer::Name(name) => told.name = Some(name.clone()),
                Answer::Mobile(mobile) => told.mobile = Some(mobile.clone()),
                Answer::Unit(unit) => told.unit = Some(*unit),
                Answer::Village(village) => told.unit = Some(village.unit),
                Answer::IdNumber(_)
                | Answer::Location(_)
                | Answer::Photo(_)
                | Answer::Choice(_)
                | Answer::Number(_)
                | Answer::Date(_)
                | Answer::Born(_)
                | Answer::Text(_)
                | Answer::Skipped => {}
            }
        }
        told
    }

    /// Opens a row.
    pub fn read(vault: &Vault, row: &Model) -> Result<Self, StoreError> {
        let place = |column| Place { column, owner: row.owner() };
        let name = row.name_sealed.as_deref().map(|sealed| sealed::open(vault, &row.key_id, place(NAME), sealed));
        let mobile = row.mobile_sealed.as_deref().map(|sealed| sealed::open(vault, &row.key_id, place(MOBILE), sealed));
        let unit = super::activities::unit(row.unit_id, "people.unit_id")?;
        Ok(Self { name: name.transpose()?, mobile: mobile.transpose()?, unit })
    }

    /// Seals a follower's row.
    pub fn row(&self, vault: &Vault, openid: &OpenId, now: Moment) -> Result<ActiveModel, StoreError> {
        let row = self.sealed_for(vault, openid.as_str(), now)?;
        Ok(ActiveModel { openid: Set(Some(openid.as_str().to_owned())), ..row })
    }

    /// Seals the record of somebody whom staff wrote down.
    pub fn on_paper(&self, vault: &Vault, now: Moment) -> Result<ActiveModel, StoreError> {
        self.sealed_for(vault, AT_THE_DESK, now)
    }

    fn sealed_for(&self, vault: &Vault, owner: &str, now: Moment) -> Result<ActiveModel, StoreError> {
        let place = |column| Place { column, owner };
        let name = self.name.as_ref().map(|name| sealed::seal(vault, place(NAME), name)).transpose()?;
        let mobile = self.mobile.as_ref().map(|mobile| sealed::seal(vault, place(MOBILE), mobile)).transpose()?;
        Ok(ActiveModel {
            name_sealed: Set(name),
            mobile_sealed: Set(mobile),
            mobile_hash: Set(self.mobile.as_ref().map(|mobile| mobile_hash(vault, mobile))),
            unit_id: Set(self.unit.map(|unit| i64::from(unit.0))),
            key_id: Set(vault.key_id().to_owned()),
            updated_at: Set(now),
            name_hash: Set(self.name_hash(vault)),
            tail_hash: Set(self.tail_hash(vault)),
            hashed_at: Set(Some(now)),
            ..Default::default()
        })
    }

    /// By which their name finds them.
    pub fn name_hash(&self, vault: &Vault) -> Option<String> {
        self.name.as_ref().map(|name| name_hash(vault, name))
    }

    /// By which the end of their number finds them.
    pub fn tail_hash(&self, vault: &Vault) -> Option<String> {
        self.mobile.as_ref().map(|mobile| tail_hash(vault, mobile.tail()))
    }
}

/// By which a name is found: the whole of it, in simplified characters, whichever it was written in.
pub fn name_hash(vault: &Vault, name: &PersonName) -> String {
    vault.hash(NAME, &normalise(name.reveal()))
}

/// By which the last four digits of a number are found among people.
pub fn tail_hash(vault: &Vault, tail: &str) -> String {
    vault.hash("people.tail", tail)
}

/// By which a number is found, wherever it stands.
pub fn mobile_hash(vault: &Vault, mobile: &MobileNumber) -> String {
    vault.hash(MOBILE, mobile.reveal())
}
