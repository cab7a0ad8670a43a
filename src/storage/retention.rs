//! What the privacy notice promises: so long after somebody's last activity, what is known of them is deleted.

use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    RelationTrait,
};

use super::entity::{activities, consents, people, sign_ups};
use super::failure::{damaged, failed};
use super::moment::Moment;
use super::pool::Pool;
use super::{erasure, order, paper};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::id::OpenId;

/// Most people looked at in one go, so that the database is never long at it; the next go takes the rest.
const BATCH: u64 = 200;

/// Deletes what is known of those who consented, told us something, or had a place at an activity, and all of it
/// before `cutoff`, and what staff wrote down of people without WeChat. A transaction a person. Answers how many they
/// were.
pub async fn expire(pool: &Pool, vault: &Vault, cutoff: Moment, now: Moment) -> Result<u64, StoreError> {
    let write = pool.write().await?;
    let mut expired = paper::expire(&*write, cutoff).await?;
    write.commit().await?;
    for openid in overdue(pool.orm(), cutoff, None).await? {
        let write = pool.write().await?;
        order::one_at_a_time(&*write, vault, &openid).await?;
        // They may have come back in between.
        if !overdue(&*write, cutoff, Some(&openid)).await?.is_empty() {
            erasure::expire(&*write, vault, &openid, now).await?;
            expired += 1;
        }
        write.commit().await?;
    }
    Ok(expired)
}

/// Whose time is over, longest first; of one follower, or of all. Nothing personal is kept without a consent, so
/// their consents name them all.
async fn overdue<C: ConnectionTrait>(db: &C, cutoff: Moment, only: Option<&OpenId>) -> Result<Vec<OpenId>, StoreError> {
    let last_consent = Expr::col(consents::Column::GivenAt).max();
    let openids: Vec<String> = consents::Entity::find()
        .select_only()
        .column(consents::Column::Openid)
        .apply_if(only, |query, openid| query.filter(consents::Column::Openid.eq(openid.as_str())))
        .filter(consents::Column::Openid.not_in_subquery(told_since(cutoff)))
        .filter(consents::Column::Openid.not_in_subquery(active_since(cutoff)))
        .group_by(consents::Column::Openid)
        .having(last_consent.clone().lt(cutoff))
        .order_by_asc(last_consent)
        .limit(BATCH)
        .into_tuple()
        .all(db)
        .await
        .map_err(failed)?;
    openids.iter().map(|openid| OpenId::parse(openid).map_err(|_| damaged("consents.openid"))).collect()
}

/// Who told us something of themselves at `cutoff` or after it.
fn told_since(cutoff: Moment) -> SelectStatement {
    people::Entity::find()
        .select_only()
        .column(people::Column::Openid)
        .filter(people::Column::Openid.is_not_null())
        .filter(people::Column::UpdatedAt.gte(cutoff))
        .into_query()
}

/// Who had a place at an activity that ended at `cutoff` or after it, or has yet to.
fn active_since(cutoff: Moment) -> SelectStatement {
    sign_ups::Entity::find()
        .select_only()
        .column(sign_ups::Column::Openid)
        .join(JoinType::InnerJoin, sign_ups::Relation::Activity.def())
        .filter(sign_ups::Column::Openid.is_not_null())
        .filter(activities::Column::EndsAt.gte(cutoff))
        .into_query()
}
