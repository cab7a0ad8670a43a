//! What there is already of a person, and of whoever puts them down.

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

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

struct Row {
    sequence: i64,
    openid: Option<String>,
    person: Option<String>,
}

impl<'a> Theirs<'a> {
    /// One statement, by the two indexes of persons and of followers. The activity is left to us: its own index would
    /// be taken instead, and read through all who come.
    pub async fn find<C: ConnectionTrait>(
        db: &C,
        activity: ActivityId,
        openid: Option<&'a OpenId>,
        person: &'a str,
    ) -> Result<Self, StoreError> {
        use sign_ups::Column::{ActivityId, Openid, PersonKey, Sequence};
        let made = openid.map(|openid| Openid.eq(openid.as_str()));
        let rows: Vec<(i64, i64, Option<String>, Option<String>)> = sign_ups::Entity::find()
            .select_only()
            .columns([ActivityId, Sequence, Openid, PersonKey])
            .filter(Condition::any().add(PersonKey.eq(person)).add_option(made))
            .filter(sign_ups::Column::State.is_in(State::LIVE))
            .into_tuple()
            .all(db)
            .await
            .map_err(failed)?;
        let here = rows.into_iter().filter(|(at, ..)| *at == activity.0);
        let rows = here.map(|(_, sequence, openid, person)| Row { sequence, openid, person }).collect();
        Ok(Self { activity, openid, person, rows })
    }

    /// The receipt of this person's place, whoever made it. Places from before people had keys are their maker's.
    pub fn held(&self) -> Result<Option<ReceiptNumber>, StoreError> {
        let row = self.rows.iter().find(|row| match &row.person {
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
