//! Menus that hang for a season: a row a plan. What hangs or comes back is an edition, in the same transaction.

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::ActiveValue::NotSet;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use super::content::begin;
use super::database::{Database, within};
use super::editions;
use super::entity::audit::{self, Action, Line};
use super::entity::seasonal_menus::{ActiveModel, Column, Entity, Model, State};
use super::failure::{damaged, failed};
use super::moment::Moment;
use super::staff::PAGE_LIMIT;
use crate::app::content::menu_book::MenuEdits;
use crate::app::editions::{NewEdition, Revision, Subject};
use crate::app::records::StoreError;
use crate::app::seasonal_menus::{Ending, MadeOf, NewSeasonalMenu, PlannedMenu, Planning, SeasonalMenuRecords};
use crate::domain::id::SeasonalMenuId;
use crate::domain::seasonal_menu::{End, MOST_AHEAD, SeasonalState};

#[async_trait]
impl SeasonalMenuRecords for Database {
    async fn open_seasonal_menus(&self) -> Result<Vec<PlannedMenu>, StoreError> {
        within(PAGE_LIMIT, async {
            let rows = open(self.pool().orm()).await?;
            Ok(readable(rows).collect())
        })
        .await
    }

    async fn seasonal_menu(&self, id: SeasonalMenuId) -> Result<Option<PlannedMenu>, StoreError> {
        within(PAGE_LIMIT, async {
            let row = Entity::find_by_id(id.0).one(self.pool().orm()).await.map_err(failed)?;
            row.map(PlannedMenu::try_from).transpose()
        })
        .await
    }

    async fn past_seasonal_menus(&self, most: u64) -> Result<Vec<PlannedMenu>, StoreError> {
        let past = Entity::find().filter(Column::State.is_in(State::OVER));
        let past = past.order_by_desc(Column::EndedAt).order_by_desc(Column::Id).limit(most);
        within(PAGE_LIMIT, async {
            let rows = past.all(self.pool().orm()).await.map_err(failed)?;
            Ok(readable(rows).collect())
        })
        .await
    }

    async fn plan_seasonal_menu(
        &self,
        new: NewSeasonalMenu<'_>,
        by: &str,
        now: Timestamp,
    ) -> Result<Planning, StoreError> {
        within(PAGE_LIMIT, async {
            let write = begin(self.pool()).await?;
            let there: Vec<PlannedMenu> = readable(open(&*write).await?).collect();
            // Sent twice: the draft is gone with the first, and its days are taken.
            let same = |plan: &PlannedMenu| (plan.menu.days, &*plan.content, &*plan.by) == (new.days, new.content, by);
            if there.iter().any(same) {
                return Ok(Planning::Done);
            }
            if let MadeOf::Draft(seen) = new.made_of {
                if editions::version(&*write, Subject::Menu).await? != Some(seen) {
                    return Ok(Planning::Changed);
                }
                editions::drop(&*write, Subject::Menu).await?;
            }
            if there.len() >= MOST_AHEAD {
                return Ok(Planning::TooMany);
            }
            let mut days = there.iter().map(|plan| plan.menu.days);
            if let Some(other) = days.find(|days| days.overlap(new.days)) {
                return Ok(Planning::Overlaps(other));
            }
            Entity::insert(row(new, by, now)).exec_without_returning(&*write).await.map_err(failed)?;
            note(&*write, (Action::SeasonalMenuPlanned, by), new.days.to_string(), now).await?;
            write.commit().await?;
            Ok(Planning::Done)
        })
        .await
    }

    async fn claim_seasonal_menu(
        &self,
        id: SeasonalMenuId,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let claim = Entity::update_many()
            .col_expr(Column::NextAt, Expr::value(Moment::from(until)))
            .col_expr(Column::Tries, Expr::col(Column::Tries).add(1))
            .filter(Column::Id.eq(id.0))
            .filter(Column::State.is_in(State::OPEN))
            .filter(Column::NextAt.lte(Moment::from(now)));
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let claimed = claim.exec(&*write).await.map_err(failed)?.rows_affected;
            write.commit().await?;
            Ok(claimed > 0)
        })
        .await
    }

    async fn release_seasonal_menu(
        &self,
        (id, claimed_until): (SeasonalMenuId, Timestamp),
        trouble: Option<&str>,
        again_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let release = Entity::update_many()
            .col_expr(Column::NextAt, Expr::value(Moment::from(again_at)))
            .col_expr(Column::Trouble, Expr::value(trouble.map(str::to_owned)))
            .filter(Column::Id.eq(id.0))
            .filter(Column::State.is_in(State::OPEN))
            .filter(Column::NextAt.eq(Moment::from(claimed_until)));
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let released = release.exec(&*write).await.map_err(failed)?.rows_affected;
            write.commit().await?;
            Ok(released > 0)
        })
        .await
    }

    async fn hang_seasonal_menu(
        &self,
        id: SeasonalMenuId,
        edition: NewEdition<'_>,
        by: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        within(PAGE_LIMIT, async {
            let write = begin(self.pool()).await?;
            let (_, state) = one(&*write, id).await?;
            let Some(put) = editions::put(&*write, edition, by, now).await? else { return Ok(false) };
            let Ok(hanging) = state.hang(put, edition.after) else { return Ok(false) };
            let columns = ActiveModel {
                edition: Set(Some(put.0)),
                former: Set(edition.after.map(|former| former.0)),
                ..standing(hanging, now)
            };
            change(&*write, id, columns).await?;
            editions::answer_by(write, edition, by, now).await?;
            Ok(true)
        })
        .await
    }

    async fn take_seasonal_menu_down(
        &self,
        (id, end): (SeasonalMenuId, End),
        edition: NewEdition<'_>,
        by: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        within(PAGE_LIMIT, async {
            let write = begin(self.pool()).await?;
            let (row, state) = one(&*write, id).await?;
            let Ok(over) = state.take_down(end) else { return Ok(false) };
            let is_the_newest = row.edition == edition.after.map(|after| after.0);
            if !is_the_newest || editions::put(&*write, edition, by, now).await?.is_none() {
                return Ok(false);
            }
            change(&*write, id, standing(over, now)).await?;
            note(&*write, (Action::SeasonalMenuEnded, by), ended(&row, end)?, now).await?;
            editions::answer_by(write, edition, by, now).await?;
            Ok(true)
        })
        .await
    }

    async fn end_seasonal_menu(
        &self,
        (id, end): (SeasonalMenuId, End),
        by: &str,
        now: Timestamp,
    ) -> Result<Ending, StoreError> {
        within(PAGE_LIMIT, async {
            let write = begin(self.pool()).await?;
            let (row, state) = one(&*write, id).await?;
            let Ok(over) = state.end(end) else { return Ok(Ending::Changed) };
            let drafted = editions::version(&*write, Subject::Menu).await?.is_some();
            if end == End::CalledOff && was_the_draft(&row) && drafted {
                return Ok(Ending::Drafted);
            }
            // What was in the way of one that was missed is still worth knowing.
            let trouble = if end == End::Missed { NotSet } else { Set(None) };
            change(&*write, id, ActiveModel { trouble, ..standing(over, now) }).await?;
            let back = was_the_draft(&row) && !drafted;
            if back {
                give_back(&*write, &row, now).await?;
            }
            let back = if back { "，菜单放回草稿" } else { "" };
            let detail = format!("{}{back}", ended(&row, end)?);
            note(&*write, (Action::SeasonalMenuEnded, by), detail, now).await?;
            write.commit().await?;
            Ok(Ending::Done)
        })
        .await
    }
}

