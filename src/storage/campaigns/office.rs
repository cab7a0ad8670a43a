//! Campaigns as staff know them.

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::ActiveValue::NotSet;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use super::super::database::{Database, within};
use super::super::entity::audit::{self, Action, Line};
use super::super::entity::campaigns::{ActiveModel, Column, Entity, Model, State, named};
use super::super::failure::failed;
use super::super::moment::Moment;
use super::super::sealed::to_json;
use super::{LIMIT, LONG_LIMIT, forecast, plan, report};
use crate::app::campaigns::draft;
use crate::app::campaigns::forecast::{Ask, Counts, Sampled};
use crate::app::campaigns::records::{By, Campaign, CampaignRecords, Change, ChangeError};
use crate::app::campaigns::report::Report;
use crate::app::records::StoreError;
use crate::domain::campaign::{About, Audience, CampaignState, Draft, InvalidChange, Variant};
use crate::domain::id::{CampaignId, OpenId};

/// Most of a list.
const MOST: u64 = 200;

#[async_trait]
impl CampaignRecords for Database {
    async fn add_campaign(&self, draft: &Draft, by: By<'_>, now: Timestamp) -> Result<CampaignId, StoreError> {
        within(LIMIT, async {
            let written = to_json(draft)?;
            let hash = draft::hash(&written);
            let row = new(draft, (written, &hash), by.name, now.into());
            let write = self.pool().write().await?;
            let id = Entity::insert(row).exec(&*write).await.map_err(failed)?.last_insert_id;
            note(&*write, id, ("draw up", &hash), by, now.into()).await?;
            write.commit().await.map(|()| CampaignId(id))
        })
        .await
    }

    async fn campaign(&self, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
        within(LIMIT, async {
            let row = Entity::find_by_id(id.0).one(self.pool().orm()).await.map_err(failed)?;
            row.as_ref().map(Model::campaign).transpose()
        })
        .await
    }

    async fn campaigns(&self) -> Result<Vec<Campaign>, StoreError> {
        within(LIMIT, async {
            let newest = Entity::find().order_by_desc(Column::Id).limit(MOST);
            newest.all(self.pool().orm()).await.map_err(failed)?.iter().map(Model::campaign).collect()
        })
        .await
    }

    async fn change_campaign(
        &self,
        id: CampaignId,
        change: Change,
        by: By<'_>,
        now: Timestamp,
    ) -> Result<CampaignState, ChangeError> {
        // What the state forbids is an answer, not a failure of the database.
        let changed = within(LIMIT, async {
            let write = self.pool().write().await?;
            let Some(row) = lock(&*write, id).await? else { return Ok(Err(ChangeError::NoSuch(id))) };
            let campaign = row.campaign()?;
            let state = match changed(&campaign, &change, by) {
                Ok(state) => state,
                Err(error) => return Ok(Err(error)),
            };
            put(&*write, id, columns(state, &change, by)).await?;
            note(&*write, id.0, (change.id(), &campaign.hash), by, now.into()).await?;
            write.commit().await.map(|()| Ok(state))
        });
        changed.await?
    }

    async fn count_audience(&self, audience: &Audience, ask: &Ask, now: Timestamp) -> Result<Counts, StoreError> {
        within(LONG_LIMIT, forecast::counts(self.pool().orm(), self.vault(), (audience, ask), now)).await
    }

    async fn sample_audience(
        &self,
        audience: &Audience,
        most: u64,
        now: Timestamp,
    ) -> Result<Vec<Sampled>, StoreError> {
        within(LONG_LIMIT, forecast::sample(self.pool().orm(), self.vault(), (audience, most), now)).await
    }

    async fn tag(&self, audience: &Audience, tag: &str, given: bool, now: Timestamp) -> Result<u64, StoreError> {
        plan::tag(self, audience, (tag, given), now).await
    }

    async fn report(&self, id: CampaignId) -> Result<Option<Report>, StoreError> {
        within(LONG_LIMIT, async {
            let row = Entity::find_by_id(id.0).one(self.pool().orm()).await.map_err(failed)?;
            let Some(row) = row else { return Ok(None) };
            report::of(self.pool().orm(), &row).await.map(Some)
        })
        .await
    }

    async fn add_preview(
        &self,
        id: CampaignId,
        to: &OpenId,
        variant: Variant,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            plan::preview(&*write, id, (to, variant), now.into()).await?;
            write.commit().await
        })
        .await
    }
}

fn new(draft: &Draft, (written, hash): (String, &str), author: &str, now: Moment) -> ActiveModel {
    let activity = match &draft.about {
        Some(About::Activity(id)) => Some(id.0),
        Some(About::Opening(_) | About::Policy(_)) | None => None,
    };
    ActiveModel {
        id: NotSet,
        topic: Set(draft.topic.id().to_owned()),
        draft: Set(written),
        hash: Set(hash.to_owned()),
        released_hash: Set(None),
        author: Set(author.to_owned()),
        released_by: Set(None),
        state: Set(State::Draft),
        pause: Set(None),
        starts_at: Set(None),
        not_after: Set(None),
        planned_to: Set(String::new()),
        planned: Set(0),
        wholly_planned: Set(false),
        activity_id: Set(activity),
        made_at: Set(now),
    }
}

fn changed(campaign: &Campaign, change: &Change, by: By<'_>) -> Result<CampaignState, ChangeError> {
    let state: Result<CampaignState, InvalidChange> = match change {
        Change::Submit => campaign.state.submit(),
        Change::Release { hash, .. } if *hash != campaign.hash => return Err(ChangeError::Altered),
        Change::Release { starts_at, .. } => campaign.state.release(by.name, &campaign.author, *starts_at),
        Change::Pause(why) => campaign.state.pause(*why),
        Change::Resume => campaign.state.resume(),
        Change::Cancel => campaign.state.cancel(),
    };
    Ok(state?)
}

fn columns(state: CampaignState, change: &Change, by: By<'_>) -> ActiveModel {
    let (name, pause) = named(state);
    let mut columns = ActiveModel { state: Set(name), pause: Set(pause.map(str::to_owned)), ..Default::default() };
    if let Change::Release { starts_at, not_after, hash } = change {
        columns.starts_at = Set(Some((*starts_at).into()));
        columns.not_after = Set(Some((*not_after).into()));
        columns.released_hash = Set(Some(hash.clone()));
        columns.released_by = Set(Some(by.name.to_owned()));
    }
    columns
}

/// One of them, locked until the transaction ends.
pub async fn lock<C: ConnectionTrait>(db: &C, id: CampaignId) -> Result<Option<Model>, StoreError> {
    Entity::find_by_id(id.0).lock_exclusive().one(db).await.map_err(failed)
}

/// Sets these columns.
pub async fn put<C: ConnectionTrait>(db: &C, id: CampaignId, columns: ActiveModel) -> Result<(), StoreError> {
    Entity::update_many().set(columns).filter(Column::Id.eq(id.0)).exec(db).await.map_err(failed)?;
    Ok(())
}

async fn note<C: ConnectionTrait>(
    db: &C,
    id: i64,
    (what, hash): (&str, &str),
    by: By<'_>,
    now: Moment,
) -> Result<(), StoreError> {
    let detail = format!("campaign {id}: {what}, content {hash}, reason: {}", by.reason);
    let line = Line { action: Action::CampaignChanged, actor: by.name, subject: None, detail: Some(detail) };
    audit::write(db, line, now).await
}
