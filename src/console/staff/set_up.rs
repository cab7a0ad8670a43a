//! `/console/set-up`: the first time. A password of one's own, then the code on one's own phone.

use std::sync::Arc;

use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::Value;
use serde::Deserialize;

use super::gate::Here;
use super::{Console, SET_UP};
use crate::app::staff::{NewPassword, SetUpError, Stage};
use crate::console::answer::Instead;
use crate::console::sheet::svg;

/// What the form for a password sends.
#[derive(Deserialize)]
pub struct Passwords {
    #[serde(default)]
    present: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    again: String,
}

impl From<Passwords> for NewPassword {
    fn from(Passwords { present, new, again }: Passwords) -> Self {
        Self { present, new, again }
    }
}

/// What the form for the code sends.
#[derive(Deserialize)]
pub struct Code {
    #[serde(default)]
    code: String,
}

/// What is to be done next.
pub async fn page(State(console): State<Arc<Console>>, here: Here) -> Result<Response, Instead> {
    console.set_up_page(&here, None).await
}

/// A password of their own.
pub async fn password(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(form): Form<Passwords>,
) -> Result<Response, Instead> {
    if here.session.live.stage != Stage::Password {
        return Ok(Redirect::to(SET_UP).into_response());
    }
    match console.accounts.change_password(&here.session, &form.into(), &here.origin).await {
        Ok(token) => Ok(console.signed_in(&token, None).await),
        Err(error) => console.set_up_page(&here, Some(error)).await,
    }
}

/// The code of their phone.
pub async fn code(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(form): Form<Code>,
) -> Result<Response, Instead> {
    match console.accounts.confirm_code(&here.session, &form.code, &here.origin).await {
        Ok(token) => Ok(console.signed_in(&token, None).await),
        Err(error) => console.set_up_page(&here, Some(error)).await,
    }
}

impl Console {
    async fn set_up_page(&self, here: &Here, wrong: Option<SetUpError>) -> Result<Response, Instead> {
        let told = wrong.map(|error| self.said(error)).transpose()?;
        let (template, context) = match here.session.live.stage {
            Stage::Done => return Ok(Redirect::to(self.home(&here.session)).into_response()),
            Stage::Password => ("staff/set_up_password.html", context! { told => told.clone() }),
            Stage::Code => {
                let secret = match self.accounts.code_to_set_up(&here.session).await {
                    Ok(secret) => secret,
                    Err(error) => {
                        self.said(error)?;
                        return Ok(Redirect::to(SET_UP).into_response());
                    }
                };
                let issuer = &self.catalog.load().pack.county.centre;
                let uri = secret.uri(issuer, &here.session.live.member.name);
                let picture = uri.as_deref().and_then(svg).map(Value::from_safe_string);
                ("staff/set_up_code.html", context! { told => told.clone(), words => secret.in_words(), picture })
            }
        };
        Ok(match told {
            None => self.show(&here.session, "", template, context),
            Some(_) => self.show_again(&here.session, "", template, context),
        })
    }

    /// Why nothing was set up, in words; or the page that says that nothing works just now.
    pub fn said(&self, error: SetUpError) -> Result<String, Instead> {
        match error {
            SetUpError::Unfit(unfit) => Ok(unfit.to_string()),
            SetUpError::Wrong => Ok("不对，请再看一遍。验证码每 30 秒换一个，手机的时间要准。".to_owned()),
            SetUpError::TooMany => Ok("试得太多了，请过 15 分钟再试。".to_owned()),
            SetUpError::NotNow => Ok("这一步已经做过了。".to_owned()),
            SetUpError::Store(error) => Err(self.failed(&error)),
            SetUpError::Hashing(error) => {
                tracing::error!(%error, "nobody can change a password");
                Ok("现在改不了，请过一分钟再试。".to_owned())
            }
        }
    }
}
