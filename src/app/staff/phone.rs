//! The phone of a member of staff, on which they look at what goes out before it does. It opens nothing: nobody signs in
//! with it.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::member::Accounts;
use super::session::Session;
use crate::app::records::StoreError;
use crate::domain::binding::BindingCode;
use crate::domain::id::{OpenId, StaffId};

/// How long a code waits for a phone (ASVS 2.7.2: ten minutes).
pub const BINDING: SignedDuration = SignedDuration::from_mins(10);

/// The phone that is bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPhone {
    /// By which it is written to.
    pub openid: OpenId,
    /// When it sent the code.
    pub since: Timestamp,
}

/// Phones in the records. Binding one is an effect of the message that it sends.
#[async_trait]
pub trait PhoneRecords: Send + Sync {
    /// The first phone that sends this code until then is theirs. A code that waited before waits no more.
    async fn await_phone(&self, staff: StaffId, code: &BindingCode, until: Timestamp) -> Result<(), StoreError>;

    /// Their phone, if one is bound.
    async fn phone(&self, staff: StaffId) -> Result<Option<OwnPhone>, StoreError>;

    /// It is theirs no more, with a line in the audit; `false` if none was.
    async fn unbind_phone(&self, staff: StaffId, now: Timestamp) -> Result<bool, StoreError>;
}

impl Accounts {
    /// A code for them to send from their phone, good for [`BINDING`]. It is shown once.
    ///
    /// # Errors
    /// The records do not answer: it is good for nothing.
    pub async fn draw_binding_code(&self, session: &Session) -> Result<BindingCode, StoreError> {
        let code = BindingCode::of_number(rand::random());
        let now = self.parts.clock.now();
        let until = now.checked_add(BINDING).unwrap_or(now);
        self.parts.phones.await_phone(session.live.member.id, &code, until).await?;
        Ok(code)
    }

    /// Their phone.
    ///
    /// # Errors
    /// The records do not answer.
    pub async fn phone(&self, session: &Session) -> Result<Option<OwnPhone>, StoreError> {
        self.parts.phones.phone(session.live.member.id).await
    }

    /// Their phone is theirs no more; `false` if none was.
    ///
    /// # Errors
    /// The records do not answer: it is as it was.
    pub async fn unbind_phone(&self, session: &Session) -> Result<bool, StoreError> {
        self.parts.phones.unbind_phone(session.live.member.id, self.parts.clock.now()).await
    }
}
