//! The first time: a password of one's own, then the code on one's own phone. Later: another password.

use super::code::CodeSecret;
use super::keys::SessionToken;
use super::member::Accounts;
use super::password::{HashingFailed, UnfitPassword, fit};
use super::records::{Credentials, Stage};
use super::session::Session;
use super::sign_in::Origin;
use crate::app::records::StoreError;

/// Why nothing was set up.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// The new password.
    #[error(transparent)]
    Unfit(#[from] UnfitPassword),
    /// The present password, or the code.
    #[error("wrong password or code")]
    Wrong,
    /// Too many tries; the name has to wait.
    #[error("too many tries")]
    TooMany,
    /// It is not their turn: it was done before, or something else comes first.
    #[error("not now")]
    NotNow,
    /// The records do not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The password could not be checked.
    #[error(transparent)]
    Hashing(#[from] HashingFailed),
}

/// What somebody typed who wants another password.
#[derive(Clone, Default)]
pub struct NewPassword {
    /// The present one: asked for again, since somebody may have left their place. Not asked for is a first password,
    /// which was typed a moment ago.
    pub present: String,
    /// The new one.
    pub new: String,
    /// And again.
    pub again: String,
}

impl Accounts {
    /// Another password. All other sessions end, and this one goes on under the token that is answered.
    ///
    /// # Errors
    /// The password is as it was.
    pub async fn change_password(
        &self,
        session: &Session,
        typed: &NewPassword,
        origin: &Origin,
    ) -> Result<SessionToken, SetUpError> {
        let member = &session.live.member;
        if typed.new != typed.again {
            return Err(UnfitPassword::Differ.into());
        }
        fit(&typed.new, &member.name)?;
        let known = self.parts.staff.credentials(member.id).await?.ok_or(SetUpError::NotNow)?;
        let first = known.stage() == Stage::Password;
        if !first {
            self.prove(&known, &typed.present, origin).await?;
        }
        if self.hashing.verify(&typed.new, Some(known.password_hash)).await? {
            return Err(UnfitPassword::Same.into());
        }
        let hash = self.hashing.hash(&typed.new).await?;
        self.parts.staff.put_password(member.id, &hash, self.parts.clock.now()).await?;
        self.renewed(session, origin).await
    }

    /// The present password, which is limited as it is where one signs in: a session may have been left open.
    async fn prove(&self, known: &Credentials, present: &str, origin: &Origin) -> Result<(), SetUpError> {
        // By itself: whoever knows the name counts nothing here.
        let of = format!("present:{}", known.member.name);
        self.count(Some(&of), &Origin::default()).await.map_err(|_| SetUpError::TooMany)?;
        if !self.hashing.verify(present, Some(known.password_hash.clone())).await? {
            let (staff, address) = (known.member.id.0, origin.address.as_deref());
            tracing::warn!(staff, address, "the present password was wrong");
            return Err(SetUpError::Wrong);
        }
        self.forgive(&of).await;
        Ok(())
    }

    /// The code to be set up, the same until it is confirmed.
    ///
    /// # Errors
    /// There is nothing to set up, or the records do not answer.
    pub async fn code_to_set_up(&self, session: &Session) -> Result<CodeSecret, SetUpError> {
        if session.live.stage != Stage::Code {
            return Err(SetUpError::NotNow);
        }
        Ok(self.parts.staff.code_to_confirm(session.live.member.id, &CodeSecret::draw()).await?)
    }

    /// Their phone shows this code: from now on it is asked for.
    ///
    /// # Errors
    /// It is not the code of now.
    pub async fn confirm_code(
        &self,
        session: &Session,
        code: &str,
        origin: &Origin,
    ) -> Result<SessionToken, SetUpError> {
        let secret = self.code_to_set_up(session).await?;
        let now = self.parts.clock.now();
        let step = secret.step_of(code, now).ok_or(SetUpError::Wrong)?;
        self.parts.staff.confirm_code(session.live.member.id, step, now).await?;
        self.renewed(session, origin).await
    }

    /// A new token where rights grew (ASVS 3.2.1), and an end to all others.
    async fn renewed(&self, session: &Session, origin: &Origin) -> Result<SessionToken, SetUpError> {
        for line in self.sessions(session).await? {
            self.end_session(session, &line.key).await?;
        }
        Ok(self.begin(session.live.member.id, origin).await?)
    }
}
