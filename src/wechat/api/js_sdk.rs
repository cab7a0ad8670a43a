//! The JS-SDK ticket (platform sheet 7.13).

use std::time::Duration;

use async_trait::async_trait;
use secrecy::SecretString;
use serde::Deserialize;

use super::Api;
use super::call::{Call, Repeat};
use crate::app::platform::failure::PlatformError;
use crate::app::platform::js_sdk::{JsSdkGateway, JsTicket};
use crate::app::platform::keeper::{Granted, How, Lender};

static TICKET: Call = Call::new("jsapi_ticket", "/cgi-bin/ticket/getticket", Repeat::Safe);

#[derive(Deserialize)]
struct TicketAnswer {
    ticket: SecretString,
    expires_in: u64,
}

/// Asks for the ticket, with the token of the client.
struct TicketLender<'a>(&'a Api);

#[async_trait]
impl Lender for TicketLender<'_> {
    /// There is one way to ask: the platform never takes a ticket back.
    async fn lend(&self, _: How) -> Result<Granted, PlatformError> {
        let answer: TicketAnswer = self.0.get(&TICKET, &[("type", "jsapi")]).await?;
        Ok(Granted { secret: answer.ticket, life: Duration::from_secs(answer.expires_in) })
    }
}

#[async_trait]
impl JsSdkGateway for Api {
    async fn ticket(&self) -> Result<JsTicket, PlatformError> {
        let lent = self.ticket.current(&TicketLender(self)).await?;
        Ok(JsTicket(lent.secret().into()))
    }
}
