//! Parametric QR codes: whoever scans one arrives with its scene (platform sheet 7.8).

use std::num::NonZeroU32;

use async_trait::async_trait;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::failure::PlatformError;
use super::limit::Chars;

/// A scene in words.
pub type SceneText = Chars<64>;

/// What a code says, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QrScene {
    /// A number, for a while.
    Temporary(NonZeroU32, QrLife),
    /// Words, for a while.
    TemporaryText(SceneText, QrLife),
    /// A number, for ever. The account has 100,000 permanent codes and can delete none.
    Permanent(PermanentScene),
    /// Words, for ever.
    PermanentText(SceneText),
}

/// A number is out of range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("要在{min}到{max}之间，现在是{has}")]
pub struct OutOfRange {
    /// What was given.
    pub has: u32,
    /// Least.
    pub min: u32,
    /// Most.
    pub max: u32,
}

/// A number within bounds.
macro_rules! ranged {
    ($($(#[$doc:meta])* $name:ident: $min:literal to $max:literal),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name(u32);

        impl $name {
            /// Refuses a number out of range.
            pub fn new(number: u32) -> Result<Self, OutOfRange> {
                let range = $min..=$max;
                if range.contains(&number) { Ok(Self(number)) } else { Err(OutOfRange { has: number, min: $min, max: $max }) }
            }

            /// The number.
            pub fn get(self) -> u32 {
                self.0
            }
        }
    )+};
}

ranged! {
    /// How long a temporary code works, in seconds: up to 30 days. Always said, because the texts about the platform
    /// do not agree on what it is otherwise.
    QrLife: 1 to 2_592_000,
    /// The number of a permanent code.
    PermanentScene: 1 to 100_000,
}

/// A code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrCode {
    /// For `image_address`.
    pub ticket: String,
    /// In how many seconds it ends; `None` for a permanent one.
    pub expires_in: Option<u64>,
    /// What the code holds: draw this.
    pub url: String,
}

impl QrCode {
    /// Where the platform's own picture of it is; a browser may load it without a token.
    pub fn image_address(&self) -> String {
        let ticket = utf8_percent_encode(&self.ticket, NON_ALPHANUMERIC);
        format!("https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket={ticket}")
    }
}

/// QR codes; verified service accounts alone.
#[async_trait]
pub trait QrGateway: Send + Sync {
    /// Makes one. Repeatable: the same scene twice are two pictures that say the same.
    async fn create(&self, scene: &QrScene) -> Result<QrCode, PlatformError>;
}
