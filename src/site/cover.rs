//! What stands above an article that goes to many: the wide picture of what it is about.

use std::sync::Arc;

use async_trait::async_trait;
use axum::body::Bytes;

use super::PagesError;
use super::card::paint;
use super::picture::{Painter, Size};
use super::templates::Templates;
use crate::app::campaigns::mass::PaintsCovers;
use crate::app::site::Site;
use crate::app::site::card::CardOf;

/// Paints covers.
pub struct Covers {
    site: Arc<Site>,
    templates: Templates,
    painter: Arc<Painter>,
}

impl Covers {
    /// Of what this site shows.
    ///
    /// # Errors
    /// A template of the program does not compile.
    pub fn new(site: Arc<Site>, painter: Arc<Painter>) -> Result<Self, PagesError> {
        Ok(Self { site, templates: Templates::new()?, painter })
    }
}

#[async_trait]
impl PaintsCovers for Covers {
    async fn cover(&self, of: &CardOf) -> Option<Bytes> {
        let words = self.site.now().card(of)?;
        paint(&self.templates, &self.painter, (&words, Size::Wide)).await
    }
}
