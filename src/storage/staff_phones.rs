//! Phones of staff: a code waits for one, the one that sends it is bound, and whoever leaves it goes from here too.

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Set};

use super::database::{Database, within};
use super::entity::audit::{self, Action, Line};
use super::entity::staff::{self, ActiveModel, Column, Entity, Model};
use super::failure::{damaged, failed};
use super::moment::Moment;
use super::staff::PAGE_LIMIT;
use crate::app::records::StoreError;
use crate::app::staff::{OwnPhone, PhoneRecords};
use crate::app::vault::Vault;
use crate::domain::binding::BindingCode;
use crate::domain::dialogue::effect::Outcome;
use crate::domain::id::{OpenId, StaffId};
use crate::domain::staff::StaffName;

#[async_trait]
impl PhoneRecords for Database {
    async fn await_phone(&self, staff: StaffId, code: &BindingCode, until: Timestamp) -> Result<(), StoreError> {
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let waits = ActiveModel {
                binding_hash: Set(Some(hash(self.vault(), code))),
                binding_until: Set(Some(until.into())),
                ..Default::default()
            };
            put(&*write, staff.0, waits).await?;
            write.commit().await
        })
        .await
    }

    async fn phone(&self, staff: StaffId) -> Result<Option<OwnPhone>, StoreError> {
        within(PAGE_LIMIT, async {
            let row = Entity::find_by_id(staff.0).one(self.pool().orm()).await.map_err(failed)?;
            let Some((openid, since)) = row.and_then(|row| row.openid.zip(row.bound_at)) else { return Ok(None) };
            let openid = OpenId::parse(&openid).map_err(|_| damaged("staff.openid"))?;
            Ok(Some(OwnPhone { openid, since: since.try_into()? }))
        })
        .await
    }

    async fn unbind_phone(&self, staff: StaffId, now: Timestamp) -> Result<bool, StoreError> {
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let row = Entity::find_by_id(staff.0).lock_exclusive().one(&*write).await.map_err(failed)?;
            let Some(row) = row.filter(|row| row.openid.is_some()) else { return Ok(false) };
            unbind(&*write, &row, &row.name, now.into()).await?;
            write.commit().await?;
            Ok(true)
        })
        .await
    }
}

/// The follower sent a code: if an account waits for it, this phone is that member's from now on, in place of the one
/// before. The code is used up.
pub async fn bind<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    openid: &OpenId,
    code: &BindingCode,
    now: Moment,
) -> Result<Outcome, StoreError> {
    let waits = Entity::find()
        .filter(Column::BindingHash.eq(hash(vault, code)))
        .filter(Column::BindingUntil.gt(now))
        .filter(Column::EndedAt.is_null())
        .lock_exclusive();
    let Some(row) = waits.one(db).await.map_err(failed)? else { return Ok(Outcome::NoSuchBinding) };
    let bound =
        ActiveModel { openid: Set(Some(openid.as_str().to_owned())), bound_at: Set(Some(now)), ..no_code_waits() };
    put(db, row.id, bound).await?;
    // Without a subject: whoever reads the audit need not know which follower somebody of staff is.
    let line = Line { action: Action::StaffPhoneBound, actor: &row.name, subject: None, detail: None };
    audit::write(db, line, now).await?;
    let name = StaffName::parse(&row.name).map_err(|_| damaged("staff.name"))?;
    Ok(Outcome::PhoneBound(name))
}

/// The follower is gone, or begins as a stranger: the phone is nobody's of staff any more.
pub async fn forget<C: ConnectionTrait>(db: &C, openid: &OpenId, now: Moment) -> Result<(), StoreError> {
    let theirs = Entity::find().filter(Column::Openid.eq(openid.as_str())).lock_exclusive();
    for row in theirs.all(db).await.map_err(failed)? {
        unbind(db, &row, audit::FOLLOWER, now).await?;
    }
    Ok(())
}

/// An account that begins anew or ends has no phone, and waits for none.
pub fn no_phone() -> ActiveModel {
    ActiveModel { openid: Set(None), bound_at: Set(None), ..no_code_waits() }
}

fn no_code_waits() -> ActiveModel {
    ActiveModel { binding_hash: Set(None), binding_until: Set(None), ..Default::default() }
}

async fn unbind<C: ConnectionTrait>(db: &C, row: &Model, actor: &str, now: Moment) -> Result<(), StoreError> {
    put(db, row.id, no_phone()).await?;
    let line = Line { action: Action::StaffPhoneUnbound, actor, subject: None, detail: Some(row.name.clone()) };
    audit::write(db, line, now).await
}

async fn put<C: ConnectionTrait>(db: &C, id: i64, columns: ActiveModel) -> Result<(), StoreError> {
    staff::Entity::update_many().set(columns).filter(Column::Id.eq(id)).exec(db).await.map_err(failed)?;
    Ok(())
}

fn hash(vault: &Vault, code: &BindingCode) -> String {
    vault.hash("staff.binding", code.as_str())
}
