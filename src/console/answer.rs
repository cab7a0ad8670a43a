//! What goes back to the browser: a page in its frame, or why there is none.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use minijinja::context;
use minijinja::value::{Serde, Value};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::Pages;
use crate::app::desk::{AtDesk, Refused};
use crate::app::records::StoreError;
use crate::domain::dialogue::view::{CountyFacts, When};

/// The type of every page.
pub const HTML: &str = "text/html; charset=utf-8";

/// Excel's type.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What is shown instead of what was asked for.
pub struct Instead(Box<Response>);

impl From<Response> for Instead {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

impl IntoResponse for Instead {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// The style sheet of all pages here.
pub async fn style() -> Response {
    asset("text/css; charset=utf-8", include_str!("../../templates/assets/desk.css"))
}

/// The wild goose.
pub async fn icon() -> Response {
    asset("image/svg+xml", include_str!("../../templates/assets/goose.svg"))
}

/// The script of the page that works without network.
pub async fn script() -> Response {
    asset("text/javascript; charset=utf-8", include_str!("../../templates/assets/desk-offline.js"))
}

/// A file that the program carries.
pub fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=60")], text).into_response()
}

/// An Excel file to be kept under this name.
pub fn workbook(name: &str, file: Vec<u8>) -> Response {
    let encoded = utf8_percent_encode(name, NON_ALPHANUMERIC);
    let disposition = HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{encoded}"));
    let disposition = disposition.unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(XLSX)), (header::CONTENT_DISPOSITION, disposition)];
    (StatusCode::OK, headers, file).into_response()
}

impl Pages {
    /// Lets in whoever holds a link that is good; or says why not.
    pub fn enter(&self, token: &str) -> Result<AtDesk, Instead> {
        self.desk.enter(token).map_err(|refused| {
            let status = match refused {
                Refused::Unknown => StatusCode::NOT_FOUND,
                Refused::Expired => StatusCode::GONE,
            };
            let expired = refused == Refused::Expired;
            self.say(status, "gone.html", context! { expired }).into()
        })
    }

    /// As `enter`, for a form: it has to be one of ours.
    pub fn enter_by_form(&self, token: &str, form_token: &str) -> Result<AtDesk, Instead> {
        let at = self.enter(token)?;
        if self.desk.is_ours(&at.pass, form_token) {
            return Ok(at);
        }
        metrics::counter!("guiyan_desk_refused_total", "why" => "form").increment(1);
        Err(self.say(StatusCode::FORBIDDEN, "gone.html", context! { expired => false }).into())
    }

    /// A page of the desk.
    pub fn show(&self, at: &AtDesk, template: &str, context: Value) -> Response {
        let (from, to) = (at.activity.starts_at, at.activity.ends_at);
        let token = self.desk.token(&at.pass);
        let frame = context! {
            county => Serde(CountyFacts::from(&at.catalog.pack.county)),
            title => at.activity.title.clone(),
            place => at.activity.place.clone(),
            phone => at.activity.phone.clone(),
            when => Serde(When::of(from, Some(to))),
            base => format!("/desk/{token}"),
            form_token => self.desk.form_token(&at.pass).as_str(),
            until => Serde(When::of(at.pass.until, None)),
            ..context
        };
        self.say(StatusCode::OK, template, frame)
    }

    /// The records did not answer: nothing was done, as far as anybody knows.
    pub fn failed(&self, error: &StoreError) -> Instead {
        tracing::error!(%error, "the desk does not reach the records");
        metrics::counter!("guiyan_desk_failures_total").increment(1);
        self.say(StatusCode::SERVICE_UNAVAILABLE, "busy.html", context! {}).into()
    }

    fn say(&self, status: StatusCode, template: &str, context: Value) -> Response {
        match self.templates.render(template, context) {
            Ok(html) => (status, [(header::CONTENT_TYPE, HTML)], html).into_response(),
            Err(error) => {
                tracing::error!(%error, "a page has no words");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}
