//! What the operator sets for the callback, checked before it serves.

use std::str::FromStr;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::cipher::Cipher;
use super::key_ring::KeyRing;

/// 消息加解密方式, as set in the platform's console. Never read from a request (platform sheet 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// 明文模式: neither encrypted nor, in truth, signed. For trials.
    Plain,
    /// 兼容模式: both halves arrive, and only the encrypted one is believed.
    Compatible,
    /// 安全模式.
    Safe,
}

/// The word is no mode.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a mode is one of plain, compatible, safe")]
pub struct UnknownMode;

impl FromStr for Mode {
    type Err = UnknownMode;

    fn from_str(word: &str) -> Result<Self, UnknownMode> {
        match word {
            "plain" => Ok(Self::Plain),
            "compatible" => Ok(Self::Compatible),
            "safe" => Ok(Self::Safe),
            _ => Err(UnknownMode),
        }
    }
}

/// Settings of the callback.
#[derive(Debug, Clone)]
pub struct CallbackConfig {
    /// 开发者ID, `wx…`: messages sealed for another account are refused.
    pub app_id: String,
    /// 令牌, as typed into the console.
    pub token: SecretString,
    /// As set in the console.
    pub mode: Mode,
    /// EncodingAESKey; not needed in plain mode.
    pub aes_key: Option<SecretString>,
    /// The one before, while it is being changed.
    pub aes_key_previous: Option<SecretString>,
    /// How far a request's timestamp may be from our clock, either way.
    pub freshness: Duration,
    /// Largest body in bytes.
    pub max_body: usize,
    /// Longest text of a reply in bytes.
    pub text_limit: usize,
}

/// What is wrong with the settings, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallbackConfigError {
    /// No token, or with white space in it.
    #[error("wechat.token is empty or has a space in it: copy the 令牌 (Token) from 消息与事件推送 in the console")]
    Token,
    /// No AppID, or with white space in it.
    #[error("wechat.app_id is empty or has a space in it: copy the 开发者ID (AppID), wx and 16 characters")]
    AppId,
    /// The mode needs a key.
    #[error(
        "wechat.encoding_aes_key is missing: copy the EncodingAESKey from 消息与事件推送, or set wechat.mode = \"plain\""
    )]
    NoAesKey,
    /// The key is none.
    #[error("wechat.{0} is no EncodingAESKey: it has 43 characters, letters and digits, no = at the end")]
    AesKey(&'static str),
    /// A limit under which nothing gets through.
    #[error("wechat.{0} must not be 0")]
    Zero(&'static str),
}

impl CallbackConfig {
    /// Refuses what could never work.
    pub(super) fn check(&self) -> Result<(), CallbackConfigError> {
        let unsound = |text: &str| text.is_empty() || text.contains(char::is_whitespace);
        if unsound(self.token.expose_secret()) {
            return Err(CallbackConfigError::Token);
        }
        if unsound(&self.app_id) {
            return Err(CallbackConfigError::AppId);
        }
        let limits = [("max_body", self.max_body), ("text_limit", self.text_limit)];
        match limits.into_iter().find(|(_, limit)| *limit == 0) {
            Some((name, _)) => Err(CallbackConfigError::Zero(name)),
            None if self.freshness.is_zero() => Err(CallbackConfigError::Zero("freshness")),
            None => Ok(()),
        }
    }

    /// The keys, their schedules built; `None` in plain mode.
    pub(super) fn key_ring(&self) -> Result<Option<KeyRing>, CallbackConfigError> {
        if self.mode == Mode::Plain {
            return Ok(None);
        }
        let cipher = |key: &SecretString, name| {
            Cipher::new(key.expose_secret(), &self.app_id).map_err(|_| CallbackConfigError::AesKey(name))
        };
        let current = cipher(self.aes_key.as_ref().ok_or(CallbackConfigError::NoAesKey)?, "encoding_aes_key")?;
        let previous = self.aes_key_previous.as_ref().map(|key| cipher(key, "encoding_aes_key_previous"));
        Ok(Some(KeyRing::new(current, previous.transpose()?)))
    }
}
