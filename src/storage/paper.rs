//! People on paper.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::database::{Database, within};
use super::entity::activities;
use super::entity::audit::{self, Action, Line};
use super::entity::people::Profile;
use super::entity::sign_ups::{self, State};
use super::failure::failed;
use super::moment::Moment;
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
        within(LIMIT, async {
            let mut outcomes = Vec::with_capacity(wishes.len());
            for some in wishes.chunks(BATCH) {
                let write = self.pool().write().await?;
                let mut new = 0;
                for wish in some {
                    let outcome = seats::put_down(&*write, self.vault(), (wish, Written::Paper), now).await?;
                    new += usize::from(matches!(outcome, Outcome::SignedUp(_) | Outcome::Queued { .. }));
                    outcomes.push(outcome);
                }
                let detail = Some(format!("{new} of {} people on paper", some.len()));
                let line = Line { action: Action::PaperTaken, actor, subject: None, detail };
                audit::write(&*write, line, now.into()).await?;
                write.commit().await?;
            }
            Ok(outcomes)
        })
        .await
    }
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
    Ok(update.exec(db).await.map_err(failed)?.rows_affected)
}

/// What staff wrote down of this very person goes too, and their live places are given up; answers how many those
/// were.
pub async fn erase<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    profile: &Profile,
    now: Moment,
) -> Result<u32, StoreError> {
    use sign_ups::Column::{ActivityId, Openid, PersonKey, State as Stands};
    let Some(key) = sign_ups::person_key_of(vault, profile) else { return Ok(0) };
    let live = sign_ups::Entity::find()
        .filter(Openid.is_null())
        .filter(PersonKey.eq(key.as_str()))
        .filter(Stands.is_in(State::LIVE))
        .order_by_asc(ActivityId);
    let mut freed = 0;
    for row in live.all(db).await.map_err(failed)? {
        seats::lock(db, row.activity_id).await?;
        let row = sign_ups::Entity::find_by_id(row.id).one(db).await.map_err(failed)?;
        if let Some(row) = row {
            freed += u32::from(seats::give_up(db, &row, now).await?);
        }
    }
    without_person().filter(PersonKey.eq(key)).exec(db).await.map_err(failed)?;
    Ok(freed)
}

/// Rows that staff made lose everything about who it is.
fn without_person() -> sea_orm::UpdateMany<sign_ups::Entity> {
    use sign_ups::Column::{AnswersSealed, KeyId, MobileHash, Openid, PersonKey, TailHash};
    sign_ups::Entity::update_many()
        .col_expr(AnswersSealed, Expr::value(None::<Vec<u8>>))
        .col_expr(KeyId, Expr::value(None::<String>))
        .col_expr(PersonKey, Expr::value(None::<String>))
        .col_expr(MobileHash, Expr::value(None::<String>))
        .col_expr(TailHash, Expr::value(None::<String>))
        .filter(Openid.is_null())
        .filter(AnswersSealed.is_not_null())
}
