//! Who may be the same person: by keyed hashes of their numbers, never by a name.

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{listed, records};
use crate::app::console::{Alike, Likely};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::storage::entity::people::{Column, Entity, Model};
use crate::storage::entity::sign_ups;
use crate::storage::failure::failed;

/// Most others that are shown; more than that share no phone.
const MOST: u64 = 20;

/// The others, and what they have in common.
pub async fn others<C: ConnectionTrait>(db: &C, vault: &Vault, row: &Model) -> Result<Vec<Likely>, StoreError> {
    let identities = identities(db, row).await?;
    let (records, openids) = of_identities(db, &identities).await?;
    let theirs = records::records_of(db, row).await?;
    let same_mobile = row.mobile_hash.as_deref().map(|hash| Column::MobileHash.eq(hash));
    let same =
        Condition::any().add(Column::Id.is_in(records)).add(Column::Openid.is_in(openids)).add_option(same_mobile);
    let others = Entity::find()
        .filter(same)
        .filter(Column::Id.is_not_in(theirs))
        .filter(listed(None))
        .order_by_desc(Column::Id)
        .limit(MOST);
    let mut likely = Vec::new();
    for other in others.all(db).await.map_err(failed)? {
        let alike = compared((row, &identities), (&other, &self::identities(db, &other).await?));
        likely.push(Likely { line: super::line(vault, &other)?, alike });
    }
    Ok(likely)
}

/// What two have in common.
pub async fn alike<C: ConnectionTrait>(db: &C, one: &Model, other: &Model) -> Result<Alike, StoreError> {
    Ok(compared((one, &identities(db, one).await?), (other, &identities(db, other).await?)))
}

fn compared((one, of_one): (&Model, &[String]), (other, of_other): (&Model, &[String])) -> Alike {
    let both_told = !of_one.is_empty() && !of_other.is_empty();
    Alike {
        mobile: one.mobile_hash.is_some() && one.mobile_hash == other.mobile_hash,
        identity: both_told.then(|| of_one.iter().any(|hash| of_other.contains(hash))),
    }
}

/// The identity numbers that they gave for themselves, as hashes.
async fn identities<C: ConnectionTrait>(db: &C, row: &Model) -> Result<Vec<String>, StoreError> {
    use sign_ups::Column::{IdentityHash, Openid, Own, PersonId};
    let written = PersonId.is_in(records::records_of(db, row).await?);
    let made = row.openid.as_deref().map(|openid| Condition::all().add(Openid.eq(openid)).add(Own.eq(true)));
    let told = sign_ups::Entity::find()
        .select_only()
        .column(IdentityHash)
        .distinct()
        .filter(IdentityHash.is_not_null())
        .filter(Condition::any().add(written).add_option(made));
    told.into_tuple().all(db).await.map_err(failed)
}

/// Who gave one of these numbers for themselves: records, and followers.
async fn of_identities<C: ConnectionTrait>(
    db: &C,
    identities: &[String],
) -> Result<(Vec<i64>, Vec<String>), StoreError> {
    use sign_ups::Column::{IdentityHash, Openid, Own, PersonId};
    if identities.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let theirs = Condition::any().add(PersonId.is_not_null()).add(Own.eq(true));
    let gave = sign_ups::Entity::find()
        .select_only()
        .columns([PersonId, Openid])
        .distinct()
        .filter(IdentityHash.is_in(identities.iter().map(String::as_str)))
        .filter(theirs);
    let gave: Vec<(Option<i64>, Option<String>)> = gave.into_tuple().all(db).await.map_err(failed)?;
    let (records, openids): (Vec<_>, Vec<_>) = gave.into_iter().unzip();
    Ok((records.into_iter().flatten().collect(), openids.into_iter().flatten().collect()))
}
