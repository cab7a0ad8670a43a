//! Who follows us.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, Set};

use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::id::OpenId;
use crate::storage::failure::failed;
use crate::storage::moment::Moment;

/// One follower. The openid is in the clear, because messages are sent to it.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "followers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub openid: String,
    /// What the audit calls them: see [`subject`].
    pub subject: String,
    /// The scene of the code by which they came last.
    pub scene: Option<String>,
    pub muted: bool,
    /// When they followed last, or first spoke if they followed before this server was there.
    pub followed_at: Moment,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A keyed hash that stands for a follower in the audit. Once the follower's row is gone, nothing leads back.
pub fn subject(vault: &Vault, openid: &OpenId) -> String {
    vault.hash("followers.openid", openid.as_str())
}

/// A follower as they are when they come.
pub fn arriving(vault: &Vault, openid: &OpenId, now: Moment) -> ActiveModel {
    ActiveModel {
        openid: Set(openid.as_str().to_owned()),
        subject: Set(subject(vault, openid)),
        scene: Set(None),
        muted: Set(false),
        followed_at: Set(now),
    }
}

/// Adds the follower; if they are there already, takes over just these columns.
pub async fn put<C: ConnectionTrait>(db: &C, row: ActiveModel, columns: &[Column]) -> Result<(), StoreError> {
    let mut conflict = OnConflict::column(Column::Openid);
    if columns.is_empty() {
        conflict.do_nothing();
    } else {
        conflict.update_columns(columns.iter().copied());
    }
    Entity::insert(row).on_conflict(conflict).exec_without_returning(db).await.map_err(failed)?;
    Ok(())
}
