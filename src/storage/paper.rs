//! People on paper: put down together, and what was written down of them deleted again.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::database::{Database, within};
use super::entity::activities;
use super::entity::audit::{self, Action, Line};
use super::entity::people;
use super::entity::sign_ups;
use super::failure::failed;
use super::moment::Moment;
use super::people::{on_paper, records};
use super::seats;
use crate::app::paper::PaperRecords;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::dialogue::effect::Outcome;
use crate::domain::sign_up::{Wish, Written};

/// A list of twenty thousand; staff wait for it.
const LIMIT: Duration = Duration::from_secs(300);
/// Most people in one commit: messages get their turn in between.
const BATCH: usize = 100;

#[async_trait]
impl PaperRecords for Database {
    async fn put_down(&self, wishes: &[Wish], actor: &str, now: Timestamp) -> Result<Vec<Outcome>, StoreError> {
        let of_activities = wishes.chunk_by(|one, next| one.activity == next.activity);
        let batches: Vec<&[Wish]> = of_activities.flat_map(|of_one| of_one.chunks(BATCH)).collect();
        within(LIMIT, async {
            let mut outcomes = Vec::with_capacity(wishes.len());
            for some in batches {
                let write = self.pool().write().await?;
                outcomes.extend(put_down_together(&*write, self.vault(), some, actor, now).await?);
                write.commit().await?;
            }
            Ok(outcomes)
        })
        .await
    }
}

/// Puts people of one activity down, with a line in the audit of how many they were.
pub async fn put_down_together<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    wishes: &[Wish],
    actor: &str,
    now: Timestamp,
) -> Result<Vec<Outcome>, StoreError> {
    let (mut new, mut outcomes) = (Vec::new(), Vec::with_capacity(wishes.len()));
    for wish in wishes {
        let outcome = seats::put_down(db, vault, (wish, Written::Paper), now).await?;
        new.extend(outcome.new_place());
        outcomes.push(outcome);
    }
    on_paper::file_new(db, vault, &new).await?;
    let detail = wishes
        .first()
        .map(|Wish { activity, .. }| format!("activity {activity}: {} of {} people on paper", new.len(), wishes.len()));
    audit::write(db, Line { action: Action::PaperTaken, actor, subject: None, detail }, now.into()).await?;
    Ok(outcomes)
}

/// What staff wrote down of people whose activity ended before `cutoff` goes; their places stay counted. Answers how
/// many they were.
pub async fn expire<C: ConnectionTrait>(db: &C, cutoff: Moment) -> Result<u64, StoreError> {
    let over = Query::select()
        .column(activities::Column::Id)
        .from(activities::Entity)
        .and_where(activities::Column::EndsAt.lt(cutoff))
        .to_owned();
    let update = without_person().filter(sign_ups::Column::ActivityId.in_subquery(over));
    let expired = update.exec(db).await.map_err(failed)?.rows_affected;
    records::expire(db, cutoff).await?;
    Ok(expired)
}

/// What staff wrote down of this very person goes: their places still to come are given up, and their records on paper
/// are deleted. Answers how many places those were; `None` if they are part of somebody else's by now, or gone: then
/// whoever called rolls back, since places may have been given up.
pub async fn erase<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    person: &people::Model,
    now: Moment,
) -> Result<Option<u32>, StoreError> {
    let records = records::records_of(db, person).await?;
    let theirs = records::written_for(vault, person, &records)?;
    let mut freed = seats::give_up_theirs(db, theirs.clone(), now).await?;
    // From now on nobody writes them down who does not wait; who did so in between is given up too.
    records::lock(db, &records).await?;
    if !records::stands(db, person.id).await? {
        return Ok(None);
    }
    freed += seats::give_up_theirs(db, theirs.clone(), now).await?;
    without_person().filter(theirs).exec(db).await.map_err(failed)?;
    records::delete(db, &records).await?;
    Ok(Some(freed))
}

/// Rows that staff made lose everything about who it is.
fn without_person() -> sea_orm::UpdateMany<sign_ups::Entity> {
    use sign_ups::Column::{AnswersSealed, IdentityHash, KeyId, MobileHash, Openid, PersonId, PersonKey, TailHash};
    sign_ups::Entity::update_many()
        .col_expr(AnswersSealed, Expr::value(None::<Vec<u8>>))
        .col_expr(KeyId, Expr::value(None::<String>))
        .col_expr(PersonKey, Expr::value(None::<String>))
        .col_expr(MobileHash, Expr::value(None::<String>))
        .col_expr(TailHash, Expr::value(None::<String>))
        .col_expr(IdentityHash, Expr::value(None::<String>))
        .col_expr(PersonId, Expr::value(None::<i64>))
        .filter(Openid.is_null())
        .filter(AnswersSealed.is_not_null())
}
