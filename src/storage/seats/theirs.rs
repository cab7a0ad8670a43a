//! What there is already of a person, and of whoever puts them down.

use sea_orm::sea_query::{Expr, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait};

use super::super::entity::sign_ups::{self, State};
use super::super::failure::failed;
use super::sequence_of;
use crate::app::records::StoreError;
use crate::domain::id::{ActivityId, OpenId};
use crate::domain::sign_up::ReceiptNumber;

/// Live places at one activity: this person's, and those that this follower made, if one did.
pub struct Theirs<'a> {
    activity: ActivityId,
    openid: Option<&'a OpenId>,
    person: &'a str,
    rows: Vec<Row>,
}

#[derive(FromQueryResult)]
struct Row {
    activity_id: i64,
    state: State,
    sequence: i64,
    openid: Option<String>,
    person_key: Option<String>,
}

impl<'a> Theirs<'a> {
    /// One statement of two halves, an index each. Activity and state are left to us: an index that begins with the
    /// activity, or holds the live alone, would be taken instead and read through all who come. Nor are the halves one
    /// condition: PostgreSQL, which plans for a small table and keeps the plan, would read all of it as it grows.
    pub async fn find<C: ConnectionTrait>(
        db: &C,
        activity: ActivityId,
        openid: Option<&'a OpenId>,
        person: &'a str,
    ) -> Result<Self, StoreError> {
        use sign_ups::Column::{Openid, PersonKey};
        let mut those = found_by(PersonKey.eq(person));
        if let Some(openid) = openid {
            those.union(UnionType::Distinct, found_by(Openid.eq(openid.as_str())));
        }
        let found = db.query_all(&those).await.map_err(failed)?;
        let rows: Result<Vec<Row>, _> = found.iter().map(|row| Row::from_query_result(row, "")).collect();
        let mut rows = rows.map_err(failed)?;
        rows.retain(|row| row.activity_id == activity.0 && State::LIVE.contains(&row.state));
        Ok(Self { activity, openid, person, rows })
    }

    /// The receipt of this person's place, whoever made it. Places from before people had keys are their maker's.
    pub fn held(&self) -> Result<Option<ReceiptNumber>, StoreError> {
        let row = self.rows.iter().find(|row| match &row.person_key {
            Some(person) => person == self.person,
            None => self.is_theirs(row),
        });
        let number = |row: &Row| Ok(ReceiptNumber { activity: self.activity, sequence: sequence_of(row.sequence)? });
        row.map(number).transpose()
    }

    /// How many places this follower has made.
    pub fn made(&self) -> u32 {
        u32::try_from(self.rows.iter().filter(|row| self.is_theirs(row)).count()).unwrap_or(u32::MAX)
    }

    fn is_theirs(&self, row: &Row) -> bool {
        row.openid.is_some() && row.openid.as_deref() == self.openid.map(OpenId::as_str)
    }
}

fn found_by(condition: Expr) -> SelectStatement {
    use sign_ups::Column::{ActivityId, Openid, PersonKey, Sequence, State as Stands};
    sign_ups::Entity::find()
        .select_only()
        .columns([ActivityId, Stands, Sequence, Openid, PersonKey])
        .filter(condition)
        .into_query()
}
