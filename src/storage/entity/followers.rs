//! Who follows us.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, QueryOrder, QuerySelect, Set};

use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::id::OpenId;
use crate::domain::topic::Topic;
use crate::domain::window::{LastActs, Sent, Window};
use crate::storage::failure::failed;
use crate::storage::moment::Moment;
use crate::storage::sealed;

/// One follower. The openid is in the clear, because messages are sent to it.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "followers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub openid: String,
    /// What the audit calls them: see [`Vault::subject`].
    pub subject: String,
    /// The scene of the code by which they came last.
    pub scene: Option<String>,
    pub muted: bool,
    /// When they followed last, or first spoke if they followed before this server was there.
    pub followed_at: Moment,
    /// When they last sent a message.
    pub spoke_at: Option<Moment>,
    /// When they last tapped the menu or a choice.
    pub tapped_at: Option<Moment>,
    /// When they last scanned a code of ours.
    pub scanned_at: Option<Moment>,
    /// When customer-service messages last went to them: milliseconds, as JSON.
    pub messages_sent: Option<String>,
    /// When the platform said that their window is closed.
    pub window_shut_at: Option<Moment>,
    /// Why the platform said that no message reaches them.
    pub refused: Option<Refusal>,
    pub refused_at: Option<Moment>,
    /// When the round began in which the platform's list had them last.
    pub listed_at: Option<Moment>,
    /// JSON: the topics they chose; all of them, if they never chose.
    pub topics: Option<String>,
}

/// Why no message reaches a follower.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Refusal {
    #[sea_orm(string_value = "gone")]
    Gone,
    #[sea_orm(string_value = "blacklisted")]
    Blacklisted,
    #[sea_orm(string_value = "muted")]
    Muted,
    #[sea_orm(string_value = "protected")]
    Protected,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// What they did last.
    pub fn acts(&self) -> Result<LastActs, StoreError> {
        let time = |moment: Option<Moment>| moment.map(Timestamp::try_from).transpose();
        Ok(LastActs {
            spoke: time(self.spoke_at)?,
            tapped: time(self.tapped_at)?,
            followed: Some(self.followed_at.try_into()?),
            scanned: time(self.scanned_at)?,
        })
    }

    /// The topics they chose, if they chose.
    pub fn topics(&self) -> Result<Option<Vec<Topic>>, StoreError> {
        self.topics.as_deref().map(|topics| sealed::from_json("followers.topics", topics)).transpose()
    }

    /// Whether they can be written to.
    pub fn window(&self) -> Result<Window, StoreError> {
        let shut_at = self.window_shut_at.map(Timestamp::try_from).transpose()?;
        Ok(Window { acts: self.acts()?, sent: read_sent(self.messages_sent.as_deref())?, shut_at })
    }
}

fn read_sent(text: Option<&str>) -> Result<Sent, StoreError> {
    let times: Vec<i64> = text.map_or(Ok(Vec::new()), |text| sealed::from_json("followers.messages_sent", text))?;
    let times: Result<Vec<_>, _> = times.into_iter().map(|time| Moment(time).try_into()).collect();
    Ok(Sent::new(times?))
}

/// As it stands in the column.
pub fn write_sent(sent: &Sent) -> Result<String, StoreError> {
    let times: Vec<i64> = sent.times().iter().map(|time| time.as_millisecond()).collect();
    sealed::to_json(&times)
}

/// A follower as they are when they come.
pub fn arriving(vault: &Vault, openid: &OpenId, now: Moment) -> ActiveModel {
    ActiveModel {
        openid: Set(openid.as_str().to_owned()),
        subject: Set(vault.subject(openid)),
        scene: Set(None),
        muted: Set(false),
        followed_at: Set(now),
        ..Default::default()
    }
}

/// Which of these there are; locked until the transaction ends, so that an unfollow waits and then takes them away.
/// Locked in order, so that two replicas do not wait for each other.
pub async fn locked<'a, C: ConnectionTrait>(
    db: &C,
    openids: impl IntoIterator<Item = &'a OpenId>,
) -> Result<BTreeSet<String>, StoreError> {
    let rows: Vec<String> = Entity::find()
        .select_only()
        .column(Column::Openid)
        .filter(Column::Openid.is_in(openids.into_iter().map(OpenId::as_str)))
        .order_by_asc(Column::Openid)
        .lock_exclusive()
        .into_tuple()
        .all(db)
        .await
        .map_err(failed)?;
    Ok(rows.into_iter().collect())
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
