//! People as staff look for them: by keyed hashes, newest first, page by page.

mod deeds;
mod hashes;
mod likely;
mod merge;
pub mod on_paper;
mod on_wechat;
mod one;
pub mod records;

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::database::{Database, within};
use super::entity::audit::Action;
use super::entity::people::{self, Column, Entity, Model, Profile};
use super::failure::failed;
use super::staff::PAGE_LIMIT;
use crate::app::console::{
    Correction, Likely, Merging, OnePerson, Pair, PeopleRecords, PeopleSearch, PersonLine, Sought,
};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::id::{OpenId, PersonId, UnitId};

/// A follower beside somebody on paper.
const FOLLOWER: &str = "follower";

#[async_trait]
impl PeopleRecords for Database {
    async fn people(&self, search: &PeopleSearch, most: usize) -> Result<Vec<PersonLine>, StoreError> {
        let page = Entity::find()
            .filter(wanted(self.vault(), search))
            .order_by_desc(Column::Id)
            .limit(u64::try_from(most).unwrap_or(u64::MAX));
        within(PAGE_LIMIT, async {
            let rows = page.all(self.pool().orm()).await.map_err(failed)?;
            rows.iter().map(|row| line(self.vault(), row)).collect()
        })
        .await
    }

    async fn person(&self, id: PersonId) -> Result<Option<OnePerson>, StoreError> {
        within(PAGE_LIMIT, async {
            let read = self.pool().snapshot().await?;
            let row = Entity::find_by_id(id.0).filter(Column::MergedInto.is_null()).one(&read).await.map_err(failed)?;
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

    async fn note_reveal(&self, of: Option<&OpenId>, noted: (&str, &str), now: Timestamp) -> Result<(), StoreError> {
        within(PAGE_LIMIT, deeds::note(self, Action::PersonRevealed, of, noted, now)).await
    }

    async fn note_erasure(&self, of: &OpenId, noted: (&str, &str), now: Timestamp) -> Result<(), StoreError> {
        within(PAGE_LIMIT, deeds::note(self, Action::PersonErased, Some(of), noted, now)).await
    }

    async fn erase_on_paper(&self, id: PersonId, noted: (&str, &str), now: Timestamp) -> Result<bool, StoreError> {
        within(PAGE_LIMIT, deeds::erase_on_paper(self, id, noted, now)).await
    }

    async fn likely_same(&self, id: PersonId) -> Result<Vec<Likely>, StoreError> {
        within(PAGE_LIMIT, async {
            let read = self.pool().snapshot().await?;
            let row = Entity::find_by_id(id.0).filter(Column::MergedInto.is_null()).one(&read).await.map_err(failed)?;
            match row {
                Some(row) => likely::others(&read, self.vault(), &row).await,
                None => Ok(Vec::new()),
            }
        })
        .await
    }

    async fn pair(&self, ids: (PersonId, PersonId), now: Timestamp) -> Result<Option<Pair>, StoreError> {
        within(PAGE_LIMIT, async {
            let read = self.pool().snapshot().await?;
            merge::pair(&read, self.vault(), ids, now.into()).await
        })
        .await
    }

    async fn merge(
        &self,
        ids: (PersonId, PersonId),
        noted: (&str, &str),
        now: Timestamp,
    ) -> Result<Merging, StoreError> {
        within(PAGE_LIMIT, merge::merge(self, ids, noted, now)).await
    }
}

fn wanted(vault: &Vault, search: &PeopleSearch) -> Condition {
    let found = search.sought.as_ref().map(|sought| match sought {
        Sought::Name(name) => Column::NameHash.eq(people::name_hash(vault, name)),
        Sought::Mobile(mobile) => Column::MobileHash.eq(people::mobile_hash(vault, mobile)),
        Sought::Tail(tail) => Column::TailHash.eq(people::tail_hash(vault, tail)),
    });
    Condition::all()
        .add(listed(search.unit))
        .add_option(search.unit.map(|unit| is_of(unit, found.is_some())))
        .add_option(found)
        .add_option(search.before.map(|before| Column::Id.lt(before.0)))
}

/// Who stands in a list by themselves: a record that is no part of another, and on paper alone; in the list of one unit,
/// where whoever follows does not stand there for them.
fn listed(unit: Option<UnitId>) -> Condition {
    let same = |column: Column| Expr::col((FOLLOWER, column)).equals((Entity, column));
    let follows = Query::select()
        .expr(Expr::val(1))
        .from_as(Entity, FOLLOWER)
        .and_where(same(Column::MobileHash))
        .and_where(same(Column::NameHash))
        .and_where(Expr::col((FOLLOWER, Column::Openid)).is_not_null())
        .and_where_option(unit.map(|unit| Expr::col((FOLLOWER, Column::UnitId)).eq(i64::from(unit.0))))
        .take();
    let alone = Condition::any().add(Column::Openid.is_not_null()).add(Expr::exists(follows).not());
    Condition::all().add(Column::MergedInto.is_null()).add(alone)
}

/// At home in this unit. Where they are `few` otherwise, no index is to be used for it: SQLite, which does not know how
/// few, would go through all of the unit instead.
fn is_of(unit: UnitId, few: bool) -> SimpleExpr {
    let column = Column::UnitId.into_expr();
    let column = if few { column.add(0i64) } else { column };
    column.eq(i64::from(unit.0))
}

fn line(vault: &Vault, row: &Model) -> Result<PersonLine, StoreError> {
    let Profile { name, mobile, unit } = Profile::read(vault, row)?;
    let (told_at, on_wechat) = (row.updated_at.try_into()?, row.openid.is_some());
    Ok(PersonLine { id: PersonId(row.id), name, mobile, unit, told_at, on_wechat })
}
