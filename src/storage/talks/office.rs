//! Talks, as staff see them and answer in them.

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveEnum, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    TryInsertResult,
};

use super::handing;
use super::talk_lines::{self, By, Outcome};
use super::talks::{Column, Entity, Model, State};
use crate::app::console::{
    Added, Delivery, Follower, Handed, NewLine, OneTalk, Talk, TalkRecords, TalkShelf, WaitingTalks,
};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::id::{OpenId, PersonId, TalkId};
use crate::domain::staff::{Role, StaffName};
use crate::domain::window::{LastActs, Window};
use crate::storage::database::{Database, within};
use crate::storage::entity::audit::{self, Action, Line};
use crate::storage::entity::{followers, people};
use crate::storage::failure::{damaged, failed};
use crate::storage::moment::Moment;
use crate::storage::pool::Write;
use crate::storage::staff::PAGE_LIMIT;

/// Most lines of a talk that are shown: the last ones.
const LINES: u64 = 200;

#[async_trait]
impl TalkRecords for Database {
    async fn waiting(&self, member: &StaffName) -> Result<WaitingTalks, StoreError> {
        within(PAGE_LIMIT, async {
            let unheard = Condition::all().add(Column::State.eq(State::Attended)).add(Column::Unread.gt(0));
            let waits = Condition::any().add(Column::State.eq(State::Waiting)).add(unheard);
            let waiting = Entity::find().filter(waits);
            let theirs = waiting.clone().filter(Column::Staff.eq(member.as_str()));
            let all = waiting.count(self.pool().orm()).await.map_err(failed)?;
            Ok(WaitingTalks { all, theirs: theirs.count(self.pool().orm()).await.map_err(failed)? })
        })
        .await
    }

    async fn talks(&self, shelf: TalkShelf, most: u64) -> Result<Vec<Talk>, StoreError> {
        within(PAGE_LIMIT, async {
            let of_shelf = match shelf {
                // Whoever waits longest comes first.
                TalkShelf::Open => {
                    let open = [State::Waiting, State::Attended];
                    Entity::find().filter(Column::State.is_in(open)).order_by_asc(Column::MovedAt)
                }
                TalkShelf::Ended => {
                    Entity::find().filter(Column::State.eq(State::Ended)).order_by_desc(Column::MovedAt)
                }
            };
            let rows = of_shelf.limit(most).all(self.pool().orm()).await.map_err(failed)?;
            let openids: Vec<&str> = rows.iter().map(|row| row.openid.as_str()).collect();
            let theirs = people::Entity::find().filter(people::Column::Openid.is_in(openids.iter().copied()));
            let people = theirs.all(self.pool().orm()).await.map_err(failed)?;
            let theirs = followers::Entity::find().filter(followers::Column::Openid.is_in(openids.iter().copied()));
            let followers = theirs.all(self.pool().orm()).await.map_err(failed)?;
            let read = |row: &Model| {
                let openid = openid(row)?;
                let person = people.iter().find(|person| person.openid.as_deref() == Some(openid.as_str()));
                let follower = followers.iter().find(|follower| follower.openid == row.openid);
                let window = follower.map(followers::Model::window).transpose()?.unwrap_or_default();
                talk(row, openid, self.known(person)?, window)
            };
            rows.iter().map(read).collect()
        })
        .await
    }

    async fn talk(&self, id: TalkId) -> Result<Option<OneTalk>, StoreError> {
        within(PAGE_LIMIT, async {
            let read = self.pool().snapshot().await?;
            let Some(row) = Entity::find_by_id(id.0).one(&read).await.map_err(failed)? else { return Ok(None) };
            let openid = openid(&row)?;
            let person = people::Entity::find().filter(people::Column::Openid.eq(openid.as_str()));
            let person = person.one(&read).await.map_err(failed)?;
            let follower = followers::Entity::find_by_id(openid.as_str()).one(&read).await.map_err(failed)?;
            let window = follower.as_ref().map(followers::Model::window).transpose()?.unwrap_or_default();
            let newest = talk_lines::Entity::find()
                .filter(talk_lines::Column::TalkId.eq(id.0))
                .order_by_desc(talk_lines::Column::Id)
                .limit(LINES);
            let mut lines = newest.all(&read).await.map_err(failed)?;
            lines.reverse();
            let lines = lines.iter().map(|line| line.read(self.vault(), &openid)).collect::<Result<_, _>>()?;
            Ok(Some(OneTalk { talk: talk(&row, openid, self.known(person.as_ref())?, window)?, lines }))
        })
        .await
    }

    async fn attend(&self, id: TalkId, by: &StaffName, now: Timestamp) -> Result<Option<Follower>, StoreError> {
        self.turn(id, (State::Attended, Action::TalkTaken), by, now).await
    }

    async fn who_answers(&self, roles: &[Role]) -> Result<Vec<StaffName>, StoreError> {
        within(PAGE_LIMIT, async { handing::who_answers(self.pool().orm(), roles).await }).await
    }

