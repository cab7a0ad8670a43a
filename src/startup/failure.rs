//! Why the house could not be opened, and what the engineer can do.

use crate::app::records::StoreError;
use crate::app::render::RenderError;
use crate::app::vault::InvalidKey;
use crate::cache::redis::CacheConfigError;
use crate::console;
use crate::simulator::settings::SettingsError;
use crate::site::PagesError;
use crate::site::sign::CannotSign;
use crate::startup::pack::PackError;
use crate::storage::{HoldError, OpenError};
use crate::wechat::api::ApiConfigError;
use crate::wechat::config::CallbackConfigError;

/// Why the house could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// `privacy.key` is missing or no key.
    #[error(transparent)]
    Key(#[from] InvalidKey),
    /// What is in the database was sealed with another key.
    #[error("the database holds personal data under the key {theirs}, and the key given is {ours}")]
    OtherKey {
        /// Which key it was.
        theirs: String,
        /// Which one was given.
        ours: String,
    },
    /// A template of the program itself.
    #[error(transparent)]
    Templates(#[from] RenderError),
    /// A page template of the program itself.
    #[error(transparent)]
    Pages(#[from] PagesError),
    /// A page template of the console.
    #[error(transparent)]
    Console(#[from] console::PagesError),
    /// The content pack.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// The database's address or file.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Somebody else has it.
    #[error(transparent)]
    InUse(#[from] HoldError),
    /// The database does not do what it should.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The cache's address.
    #[error(transparent)]
    Cache(#[from] CacheConfigError),
    /// The outward client.
    #[error(transparent)]
    Platform(#[from] ApiConfigError),
    /// The platform's API is wanted, and nothing says who we are to it.
    #[error("wechat.app_secret is not set, and the platform's API wants it")]
    NoAppSecret,
    /// The account's settings.
    #[error(transparent)]
    Callback(#[from] CallbackConfigError),
    /// The stand-in for the platform.
    #[error("the simulated platform cannot start ({0})")]
    Simulator(#[from] SettingsError),
    /// A QR code with its name.
    #[error("the QR code cannot be drawn ({0})")]
    Sign(#[from] CannotSign),
    /// An account of the demo's console.
    #[error("the demo's account cannot be made ({0})")]
    DemoAccount(String),
    /// The calendar does not reach the day of a sample activity.
    #[error("the sample activities cannot be dated ({0})")]
    Samples(String),
}

impl StartError {
    /// What to do about it.
    pub fn fix(&self) -> &'static str {
        match self {
            Self::Key(_) => "Set privacy.key in the file, or GUIYAN__PRIVACY__KEY in the environment.",
            Self::Callback(_) => "Nothing was started. `guiyan check` proves the configuration again.",
            Self::OtherKey { .. } => {
                "Give back the key that this database was written with: privacy.key (of `chat` and `demo`: the file \
                 privacy.key in their data folder). Without it nobody can read those records again. Nothing was changed."
            }
            Self::Templates(_)
            | Self::Pages(_)
            | Self::Console(_)
            | Self::Samples(_)
            | Self::Simulator(_)
            | Self::DemoAccount(_) => "This is a fault of the program: please report it.",
            Self::Sign(_) => "Is the link in it short enough? A QR code of a long one is too fine to be scanned.",
            Self::Pack(_) => "Mend the content pack; `guiyan check` proves it again.",
            Self::Open(_) => "Check database.url, and that its folder or server is there.",
            Self::InUse(_) => "Nothing was started.",
            Self::Store(_) => "Is the database there, with room on its disk? Nothing was changed.",
            Self::Cache(_) => "Check cache.url.",
            Self::Platform(_) => "Nothing was sent.",
            Self::NoAppSecret => {
                "Set wechat.app_secret in the file, or GUIYAN__WECHAT__APP_SECRET in the environment (开发者平台的 AppSecret)."
            }
        }
    }
}
