//! The configuration: layers, environment names, and what is said about each mistake.

use std::collections::HashMap;
use std::fs;
use std::net::{IpAddr, Ipv6Addr};
use std::path::PathBuf;
use std::time::Duration;

use guiyan::config::{Account, Cache, CallbackMode, Config, LogFormat, Problems, Settings};
use secrecy::ExposeSecret;

/// Every value a server on an account needs, as the environment gives it.
const ACCOUNT: &[(&str, &str)] = &[
    ("GUIYAN__WECHAT__APP_ID", "wx0123456789abcdef"),
    ("GUIYAN__WECHAT__TOKEN", "0012345"),
    ("GUIYAN__WECHAT__ENCODING_AES_KEY", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"),
    ("GUIYAN__PRIVACY__KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
];

fn environment(pairs: &[&[(&str, &str)]]) -> HashMap<String, String> {
    pairs.iter().copied().flatten().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Settings from a file with this text, and these variables.
fn settings(file: &str, variables: &[&[(&str, &str)]]) -> Result<Settings, Problems> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("guiyan.toml");
    fs::write(&path, file).unwrap();
    Settings::read_with(Some(&path), environment(variables))
}

fn config(file: &str) -> Config {
    settings(file, &[]).and_then(|settings| settings.config()).unwrap()
}

fn serving(file: &str, variables: &[(&str, &str)]) -> Result<(Config, Account), Problems> {
    settings(file, &[ACCOUNT, variables])?.serving()
}

/// The one line that is said about a file with one mistake; the server is otherwise well configured.
fn complaint(file: &str) -> String {
    let problems = serving(file, &[]).map(|_| ()).unwrap_err();
    assert_eq!(problems.0.len(), 1, "{problems}");
    problems.to_string()
}

#[test]
fn the_defaults_are_those_of_the_contract() {
    let config = config("");
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.server.public_url, "http://127.0.0.1:8080");
    assert_eq!(config.server.shutdown, Duration::from_secs(15));
    assert_eq!(config.server.proxies, [IpAddr::from([127, 0, 0, 1]), IpAddr::from(Ipv6Addr::LOCALHOST)]);
    assert_eq!(config.callback.api_base, "https://api.weixin.qq.com");
    assert_eq!(config.callback.freshness, Duration::from_secs(600));
    assert_eq!(config.callback.max_body_bytes, 65_536);
    assert_eq!(config.callback.text_limit_bytes, 2_000);
    assert_eq!(config.deadline, Duration::from_secs(4));
    assert_eq!(config.form_kept, Duration::from_secs(24 * 3_600));
    assert_eq!(config.database_url.expose_secret(), "sqlite://data/guiyan.db");
    assert_eq!(config.errands_kept_days, 400);
    assert!(matches!(config.cache, Cache::Embedded));
    assert_eq!(config.content, PathBuf::from("config/xingguo"));
    assert!(!config.samples);
    assert_eq!(config.log.format, LogFormat::Pretty);
}

#[test]
fn the_file_overrides_the_defaults_and_the_environment_the_file() {
    let file = "content = 'from/file'\n[server]\nlisten = '127.0.0.1:1'\npublic_url = 'https://wx.example.gov.cn/'";
    let config = settings(file, &[&[("GUIYAN__SERVER__LISTEN", "127.0.0.1:2")]]).unwrap().config().unwrap();
    assert_eq!(config.content, PathBuf::from("from/file"));
    assert_eq!(config.server.listen.port(), 2);
    assert_eq!(config.server.public_url, "https://wx.example.gov.cn");
}

#[test]
fn every_key_can_be_set_by_the_name_that_the_contract_gives_it() {
    let variables = [
        ("GUIYAN__CONTENT", "other/pack"),
        ("GUIYAN__SAMPLES", "true"),
        ("GUIYAN__SERVER__PUBLIC_URL", "https://wx.example.gov.cn"),
        ("GUIYAN__SERVER__SHUTDOWN_SECONDS", "3"),
        ("GUIYAN__WECHAT__MODE", "compatible"),
        ("GUIYAN__SERVER__PROXIES", "10.0.0.2"),
        ("GUIYAN__WECHAT__APP_SECRET", "made-up"),
        ("GUIYAN__WECHAT__ENCODING_AES_KEY_PREVIOUS", "0000000000000000000000000000000000000000000"),
        ("GUIYAN__WECHAT__API_BASE", "http://127.0.0.1:9"),
        ("GUIYAN__WECHAT__FRESHNESS_SECONDS", "60"),
        ("GUIYAN__WECHAT__MAX_BODY_BYTES", "262144"),
        ("GUIYAN__WECHAT__TEXT_LIMIT_BYTES", "600"),
        ("GUIYAN__INBOX__DEADLINE_MS", "1500"),
        ("GUIYAN__INBOX__FORM_KEPT_HOURS", "2"),
        ("GUIYAN__DATABASE__URL", "postgres://guiyan@127.0.0.1/guiyan"),
        ("GUIYAN__CACHE__URL", "redis-cluster://127.0.0.1:7000,127.0.0.1:7001"),
        ("GUIYAN__LOG__FORMAT", "json"),
        ("GUIYAN__LOG__LEVEL", "warn"),
    ];
    let (config, account) = serving("", &variables).unwrap();
    assert_eq!(config.content, PathBuf::from("other/pack"));
    assert!(config.samples);
    assert_eq!(config.server.shutdown, Duration::from_secs(3));
    assert_eq!(config.server.proxies, [IpAddr::from([10, 0, 0, 2])]);
    assert_eq!(config.callback.api_base, "http://127.0.0.1:9");
    assert_eq!(config.callback.freshness, Duration::from_secs(60));
    assert_eq!(config.callback.max_body_bytes, 262_144);
    assert_eq!(config.callback.text_limit_bytes, 600);
    assert_eq!(config.deadline, Duration::from_millis(1_500));
    assert_eq!(config.form_kept, Duration::from_secs(7_200));
    assert_eq!(config.database_url.expose_secret(), "postgres://guiyan@127.0.0.1/guiyan");
    assert!(matches!(config.cache, Cache::Redis(url) if url.expose_secret().starts_with("redis-cluster://")));
    assert_eq!(config.log.format, LogFormat::Json);
    assert_eq!(account.mode, CallbackMode::Compatible);
    assert_eq!(account.app_id, "wx0123456789abcdef");
    assert!(account.app_secret.is_some() && account.encoding_aes_key_previous.is_some());
}

#[test]
fn a_token_of_digits_stays_as_it_was_written() {
    let (_, account) = serving("", &[]).unwrap();
    assert_eq!(account.token.expose_secret(), "0012345");
    let (_, account) = serving("", &[("GUIYAN__WECHAT__TOKEN", "1e5")]).unwrap();
    assert_eq!(account.token.expose_secret(), "1e5");
    let account = settings("[wechat]\ntoken = 12345", &[&ACCOUNT[..1], &ACCOUNT[2..]]).unwrap().serving().unwrap().1;
    assert_eq!(account.token.expose_secret(), "12345");
}

#[test]
fn an_empty_text_sets_nothing() {
    let config = config("content = ''\n[database]\nurl = ' '");
    assert_eq!(config.content, PathBuf::from("config/xingguo"));
    assert_eq!(config.database_url.expose_secret(), "sqlite://data/guiyan.db");
    let (config, _) = serving("[server]\nlisten = '127.0.0.1:9'", &[("GUIYAN__SERVER__LISTEN", "")]).unwrap();
    assert_eq!(config.server.listen.port(), 9);
}

#[test]
fn the_example_is_the_defaults_and_filled_in_it_serves() {
    let example = fs::read_to_string("config/guiyan.example.toml").unwrap();
    assert_eq!(config(&example).server.public_url, config("").server.public_url);
    let (_, account) = serving(&example, &[]).unwrap();
    assert_eq!(account.mode, CallbackMode::Safe);
}

#[test]
fn each_wrong_value_is_named_with_what_to_do() {
    let cases = [
        ("[server]\nlisten = 'localhost'", "server.listen", "write it like 127.0.0.1:8080"),
        ("[server]\npublic_url = 'wx.example.gov.cn'", "server.public_url", "https://"),
        ("[server]\nshutdown_seconds = 0", "server.shutdown_seconds", "1 to 300"),
        ("[server]\nproxies = '127.0.0.1, ::1'", "server.proxies", "with a space between"),
        ("[wechat]\nmode = 'save'", "wechat.mode", "safe, compatible, plain"),
        ("[wechat]\napi_base = 'ftp://x'", "wechat.api_base", "web address"),
        ("[wechat]\nfreshness_seconds = 5", "wechat.freshness_seconds", "60 to 86400"),
        ("[wechat]\nmax_body_bytes = 12", "wechat.max_body_bytes", "4096 to 1048576"),
        ("[wechat]\ntext_limit_bytes = 9000", "wechat.text_limit_bytes", "200 to 2048"),
        ("[wechat]\nencoding_aes_key_previous = 'short'", "wechat.encoding_aes_key_previous", "43 letters"),
        ("[inbox]\ndeadline_ms = 5000", "inbox.deadline_ms", "500 to 4500"),
        ("[inbox]\nform_kept_hours = 0", "inbox.form_kept_hours", "1 to 168"),
        ("[inbox]\ndeadline_ms = [1]", "inbox.deadline_ms", "it is a list"),
        ("[database]\nurl = 'mysql://x'", "database.url", "sqlite://"),
        ("[database]\nerrands_kept_days = 7", "database.errands_kept_days", "30 to 3650"),
        ("[cache]\nurl = 'memcached://x'", "cache.url", "embedded"),
        ("samples = 'maybe'", "samples", "true, false"),
        ("[log]\nformat = 'xml'", "log.format", "pretty, json"),
        ("[log]\nlevel = 'loud'", "log.level", "error, warn, info, debug, trace"),
    ];
    for (file, key, fix) in cases {
        let said = complaint(file);
        assert!(said.starts_with(&format!("{key} (")) && said.contains("guiyan.toml)"), "{said}");
        assert!(said.contains(fix), "{said}");
    }
}

#[test]
fn a_key_that_does_not_exist_is_named_with_the_one_that_was_meant() {
    assert!(complaint("[wechat]\nencoding_aeskey = 'x'").contains("did you mean wechat.encoding_aes_key?"));
    assert!(complaint("[smtp]\nhost = 'x'").contains("remove it"));
    let problems = serving("", &[("GUIYAN__SERVER__LISTN", "127.0.0.1:1")]).map(|_| ()).unwrap_err().to_string();
    assert!(problems.contains("GUIYAN__SERVER__LISTN in the environment") && problems.contains("server.listen?"));
}

#[test]
fn all_mistakes_are_reported_at_once() {
    let file = "content = ''\nextra = 1\n[server]\nlisten = 'x'\n[wechat]\nmode = 'x'\n[log]\nlevel = 'x'";
    let problems = settings(file, &[]).unwrap().serving().map(|_| ()).unwrap_err();
    let places: Vec<&str> = problems.0.iter().map(|problem| problem.place.split(' ').next().unwrap()).collect();
    assert_eq!(
        places,
        [
            "extra",
            "server.listen",
            "log.level",
            "wechat.app_id",
            "wechat.token",
            "wechat.mode",
            "wechat.encoding_aes_key",
            "privacy.key"
        ]
    );
}

#[test]
fn without_an_account_everything_but_serving_works() {
    let settings = settings("", &[]).unwrap();
    assert!(settings.config().is_ok());
    let missing = settings.serving().map(|_| ()).unwrap_err().to_string();
    for key in ["wechat.app_id", "wechat.token", "wechat.encoding_aes_key", "privacy.key"] {
        assert!(missing.contains(&format!("{key}: it is not set")), "{missing}");
    }
    assert!(missing.contains("GUIYAN__PRIVACY__KEY in the environment"), "{missing}");
}

#[test]
fn plain_mode_needs_no_key() {
    let variables: &[&[(&str, &str)]] = &[&ACCOUNT[..2], &ACCOUNT[3..], &[("GUIYAN__WECHAT__MODE", "plain")]];
    let (_, account) = settings("", variables).unwrap().serving().unwrap();
    assert!(account.encoding_aes_key.is_none());
}

#[test]
fn an_account_is_judged_even_where_it_is_not_needed() {
    let problems = settings("[wechat]\napp_id = 'gh_0123456789ab'", &[]).unwrap().config().map(|_| ()).unwrap_err();
    assert!(problems.to_string().contains("an AppID is wx and 16 letters and digits"));
}

#[test]
fn no_secret_is_ever_shown() {
    let secrets = [
        ("GUIYAN__WECHAT__TOKEN", "hush-hush"),
        ("GUIYAN__WECHAT__ENCODING_AES_KEY", "hush-hush"),
        ("GUIYAN__PRIVACY__KEY", "hush-hush"),
        ("GUIYAN__DATABASE__URL", "oracle://user:hush-hush@host"),
        ("GUIYAN__CACHE__URL", "http://user:hush-hush@host"),
    ];
    let problems = serving("", &secrets).map(|_| ()).unwrap_err();
    assert_eq!(problems.0.len(), secrets.len());
    assert!(!problems.to_string().contains("hush") && !format!("{problems:?}").contains("hush"));

    let sound = [("GUIYAN__WECHAT__TOKEN", "hushhush"), ("GUIYAN__DATABASE__URL", "postgres://u:hushhush@host/x")];
    assert!(!format!("{:?}", serving("", &sound).unwrap()).contains("hush"));
}

#[test]
fn a_file_that_is_no_toml_is_named_by_line_without_showing_it() {
    let problems = settings("[wechat]\n\ntoken = hushhush\n", &[]).map(|_| ()).unwrap_err().to_string();
    assert!(problems.contains("guiyan.toml:3: is no TOML"), "{problems}");
    assert!(!problems.contains("hush"), "{problems}");
}

#[test]
fn a_file_that_is_not_there_is_an_error_when_it_was_named() {
    let missing = PathBuf::from("nowhere/guiyan.toml");
    let problems = Settings::read_with(Some(&missing), HashMap::new()).map(|_| ()).unwrap_err().to_string();
    assert!(problems.starts_with("nowhere/guiyan.toml: cannot be read"), "{problems}");
}

/// The table names each key with its default, as the defaults file has it.
#[test]
fn the_readmes_table_is_the_defaults_file() {
    let readme = fs::read_to_string("README.md").unwrap();
    let defaults: toml::Table = fs::read_to_string("config/default.toml").unwrap().parse().unwrap();
    for (section, value) in &defaults {
        let keys = value.as_table().map_or_else(
            || vec![(section.clone(), value)],
            |table| table.iter().map(|(key, value)| (format!("{section}.{key}"), value)).collect(),
        );
        for (key, value) in keys {
            let default = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let default = if default.is_empty() { String::new() } else { format!("`{default}` ") };
            let row = format!("| `{key}` | {default}|");
            assert!(readme.contains(&row), "README.md has no row `{row}`");
        }
    }
}
