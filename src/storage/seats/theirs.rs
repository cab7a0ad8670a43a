//! What there is already of a person, and of whoever puts them down.

use sea_orm::sea_query::{Expr, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait};

use super::super::entity::sign_ups::{self, State};
use super::super::failure::failed;
use super::sequence_of;
use crate::app::records::StoreError;
use crate::domain::id::{ActivityId, OpenId};
use crate::domain::sign_up::ReceiptNumber;

/// Whose places are asked for.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// At which activity.
    pub activity: ActivityId,
    /// Of the follower who makes them, if one does.
    pub openid: Option<&'a OpenId>,
    /// Of this person: see [`sign_ups::person_key`].
    pub person: &'a str,
    /// Whose record this is, where it is known: what staff wrote down for it is this person's, whatever it says there.
    pub record: Option<i64>,
}

/// Live places at one activity: this person's, and those that this follower made, if one did.
pub struct Theirs<'a> {
    asked: Asked<'a>,
    rows: Vec<Row>,
}

#[derive(Clone, FromQueryResult)]
struct Row {
    activity_id: i64,
    state: State,
    sequence: i64,
    openid: Option<String>,
    person_key: Option<String>,
    person_id: Option<i64>,
}

impl<'a> Theirs<'a> {
    /// Asks for one.
    pub async fn find<C: ConnectionTrait>(db: &C, asked: Asked<'a>) -> Result<Self, StoreError> {
        Ok(Self::among(&rows(db, &[asked]).await?, asked))
    }

    /// Asks for several; in their order.
    pub async fn find_each<C: ConnectionTrait>(db: &C, asked: &[Asked<'a>]) -> Result<Vec<Self>, StoreError> {
        let rows = rows(db, asked).await?;
        Ok(asked.iter().map(|asked| Self::among(&rows, *asked)).collect())
    }

    fn among(rows: &[Row], asked: Asked<'a>) -> Self {
        let at = |row: &&Row| row.activity_id == asked.activity.0 && State::LIVE.contains(&row.state);
        Self { asked, rows: rows.iter().filter(at).cloned().collect() }
    }

    /// The receipt of this person's place, whoever made it. Places from before people had keys are their maker's.
    pub fn held(&self) -> Result<Option<ReceiptNumber>, StoreError> {
        let made_for_them = |row: &Row| match &row.person_key {
            Some(person) => person == self.asked.person,
            None => self.is_theirs(row),
        };
        let row = self.rows.iter().find(|row| made_for_them(row) || self.is_filed_with_them(row));
        let activity = self.asked.activity;
        let number = |row: &Row| Ok(ReceiptNumber { activity, sequence: sequence_of(row.sequence)? });
        row.map(number).transpose()
    }

    /// How many places this follower has made.
    pub fn made(&self) -> u32 {
        u32::try_from(self.rows.iter().filter(|row| self.is_theirs(row)).count()).unwrap_or(u32::MAX)
    }

    fn is_theirs(&self, row: &Row) -> bool {
        row.openid.is_some() && row.openid.as_deref() == self.asked.openid.map(OpenId::as_str)
    }

    fn is_filed_with_them(&self, row: &Row) -> bool {
        row.person_id.is_some() && row.person_id == self.asked.record
    }
}

/// One statement of parts, an index each; whoever never told who they are has no record, and no part for it. Activity and
/// state are left to us: an index that begins with the activity, or holds the live alone, would be taken instead and read
/// through all who come. Nor are the parts one condition: PostgreSQL, which plans for a small table and keeps the plan,
/// would read all of it as it grows.
async fn rows<C: ConnectionTrait>(db: &C, asked: &[Asked<'_>]) -> Result<Vec<Row>, StoreError> {
    use sign_ups::Column::{Openid, PersonId, PersonKey};
    let mut parts = asked.iter().flat_map(|asked| {
        let made = asked.openid.map(|openid| found_by(Openid.eq(openid.as_str())));
        let filed = asked.record.map(|record| found_by(PersonId.eq(record)));
        [Some(found_by(PersonKey.eq(asked.person))), made, filed].into_iter().flatten()
    });
    let Some(mut those) = parts.next() else { return Ok(Vec::new()) };
    for part in parts {
        those.union(UnionType::Distinct, part);
    }
    let found = db.query_all(&those).await.map_err(failed)?;
    found.iter().map(|row| Row::from_query_result(row, "").map_err(failed)).collect()
}

fn found_by(condition: Expr) -> SelectStatement {
    use sign_ups::Column::{ActivityId, Openid, PersonId, PersonKey, Sequence, State as Stands};
    sign_ups::Entity::find()
        .select_only()
        .columns([ActivityId, Stands, Sequence, Openid, PersonKey, PersonId])
        .filter(condition)
        .into_query()
}