    async fn hand(
        &self,
        id: TalkId,
        line: &NewLine<'_>,
        to: (&StaffName, &[Role]),
        now: Timestamp,
    ) -> Result<Handed, StoreError> {
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let handed = handing::hand(&write, self.vault(), (id, line), to, now.into()).await?;
            if handed == Handed::Done {
                write.commit().await?;
            }
            Ok(handed)
        })
        .await
    }

    async fn end(&self, id: TalkId, by: &StaffName, now: Timestamp) -> Result<Option<Follower>, StoreError> {
        self.turn(id, (State::Ended, Action::TalkEnded), by, now).await
    }

    async fn add(&self, id: TalkId, line: &NewLine<'_>, now: Timestamp) -> Result<Added, StoreError> {
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let Some(row) = locked(&write, id).await? else { return Ok(Added::Nothing) };
            let Some(added) = add_line(&write, self.vault(), &row, line, now.into()).await? else {
                return before(&write, id, line.form).await;
            };
            let moved = Entity::update_many().col_expr(Column::MovedAt, Expr::value(Moment::from(now)));
            let moved = moved.filter(Column::Id.eq(id.0));
            moved.exec(&*write).await.map_err(failed)?;
            write.commit().await?;
            Ok(Added::Line(added))
        })
        .await
    }

    async fn settle(&self, line: i64, delivery: Delivery) -> Result<(), StoreError> {
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let outcome = Option::<Outcome>::from(delivery).map(|outcome| outcome.to_value());
            talk_lines::Entity::update_many()
                .col_expr(talk_lines::Column::Outcome, Expr::value(outcome))
                .filter(talk_lines::Column::Id.eq(line))
                .exec(&*write)
                .await
                .map_err(failed)?;
            write.commit().await
        })
        .await
    }
}

impl Database {
    /// Who somebody is, and what they told.
    fn known(&self, person: Option<&people::Model>) -> Result<Option<(PersonId, people::Profile)>, StoreError> {
        let read = |row: &people::Model| Ok((PersonId(row.id), people::Profile::read(self.vault(), row)?));
        person.map(read).transpose()
    }

    /// Brings a talk into a state, and says so in the audit where it was not there with the same person already; answers
    /// whose it is.
    async fn turn(
        &self,
        id: TalkId,
        (state, action): (State, Action),
        by: &StaffName,
        now: Timestamp,
    ) -> Result<Option<Follower>, StoreError> {
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let Some(row) = locked(&write, id).await? else { return Ok(None) };
            let (openid, now) = (openid(&row)?, Moment::from(now));
            Entity::update_many()
                .col_expr(Column::State, Expr::value(state))
                .col_expr(Column::Staff, Expr::value(by.as_str()))
                .col_expr(Column::Unread, Expr::value(0))
                .col_expr(Column::MovedAt, Expr::value(now))
                .filter(Column::Id.eq(id.0))
                .exec(&*write)
                .await
                .map_err(failed)?;
            if row.state != state || row.staff.as_deref() != Some(by.as_str()) {
                let (subject, detail) = (Some(self.vault().subject(&openid)), Some(format!("talk {id}")));
                audit::write(&*write, Line { action, actor: by.as_str(), subject, detail }, now).await?;
            }
            write.commit().await?;
            Ok(Some(Follower { openid, acts: acts(&row)? }))
        })
        .await
    }
}

/// Writes a line down, and answers its row; `None` where its form came before.
pub(super) async fn add_line(
    write: &Write,
    vault: &Vault,
    row: &Model,
    line: &NewLine<'_>,
    now: Moment,
) -> Result<Option<i64>, StoreError> {
    let side = if line.note { By::Note } else { By::Ours };
    let added = talk_lines::ActiveModel {
        staff: Set(Some(line.by.as_str().to_owned())),
        form: Set(Some(line.form.to_owned())),
        ..talk_lines::row(vault, (row.id, &openid(row)?), (side, line.words), now)?
    };
    let insert = talk_lines::Entity::insert(added).on_conflict_do_nothing_on([talk_lines::Column::Form]);
    match insert.exec(&**write).await.map_err(failed)? {
        TryInsertResult::Inserted(inserted) => Ok(Some(inserted.last_insert_id)),
        TryInsertResult::Conflicted | TryInsertResult::Empty => Ok(None),
    }
}

/// What a form that came before came with.
async fn before(write: &Write, id: TalkId, form: &str) -> Result<Added, StoreError> {
    let earlier = talk_lines::Entity::find()
        .filter(talk_lines::Column::TalkId.eq(id.0))
        .filter(talk_lines::Column::Form.eq(form));
    let earlier = earlier.one(&**write).await.map_err(failed)?;
    Ok(earlier.map_or(Added::Nothing, |line| Added::Before(line.whose())))
}

pub(super) async fn locked(write: &Write, id: TalkId) -> Result<Option<Model>, StoreError> {
    Entity::find_by_id(id.0).lock_exclusive().one(&**write).await.map_err(failed)
}

pub(super) fn openid(row: &Model) -> Result<OpenId, StoreError> {
    OpenId::parse(&row.openid).map_err(|_| damaged("talks.openid"))
}

/// What they did last, by the talk.
fn acts(row: &Model) -> Result<LastActs, StoreError> {
    let spoke = row.said_at.map(Timestamp::try_from).transpose()?;
    Ok(LastActs { spoke, ..LastActs::default() })
}

fn talk(
    row: &Model,
    openid: OpenId,
    known: Option<(PersonId, people::Profile)>,
    window: Window,
) -> Result<Talk, StoreError> {
    let (person, profile) = known.unzip();
    let profile = profile.unwrap_or_default();
    let window = Window { acts: window.acts.with(acts(row)?), ..window };
    Ok(Talk {
        id: TalkId(row.id),
        openid,
        state: row.state.into(),
        called_at: row.called_at.try_into()?,
        said_at: row.said_at.map(TryInto::try_into).transpose()?,
        unread: u32::try_from(row.unread).map_err(|_| damaged("talks.unread"))?,
        staff: row.staff.clone(),
        person,
        name: profile.name,
        mobile: profile.mobile,
        unit: profile.unit,
        window,
    })
}
