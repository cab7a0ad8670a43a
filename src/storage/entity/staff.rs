//! Those who work here.

use sea_orm::entity::prelude::*;

use crate::app::records::StoreError;
use crate::app::staff::{CodeSecret, Credentials, Listed};
use crate::app::vault::Vault;
use crate::domain::id::{EnterpriseId, StaffId, UnitId};
use crate::domain::staff::{Post, Role, StaffMember, StaffName};
use crate::storage::failure::damaged;
use crate::storage::moment::Moment;
use crate::storage::sealed::{Place, open, seal};

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub name: String,
    pub role: String,
    pub unit_id: Option<i64>,
    pub enterprise_id: Option<i64>,
    pub password_hash: String,
    /// When the first password was made; `None` once they have one of their own.
    pub first_since: Option<Moment>,
    pub code_sealed: Option<Vec<u8>>,
    pub key_id: Option<String>,
    /// When their phone showed that it has the code.
    pub code_since: Option<Moment>,
    /// The step of the code used last.
    pub last_step: i64,
    /// Tries in a row that were not accepted.
    pub tries: i64,
    pub locked_until: Option<Moment>,
    pub made_at: Moment,
    pub seen_at: Option<Moment>,
    pub ended_at: Option<Moment>,
    /// The phone on which they look at what goes out.
    pub openid: Option<String>,
    /// When that phone was bound.
    pub bound_at: Option<Moment>,
    /// A keyed hash of the code that binds a phone.
    pub binding_hash: Option<String>,
    /// Until when the code is good.
    pub binding_until: Option<Moment>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Who it is, as what.
    pub fn member(&self) -> Result<StaffMember, StoreError> {
        let role = Role::of(&self.role).ok_or_else(|| damaged("staff.role"))?;
        let unit = self.unit_id.map(u16::try_from).transpose().map_err(|_| damaged("staff.unit_id"))?;
        let post = Post::new(role, unit.map(UnitId), self.enterprise_id.map(EnterpriseId));
        Ok(StaffMember {
            id: StaffId(self.id),
            name: StaffName::parse(&self.name).map_err(|_| damaged("staff.name"))?,
            post: post.map_err(|_| damaged("staff.unit_id and staff.enterprise_id do not fit staff.role"))?,
        })
    }

    /// What a sign-in is held against.
    pub fn credentials(&self, vault: &Vault) -> Result<Credentials, StoreError> {
        Ok(Credentials {
            member: self.member()?,
            password_hash: self.password_hash.clone(),
            first_since: self.first_since.map(TryInto::try_into).transpose()?,
            code: if self.code_since.is_some() { self.code(vault)? } else { None },
        })
    }

    /// The secret of the code, confirmed or not.
    pub fn code(&self, vault: &Vault) -> Result<Option<CodeSecret>, StoreError> {
        let Some(sealed) = &self.code_sealed else { return Ok(None) };
        let key_id = self.key_id.as_deref().unwrap_or_default();
        open(vault, key_id, place(&self.name), sealed).map(Some)
    }

    /// As the list shows it.
    pub fn listed(&self, vault: &Vault) -> Result<Listed, StoreError> {
        let time = |at: Option<Moment>| at.map(TryInto::try_into).transpose();
        Ok(Listed {
            member: self.member()?,
            stage: self.credentials(vault)?.stage(),
            locked_until: time(self.locked_until)?,
            seen_at: time(self.seen_at)?,
            ended_at: time(self.ended_at)?,
        })
    }
}

/// The secret of a code, sealed for the row of that name.
pub fn sealed_code(vault: &Vault, name: &str, secret: &CodeSecret) -> Result<Vec<u8>, StoreError> {
    seal(vault, place(name), secret)
}

fn place(name: &str) -> Place<'_> {
    Place { column: "staff.code_sealed", owner: name }
}
