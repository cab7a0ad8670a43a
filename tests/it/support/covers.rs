//! Covers of articles that nobody looks at.

use async_trait::async_trait;
use bytes::Bytes;
use guiyan::app::campaigns::mass::PaintsCovers;
use guiyan::app::site::card::CardOf;

/// The same for everything.
pub struct PlainCovers;

#[async_trait]
impl PaintsCovers for PlainCovers {
    async fn cover(&self, _: &CardOf) -> Option<Bytes> {
        Some(Bytes::from_static(b"a picture"))
    }
}
