//! What the privacy notice promises: so long after somebody's last activity, what is known of them is deleted.

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, RelationTrait,
};

use super::entity::{activities, consents, people, sign_ups};
use super::failure::{damaged, failed};
use super::moment::Moment;
use super::pool::Pool;
use super::{erasure, order, paper, talks};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::id::OpenId;

/// Most people looked at in one go, so that the database is never long at it; the next go takes the rest.
const BATCH: u64 = 200;
/// Those of whom there may be something, and their column.
const KNOWN: &str = "known";
const OPENID: &str = "openid";

/// Deletes what is known of those who consented, told us something, or had a place at an activity, and all of it
/// before `cutoff`, and what staff wrote down of people without WeChat. A transaction a person. Answers how many they
/// were.
pub async fn expire(pool: &Pool, vault: &Vault, cutoff: Moment, now: Moment) -> Result<u64, StoreError> {
    let write = pool.write().await?;
    let mut expired = paper::expire(&*write, cutoff).await?;
    // Who asked for a person may have told nothing else of themselves.
    expired += talks::expire(&*write, cutoff).await?;
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

/// Whose time is over; of one follower, or of all, [`BATCH`] at most: those who neither agreed to, nor told us, nor took
/// part in anything at `cutoff` or after it.
async fn overdue<C: ConnectionTrait>(db: &C, cutoff: Moment, only: Option<&OpenId>) -> Result<Vec<OpenId>, StoreError> {
    let mut overdue = Query::select();
    overdue.column((KNOWN, OPENID)).from_subquery(known(only), KNOWN).limit(BATCH);
    for active in [agreed_since(cutoff), told_since(cutoff), active_since(cutoff)] {
        overdue.and_where(Expr::exists(active).not());
    }
    let rows = db.query_all(&overdue).await.map_err(failed)?;
    rows.iter()
        .map(|row| {
            let openid: String = row.try_get("", OPENID).map_err(failed)?;
            OpenId::parse(&openid).map_err(|_| damaged("openid of whose time is over"))
        })
        .collect()
}

/// Of whom there may be something: nothing personal is kept without a consent. Their own stands in `consents`, that of
/// others whom they put down with the place.
fn known(only: Option<&OpenId>) -> SelectStatement {
    let agreed = consents::Entity::find().select_only().column(consents::Column::Openid);
    let put_down = sign_ups::Entity::find().select_only().column(sign_ups::Column::Openid);
    let agreed = agreed.apply_if(only, |query, openid| query.filter(consents::Column::Openid.eq(openid.as_str())));
    let put_down = match only {
        Some(openid) => put_down.filter(sign_ups::Column::Openid.eq(openid.as_str())),
        None => put_down.filter(sign_ups::Column::Openid.is_not_null()),
    };
    agreed.into_query().union(UnionType::Distinct, put_down.into_query()).take()
}

/// Whose openid this is in a question about those who are known.
fn is_theirs(openid: impl ColumnTrait) -> Expr {
    openid.into_expr().equals((KNOWN, OPENID))
}

/// They agreed to a privacy notice at `cutoff` or after it.
fn agreed_since(cutoff: Moment) -> SelectStatement {
    consents::Entity::find()
        .select_only()
        .column(consents::Column::Openid)
        .filter(is_theirs(consents::Column::Openid))
        .filter(consents::Column::GivenAt.gte(cutoff))
        .into_query()
}

/// They told us something of themselves at `cutoff` or after it.
fn told_since(cutoff: Moment) -> SelectStatement {
    people::Entity::find()
        .select_only()
        .column(people::Column::Openid)
        .filter(is_theirs(people::Column::Openid))
        .filter(people::Column::UpdatedAt.gte(cutoff))
        .into_query()
}

/// They had a place at an activity that ended at `cutoff` or after it, or has yet to.
fn active_since(cutoff: Moment) -> SelectStatement {
    sign_ups::Entity::find()
        .select_only()
        .column(sign_ups::Column::Openid)
        .join(JoinType::InnerJoin, sign_ups::Relation::Activity.def())
        .filter(is_theirs(sign_ups::Column::Openid))
        .filter(activities::Column::EndsAt.gte(cutoff))
        .into_query()
}
