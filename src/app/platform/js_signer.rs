//! Signs pages for the JS-SDK with a ticket that is kept as the access token is (platform sheet 7.13).

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

use super::failure::PlatformError;
use super::js_sdk::{JsSdkGateway, JsSignature, JsTicket};
use super::keeper::{Granted, How, Keeper, KeeperParts, Lender};
use super::token::Loan;

/// Signs pages; one a process.
pub struct JsSigner {
    tickets: Tickets,
    keeper: Keeper,
}

/// The platform, as the one that lends tickets.
struct Tickets(Arc<dyn JsSdkGateway>);

#[async_trait]
impl Lender for Tickets {
    /// A ticket is asked for in one way alone: nothing kills it but its end.
    async fn lend(&self, _how: How) -> Result<Granted, PlatformError> {
        let JsTicket { ticket, expires_in } = self.0.ticket().await?;
        Ok(Granted { secret: ticket, life: Duration::from_secs(expires_in) })
    }
}

impl JsSigner {
    /// Has no ticket yet.
    pub fn new(gateway: Arc<dyn JsSdkGateway>, parts: KeeperParts) -> Self {
        Self { tickets: Tickets(gateway), keeper: Keeper::new(Loan::JsapiTicket, parts) }
    }

    /// Signs a page's address as the phone sees it, query included.
    ///
    /// # Errors
    /// No ticket could be had: the page works without the functions of WeChat.
    pub async fn sign(&self, nonce: &str, at: Timestamp, url: &str) -> Result<JsSignature, PlatformError> {
        let lent = self.keeper.current(&self.tickets).await?;
        Ok(JsTicket { ticket: lent.secret().into(), expires_in: 0 }.sign(nonce, at, url))
    }
}
