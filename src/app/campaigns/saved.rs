//! Audiences that staff save under a name, so that later campaigns ask for the same people in the same words.
//!
//! A campaign that uses one takes its conditions over when it is drawn up: what is saved later changes nothing that was
//! read or released.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;

use super::forecast::{Ask, Counts, Sampled};
use super::office::{OfficeError, SAMPLE};
use super::records::{By, CampaignRecords};
use crate::app::clock::Clock;
use crate::app::records::StoreError;
use crate::domain::campaign::Audience;
use crate::domain::topic::Topic;

/// What an audience is called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AudienceName(String);

/// No name of an audience.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("人群的名字要写，最多{}个字，一行", AudienceName::LONGEST)]
pub struct InvalidAudienceName;

impl AudienceName {
    /// Longest, in characters.
    pub const LONGEST: usize = 30;

    /// Out of what staff wrote; spaces around it do not count.
    ///
    /// # Errors
    /// It is empty, too long, or more than a line.
    pub fn parse(text: &str) -> Result<Self, InvalidAudienceName> {
        let name = text.trim();
        let sound = !name.is_empty() && name.chars().nth(Self::LONGEST).is_none() && !name.contains(char::is_control);
        sound.then(|| Self(name.to_owned())).ok_or(InvalidAudienceName)
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AudienceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One of them.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedAudience {
    /// What it is called.
    pub name: AudienceName,
    /// Who is in it, whenever it is asked.
    pub audience: Audience,
    /// Who saved it last.
    pub saved_by: String,
    /// When.
    pub saved_at: Timestamp,
}

/// The saved audiences.
#[async_trait]
pub trait AudienceRecords: Send + Sync {
    /// Saves one, in place of what stands under its name; with a line in the audit.
    async fn save_audience(
        &self,
        name: &AudienceName,
        audience: &Audience,
        by: By<'_>,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// All of them that read, by name.
    async fn saved_audiences(&self) -> Result<Vec<SavedAudience>, StoreError>;

    /// Forgets one, with a line in the audit; campaigns that used it stay as they are. Answers whether there was one.
    async fn drop_audience(&self, name: &AudienceName, by: By<'_>, now: Timestamp) -> Result<bool, StoreError>;
}

/// What staff do with them.
pub struct SavedAudiences {
    /// The audiences.
    pub records: Arc<dyn AudienceRecords>,
    /// Counts who is in one.
    pub campaigns: Arc<dyn CampaignRecords>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl SavedAudiences {
    /// Saves one, in place of what stands under its name.
    ///
    /// # Errors
    /// Nobody says so, or it cannot be written down.
    pub async fn save(&self, name: &AudienceName, audience: &Audience, by: &str) -> Result<(), OfficeError> {
        Ok(self.records.save_audience(name, audience, named(by)?, self.clock.now()).await?)
    }

    /// Forgets one. Answers whether there was one.
    ///
    /// # Errors
    /// Nobody says so, or it cannot be written down.
    pub async fn drop(&self, name: &AudienceName, by: &str) -> Result<bool, OfficeError> {
        Ok(self.records.drop_audience(name, named(by)?, self.clock.now()).await?)
    }

    /// How many there are of an audience now, and some of them. By a message alone: what else reaches them depends on
    /// the campaign.
    ///
    /// # Errors
    /// The records cannot be asked.
    pub async fn look(&self, audience: &Audience) -> Result<(Counts, Vec<Sampled>), StoreError> {
        let now = self.clock.now();
        let ask = Ask { topic: Topic::Service, message: true, notice: None, template: false, mass: None, cap: None };
        let counts = self.campaigns.count_audience(audience, &ask, now).await?;
        Ok((counts, self.campaigns.sample_audience(audience, SAMPLE, now).await?))
    }
}

fn named(by: &str) -> Result<By<'_>, OfficeError> {
    let name = by.trim();
    if name.is_empty() { Err(OfficeError::Nameless) } else { Ok(By { name, reason: "" }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(AudienceName::parse(" 想回来的 ").unwrap().as_str(), "想回来的");
        for text in ["", "  ", "两\n行", &"长".repeat(31)] {
            assert_eq!(AudienceName::parse(text), Err(InvalidAudienceName), "{text}");
        }
    }
}
