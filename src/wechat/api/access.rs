//! Where the access token comes from: `stable_token` (platform sheet 6.1).

use std::time::Duration;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::call::{Call, Repeat};
use super::repeat::repeated;
use super::request::Request;
use super::wire::Wire;
use super::{answer, json};
use crate::app::platform::failure::{Cause, Decision, PlatformError, Scope};
use crate::app::platform::keeper::{Granted, How, Lender};

pub(super) static USUAL: Call =
    Call::new("stable_token", "/cgi-bin/stable_token", Repeat::Safe).per_minute(10_000).daily(500_000);
/// Asked twice it is refused: it must be half a minute apart.
static ANEW: Call = Call::new("stable_token_forced", "/cgi-bin/stable_token", Repeat::Never);

#[derive(Serialize)]
struct Ask<'a> {
    grant_type: &'static str,
    appid: &'a str,
    secret: &'a str,
    force_refresh: bool,
}

#[derive(Deserialize)]
struct Token {
    access_token: SecretString,
    #[serde(deserialize_with = "answer::number")]
    expires_in: u64,
}

/// Asks for the token in our name.
pub(super) struct TokenLender<'a> {
    pub(super) wire: &'a Wire,
    pub(super) app_id: &'a str,
    pub(super) app_secret: &'a SecretString,
}

#[async_trait]
impl Lender for TokenLender<'_> {
    async fn lend(&self, how: How) -> Result<Granted, PlatformError> {
        let call = if how == How::Anew { &ANEW } else { &USUAL };
        self.ask(call, how == How::Anew).await.map_err(|error| match error.decision() {
            // From here, 40001 says that the secret is wrong.
            Decision::RefreshToken => error.deciding(Decision::Stop(Scope::Account)),
            _ => error,
        })
    }
}

impl TokenLender<'_> {
    async fn ask(&self, call: &'static Call, force_refresh: bool) -> Result<Granted, PlatformError> {
        let secret = self.app_secret.expose_secret();
        let ask = Ask { grant_type: "client_credential", appid: self.app_id, secret, force_refresh };
        let ask = json::write(&ask).map_err(|_| PlatformError::new(call.name, Cause::Unwritable, Decision::Bug))?;
        let request = Request::post(ask);
        let answer = repeated(call, || self.wire.attempt(call, &request, None)).await?;
        let token: Token = answer::read(call.name, &answer.body)?;
        Ok(Granted { secret: token.access_token, life: Duration::from_secs(token.expires_in) })
    }
}
