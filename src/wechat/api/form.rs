//! Files on their way: up in a form, down as bytes.

use bytes::Bytes;
use reqwest::multipart::{Form, Part};
use serde_json::Value;

/// A file to upload, as a multipart form. Cheap to clone: a retry sends the same bytes.
#[derive(Debug, Clone)]
pub(super) struct Upload {
    /// Name of the form's field: `media`.
    pub(super) field: &'static str,
    /// With the ending by which the platform tells the type.
    pub(super) file_name: String,
    /// The file.
    pub(super) bytes: Bytes,
    /// A further field, such as a video's `description`.
    pub(super) text: Option<(&'static str, String)>,
}

impl Upload {
    pub(super) fn form(&self) -> Form {
        let length = u64::try_from(self.bytes.len()).unwrap_or(u64::MAX);
        let file = Part::stream_with_length(self.bytes.clone(), length).file_name(self.file_name.clone());
        let form = Form::new().part(self.field, file);
        match &self.text {
            Some((field, text)) => form.text(*field, text.clone()),
            None => form,
        }
    }
}

/// How a download is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ask<'a> {
    /// By GET, with these parameters.
    Query(&'a [(&'a str, &'a str)]),
    /// By POST, with this JSON.
    Body(&'a Value),
}

/// What a download brought.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Downloaded {
    /// A file.
    File {
        /// Its `Content-Type`, as the platform says.
        content_type: String,
        /// The file.
        bytes: Bytes,
    },
    /// JSON in its place, without an errcode: a video's `video_url`, an article's `news_item`.
    Json(Value),
}
