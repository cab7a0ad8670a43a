//! Activities, and how many of their seats are taken.

use sea_orm::ActiveValue::NotSet;
use sea_orm::Set;
use sea_orm::entity::prelude::*;

use super::activity_sessions;
use crate::app::records::StoreError;
use crate::domain::activity::{Activity, ActivityKind, Seats};
use crate::domain::id::{ActivityId, FormId, UnitId};
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
    pub meet: Option<String>,
    pub unit_id: Option<i64>,
    pub opens_at: Option<Moment>,
    pub cancels_at: Option<Moment>,
    pub queues: bool,
    /// JSON.
    pub eligibility: String,
    /// JSON: the forms after the first.
    pub more_forms: String,
    /// People in the queue who chose no session.
    pub waiting: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Seats of the whole and how many are taken.
    pub fn seats(&self) -> Result<Seats, StoreError> {
        super::seats_of("activities", self.capacity, self.taken, self.waiting)
    }

    /// What it is, with the rows of its sessions.
    pub fn activity(self, sessions: Vec<activity_sessions::Model>) -> Result<Activity, StoreError> {
        let capacity = self.seats()?.capacity;
        let kind = serde_json::Value::String(self.kind);
        let time = |moment: Option<Moment>| moment.map(TryInto::try_into).transpose();
        let more: Vec<FormId> = from_json("activities.more_forms", &self.more_forms)?;
        let first = FormId::parse(&self.form).map_err(|_| damaged("activities.form"))?;
        Ok(Activity {
            id: ActivityId(self.id),
            slug: self.slug,
            kind: serde_json::from_value::<ActivityKind>(kind).map_err(|_| damaged("activities.kind"))?,
            title: self.title,
            place: self.place,
            meet: self.meet,
            unit: unit(self.unit_id, "activities.unit_id")?,
            starts_at: self.starts_at.try_into()?,
            ends_at: self.ends_at.try_into()?,
            opens_at: time(self.opens_at)?,
            closes_at: self.closes_at.try_into()?,
            cancels_at: time(self.cancels_at)?,
            capacity,
            sessions: sessions.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?,
            queues: self.queues,
            eligibility: from_json("activities.eligibility", &self.eligibility)?,
            bring: from_json("activities.bring", &self.bring)?,
            phone: self.phone,
            forms: [first].into_iter().chain(more).collect(),
            sample: self.sample,
            called_off: self.called_off,
        })
    }
}

/// A unit as it stands in `column`.
pub fn unit(id: Option<i64>, column: &str) -> Result<Option<UnitId>, StoreError> {
    id.map(|id| u16::try_from(id).map(UnitId).map_err(|_| damaged(column))).transpose()
}

/// The columns that content says; id and seats are left alone.
pub fn row(activity: &Activity) -> Result<ActiveModel, StoreError> {
    let kind = serde_json::to_value(activity.kind).ok();
    let kind = kind.as_ref().and_then(serde_json::Value::as_str).ok_or_else(|| damaged("activities.kind"))?;
    let mut forms = activity.forms.iter();
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
        form: Set(forms.next().ok_or_else(|| damaged("activities.form"))?.as_str().to_owned()),
        more_forms: Set(to_json(&forms.collect::<Vec<_>>())?),
        sample: Set(activity.sample),
        called_off: Set(activity.called_off),
        meet: Set(activity.meet.clone()),
        unit_id: Set(activity.unit.map(|unit| i64::from(unit.0))),
        opens_at: Set(activity.opens_at.map(Moment::from)),
        cancels_at: Set(activity.cancels_at.map(Moment::from)),
        queues: Set(activity.queues),
        eligibility: Set(to_json(&activity.eligibility)?),
        taken: NotSet,
        next_sequence: NotSet,
        waiting: NotSet,
    })
}
