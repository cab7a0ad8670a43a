//! What a follower tells about themselves.

use std::collections::BTreeMap;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, Set};

use super::entity::people::{self, Profile};
use super::entity::{consents, facts, followers};
use super::failure::failed;
use super::moment::Moment;
use super::sealed::to_json;
use super::standing::Standing;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::campaign::Fact;
use crate::domain::form::Answer;
use crate::domain::id::OpenId;
use crate::domain::topic::Topic;

/// They follow, or follow again; a scene replaces the last one, none keeps it.
pub async fn follow<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    openid: &OpenId,
    scene: Option<&str>,
    now: Moment,
) -> Result<(), StoreError> {
    use followers::Column::{FollowedAt, Scene};
    let mut row = followers::arriving(vault, openid, now);
    row.scene = Set(scene.map(str::to_owned));
    let changed: &[followers::Column] = if scene.is_some() { &[FollowedAt, Scene] } else { &[FollowedAt] };
    followers::put(db, row, changed).await
}

/// They follow already, and a code led them here: what they sign up for from now on is counted to it.
pub async fn came_by<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    openid: &OpenId,
    scene: &str,
    now: Moment,
) -> Result<(), StoreError> {
    let mut row = followers::arriving(vault, openid, now);
    row.scene = Set(Some(scene.to_owned()));
    followers::put(db, row, &[followers::Column::Scene]).await
}

/// Notices, and of news none but this.
pub async fn choose_news<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    openid: &OpenId,
    news: Topic,
    now: Moment,
) -> Result<(), StoreError> {
    let mut row = followers::arriving(vault, openid, now);
    (row.muted, row.topics) = (Set(false), Set(Some(to_json(&[news])?)));
    followers::put(db, row, &[followers::Column::Muted, followers::Column::Topics]).await
}

/// Notices of everything, or none.
pub async fn set_muted<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    openid: &OpenId,
    muted: bool,
    now: Moment,
) -> Result<(), StoreError> {
    let mut row = followers::arriving(vault, openid, now);
    row.muted = Set(muted);
    if muted {
        return followers::put(db, row, &[followers::Column::Muted]).await;
    }
    row.topics = Set(None);
    followers::put(db, row, &[followers::Column::Muted, followers::Column::Topics]).await
}

/// They agreed to a privacy notice.
pub async fn consent<C: ConnectionTrait>(
    db: &C,
    openid: &OpenId,
    version: &str,
    now: Moment,
) -> Result<(), StoreError> {
    let row = consents::ActiveModel {
        openid: Set(openid.as_str().to_owned()),
        version: Set(version.to_owned()),
        given_at: Set(now),
        ..Default::default()
    };
    consents::Entity::insert(row).exec_without_returning(db).await.map_err(failed)?;
    Ok(())
}

/// What a form told of whoever filled it in.
pub struct Told<'a> {
    openid: &'a OpenId,
    answers: &'a [(String, Answer)],
    profile: Profile,
    now: Moment,
}

impl<'a> Told<'a> {
    /// By these answers; where they are silent, what stands of them stays.
    pub fn of(
        vault: &Vault,
        standing: &Standing,
        (openid, answers): (&'a OpenId, &'a [(String, Answer)]),
        now: Moment,
    ) -> Result<Self, StoreError> {
        let profile = standing.completed(vault, Profile::told_in(answers))?;
        Ok(Self { openid, answers, profile, now })
    }

    fn villages(&self, vault: &Vault) -> impl Iterator<Item = facts::ActiveModel> {
        self.answers.iter().filter_map(|(_, answer)| match answer {
            Answer::Village(village) => {
                Some(facts::word(vault, self.openid.as_str(), Fact::Village, village.name.as_str(), self.now))
            }
            _ => None,
        })
    }

    fn choices(&self, vault: &Vault) -> impl Iterator<Item = (&str, facts::ActiveModel)> {
        self.answers.iter().filter_map(|(question, answer)| match answer {
            Answer::Choice(option) => {
                let row = facts::word(vault, self.openid.as_str(), Fact::Chosen(question), option, self.now);
                Some((question.as_str(), row))
            }
            _ => None,
        })
    }
}

/// Writes down who they are, and the village and the choices by which an audience finds them; of a follower each.
pub async fn learn<C: ConnectionTrait>(db: &C, vault: &Vault, told: &[Told<'_>]) -> Result<(), StoreError> {
    let rows = told.iter().map(|told| told.profile.row(vault, told.openid, told.now));
    put(db, rows.collect::<Result<_, _>>()?).await?;
    facts::replace(db, Fact::Village, told.iter().flat_map(|told| told.villages(vault)).collect()).await?;
    let mut chosen: BTreeMap<&str, Vec<facts::ActiveModel>> = BTreeMap::new();
    for (question, row) in told.iter().flat_map(|told| told.choices(vault)) {
        chosen.entry(question).or_default().push(row);
    }
    for (question, rows) in chosen {
        facts::replace(db, Fact::Chosen(question), rows).await?;
    }
    Ok(())
}

/// Writes down who they are.
pub async fn remember<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    openid: &OpenId,
    profile: Profile,
    now: Moment,
) -> Result<(), StoreError> {
    put(db, vec![profile.row(vault, openid, now)?]).await
}

/// In place of what is there: all of it sealed anew, so that a row has one key.
async fn put<C: ConnectionTrait>(db: &C, rows: Vec<people::ActiveModel>) -> Result<(), StoreError> {
    use people::Column::{
        HashedAt, KeyId, MobileHash, MobileSealed, NameHash, NameSealed, Openid, TailHash, UnitId, UpdatedAt,
    };
    if rows.is_empty() {
        return Ok(());
    }
    let conflict = OnConflict::column(Openid)
        .update_columns([NameSealed, MobileSealed, MobileHash, UnitId, KeyId, UpdatedAt, NameHash, TailHash, HashedAt])
        .to_owned();
    people::Entity::insert_many(rows).on_conflict(conflict).exec_without_returning(db).await.map_err(failed)?;
    Ok(())
}
