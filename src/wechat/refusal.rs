//! Why a request was refused, and what its sender gets: a status, and never a body.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use metrics::counter;

use super::cipher::DecryptError;
use super::push::PushError;
use super::xml::XmlError;

/// A refused request. Turning it into a response counts it and writes its one log line, without personal
/// data and secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The signature is wrong or absent: the sender does not know our token.
    #[error("the signature does not match: is wechat.token the one in the platform's console?")]
    Signature,
    /// The timestamp is absent or further from our clock than the window: an old request played again.
    #[error("the timestamp is outside the window: is this machine's clock right?")]
    Timestamp,
    /// In plain text, although the mode says encrypted.
    #[error("not encrypted, though wechat.mode says it has to be")]
    NotEncrypted,
    /// Properly signed, but does not decrypt.
    #[error("does not decrypt ({0}): are wechat.encoding_aes_key and wechat.app_id those in the console?")]
    Decrypt(DecryptError),
    /// The query names another follower than the body does.
    #[error("query and body name different followers")]
    OpenIdMismatch,
    /// The `echostr` is none of the platform's.
    #[error("the echostr is absent or too long")]
    EchoStr,
    /// The body is larger than the cap.
    #[error("the body is too large")]
    TooLarge,
    /// The body did not arrive in time.
    #[error("the body did not arrive in time")]
    Slow,
    /// The connection broke within the body.
    #[error("the connection broke within the body")]
    Broken,
    /// The body is no push.
    #[error("{0}")]
    Push(PushError),
    /// The body decrypts, but not to a push. To its sender this is one more decryption failure
    /// (platform sheet 2.2).
    #[error("decrypted, but {0}")]
    Sealed(PushError),
}

impl Refusal {
    /// The code in the log and the metric.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Timestamp => "timestamp",
            Self::NotEncrypted => "not_encrypted",
            Self::Decrypt(error) => of_decryption(error),
            Self::OpenIdMismatch => "openid_mismatch",
            Self::EchoStr => "echostr",
            Self::TooLarge => "too_large",
            Self::Slow => "slow",
            Self::Broken => "broken",
            Self::Push(error) | Self::Sealed(error) => of_push(error),
        }
    }

    /// What the sender learns, and all that the sender learns: no decryption failure differs from another.
    pub fn status(self) -> StatusCode {
        match self {
            Self::Signature | Self::Timestamp | Self::NotEncrypted | Self::Push(PushError::Encrypted) => {
                StatusCode::FORBIDDEN
            }
            Self::Decrypt(_) | Self::Sealed(_) | Self::OpenIdMismatch | Self::EchoStr => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::Broken | Self::Push(_) => StatusCode::BAD_REQUEST,
        }
    }
}

fn of_decryption(error: DecryptError) -> &'static str {
    match error {
        DecryptError::Base64 => "base64",
        DecryptError::Length => "ciphertext_length",
        DecryptError::Padding => "padding",
        DecryptError::MessageLength => "message_length",
        DecryptError::AppId => "app_id",
    }
}

fn of_push(error: PushError) -> &'static str {
    match error {
        PushError::Xml(error) => of_xml(error),
        PushError::Encrypted => "encrypted",
        PushError::Field(_) => "field",
    }
}

fn of_xml(error: XmlError) -> &'static str {
    match error {
        XmlError::Malformed => "xml",
        XmlError::Root => "xml_root",
        XmlError::Trailing => "xml_trailing",
        XmlError::Doctype => "doctype",
        XmlError::Entity => "entity",
        XmlError::TooDeep => "too_deep",
        XmlError::TooMany => "too_many_elements",
        XmlError::TooLong => "element_too_long",
        XmlError::DuplicateField => "duplicate_field",
    }
}

impl From<XmlError> for Refusal {
    fn from(error: XmlError) -> Self {
        Self::Push(PushError::Xml(error))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (reason, status) = (self.reason(), self.status());
        counter!("guiyan_callback_refused_total", "reason" => reason).increment(1);
        counter!("guiyan_callback_total", "outcome" => "refused").increment(1);
        tracing::warn!(reason, status = status.as_u16(), "callback refused: {self}");
        status.into_response()
    }
}
