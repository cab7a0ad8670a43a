//! A request before it goes out: it can be sent as often as its call allows.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Client, RequestBuilder};

use super::form::Upload;

/// For JSON: callers wait, some of them with a follower behind them.
const JSON_LIMIT: Duration = Duration::from_secs(5);
/// For files of up to 10 MB, over a county's line.
const FILE_LIMIT: Duration = Duration::from_secs(60);

/// A request, without address and token.
pub(super) struct Request<'a> {
    query: Vec<(&'a str, &'a str)>,
    body: Body<'a>,
    /// From dialling to the last byte of the answer.
    limit: Duration,
}

/// What a request carries.
enum Body<'a> {
    /// Nothing: a GET.
    None,
    /// Written JSON.
    Json(Bytes),
    /// A form with a file.
    Form(&'a Upload),
}

impl<'a> Request<'a> {
    pub(super) fn get(query: &[(&'a str, &'a str)]) -> Self {
        Self { query: query.to_vec(), body: Body::None, limit: JSON_LIMIT }
    }

    pub(super) fn post(json: Vec<u8>) -> Self {
        Self { query: Vec::new(), body: Body::Json(json.into()), limit: JSON_LIMIT }
    }

    pub(super) fn upload(query: &[(&'a str, &'a str)], form: &'a Upload) -> Self {
        Self { query: query.to_vec(), body: Body::Form(form), limit: FILE_LIMIT }
    }

    /// With the time that a file takes on its way to us.
    pub(super) fn for_file(self) -> Self {
        Self { limit: FILE_LIMIT, ..self }
    }

    /// Makes a request of it that can be sent.
    pub(super) fn build(&self, http: &Client, address: &str) -> RequestBuilder {
        let request = match &self.body {
            Body::None => http.get(address),
            Body::Json(json) => {
                let json_type = HeaderValue::from_static("application/json; charset=utf-8");
                http.post(address).header(CONTENT_TYPE, json_type).body(json.clone())
            }
            Body::Form(form) => http.post(address).multipart(form.form()),
        };
        request.query(&self.query).timeout(self.limit)
    }
}
