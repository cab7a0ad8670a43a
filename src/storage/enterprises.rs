//! One enterprise of an import, with its openings.

use std::collections::BTreeSet;

use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use super::content::Put;
use super::entity::{enterprises, openings};
use super::failure::failed;
use crate::app::records::{EnterpriseDraft, StoreError};
use crate::domain::id::EnterpriseId;
use crate::domain::opening::{Enterprise, Opening};

/// Adds or updates it by name. Its id stays, and so do those of openings that are still offered.
pub async fn put<C: ConnectionTrait>(db: &C, draft: &EnterpriseDraft) -> Result<Put, StoreError> {
    let by_name = enterprises::Column::Name.eq(draft.enterprise.name.as_str());
    let there = enterprises::Entity::find().filter(by_name).one(db).await.map_err(failed)?;
    let mut row = enterprises::row(&draft.enterprise)?;
    let Some(there) = there else {
        let added = row.insert(db).await.map_err(failed)?;
        put_openings(db, EnterpriseId(added.id), &draft.openings).await?;
        return Ok(Put::Added);
    };
    let id = EnterpriseId(there.id);
    let same = Enterprise::try_from(there)? == Enterprise { id, ..draft.enterprise.clone() };
    if !same {
        row.id = Set(id.0);
        row.update(db).await.map_err(failed)?;
    }
    let openings_changed = put_openings(db, id, &draft.openings).await?;
    Ok(if same && !openings_changed { Put::Unchanged } else { Put::Updated })
}

/// Replaces the openings of the sources that these come from; answers whether anything changed.
async fn put_openings<C: ConnectionTrait>(
    db: &C,
    enterprise: EnterpriseId,
    wanted: &[Opening],
) -> Result<bool, StoreError> {
    let mut there = of_sources(db, enterprise, wanted).await?;
    let mut changed = false;
    for opening in wanted {
        // Of several with one title, the first wanted meets the first there: both keep their order.
        let known = there.iter().position(|row| row.title == opening.title && row.source == opening.source);
        let opening = Opening { enterprise, ..opening.clone() };
        changed |= match known {
            Some(at) => update_opening(db, there.remove(at), &opening).await?,
            None => openings::row(&opening).insert(db).await.map(|_| true).map_err(failed)?,
        };
    }
    for gone in there {
        openings::Entity::delete_by_id(gone.id).exec(db).await.map_err(failed)?;
        changed = true;
    }
    Ok(changed)
}

async fn update_opening<C: ConnectionTrait>(
    db: &C,
    there: openings::Model,
    wanted: &Opening,
) -> Result<bool, StoreError> {
    let (id, mut row) = (there.id, openings::row(wanted));
    // As rows, because those hold whole milliseconds.
    if openings::row(&Opening::try_from(there)?) == row {
        return Ok(false);
    }
    row.id = Set(id);
    row.update(db).await.map_err(failed)?;
    Ok(true)
}

async fn of_sources<C: ConnectionTrait>(
    db: &C,
    enterprise: EnterpriseId,
    wanted: &[Opening],
) -> Result<Vec<openings::Model>, StoreError> {
    let sources: BTreeSet<&str> = wanted.iter().map(|opening| opening.source.as_str()).collect();
    openings::Entity::find()
        .filter(openings::Column::EnterpriseId.eq(enterprise.0))
        .filter(openings::Column::Source.is_in(sources))
        .order_by_asc(openings::Column::Id)
        .all(db)
        .await
        .map_err(failed)
}
