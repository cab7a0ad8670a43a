//! A browser by which somebody has signed in before ("device cookie", OWASP's Slow Down Online Guessing Attacks).
//!
//! Its tries are counted by themselves: whoever tries passwords under a name that they know keeps out all browsers that
//! nobody of that name ever used, and not the owner at their desk. It opens nothing.

use std::fmt;

use subtle::ConstantTimeEq;

use crate::app::vault::Vault;
use crate::domain::staff::StaffName;

/// Hexadecimal digits of each half: 128 bits.
const HALF: usize = 32;
/// Digits that stand for a name in the name of its cookie: a machine has a cookie for each of those who use it.
const TAG: usize = 12;

/// What such a browser has: something random, and the proof that we made it for this name.
#[derive(Clone, PartialEq, Eq)]
pub struct BrowserToken(String);

impl BrowserToken {
    /// A new one for a browser by which `name` has just signed in.
    pub fn draw(vault: &Vault, name: &StaffName) -> Self {
        let random = hex::encode(rand::random::<[u8; HALF / 2]>());
        let proof = proof(vault, name, &random);
        Self(random + &proof)
    }

    /// What a browser sent, if we made it for `name`. Takes as long for a near miss as for a wild guess.
    pub fn read(vault: &Vault, name: &StaffName, sent: &str) -> Option<Self> {
        let sound = sent.len() == 2 * HALF && sent.bytes().all(|b| b.is_ascii_hexdigit());
        let (random, given) = sent.split_at_checked(HALF).filter(|_| sound)?;
        let right = proof(vault, name, random);
        bool::from(right.as_bytes().ct_eq(given.as_bytes())).then(|| Self(sent.to_owned()))
    }

    /// For the cookie.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for BrowserToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BrowserToken(…)")
    }
}

/// What stands for a name in the name of its cookie, and tells nobody who it is.
pub fn tag(vault: &Vault, name: &StaffName) -> String {
    vault.hash("console.browser.tag", name.as_str()).chars().take(TAG).collect()
}

fn proof(vault: &Vault, name: &StaffName, random: &str) -> String {
    vault.hash("console.browser", &format!("{random}:{name}")).chars().take(HALF).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_known_for_the_name_that_signed_in_by_it_and_for_no_other() {
        let vault = Vault::new(&"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=".to_owned().into()).unwrap();
        let (wang, li) = (StaffName::parse("王芳").unwrap(), StaffName::parse("李华").unwrap());
        let token = BrowserToken::draw(&vault, &wang);
        assert_eq!(BrowserToken::read(&vault, &wang, token.as_str()), Some(token.clone()));
        assert_eq!(BrowserToken::read(&vault, &li, token.as_str()), None);
        assert_ne!(token, BrowserToken::draw(&vault, &wang));
        assert_ne!(tag(&vault, &wang), tag(&vault, &li));
        for forged in ["", "x", &"0".repeat(64), &"字".repeat(22), &format!("{}0", token.as_str())] {
            assert_eq!(BrowserToken::read(&vault, &wang, forged), None, "{forged}");
        }
        assert!(!format!("{token:?}").contains(token.as_str()));
    }
}
