//! Passwords: what is taken for one, and how it is kept (argon2id; OWASP's parameters, 19 MiB and two passes).

use std::sync::{Arc, OnceLock};

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;
use zxcvbn::{Score, zxcvbn};

use crate::domain::staff::StaffName;

/// Shortest, in characters (ASVS 2.1.1).
const SHORTEST: usize = 12;
/// Longest, in characters (ASVS 2.1.2); what is longer costs time for nothing.
const LONGEST: usize = 128;
/// Checks at a time: each takes 19 MiB and 25 ms of one core, and callbacks go on beside them.
const AT_ONCE: usize = 2;
/// Letters and digits of a first password: none that is taken for another when it is read out.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789x";
/// Its length: with 32 letters 60 bits, behind a lock-out.
const FIRST: usize = 12;
/// What is tried first by whoever tries, and what leaked lists from elsewhere do not have (parts of passwords, in small
/// letters).
const COMMON: [&str; 12] = [
    "password",
    "12345678",
    "87654321",
    "qwerty",
    "qazwsx",
    "1q2w3e",
    "abcdefg",
    "5201314",
    "woaini",
    "admin123",
    "jiuye123",
    "guiyan123",
];

/// Why a text is not taken as a new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnfitPassword {
    /// Fewer than twelve characters.
    #[error("密码要 12 个字以上，可以是一句话，可以用汉字")]
    TooShort,
    /// Over 128 characters.
    #[error("密码最长 128 个字")]
    TooLong,
    /// A pattern, the own name, or what everybody takes.
    #[error("这个密码太容易猜：不要用姓名、连着的数字、常见的密码")]
    Guessable,
    /// The two fields differ.
    #[error("两次输入的密码不一样")]
    Differ,
    /// It is the present one.
    #[error("新密码要和原来的不一样")]
    Same,
}

/// Whether a new password is taken.
///
/// # Errors
/// Why it is not.
pub fn fit(password: &str, name: &StaffName) -> Result<(), UnfitPassword> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(UnfitPassword::TooShort);
    }
    if length > LONGEST {
        return Err(UnfitPassword::TooLong);
    }
    // The estimate knows the thirty thousand passwords that leaked most (ASVS 2.1.7), keyboards, dates and repeats; a
    // hundred million guesses are more than a lock-out leaves time for, and dear against argon2id.
    let small = password.to_lowercase();
    let guessable = small.contains(&name.as_str().to_lowercase())
        || COMMON.iter().any(|common| small.contains(common))
        || zxcvbn(password, &COMMON).score() < Score::Three;
    if guessable { Err(UnfitPassword::Guessable) } else { Ok(()) }
}

/// A first password, to be read out or typed from paper: `k7mh-2rfx-9bqd`.
pub fn first_password() -> String {
    let letter = |byte: u8| LETTERS.get(usize::from(byte % 32)).map_or('x', |letter| char::from(*letter));
    let letters: Vec<char> = rand::random::<[u8; FIRST]>().into_iter().map(letter).collect();
    letters.chunks(4).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// The hash could not be made or read; it says nothing about the password.
#[derive(Debug, thiserror::Error)]
#[error("a password cannot be checked: {0}")]
pub struct HashingFailed(String);

/// Makes and checks hashes, a few at a time, away from the threads that answer messages.
pub struct Hashing {
    turns: Arc<Semaphore>,
}

impl Default for Hashing {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Hashing {
    /// The hash of a password, with parameters and salt in it.
    ///
    /// # Errors
    /// The system gives neither randomness nor memory.
    pub async fn hash(&self, password: &str) -> Result<String, HashingFailed> {
        let password = password.to_owned();
        self.away(move || hashed(&password)).await?
    }

    /// Whether this is the password. Without a hash (nobody is called so) it takes as long, and is not.
    ///
    /// # Errors
    /// The hash does not read.
    pub async fn verify(&self, password: &str, hash: Option<String>) -> Result<bool, HashingFailed> {
        // What is longer was never taken; hashing a megabyte is a favour to nobody.
        let password: String = password.chars().take(LONGEST + 1).collect();
        self.away(move || {
            let known = hash.is_some();
            let hash = hash.map_or_else(nobodys, Ok)?;
            let same = Argon2::default().verify_password(password.as_bytes(), hash.as_str());
            match same {
                Ok(()) => Ok(known),
                Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
                Err(error) => Err(HashingFailed(error.to_string())),
            }
        })
        .await?
    }

    async fn away<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, HashingFailed> {
        let failed = |what: &str| HashingFailed(what.to_owned());
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| failed("it is closed"))?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        done.await.map_err(|_| failed("it was cut off"))
    }
}

fn hashed(password: &str) -> Result<String, HashingFailed> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.map_err(|error| HashingFailed(error.to_string()))?.to_string())
}

