//! One parser a kind of value: from the text that was set to what the program works with.

use std::net::{IpAddr, SocketAddr};

use secrecy::SecretString;

use super::Cache;
use super::problem::Refused;
use crate::app::vault::Vault;

/// How the platform delivers messages (platform sheet 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallbackMode {
    /// 明文模式.
    Plain,
    /// 兼容模式.
    Compatible,
    /// 安全模式.
    Safe,
}

/// For whom the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// For machines: one JSON object a line.
    Json,
}

/// From which level on events are logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    /// What failed.
    Error,
    /// And what is odd.
    Warn,
    /// And what happens.
    Info,
    /// And why.
    Debug,
    /// And every step.
    Trace,
}

pub(super) fn listen(text: &str) -> Result<SocketAddr, Refused> {
    text.parse().map_err(|_| {
        Refused::new(
            format!("`{text}` is no IP address with a port"),
            "write it like 127.0.0.1:8080, or 0.0.0.0:8080 to be reached from other machines",
        )
    })
}

pub(super) fn addresses(text: &str) -> Result<Vec<IpAddr>, Refused> {
    let read = |one: &str| {
        one.parse().map_err(|_| {
            Refused::new(
                format!("`{one}` is no IP address"),
                "write IP addresses with a space between, like 127.0.0.1 ::1",
            )
        })
    };
    text.split_whitespace().map(read).collect()
}

pub(super) fn web_address(text: &str) -> Result<String, Refused> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    if host.is_empty() || host.starts_with('/') || host.contains(char::is_whitespace) {
        return Err(Refused::new(
            format!("`{text}` is no web address"),
            "write it with https:// or http:// in front, like https://wx.example.gov.cn",
        ));
    }
    Ok(text.trim_end_matches('/').to_owned())
}

pub(super) fn number(text: &str, least: u64, most: u64, unit: &str) -> Result<u64, Refused> {
    text.parse().ok().filter(|number| (least..=most).contains(number)).ok_or_else(|| {
        Refused::new(format!("`{text}` is not possible"), format!("write a whole number of {unit}, {least} to {most}"))
    })
}

pub(super) fn flag(text: &str) -> Result<bool, Refused> {
    one_of(text, &[("true", true), ("false", false)])
}

pub(super) fn mode(text: &str) -> Result<CallbackMode, Refused> {
    one_of(
        text,
        &[("safe", CallbackMode::Safe), ("compatible", CallbackMode::Compatible), ("plain", CallbackMode::Plain)],
    )
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, Refused> {
    one_of(text, &[("pretty", LogFormat::Pretty), ("json", LogFormat::Json)])
}

pub(super) fn log_level(text: &str) -> Result<LogLevel, Refused> {
    one_of(
        text,
        &[
            ("error", LogLevel::Error),
            ("warn", LogLevel::Warn),
            ("info", LogLevel::Info),
            ("debug", LogLevel::Debug),
            ("trace", LogLevel::Trace),
        ],
    )
}

fn one_of<T: Copy>(text: &str, words: &[(&str, T)]) -> Result<T, Refused> {
    words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value).ok_or_else(|| {
        let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        Refused::new(format!("`{text}` is not possible"), format!("write one of: {}", words.join(", ")))
    })
}

// The parsers below read secrets, or addresses with a password in them: none of them says what the text was.

pub(super) fn database_url(text: &str) -> Result<SecretString, Refused> {
    if ["sqlite://", "postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme)) {
        return Ok(text.into());
    }
    Err(Refused::new(
        "it is no database address",
        "write sqlite://data/guiyan.db or postgres://user:password@host/name",
    ))
}

pub(super) fn cache(text: &str) -> Result<Cache, Refused> {
    if text == "embedded" {
        return Ok(Cache::Embedded);
    }
    let schemes = ["redis://", "rediss://", "redis-sentinel://", "redis-cluster://"];
    if schemes.iter().any(|scheme| text.starts_with(scheme)) {
        return Ok(Cache::Redis(text.into()));
    }
    Err(Refused::new(
        "it is no cache address",
        "write embedded, or an address that begins with redis://, rediss://, redis-sentinel:// or redis-cluster://",
    ))
}

pub(super) fn app_id(text: &str) -> Result<String, Refused> {
    if text.len() == 18 && text.starts_with("wx") && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(text.to_owned());
    }
    Err(Refused::new(
        "an AppID is wx and 16 letters and digits",
        "copy it from 微信开发者平台 (not the gh_… name, not the secret)",
    ))
}

pub(super) fn token(text: &str) -> Result<SecretString, Refused> {
    if (3..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(text.into());
    }
    Err(Refused::new("a token is 3 to 32 letters and digits", "write the same as 令牌(Token) on the platform"))
}

pub(super) fn aes_key(text: &str) -> Result<SecretString, Refused> {
    if text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(text.into());
    }
    Err(Refused::new(
        "an EncodingAESKey is 43 letters and digits",
        "copy 消息加解密密钥(EncodingAESKey) from the platform in full",
    ))
}

pub(super) fn privacy_key(text: &str) -> Result<SecretString, Refused> {
    let key = SecretString::from(text);
    match Vault::new(&key) {
        Ok(_) => Ok(key),
        Err(_) => Err(Refused::new("it is not 32 bytes in base64", "make one with: openssl rand -base64 32")),
    }
}

pub(super) fn secret(text: &str) -> Result<SecretString, Refused> {
    Ok(text.into())
}
