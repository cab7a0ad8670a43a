//! The JS-SDK ticket (platform sheet 7.13).

use async_trait::async_trait;
use secrecy::SecretString;
use serde::Deserialize;

use super::Api;
use super::call::{Call, Repeat};
use crate::app::platform::failure::PlatformError;
use crate::app::platform::js_sdk::{JsSdkGateway, JsTicket};

static TICKET: Call = Call::new("jsapi_ticket", "/cgi-bin/ticket/getticket", Repeat::Safe);

#[derive(Deserialize)]
struct TicketAnswer {
    ticket: SecretString,
    expires_in: u64,
}

#[async_trait]
impl JsSdkGateway for Api {
    async fn ticket(&self) -> Result<JsTicket, PlatformError> {
        let answer: TicketAnswer = self.get(&TICKET, &[("type", "jsapi")]).await?;
        Ok(JsTicket { ticket: answer.ticket, expires_in: answer.expires_in })
    }
}
