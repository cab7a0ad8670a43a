//! The configuration: `config/default.toml`, then the file, then the environment; checked as a whole before anything
//! starts. Whatever is wrong is reported at once, each key with what to do about it, and a secret is never shown.

mod problem;
mod settings;
mod values;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

pub use self::problem::{Problem, Problems};
pub use self::settings::Settings;
pub use self::values::{CallbackMode, LogFormat, LogLevel};

use self::settings::Reader;

/// What every command can count on.
#[derive(Debug)]
pub struct Config {
    /// The HTTP server.
    pub server: Server,
    /// What the callback holds deliveries against.
    pub callback: Callback,
    /// How long a message may take before `success` is sent in its place.
    pub deadline: Duration,
    /// How long a conversation is kept after its last message, and a form in it.
    pub form_kept: Duration,
    /// How long what was said to people later, or could not be, is kept, in days.
    pub errands_kept_days: u32,
    /// `sqlite://…` or `postgres://…`; may hold a password.
    pub database_url: SecretString,
    /// The volatile state.
    pub cache: Cache,
    /// The folder of the content pack.
    pub content: PathBuf,
    /// Whether the pack's sample activities are loaded.
    pub samples: bool,
    /// The log.
    pub log: Log,
    /// What personal data is sealed with: 32 bytes in base64. Every command that opens the records needs it.
    pub privacy_key: Option<SecretString>,
}

/// The HTTP server.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub listen: SocketAddr,
    /// What links begin with; no slash at the end.
    pub public_url: String,
    /// How long a stopping server goes on with what it has in hand.
    pub shutdown: Duration,
    /// Reverse proxies: what they say of whom they ask for is believed.
    pub proxies: Vec<IpAddr>,
}

/// Limits of the callback, and where the platform is.
#[derive(Debug)]
pub struct Callback {
    /// The platform's API, without a slash at the end.
    pub api_base: String,
    /// How old a delivery's timestamp may be.
    pub freshness: Duration,
    /// The largest body taken.
    pub max_body_bytes: usize,
    /// The longest text reply, in bytes of UTF-8.
    pub text_limit_bytes: usize,
}

/// Where the volatile state lives.
#[derive(Debug)]
pub enum Cache {
    /// In the process, with the SQLite file behind it.
    Embedded,
    /// In Redis, by URL; may hold a password.
    Redis(SecretString),
}

/// The log.
#[derive(Debug, Clone, Copy)]
pub struct Log {
    /// For people or for machines.
    pub format: LogFormat,
    /// From which level on.
    pub level: LogLevel,
}

/// What only a server on a real account needs, all of it there.
#[derive(Debug)]
pub struct Account {
    /// `wx` and 16 more.
    pub app_id: String,
    /// For the platform's API; not needed to answer.
    pub app_secret: Option<SecretString>,
    /// What signatures are made with.
    pub token: SecretString,
    /// How messages come.
    pub mode: CallbackMode,
    /// The EncodingAESKey, 43 characters; there in every mode but `plain`.
    pub encoding_aes_key: Option<SecretString>,
    /// The one before it, while it is being changed.
    pub encoding_aes_key_previous: Option<SecretString>,
}

impl Settings {
    /// What every command can count on.
    ///
    /// # Errors
    /// All that is wrong with what is set. A missing account is not.
    pub fn config(&self) -> Result<Config, Problems> {
        let mut reader = self.reader();
        let config = read_config(&mut reader);
        // What is set for the account is judged as well: a mistyped key should not wait for the day of `serve`.
        read_optional_account(&mut reader);
        reader.finish(config)
    }

    /// The same with the account and the privacy key, for `serve`.
    ///
    /// # Errors
    /// All that is wrong, and all that is missing.
    pub fn serving(&self) -> Result<(Config, Account), Problems> {
        let mut reader = self.reader();
        let config = read_config(&mut reader);
        let account = read_account(&mut reader);
        reader.finish(config.zip(account))
    }
}

