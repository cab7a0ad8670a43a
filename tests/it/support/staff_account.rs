//! Accounts of staff as their owners set them up: a password of their own, then the code on their phone.

use guiyan::app::staff::{Accounts, Attempt, Keeper, NewPassword, Origin, SessionToken};
use guiyan::domain::staff::{Post, StaffName};
use jiff::Timestamp;
use totp_rs::{Builder, Secret};

/// A password that nobody guesses.
pub const PASSWORD: &str = "three goats on the hill";

/// The authenticator on a phone.
pub struct Code(Vec<u8>);

impl Code {
    /// After somebody typed its secret.
    pub fn of(words: &str) -> Self {
        Self(Secret::try_from_base32(words.replace(' ', "")).unwrap().as_bytes().to_vec())
    }

    /// What it shows.
    pub fn at(&self, now: Timestamp) -> String {
        let totp = Builder::new().with_secret(self.0.as_slice()).build().unwrap();
        totp.generate(u64::try_from(now.as_second()).unwrap()).to_string()
    }
}

/// Makes an account. Its first password.
pub async fn add(accounts: &Accounts, name: &str, post: Post) -> String {
    accounts.add(StaffName::parse(name).unwrap(), post, Keeper::CommandLine).await.unwrap().first_password
}

/// Makes an account and sets it up. The code that was on the phone at `now` is used; the session goes on.
pub async fn set_up(accounts: &Accounts, name: &str, post: Post, now: Timestamp) -> (Code, SessionToken) {
    let origin = Origin::default();
    let password = add(accounts, name, post).await;
    let attempt = Attempt { name: name.to_owned(), password, ..Attempt::default() };
    let token = accounts.sign_in(&attempt, &origin).await.unwrap();
    let session = accounts.admit(&token).await.unwrap();
    let (new, again) = (PASSWORD.to_owned(), PASSWORD.to_owned());
    let token =
        accounts.change_password(&session, &NewPassword { present: String::new(), new, again }, &origin).await.unwrap();
    let session = accounts.admit(&token).await.unwrap();
    let code = Code::of(&accounts.code_to_set_up(&session).await.unwrap().in_words());
    // A new token, as their rights grow; the one before opens nothing.
    let token = accounts.confirm_code(&session, &code.at(now), &origin).await.unwrap();
    (code, token)
}
