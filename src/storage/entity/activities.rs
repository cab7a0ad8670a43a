//! Activities, and how many of their seats are taken.

use sea_orm::ActiveValue::NotSet;
use sea_orm::Set;
use sea_orm::entity::prelude::*;

use crate::app::records::StoreError;
use crate::domain::activity::{Activity, ActivityKind, Seats};
use crate::domain::id::{ActivityId, FormId};
use crate::storage::failure::damaged;
use crate::storage::moment::Moment;
use crate::storage::sealed::{from_json, to_json};

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "activities")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub slug: String,
    pub kind: String,
    pub title: String,
    pub place: String,
    pub starts_at: Moment,
    pub ends_at: Moment,
    pub closes_at: Moment,
    pub capacity: Option<i64>,
    /// JSON: texts.
    pub bring: String,
    pub phone: String,
    pub form: String,
    pub sample: bool,
    pub called_off: bool,
    /// Live sign-ups; changes only in the transaction that changes one of them.
    pub taken: i64,
    /// The number that the next sign-up gets; never goes back.
    pub next_sequence: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Seats and how many are taken.
    pub fn seats(&self) -> Result<Seats, StoreError> {
        let capacity = self.capacity.map(u32::try_from).transpose().map_err(|_| damaged("activities.capacity"))?;
        Ok(Seats { capacity, taken: u32::try_from(self.taken).map_err(|_| damaged("activities.taken"))? })
    }
}

impl TryFrom<Model> for Activity {
    type Error = StoreError;
    fn try_from(row: Model) -> Result<Self, StoreError> {
        let capacity = row.seats()?.capacity;
        let kind = serde_json::Value::String(row.kind);
        Ok(Self {
            id: ActivityId(row.id),
            slug: row.slug,
            kind: serde_json::from_value::<ActivityKind>(kind).map_err(|_| damaged("activities.kind"))?,
            title: row.title,
            place: row.place,
            starts_at: row.starts_at.try_into()?,
            ends_at: row.ends_at.try_into()?,
            closes_at: row.closes_at.try_into()?,
            capacity,
            bring: from_json("activities.bring", &row.bring)?,
            phone: row.phone,
            form: FormId::parse(&row.form).map_err(|_| damaged("activities.form"))?,
            sample: row.sample,
            called_off: row.called_off,
        })
    }
}

/// The columns that content says; id and seats are left alone.
pub fn row(activity: &Activity) -> Result<ActiveModel, StoreError> {
    let kind = serde_json::to_value(activity.kind).ok();
    let kind = kind.as_ref().and_then(serde_json::Value::as_str).ok_or_else(|| damaged("activities.kind"))?;
    Ok(ActiveModel {
        id: NotSet,
        slug: Set(activity.slug.clone()),
        kind: Set(kind.to_owned()),
        title: Set(activity.title.clone()),
        place: Set(activity.place.clone()),
        starts_at: Set(activity.starts_at.into()),
        ends_at: Set(activity.ends_at.into()),
        closes_at: Set(activity.closes_at.into()),
        capacity: Set(activity.capacity.map(i64::from)),
        bring: Set(to_json(&activity.bring)?),
        phone: Set(activity.phone.clone()),
        form: Set(activity.form.as_str().to_owned()),
        sample: Set(activity.sample),
        called_off: Set(activity.called_off),
        taken: NotSet,
        next_sequence: NotSet,
    })
}
