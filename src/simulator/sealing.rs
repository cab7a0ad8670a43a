//! Signs and seals what goes to our server (platform sheet 1.2, 2), and reads what comes back by the same keys.

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::judge::Expected;
use super::push::Push;
use super::settings::{Mode, Settings, SettingsError};
use crate::wechat::cipher::Cipher;
use crate::wechat::envelope::sealed_push;
use crate::wechat::signature::Signature;

/// The account's side of the callback's secrets.
pub struct Sealer {
    token: SecretString,
    mode: Mode,
    /// `None` in plain mode.
    cipher: Option<Cipher>,
    /// `gh_…`.
    account: String,
}

/// One request: its query, and the body that the query signs.
pub struct Sealed {
    /// Behind the `?`.
    pub query: Vec<(&'static str, String)>,
    /// XML.
    pub body: String,
}

impl Sealer {
    /// Builds the key's schedules once.
    pub fn new(settings: &Settings) -> Result<Self, SettingsError> {
        let mode = settings.callback.mode;
        let cipher = match (mode, &settings.callback.aes_key) {
            (Mode::Plain, _) => None,
            (_, None) => return Err(SettingsError::AesKey),
            (_, Some(key)) => {
                Some(Cipher::new(key.expose_secret(), &settings.app_id).map_err(|_| SettingsError::AesKey)?)
            }
        };
        let (token, account) = (settings.callback.token.clone(), settings.original_id.clone());
        Ok(Self { token, mode, cipher, account })
    }

    /// Whether what travels is not what is meant.
    pub fn seals(&self) -> bool {
        self.cipher.is_some()
    }

    /// A push as it travels, under a nonce of its own.
    pub fn seal(&self, push: &Push, now: Timestamp) -> Sealed {
        let (timestamp, nonce) = (now.as_second().to_string(), rand::random::<u32>().to_string());
        let token = self.token.expose_secret();
        let mut query = vec![("signature", Signature::of_query(token, &timestamp, &nonce).as_str().to_owned())];
        let mut body = push.xml.clone();
        if let Some(cipher) = &self.cipher {
            let encrypt = cipher.encrypt(&ascii(), push.xml.as_bytes());
            let signature = Signature::of_message(token, &timestamp, &nonce, &encrypt).as_str().to_owned();
            query.extend([("encrypt_type", "aes".to_owned()), ("msg_signature", signature)]);
            body = if self.mode == Mode::Safe { sealed_push(&self.account, &encrypt) } else { beside(&body, &encrypt) };
        }
        query.extend([("timestamp", timestamp), ("nonce", nonce)]);
        query.extend(push.openid.as_deref().map(|openid| ("openid", openid.to_owned())));
        Sealed { query, body }
    }

    /// What an answer to this push is measured by.
    pub fn expected<'a>(&'a self, push: &'a Push) -> Expected<'a> {
        Expected {
            follower: push.openid.as_deref().unwrap_or_default(),
            account: &self.account,
            is_message: push.is_message,
            seal: self.cipher.as_ref().map(|cipher| (cipher, self.token.expose_secret())),
            must_be_sealed: self.mode == Mode::Safe,
        }
    }

    /// What the console sends to find out whether a server knows the token (platform sheet 1.1); never sealed.
    pub fn question(&self, now: Timestamp) -> Vec<(&'static str, String)> {
        let (timestamp, nonce) = (now.as_second().to_string(), rand::random::<u32>().to_string());
        let signature = Signature::of_query(self.token.expose_secret(), &timestamp, &nonce).as_str().to_owned();
        let echostr = rand::random::<u64>().to_string();
        vec![("signature", signature), ("timestamp", timestamp), ("nonce", nonce), ("echostr", echostr)]
    }
}

/// Sixteen ASCII characters: what the platform begins its plaintext with (platform sheet 2.2).
fn ascii() -> [u8; 16] {
    let mut random = [0; 16];
    // 8 bytes are 16 digits, always.
    let _ = hex::encode_to_slice(rand::random::<[u8; 8]>(), &mut random);
    random
}

/// Compatible mode: the ciphertext beside the plain fields.
fn beside(xml: &str, encrypt: &str) -> String {
    let open = xml.strip_suffix("</xml>").unwrap_or(xml);
    format!("{open}<Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>")
}
