//! Those who work here: their accounts, how they sign in, and what each may do.
//!
//! Whoever signs in proves a password and a one-time code; a first password has to be changed and the code set up
//! before anything else opens. Names, passwords and codes are never told apart in a refusal, and trying is limited by
//! account, by name and by address; by itself in a browser that its owner has used before. What one may do is asked of
//! [`rights`] alone.

mod browser;
mod code;
mod keys;
mod manage;
mod member;
mod password;
mod phone;
mod records;
pub mod rights;
mod session;
mod set_up;
mod sign_in;
mod volatile;

pub use self::browser::BrowserToken;
pub use self::code::CodeSecret;
pub use self::keys::{SessionKey, SessionToken};
pub use self::manage::{Added, Keeper, ManageError};
pub use self::member::{Accounts, AccountsParts};
pub use self::password::{HashingFailed, UnfitPassword, first_password};
pub use self::phone::{BINDING, OwnPhone, PhoneRecords};
pub use self::records::{
    Account, Begins, Credentials, Listed, LiveSession, NewSession, SessionLine, SessionRecords, StaffChange,
    StaffRecords, Stage,
};
pub use self::rights::{Action, Forbidden, Permit};
pub use self::session::{NotAdmitted, Session};
pub use self::set_up::{NewPassword, SetUpError};
pub use self::sign_in::{Attempt, CannotSignIn, Origin};
pub use self::volatile::ConsoleCache;
