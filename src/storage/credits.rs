//! Subscriptions to notices: one more for each time that somebody accepts, one less for each notice (platform sheet
//! 3.7, 7.4).

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, Set};

use super::entity::notice_credits;
use super::failure::failed;
use crate::app::records::StoreError;
use crate::domain::dialogue::input::NoticeChoice;
use crate::domain::id::OpenId;

/// They accepted a notice once more, or want none. Who accepts need not follow.
pub async fn choose<C: ConnectionTrait>(db: &C, openid: &OpenId, choice: &NoticeChoice) -> Result<(), StoreError> {
    if choice.accepted { add(db, openid, &choice.template).await } else { drop_all(db, openid, &choice.template).await }
}

/// One more.
async fn add<C: ConnectionTrait>(db: &C, openid: &OpenId, template: &str) -> Result<(), StoreError> {
    use notice_credits::{Column, Entity};
    let first = notice_credits::ActiveModel {
        openid: Set(openid.as_str().to_owned()),
        template: Set(template.to_owned()),
        credits: Set(1),
    };
    let one_more = Expr::col((Entity, Column::Credits)).add(1);
    let there = OnConflict::columns([Column::Openid, Column::Template]).value(Column::Credits, one_more).to_owned();
    Entity::insert(first).on_conflict(there).exec_without_returning(db).await.map_err(failed)?;
    Ok(())
}

/// One less, if there is one; the platform's word is the last (43101). One `for_good` stays.
pub async fn spend<C: ConnectionTrait>(
    db: &C,
    openid: &OpenId,
    template: &str,
    for_good: bool,
) -> Result<bool, StoreError> {
    use notice_credits::{Column, Entity};
    let there = this(openid, template).add(Column::Credits.gt(0));
    let less = i64::from(!for_good);
    let spent = Entity::update_many()
        .col_expr(Column::Credits, Expr::col(Column::Credits).sub(less))
        .filter(there)
        .exec(db)
        .await
        .map_err(failed)?;
    Ok(spent.rows_affected == 1)
}

/// One that was spent and not used is theirs again, unless they want none by now.
pub async fn give_back<C: ConnectionTrait>(db: &C, openid: &OpenId, template: &str) -> Result<(), StoreError> {
    use notice_credits::{Column, Entity};
    Entity::update_many()
        .col_expr(Column::Credits, Expr::col(Column::Credits).add(1))
        .filter(this(openid, template))
        .exec(db)
        .await
        .map_err(failed)?;
    Ok(())
}

/// None left.
pub async fn drop_all<C: ConnectionTrait>(db: &C, openid: &OpenId, template: &str) -> Result<(), StoreError> {
    notice_credits::Entity::delete_many().filter(this(openid, template)).exec(db).await.map_err(failed)?;
    Ok(())
}

/// Nothing of theirs stays.
pub async fn forget<C: ConnectionTrait>(db: &C, openid: &OpenId) -> Result<(), StoreError> {
    let theirs = notice_credits::Column::Openid.eq(openid.as_str());
    notice_credits::Entity::delete_many().filter(theirs).exec(db).await.map_err(failed)?;
    Ok(())
}

fn this(openid: &OpenId, template: &str) -> Condition {
    use notice_credits::Column::{Openid, Template};
    Condition::all().add(Openid.eq(openid.as_str())).add(Template.eq(template))
}
