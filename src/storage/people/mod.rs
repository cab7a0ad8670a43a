//! People as staff look for them: by keyed hashes, newest first, page by page.

mod deeds;
mod hashes;
mod one;

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::sea_query::{ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::database::{Database, within};
use super::entity::audit::Action;
use super::entity::people::{self, Column, Entity, Model, Profile};
use super::failure::{damaged, failed};
use super::staff::PAGE_LIMIT;
use crate::app::console::{Correction, OnePerson, PeopleRecords, PeopleSearch, PersonLine, Sought};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::id::{OpenId, PersonId, UnitId};

#[async_trait]
impl PeopleRecords for Database {
    async fn people(&self, search: &PeopleSearch, most: usize) -> Result<Vec<PersonLine>, StoreError> {
        let page = Entity::find()
            .filter(wanted(self.vault(), search))
            .order_by_desc(Column::Id)
            .limit(u64::try_from(most).unwrap_or(u64::MAX));
        within(PAGE_LIMIT, async {
            let rows = page.all(self.pool().orm()).await.map_err(failed)?;
            rows.iter().map(|row| line(self.vault(), &openid(row)?, row)).collect()
        })
        .await
    }

    async fn person(&self, id: PersonId) -> Result<Option<OnePerson>, StoreError> {
        within(PAGE_LIMIT, async {
            let read = self.pool().snapshot().await?;
            let row = Entity::find_by_id(id.0).filter(Column::Openid.is_not_null()).one(&read).await.map_err(failed)?;
            match row {
                Some(row) => one::read(&read, self.vault(), &row).await.map(Some),
                None => Ok(None),
            }
        })
        .await
    }

    async fn correct(
        &self,
        id: PersonId,
        right: &Correction,
        noted: (&str, &str),
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        within(PAGE_LIMIT, deeds::correct(self, id, right, noted, now)).await
    }

    async fn note_reveal(&self, of: &OpenId, noted: (&str, &str), now: Timestamp) -> Result<(), StoreError> {
        within(PAGE_LIMIT, deeds::note(self, Action::PersonRevealed, of, noted, now)).await
    }

    async fn note_erasure(&self, of: &OpenId, noted: (&str, &str), now: Timestamp) -> Result<(), StoreError> {
        within(PAGE_LIMIT, deeds::note(self, Action::PersonErased, of, noted, now)).await
    }
}

fn wanted(vault: &Vault, search: &PeopleSearch) -> Condition {
    let found = search.sought.as_ref().map(|sought| match sought {
        Sought::Name(name) => Column::NameHash.eq(people::name_hash(vault, name)),
        Sought::Mobile(mobile) => Column::MobileHash.eq(people::mobile_hash(vault, mobile)),
        Sought::Tail(tail) => Column::TailHash.eq(people::tail_hash(vault, tail)),
    });
    Condition::all()
        .add(Column::Openid.is_not_null())
        .add_option(search.unit.map(|unit| is_of(unit, found.is_some())))
        .add_option(found)
        .add_option(search.before.map(|before| Column::Id.lt(before.0)))
}

/// At home in this unit. Where they are `few` otherwise, no index is to be used for it: SQLite, which does not know how
/// few, would go through all of the unit instead.
fn is_of(unit: UnitId, few: bool) -> SimpleExpr {
    let column = Column::UnitId.into_expr();
    let column = if few { column.add(0i64) } else { column };
    column.eq(i64::from(unit.0))
}

fn line(vault: &Vault, openid: &OpenId, row: &Model) -> Result<PersonLine, StoreError> {
    let Profile { name, mobile, unit } = Profile::read(vault, openid, row)?;
    Ok(PersonLine { id: PersonId(row.id), name, mobile, unit, told_at: row.updated_at.try_into()? })
}

fn openid(row: &Model) -> Result<OpenId, StoreError> {
    let openid = row.openid.as_deref().ok_or_else(|| damaged("people.openid"))?;
    OpenId::parse(openid).map_err(|_| damaged("people.openid"))
}