/// Those that are not over, the soonest first.
async fn open<C: ConnectionTrait>(db: &C) -> Result<Vec<Model>, StoreError> {
    let open = Entity::find().filter(Column::State.is_in(State::OPEN));
    open.order_by_asc(Column::FirstDay).order_by_asc(Column::Id).all(db).await.map_err(failed)
}

/// Those that read. One that does not, perhaps because a newer version wrote it, stops none of the others: it is not
/// hung, and keeps nobody from a page.
fn readable(rows: Vec<Model>) -> impl Iterator<Item = PlannedMenu> {
    rows.into_iter().filter_map(|row| {
        let id = row.id;
        let plan = PlannedMenu::try_from(row);
        plan.inspect_err(|error| tracing::error!(%error, id, "seasonal_menus: not readable")).ok()
    })
}

/// The one of this number, and where it stands.
async fn one<C: ConnectionTrait>(db: &C, id: SeasonalMenuId) -> Result<(Model, SeasonalState), StoreError> {
    let row = Entity::find_by_id(id.0).one(db).await.map_err(failed)?;
    let row = row.ok_or_else(|| damaged("seasonal_menus: a plan is gone"))?;
    let state = row.state()?;
    Ok((row, state))
}

/// A plan that can be hung as soon as its day has come.
fn row(new: NewSeasonalMenu<'_>, by: &str, now: Timestamp) -> ActiveModel {
    let NewSeasonalMenu { days, content, made_of } = new;
    ActiveModel {
        id: NotSet,
        first_day: Set(days.first().to_string()),
        last_day: Set(days.last().to_string()),
        content: Set(content.to_owned()),
        taken_from: Set(match made_of {
            MadeOf::Draft(_) => None,
            MadeOf::Edition(id) => Some(id.0),
        }),
        planned_by: Set(by.to_owned()),
        planned_at: Set(now.into()),
        edition: Set(None),
        former: Set(None),
        ..standing(SeasonalState::Planned, now)
    }
}

/// The columns of one that stands so from now on: nothing is in the way of what comes next.
fn standing(state: SeasonalState, now: Timestamp) -> ActiveModel {
    ActiveModel {
        state: Set(state.into()),
        ended_at: Set((!state.is_open()).then(|| now.into())),
        next_at: Set(now.into()),
        tries: Set(0),
        trouble: Set(None),
        ..Default::default()
    }
}

async fn change<C: ConnectionTrait>(db: &C, id: SeasonalMenuId, columns: ActiveModel) -> Result<(), StoreError> {
    Entity::update_many().set(columns).filter(Column::Id.eq(id.0)).exec(db).await.map_err(failed)?;
    Ok(())
}

/// Whether its menu was the draft, never hung, and can be one again: a draft that does not read would take the page of
/// the menu along.
fn was_the_draft(row: &Model) -> bool {
    row.state == State::Planned && row.taken_from.is_none() && MenuEdits::read(&row.content).is_ok()
}

/// The draft that a plan was made of is the draft again.
async fn give_back<C: ConnectionTrait>(db: &C, row: &Model, now: Timestamp) -> Result<(), StoreError> {
    editions::insert(db, (Subject::Menu, &row.content), (None, &row.planned_by), now).await?;
    Ok(())
}

/// How one ended, for the audit.
fn ended(row: &Model, end: End) -> Result<String, StoreError> {
    let how = match end {
        End::Done => "到期",
        End::Replaced => "被别的菜单代替",
        End::CalledOff => "取消",
        End::Missed => "没有换上",
    };
    Ok(format!("{}，{how}", row.days()?))
}

async fn note<C: ConnectionTrait>(
    db: &C,
    (action, actor): (Action, &str),
    detail: String,
    now: Timestamp,
) -> Result<(), StoreError> {
    audit::write(db, Line { action, actor, subject: None, detail: Some(detail) }, now.into()).await
}
