//! Openings as staff look for them: on offer or not, newest first, page by page.

use std::collections::HashMap;

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, Query, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::content::{self, By};
use super::database::{Database, within};
use super::entity::audit::{self, Action, Line};
use super::entity::{enterprises, openings};
use super::failure::{damaged, failed};
use super::moment::Moment;
use super::staff::PAGE_LIMIT;
use crate::app::console::{Offer, OpeningChange, OpeningRecord, OpeningRecords, OpeningSearch, Stood};
use crate::app::records::{Changes, StoreError};
use crate::domain::id::{EnterpriseId, OpeningId};
use crate::domain::opening::OpeningState;

#[async_trait]
impl OpeningRecords for Database {
    async fn openings(
        &self,
        search: &OpeningSearch,
        most: usize,
        now: Timestamp,
    ) -> Result<Vec<OpeningRecord>, StoreError> {
        let page = openings::Entity::find()
            .filter(wanted(search, now.into()))
            .order_by_desc(openings::Column::Id)
            .limit(u64::try_from(most).unwrap_or(u64::MAX));
        within(PAGE_LIMIT, async {
            let db = self.pool().orm();
            let rows = page.all(db).await.map_err(failed)?;
            with_enterprises(db, rows).await
        })
        .await
    }

    async fn opening(&self, id: OpeningId) -> Result<Option<OpeningRecord>, StoreError> {
        within(PAGE_LIMIT, async {
            let db = self.pool().orm();
            let row = openings::Entity::find_by_id(id.0).all(db).await.map_err(failed)?;
            Ok(with_enterprises(db, row).await?.pop())
        })
        .await
    }

    async fn change_opening(
        &self,
        (id, stood): (OpeningId, Stood),
        change: OpeningChange,
        (actor, summary): (&str, &str),
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        within(PAGE_LIMIT, async {
            let write = content::begin(self.pool()).await?;
            let there = openings::Entity::find_by_id(id.0).one(&*write).await.map_err(failed)?;
            let Some(there) = there else { return Ok(false) };
            let stands = Stood::of(there.state()?, &there.clone().into_told()?);
            let mut row = there.into_active_model();
            match change {
                OpeningChange::State(state) => row.state.set_if_not_equals(state.id().to_owned()),
                OpeningChange::Ends(end) => row.ends_at.set_if_not_equals(end.map(Into::into)),
            };
            if !row.is_changed() {
                return Ok(true);
            }
            if stands != stood {
                return Ok(false);
            }
            row.update(&*write).await.map_err(failed)?;
            let by = By { action: Action::OpeningChanged, actor, summary, now: now.into() };
            content::finish(write, Changes { updated: 1, ..Changes::default() }, &summary, by).await?;
            Ok(true)
        })
        .await
    }

    async fn check_employer(
        &self,
        id: EnterpriseId,
        checked: bool,
        (actor, detail): (&str, &str),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        use enterprises::Column::{CheckedAt, Id};
        let checked_at = checked.then(|| Moment::from(now));
        let update =
            enterprises::Entity::update_many().col_expr(CheckedAt, Expr::value(checked_at)).filter(Id.eq(id.0));
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            update.exec(&*write).await.map_err(failed)?;
            let line = Line { action: Action::EmployerChecked, actor, subject: None, detail: Some(detail.to_owned()) };
            audit::write(&*write, line, now.into()).await?;
            write.commit().await
        })
        .await
    }
}

fn wanted(search: &OpeningSearch, now: Moment) -> Condition {
    use enterprises::Column::CheckedAt;
    use openings::Column::{EnterpriseId, Id, State};
    let state = |state: OpeningState| Condition::all().add(State.eq(state.id()));
    let offer = search.offer.map(|offer| match offer {
        Offer::Open => openings::offered(now, false),
        Offer::Expired => openings::offered(now, true),
        Offer::Filled => state(OpeningState::Filled),
        Offer::Withdrawn => state(OpeningState::Withdrawn),
    });
    let checked = |checked| {
        let is = if checked { CheckedAt.is_not_null() } else { CheckedAt.is_null() };
        of_enterprises(Condition::all().add(is))
    };
    search
        .words
        .iter()
        .fold(Condition::all(), |all, word| all.add(says(word)))
        .add_option(search.enterprise.map(|id| EnterpriseId.eq(id.0)))
        .add_option(offer)
        .add_option(search.checked.map(checked))
        .add_option(search.before.map(|before| Id.lt(before.0)))
}

/// The word stands in what it says of itself, or in what its enterprise does.
fn says(word: &str) -> Condition {
    use enterprises::Column::{Address, Name};
    use openings::Column::{Title, Wage};
    let pattern = Pattern::of(word);
    let of_theirs = Condition::any().add(pattern.in_column(Name)).add(pattern.in_column(Address));
    Condition::any().add(pattern.in_column(Title)).add(pattern.in_column(Wage)).add(of_enterprises(of_theirs))
}

/// What stands for any text is looked for as it stands.
const ESCAPE: char = '!';

/// Text that holds a word.
struct Pattern {
    like: String,
    /// The word has letters that are written in two ways.
    cased: bool,
}

impl Pattern {
    fn of(word: &str) -> Self {
        let word = word.to_lowercase();
        let mut like = String::from("%");
        for c in word.chars() {
            if matches!(c, '%' | '_' | ESCAPE) {
                like.push(ESCAPE);
            }
            like.push(c);
        }
        like.push('%');
        Self { like, cased: word.contains(char::is_lowercase) }
    }

    /// PostgreSQL's LIKE tells capital letters apart, SQLite's does not. Most words here are Chinese, and a column need
    /// not be rewritten for them.
    fn in_column(&self, column: impl ColumnTrait) -> SimpleExpr {
        let text = if self.cased { Expr::expr(Func::lower(column.into_expr())) } else { column.into_expr() };
        text.like(LikeExpr::new(self.like.as_str()).escape(ESCAPE))
    }
}

fn of_enterprises(which: Condition) -> SimpleExpr {
    let ids = Query::select().column(enterprises::Column::Id).from(enterprises::Entity).cond_where(which).to_owned();
    openings::Column::EnterpriseId.in_subquery(ids)
}

async fn with_enterprises<C: ConnectionTrait>(
    db: &C,
    rows: Vec<openings::Model>,
) -> Result<Vec<OpeningRecord>, StoreError> {
    let ids = rows.iter().map(|row| row.enterprise_id);
    let theirs = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(ids));
    let theirs = theirs.all(db).await.map_err(failed)?;
    let theirs: HashMap<i64, enterprises::Model> = theirs.into_iter().map(|row| (row.id, row)).collect();
    let with = |row: openings::Model| {
        let enterprise = theirs.get(&row.enterprise_id).ok_or_else(|| damaged("openings.enterprise_id"))?;
        Ok(OpeningRecord {
            state: row.state()?,
            end_is_set: row.ends_at.is_some(),
            opening: row.into_told()?,
            checked_at: enterprise.checked_at.map(TryInto::try_into).transpose()?,
            enterprise: enterprise.clone().try_into()?,
        })
    };
    rows.into_iter().map(with).collect()
}
