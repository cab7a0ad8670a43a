//! Whom to ring about a campaign, out of its ledger.

use async_trait::async_trait;
use sea_orm::{ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select};

use super::super::database::{Database, within};
use super::super::entity::activities;
use super::super::entity::deliveries::{Column, Entity};
use super::super::entity::errands::State;
use super::super::entity::people::{self, Profile};
use super::super::failure::{damaged, failed};
use super::super::moment::Moment;
use super::{LIMIT, LONG_LIMIT};
use crate::app::campaigns::calls::{Call, CallRecords};
use crate::app::campaigns::records::Receipt;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::errand::Why;
use crate::domain::id::{CampaignId, DeliveryId, UnitId};

/// A delivery that reached nobody for sure.
#[derive(FromQueryResult)]
struct Unreached {
    id: i64,
    openid: Option<String>,
    state: State,
    why: Option<String>,
    next_at: Moment,
    receipt: Option<String>,
}

#[async_trait]
impl CallRecords for Database {
    async fn units_to_call(&self, id: CampaignId) -> Result<Vec<Option<UnitId>>, StoreError> {
        within(LONG_LIMIT, async {
            let units: Vec<Option<i64>> = unreached(id)
                .select_only()
                .column(Column::UnitId)
                .group_by(Column::UnitId)
                .into_tuple()
                .all(self.pool().orm())
                .await
                .map_err(failed)?;
            let units = units.into_iter().map(|unit| activities::unit(unit, "deliveries.unit_id"));
            let mut units = units.collect::<Result<Vec<_>, _>>()?;
            // The databases put NULL at different ends.
            units.sort_unstable();
            Ok(units)
        })
        .await
    }

    async fn calls(
        &self,
        id: CampaignId,
        unit: Option<UnitId>,
        behind: DeliveryId,
        most: u64,
    ) -> Result<Vec<Call>, StoreError> {
        within(LIMIT, async {
            let theirs = match unit {
                Some(unit) => Column::UnitId.eq(i64::from(unit.0)),
                None => Column::UnitId.is_null(),
            };
            let rows =
                unreached(id).filter(theirs).filter(Column::Id.gt(behind.0)).order_by_asc(Column::Id).limit(most);
            let rows = rows.into_model::<Unreached>().all(self.pool().orm()).await.map_err(failed)?;
            let openids = rows.iter().filter_map(|row| row.openid.as_deref());
            let known = people::Entity::find().filter(people::Column::Openid.is_in(openids));
            let known = known.all(self.pool().orm()).await.map_err(failed)?;
            rows.iter().map(|row| call(self.vault(), row, &known)).collect()
        })
        .await
    }
}

/// Who still follows and did not surely get it.
fn unreached(id: CampaignId) -> Select<Entity> {
    let open = [State::Held, State::Unreachable, State::Missed, State::Unknown];
    let refused = [Receipt::Blocked, Receipt::Failed].map(Receipt::id);
    let told = Condition::any().add(Column::State.is_in(open)).add(Column::Receipt.is_in(refused));
    Entity::find()
        .filter(Column::CampaignId.eq(id.0))
        .filter(Column::Preview.eq(false))
        .filter(Column::Openid.is_not_null())
        .filter(told)
}

fn call(vault: &Vault, row: &Unreached, known: &[people::Model]) -> Result<Call, StoreError> {
    let person = known.iter().find(|person| person.openid == row.openid);
    let profile = person.map(|person| Profile::read(vault, person)).transpose()?.unwrap_or_default();
    let why = || row.why.as_deref().and_then(Why::of).ok_or_else(|| damaged("deliveries.why"));
    Ok(Call {
        delivery: DeliveryId(row.id),
        state: row.state.with(row.next_at, why)?,
        receipt: row.receipt.as_deref().and_then(Receipt::of),
        name: profile.name,
        mobile: profile.mobile,
    })
}