/// A hash of what nobody knows, made once.
fn nobodys() -> Result<String, HashingFailed> {
    static HASH: OnceLock<String> = OnceLock::new();
    if let Some(hash) = HASH.get() {
        return Ok(hash.clone());
    }
    let hash = hashed(&first_password())?;
    Ok(HASH.get_or_init(|| hash).clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_and_nobody_elses_first_guess() {
        let name = StaffName::parse("王芳").unwrap();
        for good in ["春天的风吹过长冈河边的稻田", "k7mh-2rfx-9bqd", "three goats on the hill"] {
            assert_eq!(fit(good, &name), Ok(()), "{good}");
        }
        let long = "长".repeat(129);
        for (bad, why) in [
            ("短密码", UnfitPassword::TooShort),
            (long.as_str(), UnfitPassword::TooLong),
            ("aaaaaaaabbbb", UnfitPassword::Guessable),
            ("Password2026!", UnfitPassword::Guessable),
            ("xy12345678zw", UnfitPassword::Guessable),
            ("qwertyuiop123", UnfitPassword::Guessable),
            ("iloveyou1314520", UnfitPassword::Guessable),
            ("jiuye1231234", UnfitPassword::Guessable),
            ("一二三一二三一二三一二三", UnfitPassword::Guessable),
            ("我是王芳我在就业中心上班", UnfitPassword::Guessable),
        ] {
            assert_eq!(fit(bad, &name), Err(why), "{bad}");
        }
    }

    #[test]
    fn no_kind_of_character_is_asked_for_or_refused_and_the_longest_is_taken_whole() {
        let name = StaffName::parse("王芳").unwrap();
        let longest: String = "春天的风吹过长冈河边稻田".chars().cycle().take(127).chain(['尾']).collect();
        for good in ["只用汉字也可以写成密码吧", "🌾🌊🐟🦆🌙⛵🍚🧺🪷🎐🏮🧧", "a b c 冈 é ñ ß 田 河 x", &longest]
        {
            assert_ne!(fit(good, &name), Err(UnfitPassword::TooShort), "{good}");
            assert_ne!(fit(good, &name), Err(UnfitPassword::TooLong), "{good}");
        }
        for good in ["只用汉字也可以写成密码吧", "🌾🌊🐟🦆🌙⛵🍚🧺🪷🎐🏮🧧"] {
            assert_eq!(fit(good, &name), Ok(()), "{good}");
        }
    }

    #[tokio::test]
    async fn the_last_character_counts_and_each_hash_has_its_own_salt() {
        let hashing = Hashing::default();
        let longest = "长".repeat(LONGEST);
        let (one, other) = (hashing.hash(&longest).await.unwrap(), hashing.hash(&longest).await.unwrap());
        assert_ne!(one, other);
        let (_, salt) = one.split_once("p=1$").unwrap();
        assert_eq!(salt.split('$').next().unwrap().len(), 22, "sixteen bytes of salt");
        assert!(hashing.verify(&longest, Some(one.clone())).await.unwrap());
        for near in ["长".repeat(LONGEST - 1), "长".repeat(LONGEST + 1)] {
            assert!(!hashing.verify(&near, Some(one.clone())).await.unwrap());
        }
    }

    #[test]
    fn first_passwords_are_fit_and_never_the_same() {
        let name = StaffName::parse("王芳").unwrap();
        let (one, other) = (first_password(), first_password());
        assert_ne!(one, other);
        assert_eq!((one.len(), fit(&one, &name)), (14, Ok(())), "{one}");
    }

    #[tokio::test]
    async fn only_the_password_itself_is_verified() {
        let hashing = Hashing::default();
        let hash = hashing.hash("three goats on the hill").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(hashing.verify("three goats on the hill", Some(hash.clone())).await.unwrap());
        assert!(!hashing.verify("three goats on the hall", Some(hash)).await.unwrap());
        assert!(!hashing.verify("three goats on the hill", None).await.unwrap());
        assert!(hashing.verify("x", Some("no hash".to_owned())).await.is_err());
    }
}
