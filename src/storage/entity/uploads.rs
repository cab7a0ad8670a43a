//! Tables that staff uploaded.

use sea_orm::entity::prelude::*;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::app::console::{Kept, KeptList, Upload};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::id::UploadId;
use crate::storage::moment::Moment;
use crate::storage::sealed::{Place, open, seal};

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "uploads")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Of the file.
    pub name: String,
    pub made_by: String,
    pub made_at: Moment,
    /// Its table; once it is published, what was left out, and `None` if nothing was.
    pub sealed: Option<Vec<u8>>,
    pub key_id: Option<String>,
    pub published_by: Option<String>,
    pub published_at: Option<Moment>,
    pub outcome: Option<String>,
    /// Whose paper list it is; `None` of what is published.
    pub activity_id: Option<i64>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What is published, and people: neither opens as the other.
const SEALED: &str = "uploads.sealed";
const PEOPLE: &str = "uploads.people";

/// What is kept of the upload of this id, which is a list of people if it is an activity's.
pub fn sealed(vault: &Vault, (id, activity): (i64, Option<i64>), kept: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    seal(vault, Place { column: column(activity), owner: &id.to_string() }, kept)
}

fn column(activity: Option<i64>) -> &'static str {
    if activity.is_some() { PEOPLE } else { SEALED }
}

impl Model {
    /// What is kept of it.
    pub fn kept(&self, vault: &Vault) -> Result<Kept, StoreError> {
        Ok(match self.published_at {
            None => Kept::Table(self.opened(vault)?.unwrap_or_default()),
            Some(_) => Kept::LeftOut(self.opened(vault)?.unwrap_or_default()),
        })
    }

    /// The same of a list of people.
    pub fn kept_list(&self, vault: &Vault) -> Result<KeptList, StoreError> {
        Ok(match self.published_at {
            None => KeptList::Table(self.opened(vault)?.unwrap_or_default()),
            Some(_) => KeptList::Filed(self.opened(vault)?.unwrap_or_default()),
        })
    }

    fn opened<T: DeserializeOwned>(&self, vault: &Vault) -> Result<Option<T>, StoreError> {
        let (Some(sealed), Some(key_id)) = (&self.sealed, &self.key_id) else { return Ok(None) };
        let owner = self.id.to_string();
        open(vault, key_id, Place { column: column(self.activity_id), owner: &owner }, sealed).map(Some)
    }
}

/// The columns of a line, in the order of [`LISTED`]: everything but what is sealed, which is large.
pub type Listed = (i64, String, String, Moment, Option<String>, Option<Moment>, Option<String>);

/// What a list reads.
pub const LISTED: [Column; 7] = [
    Column::Id,
    Column::Name,
    Column::MadeBy,
    Column::MadeAt,
    Column::PublishedBy,
    Column::PublishedAt,
    Column::Outcome,
];

/// A line of the list.
pub fn listed((id, name, made_by, made_at, published_by, published_at, outcome): Listed) -> Result<Upload, StoreError> {
    let published = published_by.zip(published_at).map(|(by, at)| {
        let at = at.try_into()?;
        Ok::<_, StoreError>((by, at, outcome.unwrap_or_default()))
    });
    let (id, made_at, published) = (UploadId(id), made_at.try_into()?, published.transpose()?);
    Ok(Upload { id, name, made_by, made_at, published })
}

impl TryFrom<Model> for Upload {
    type Error = StoreError;
    fn try_from(row: Model) -> Result<Self, StoreError> {
        listed((row.id, row.name, row.made_by, row.made_at, row.published_by, row.published_at, row.outcome))
    }
}
