//! Whether a follower can be reached, and what was spent on reaching them.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::database::{Database, within};
use super::entity::followers::{self, Column, Refusal, write_sent};
use super::failure::failed;
use super::moment::Moment;
use super::{credits, order, sightings};
use crate::app::platform::failure::Unreachable;
use crate::app::platform::id::TemplateId;
use crate::app::reach::{ReachRecords, Standing};
use crate::app::records::StoreError;
use crate::domain::id::OpenId;
use crate::domain::window::{LastActs, Sent};

/// A late answer waits for it, and a campaign has thousands.
const LIMIT: Duration = Duration::from_secs(5);

#[async_trait]
impl ReachRecords for Database {
    async fn standing(&self, openid: &OpenId) -> Result<Standing, StoreError> {
        within(LIMIT, async {
            let row = followers::Entity::find_by_id(openid.as_str()).one(self.pool().orm()).await.map_err(failed)?;
            let Some(row) = row else { return Ok(Standing::default()) };
            let refused = match (row.refused, row.refused_at) {
                (Some(why), Some(at)) => Some((why.into(), at.try_into()?)),
                _ => None,
            };
            Ok(Standing { muted: row.muted, refused, acts: row.acts()? })
        })
        .await
    }

    async fn count_message(&self, openid: &OpenId, acts: LastActs, now: Timestamp) -> Result<bool, StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            if acts.latest().is_some() {
                order::one_at_a_time(&*write, self.vault(), openid).await?;
                sightings::see_one(&*write, self.vault(), openid, acts).await?;
            }
            let Some(row) = locked(&*write, openid).await? else { return Ok(false) };
            let window = row.window()?;
            if window.left(now) == 0 {
                // What they did is kept all the same.
                return write.commit().await.map(|()| false);
            }
            put_sent(&*write, openid, &window.sent.with(now)).await?;
            write.commit().await.map(|()| true)
        })
        .await
    }

    async fn uncount_message(&self, openid: &OpenId, at: Timestamp) -> Result<(), StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            let Some(row) = locked(&*write, openid).await? else { return Ok(()) };
            // As precise as the column.
            let at = Moment::from(at).try_into()?;
            put_sent(&*write, openid, &row.window()?.sent.without(at)).await?;
            write.commit().await
        })
        .await
    }

    async fn shut_window(&self, openid: &OpenId, at: Timestamp) -> Result<(), StoreError> {
        self.set(openid, &[(Column::WindowShutAt, Expr::value(Moment::from(at)))]).await
    }

    async fn spend_credit(&self, openid: &OpenId, of: &TemplateId, for_good: bool) -> Result<bool, StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            let spent = credits::spend(&*write, openid, of.as_str(), for_good).await?;
            write.commit().await.map(|()| spent)
        })
        .await
    }

    async fn return_credit(&self, openid: &OpenId, of: &TemplateId) -> Result<(), StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            credits::give_back(&*write, openid, of.as_str()).await?;
            write.commit().await
        })
        .await
    }

    async fn drop_credits(&self, openid: &OpenId, of: &TemplateId) -> Result<(), StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            credits::drop_all(&*write, openid, of.as_str()).await?;
            write.commit().await
        })
        .await
    }

    async fn refuse(&self, openid: &OpenId, why: Unreachable, at: Timestamp) -> Result<(), StoreError> {
        let Some(why) = of_follower(why) else { return Ok(()) };
        let columns = [(Column::Refused, Expr::value(why)), (Column::RefusedAt, Expr::value(Moment::from(at)))];
        self.set(openid, &columns).await
    }
}

impl Database {
    async fn set(&self, openid: &OpenId, columns: &[(Column, SimpleExpr)]) -> Result<(), StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            let mut update = followers::Entity::update_many().filter(Column::Openid.eq(openid.as_str()));
            for (column, value) in columns {
                update = update.col_expr(*column, value.clone());
            }
            update.exec(&*write).await.map_err(failed)?;
            write.commit().await
        })
        .await
    }
}

async fn locked<C: ConnectionTrait>(db: &C, openid: &OpenId) -> Result<Option<followers::Model>, StoreError> {
    followers::Entity::find_by_id(openid.as_str()).lock_exclusive().one(db).await.map_err(failed)
}

async fn put_sent<C: ConnectionTrait>(db: &C, openid: &OpenId, sent: &Sent) -> Result<(), StoreError> {
    followers::Entity::update_many()
        .col_expr(Column::MessagesSent, Expr::value(write_sent(sent)?))
        .filter(Column::Openid.eq(openid.as_str()))
        .exec(db)
        .await
        .map_err(failed)?;
    Ok(())
}

/// What is about the follower, rather than about a window or a subscription of theirs.
fn of_follower(why: Unreachable) -> Option<Refusal> {
    match why {
        Unreachable::Gone => Some(Refusal::Gone),
        Unreachable::Blacklisted => Some(Refusal::Blacklisted),
        Unreachable::Muted => Some(Refusal::Muted),
        Unreachable::Protected => Some(Refusal::Protected),
        Unreachable::WindowClosed | Unreachable::WindowUsedUp | Unreachable::NotSubscribed => None,
    }
}

impl From<Refusal> for Unreachable {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Gone => Self::Gone,
            Refusal::Blacklisted => Self::Blacklisted,
            Refusal::Muted => Self::Muted,
            Refusal::Protected => Self::Protected,
        }
    }
}
