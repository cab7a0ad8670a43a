//! What a call is: its address, its limits, and whether it may be sent twice.

use crate::app::platform::rates::Limit;
use crate::domain::account::Feature;

/// One API of the platform. Each is a `static`, beside the function that makes the call:
///
/// ```text
/// static SEND: Call = Call::new("template_send", "/cgi-bin/message/template/send", Repeat::Keyed)
///     .daily(100_000)
///     .needs(Feature::TemplateMessage);
/// ```
#[derive(Debug)]
pub(super) struct Call {
    /// The label of metrics and log, and the name its counts are kept under: `menu_create`.
    pub(super) name: &'static str,
    /// Below the API's base; also the `cgi_path` of its quota.
    pub(super) path: &'static str,
    /// Whether it may be sent again after its answer was lost.
    pub(super) repeat: Repeat,
    /// What the account must have for it.
    pub(super) needs: Option<Feature>,
    /// How often it may be made.
    pub(super) limit: Limit,
}

/// What a second sending of the same request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Nothing: it reads, or sets the same state once more.
    Safe,
    /// Nothing: the platform knows it by a key in the request (`client_msg_id`, `clientmsgid`).
    Keyed,
    /// It does it twice: a message comes twice.
    Never,
}

impl Call {
    /// A call that every account may make, as often as it likes.
    pub(super) const fn new(name: &'static str, path: &'static str, repeat: Repeat) -> Self {
        Self { name, path, repeat, needs: None, limit: Limit { call: name, per_minute: None, per_day: None } }
    }

    /// Most calls a day (platform sheet 6.5).
    pub(super) const fn daily(mut self, most: u32) -> Self {
        self.limit.per_day = Some(most);
        self
    }

    /// Most calls a minute.
    pub(super) const fn per_minute(mut self, most: u32) -> Self {
        self.limit.per_minute = Some(most);
        self
    }

    /// For accounts that have this feature (8.1).
    pub(super) const fn needs(mut self, feature: Feature) -> Self {
        self.needs = Some(feature);
        self
    }
}
