//! What an administrator does with accounts, in the console or at the command line.

use super::keys::SessionKey;
use super::member::Accounts;
use super::password::{self, HashingFailed};
use super::records::{Account, Listed, StaffChange};
use super::rights::{Action, Forbidden, Permit, may};
use crate::app::records::StoreError;
use crate::domain::staff::{Post, StaffName};

/// Who keeps accounts: it stands in the audit.
#[derive(Debug, Clone, Copy)]
pub enum Keeper<'a> {
    /// Somebody who may.
    Member(&'a Permit),
    /// Whoever may run commands on the server.
    CommandLine,
}

/// How the audit calls whoever may run commands on the server.
const COMMAND_LINE: &str = "cli";

impl<'a> Keeper<'a> {
    fn name(self) -> Result<&'a str, Forbidden> {
        match self {
            Self::Member(permit) => permit.is_for(Action::ManageStaff).map(|()| permit.member().name.as_str()),
            Self::CommandLine => Ok(COMMAND_LINE),
        }
    }

    /// The same, where nobody does it to their own account.
    fn name_beside(self, whose: &StaffName) -> Result<&'a str, ManageError> {
        match self {
            Self::Member(permit) if permit.member().name == *whose => Err(ManageError::Oneself),
            _ => Ok(self.name()?),
        }
    }
}

/// An account, and the password that opens it once. It is shown to whoever made it, and kept nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Added {
    /// By what they sign in.
    pub name: StaffName,
    /// Good for seven days, and to be changed.
    pub first_password: String,
}

/// Why an account stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ManageError {
    /// Somebody is called so, or was.
    #[error("已经有叫“{0}”的人了，离开的人也算。同名的请在后面加数字")]
    Taken(StaffName),
    /// Nobody who works here is called so.
    #[error("没有叫“{0}”的人，或者已经离开了")]
    NoSuch(StaffName),
    /// They would lock themselves out.
    #[error("不能对自己的账号这样做，请另一位管理员来做")]
    Oneself,
    /// Nobody would keep accounts any more.
    #[error("至少要有一位县管理员。请先让另一个人当管理员")]
    LastAdministrator,
    /// It is not theirs to do.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The records do not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The first password could not be made.
    #[error(transparent)]
    Hashing(#[from] HashingFailed),
}

impl Accounts {
    /// Makes an account.
    ///
    /// # Errors
    /// None was made.
    pub async fn add(&self, name: StaffName, post: Post, by: Keeper<'_>) -> Result<Added, ManageError> {
        let by = by.name()?;
        let first_password = password::first_password();
        let password_hash = self.hashing.hash(&first_password).await?;
        let account = Account { name: name.clone(), post, password_hash };
        match self.parts.staff.add_staff(&account, by, self.parts.clock.now()).await? {
            Some(_) => Ok(Added { name, first_password }),
            None => Err(ManageError::Taken(name)),
        }
    }

    /// Everybody who works here, and who did.
    ///
    /// # Errors
    /// It is not theirs to see, or the records do not answer.
    pub async fn list(&self, by: Keeper<'_>) -> Result<Vec<Listed>, ManageError> {
        by.name()?;
        Ok(self.parts.staff.staff().await?)
    }

    /// Somebody forgot their password or lost their phone: they begin anew, and are signed out everywhere.
    ///
    /// # Errors
    /// Nothing changed.
    pub async fn reset(&self, name: StaffName, by: Keeper<'_>) -> Result<Added, ManageError> {
        let by = by.name_beside(&name)?;
        let first_password = password::first_password();
        let hash = self.hashing.hash(&first_password).await?;
        let ended = self.parts.staff.reset_staff(&name, &hash, by, self.parts.clock.now()).await?;
        self.forget_all(&ended.ok_or_else(|| ManageError::NoSuch(name.clone()))?).await;
        Ok(Added { name, first_password })
    }

    /// Somebody works as something else from now on, and is signed out everywhere.
    ///
    /// # Errors
    /// Nothing changed.
    pub async fn change_post(&self, name: &StaffName, post: Post, by: Keeper<'_>) -> Result<(), ManageError> {
        let by = by.name_beside(name)?;
        let post = (post, may(post.role(), Action::AnswerPeople));
        let change = self.parts.staff.change_post(name, post, by, self.parts.clock.now()).await?;
        self.changed(name, change).await
    }

    /// Somebody leaves: their account opens nothing any more, and they are signed out everywhere.
    ///
    /// # Errors
    /// Nothing changed.
    pub async fn end(&self, name: &StaffName, by: Keeper<'_>) -> Result<(), ManageError> {
        let by = by.name_beside(name)?;
        let change = self.parts.staff.end_staff(name, by, self.parts.clock.now()).await?;
        self.changed(name, change).await
    }

    async fn changed(&self, name: &StaffName, change: StaffChange) -> Result<(), ManageError> {
        match change {
            StaffChange::Done(ended) => self.forget_all(&ended).await,
            StaffChange::NoSuch => return Err(ManageError::NoSuch(name.clone())),
            StaffChange::LastAdministrator => return Err(ManageError::LastAdministrator),
        }
        Ok(())
    }

    async fn forget_all(&self, keys: &[SessionKey]) {
        for key in keys {
            self.forget(key).await;
        }
    }
}
