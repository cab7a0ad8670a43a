//! One person, with all that is known of them: a few reads, each by an index.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{on_wechat, records};
use crate::app::console::{OnePerson, PersonPlace, Whose};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::activity::Activity;
use crate::domain::person::IdNumber;
use crate::storage::activities::with_sessions;
use crate::storage::entity::people::Model;
use crate::storage::entity::{activities, sign_ups};
use crate::storage::failure::{damaged, failed};

/// Most places that are shown.
const PLACES: u64 = 100;

/// Reads it, as of one moment if `db` is a snapshot.
pub async fn read<C: ConnectionTrait>(db: &C, vault: &Vault, row: &Model) -> Result<OnePerson, StoreError> {
    let (identity, places) = places(db, vault, row).await?;
    let on_wechat = match row.openid()? {
        Some(openid) => Some(on_wechat::read(db, openid).await?),
        None => None,
    };
    Ok(OnePerson { line: super::line(vault, row)?, identity, places, on_wechat })
}

/// Places that they made, and those that staff wrote down for this very person; with the newest identity number of
/// their own.
async fn places<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    row: &Model,
) -> Result<(Option<IdNumber>, Vec<PersonPlace>), StoreError> {
    use sign_ups::Column::{Id, Openid};
    let written = records::written_for(vault, row, &records::records_of(db, row).await?)?;
    let made = row.openid.as_deref().map(|openid| Openid.eq(openid));
    let theirs = Condition::any().add(written).add_option(made);
    let newest =
        sign_ups::Entity::find().find_also_related(activities::Entity).filter(theirs).order_by_desc(Id).limit(PLACES);
    let rows = newest.all(db).await.map_err(failed)?;
    let mut identity = None;
    for (row, _) in &rows {
        if identity.is_none() && whose(row) != Whose::Another {
            identity = sign_ups::id_number(&row.answers(vault)?).cloned();
        }
    }
    let held: BTreeMap<i64, activities::Model> =
        rows.iter().filter_map(|(_, activity)| activity.clone().map(|activity| (activity.id, activity))).collect();
    let held = with_sessions(db, held.into_values().collect()).await?;
    let places = rows.iter().map(|(row, _)| place(row, &held)).collect::<Result<_, _>>()?;
    Ok((identity, places))
}

fn whose(row: &sign_ups::Model) -> Whose {
    match (&row.openid, row.written()) {
        (Some(_), _) if row.own => Whose::Own,
        (Some(_), _) => Whose::Another,
        (None, Some(written)) => Whose::Written(written),
        (None, None) => Whose::Desk,
    }
}

fn place(row: &sign_ups::Model, held: &[Activity]) -> Result<PersonPlace, StoreError> {
    let number = row.number()?;
    let activity = held.iter().find(|activity| activity.id == number.activity);
    let activity = activity.ok_or_else(|| damaged("sign_ups.activity_id"))?;
    Ok(PersonPlace {
        number,
        title: activity.title.clone(),
        starts_at: activity.starts_at,
        ends_at: activity.span(row.session()?).1,
        state: row.state()?,
        came: row.attended_at.is_some(),
        whose: whose(row),
        consent: row.consent.clone(),
        source: row.source.clone().filter(|_| row.openid.is_some()),
        made_at: row.made_at.try_into()?,
    })
}
