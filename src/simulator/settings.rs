//! The simulated account, where its callbacks go, and the rules that the sheet could not settle.

use std::time::Duration;

use secrecy::SecretString;

use super::account::Account;

/// Everything that is fixed when a platform starts.
#[derive(Debug, Clone)]
pub struct Settings {
    /// 开发者ID, `wx…`.
    pub app_id: String,
    /// 开发者密码.
    pub app_secret: SecretString,
    /// The account's original id, `gh_…`: `ToUserName` of every push.
    pub original_id: String,
    /// Kind and verification; may change later.
    pub account: Account,
    /// Where messages and events are pushed.
    pub callback: CallbackSettings,
    /// Where the simulator itself is reached, without a final slash: begins the addresses of pictures and articles.
    pub base_url: String,
    /// What the sheet could not settle.
    pub rules: Rules,
}

/// 消息与事件推送, as typed into the console.
#[derive(Debug, Clone)]
pub struct CallbackSettings {
    /// The whole address; may change later.
    pub url: String,
    /// 令牌.
    pub token: SecretString,
    /// EncodingAESKey; not needed in plain mode.
    pub aes_key: Option<SecretString>,
    /// 消息加解密方式.
    pub mode: Mode,
}

/// 消息加解密方式 (platform sheet 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// 明文模式.
    Plain,
    /// 兼容模式: plain fields and the ciphertext, side by side.
    Compatible,
    /// 安全模式.
    Safe,
}

/// What the sheet marks unverified, or leaves to experience, with what it advises to assume.
#[derive(Debug, Clone)]
pub struct Rules {
    /// How long a callback may take; the platform's is 5 s. Tests need not wait that long.
    pub cut_off: Duration,
    /// Deliveries of one push altogether (sheet 4: "three times in total").
    pub attempts: u32,
    /// Callbacks at one time.
    pub connections: usize,
    /// What the follower reads when a callback failed (sheet 4: what clients display today).
    pub fault_notice: String,
    /// Whether a further attempt has a nonce of its own.
    pub fresh_nonce: bool,
    /// Whether `]]>` in a follower's text is taken apart; the platform does not appear to (sheet 9, edge 11).
    pub splits_cdata: bool,
    /// Whether a menu tap's three messages come on top of a message's five (sheet 7.2: not for mini programs).
    pub windows_add_up: bool,
    /// Longest text of a customer-service message, in bytes (sheet 7.2: historic).
    pub text_limit: usize,
    /// Most articles of a draft.
    pub articles: usize,
    /// Life of a code that was made without `expire_seconds`.
    pub qr_life: Duration,
    /// How long results (`TEMPLATESENDJOBFINISH`, `MASSSENDJOBFINISH`, …) wait before they are pushed.
    pub result_delay: Duration,
    /// How long a push that others are to overtake waits for one.
    pub held_back: Duration,
    /// How long a call that is made to hang is held before its connection is given up.
    pub hang: Duration,
    /// Whether an unverified service account has the menu API (sheet 8.1).
    pub unverified_service_menu: bool,
    /// Whether a verified subscription account has subscription notices (sheet 8.1).
    pub subscription_account_notices: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            cut_off: Duration::from_secs(5),
            attempts: 3,
            connections: 64,
            fault_notice: "该公众号提供的服务出现故障，请稍后再试".to_owned(),
            fresh_nonce: true,
            splits_cdata: false,
            windows_add_up: false,
            text_limit: 2048,
            articles: 8,
            qr_life: Duration::from_secs(60),
            result_delay: Duration::from_millis(300),
            held_back: Duration::from_secs(2),
            hang: Duration::from_secs(60),
            unverified_service_menu: false,
            subscription_account_notices: false,
        }
    }
}

/// What is wrong with the settings.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The mode needs a key, and there is none or it is none.
    #[error("compatible and safe mode need an EncodingAESKey of 43 characters")]
    AesKey,
    /// No HTTP client could be built.
    #[error("cannot call out: {0}")]
    Client(#[from] reqwest::Error),
}