fn read_config(reader: &mut Reader<'_>) -> Option<Config> {
    // Everything is read before the first `?`, so that one mistake does not hide the next.
    let server = read_server(reader);
    let callback = read_callback(reader);
    let deadline = reader.needed("inbox.deadline_ms", |text| values::number(text, 500, 4_500, "milliseconds"));
    let form_kept = reader.needed("inbox.form_kept_hours", |text| values::number(text, 1, 168, "hours"));
    let database_url = reader.needed("database.url", values::database_url);
    let errands_kept = reader.needed("database.errands_kept_days", |text| values::number(text, 30, 3_650, "days"));
    let cache = reader.needed("cache.url", values::cache);
    let content = reader.needed("content", |text| Ok(PathBuf::from(text)));
    let samples = reader.needed("samples", values::flag);
    let format = reader.needed("log.format", values::log_format);
    let level = reader.needed("log.level", values::log_level);
    let privacy_key = reader.optional("privacy.key", values::privacy_key);
    Some(Config {
        server: server?,
        callback: callback?,
        deadline: Duration::from_millis(deadline?),
        form_kept: Duration::from_secs(form_kept? * 3_600),
        errands_kept_days: u32::try_from(errands_kept?).ok()?,
        database_url: database_url?,
        cache: cache?,
        content: content?,
        samples: samples?,
        log: Log { format: format?, level: level? },
        privacy_key,
    })
}

fn read_server(reader: &mut Reader<'_>) -> Option<Server> {
    let listen = reader.needed("server.listen", values::listen);
    let public_url = reader.needed("server.public_url", values::web_address);
    let shutdown = reader.needed("server.shutdown_seconds", |text| values::number(text, 1, 300, "seconds"));
    let proxies = reader.needed("server.proxies", values::addresses);
    Some(Server {
        listen: listen?,
        public_url: public_url?,
        shutdown: Duration::from_secs(shutdown?),
        proxies: proxies?,
    })
}

fn read_callback(reader: &mut Reader<'_>) -> Option<Callback> {
    let api_base = reader.needed("wechat.api_base", values::web_address);
    let freshness = reader.needed("wechat.freshness_seconds", |text| values::number(text, 60, 86_400, "seconds"));
    let max_body = reader.needed("wechat.max_body_bytes", |text| values::number(text, 4_096, 1_048_576, "bytes"));
    let text_limit = reader.needed("wechat.text_limit_bytes", |text| values::number(text, 200, 2_048, "bytes"));
    Some(Callback {
        api_base: api_base?,
        freshness: Duration::from_secs(freshness?),
        max_body_bytes: usize::try_from(max_body?).ok()?,
        text_limit_bytes: usize::try_from(text_limit?).ok()?,
    })
}

fn read_optional_account(reader: &mut Reader<'_>) {
    reader.optional("wechat.app_id", values::app_id);
    reader.optional("wechat.app_secret", values::secret);
    reader.optional("wechat.token", values::token);
    reader.optional("wechat.mode", values::mode);
    reader.optional("wechat.encoding_aes_key", values::aes_key);
    reader.optional("wechat.encoding_aes_key_previous", values::aes_key);
    reader.optional("privacy.key", values::privacy_key);
}

fn read_account(reader: &mut Reader<'_>) -> Option<Account> {
    let app_id = reader.needed("wechat.app_id", values::app_id);
    let app_secret = reader.optional("wechat.app_secret", values::secret);
    let token = reader.needed("wechat.token", values::token);
    let mode = reader.needed("wechat.mode", values::mode);
    let encrypted = mode != Some(CallbackMode::Plain);
    let encoding_aes_key = if encrypted {
        reader.needed("wechat.encoding_aes_key", values::aes_key).map(Some)
    } else {
        Some(reader.optional("wechat.encoding_aes_key", values::aes_key))
    };
    let encoding_aes_key_previous = reader.optional("wechat.encoding_aes_key_previous", values::aes_key);
    let privacy_key = reader.needed("privacy.key", values::privacy_key);
    // Read as a value with the rest; here it only has to be there.
    privacy_key?;
    Some(Account {
        app_id: app_id?,
        app_secret,
        token: token?,
        mode: mode?,
        encoding_aes_key: encoding_aes_key?,
        encoding_aes_key_previous,
    })
}
