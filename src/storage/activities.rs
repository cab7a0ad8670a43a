//! One activity with its sessions: written by an import, read for the catalog.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use super::content::Put;
use super::entity::{activities, activity_sessions};
use super::failure::{damaged, failed};
use super::{errands, seats};
use crate::app::records::StoreError;
use crate::domain::activity::{Activity, Session};

/// Adds it, if there is none with its slug.
pub async fn add<C: ConnectionTrait>(db: &C, activity: &Activity) -> Result<Put, StoreError> {
    if find(db, activity).await?.is_some() {
        return Ok(Put::Unchanged);
    }
    let added = activities::row(activity)?.insert(db).await.map_err(failed)?;
    put_sessions(db, added.id, &activity.sessions).await?;
    Ok(Put::Added)
}

async fn find<C: ConnectionTrait>(db: &C, activity: &Activity) -> Result<Option<activities::Model>, StoreError> {
    let by_slug = activities::Column::Slug.eq(activity.slug.as_str());
    activities::Entity::find().filter(by_slug).one(db).await.map_err(failed)
}

/// Adds or updates it by slug. Seats taken and numbers given stay as they are; whoever has one is going to be told, if
/// the activity is moved or called off.
pub async fn put<C: ConnectionTrait>(db: &C, activity: &Activity, now: Timestamp) -> Result<Put, StoreError> {
    let Some(there) = find(db, activity).await? else { return add(db, activity).await };
    let id = there.id;
    // Nobody signs up in between.
    let Some(there) = seats::lock(db, id).await? else { return Ok(Put::Unchanged) };
    let before = with_its_sessions(db, there).await?;
    if same(id, &before, activity)? {
        return Ok(Put::Unchanged);
    }
    let written = activities::ActiveModel { id: Set(id), ..activities::row(activity)? }.update(db).await;
    put_sessions(db, id, &activity.sessions).await?;
    // What is there now: a session that is gone from the content and has people in it goes on.
    let after = with_its_sessions(db, written.map_err(failed)?).await?;
    if same(id, &before, &after)? {
        return Ok(Put::Unchanged);
    }
    tell(db, (&before, &after), id, now).await?;
    Ok(Put::Updated)
}

/// One activity out of its row.
pub async fn with_its_sessions<C: ConnectionTrait>(db: &C, row: activities::Model) -> Result<Activity, StoreError> {
    with_sessions(db, vec![row]).await?.pop().ok_or_else(|| damaged("activities"))
}

/// As rows, because those hold whole milliseconds: finer times must not look like a change each time.
fn same(id: i64, one: &Activity, other: &Activity) -> Result<bool, StoreError> {
    Ok(activities::row(one)? == activities::row(other)? && rows(id, &one.sessions) == rows(id, &other.sessions))
}

/// Has those told whom a change concerns. A sample is dated anew at each start, which is no news to anybody.
async fn tell<C: ConnectionTrait>(
    db: &C,
    (before, after): (&Activity, &Activity),
    id: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    if before.called_off || before.ends_at.max(after.ends_at) <= now {
        return Ok(());
    }
    if after.called_off {
        return errands::called_off(db, before, id, now).await;
    }
    if after.sample { Ok(()) } else { errands::moved(db, (before, after), id, now).await }
}

fn rows(activity: i64, sessions: &[Session]) -> Vec<activity_sessions::ActiveModel> {
    sessions.iter().map(|session| activity_sessions::row(activity, session)).collect()
}

/// Brings its sessions in step. One that is gone from the content stays for as long as somebody has a place in it.
async fn put_sessions<C: ConnectionTrait>(db: &C, activity: i64, sessions: &[Session]) -> Result<(), StoreError> {
    use activity_sessions::Column::{ActivityId, Taken, Waiting};
    let there = activity_sessions::Entity::find().filter(ActivityId.eq(activity)).all(db).await.map_err(failed)?;
    for mut row in rows(activity, sessions) {
        match there.iter().find(|there| row.number == Set(there.number)) {
            Some(there) => {
                row.id = Set(there.id);
                row.update(db).await.map_err(failed)?;
            }
            None => {
                row.insert(db).await.map_err(failed)?;
            }
        }
    }
    let gone = there.iter().filter(|there| !sessions.iter().any(|session| i64::from(session.number.0) == there.number));
    for row in gone {
        activity_sessions::Entity::delete_many()
            .filter(activity_sessions::Column::Id.eq(row.id))
            .filter(Taken.eq(0))
            .filter(Waiting.eq(0))
            .exec(db)
            .await
            .map_err(failed)?;
    }
    Ok(())
}

/// Activities out of their rows, in the same order.
pub async fn with_sessions<C: ConnectionTrait>(
    db: &C,
    rows: Vec<activities::Model>,
) -> Result<Vec<Activity>, StoreError> {
    use activity_sessions::Column::{ActivityId, Number};
    let ids = rows.iter().map(|row| row.id);
    let sessions = activity_sessions::Entity::find().filter(ActivityId.is_in(ids)).order_by_asc(Number);
    let mut of: BTreeMap<i64, Vec<activity_sessions::Model>> = BTreeMap::new();
    for session in sessions.all(db).await.map_err(failed)? {
        of.entry(session.activity_id).or_default().push(session);
    }
    rows.into_iter()
        .map(|row| {
            let sessions = of.remove(&row.id).unwrap_or_default();
            row.activity(sessions)
        })
        .collect()
}
