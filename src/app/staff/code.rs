//! The one-time code of an authenticator app: six digits, a new one every 30 s (RFC 6238).

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use totp_rs::{Algorithm, Builder, Secret, Totp};
use zeroize::Zeroizing;

use crate::domain::staff::StaffName;

/// Bytes of a secret (RFC 4226 recommends 160 bits).
const BYTES: usize = 20;
/// A phone's clock may be off by as many steps either way.
const SKEW: u16 = 1;
/// Seconds of a step.
const STEP: u64 = 30;

/// What phone and server share. Kept sealed, shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CodeSecret(Zeroizing<Vec<u8>>);

impl CodeSecret {
    /// A new one.
    pub fn draw() -> Self {
        Self(Zeroizing::new(rand::random::<[u8; BYTES]>().to_vec()))
    }

    /// For typing it into the app, in groups of four.
    pub fn in_words(&self) -> String {
        let text: Vec<char> = Secret::from(self.0.as_slice()).to_base32().chars().collect();
        text.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// What the QR code says: `otpauth://totp/…`; `None` for a name that an app cannot show.
    pub fn uri(&self, issuer: &str, name: &StaffName) -> Option<String> {
        self.totp(Some((issuer, name)))?.to_url().ok()
    }

    /// The step that this code belongs to, if it is one of now. Whoever asks keeps the step, so that a code that was
    /// seen over a shoulder is used up.
    pub fn step_of(&self, code: &str, now: Timestamp) -> Option<i64> {
        let digits: String = code.chars().filter(|c| !c.is_whitespace()).take(7).collect();
        let step = self.totp(None)?.check(&digits, u64::try_from(now.as_second()).ok()?)?;
        i64::try_from(step).ok()
    }

    /// The code of now, as the app shows it.
    pub fn code(&self, now: Timestamp) -> Option<String> {
        Some(self.totp(None)?.generate(u64::try_from(now.as_second()).ok()?).to_string())
    }

    fn totp(&self, shown: Option<(&str, &StaffName)>) -> Option<Totp> {
        let builder = Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(SKEW)
            .with_step_duration(STEP)
            .with_secret(self.0.as_slice());
        match shown {
            None => builder.build().ok(),
            Some((issuer, name)) => builder.with_issuer(Some(issuer)).with_account_name(name.as_str()).build().ok(),
        }
    }
}

impl fmt::Debug for CodeSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B: the last six of the eight digits there.
        let secret = CodeSecret(Zeroizing::new(b"12345678901234567890".to_vec()));
        for (second, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(secret.code(at(second)).as_deref(), Some(code));
            assert_eq!(secret.step_of(code, at(second)), Some(second / 30));
        }
    }

    #[test]
    fn a_code_is_good_for_a_step_before_and_after_and_for_nobody_else() {
        let secret = CodeSecret::draw();
        let code = secret.code(at(3_000)).unwrap();
        for (second, good) in [(2_939, false), (2_970, true), (3_059, true), (3_060, false)] {
            assert_eq!(secret.step_of(&code, at(second)), good.then_some(100), "{second}");
        }
        let (front, back) = code.split_at(3);
        let spaced = format!(" {front} {back} ");
        assert_eq!(secret.step_of(&spaced, at(3_000)), Some(100));
        for wrong in ["", "1", "abcdef", "１２３４５６", "1234567", "-12345"] {
            assert_eq!(secret.step_of(wrong, at(3_000)), None, "{wrong}");
        }
    }

    #[test]
    fn the_app_is_told_whose_code_it_is() {
        let (secret, name) = (CodeSecret::draw(), StaffName::parse("王芳").unwrap());
        let uri = secret.uri("兴国县就业中心", &name).unwrap();
        assert!(uri.starts_with("otpauth://totp/") && uri.contains("secret="), "{uri}");
        assert_eq!(secret.in_words().len(), 39, "32 letters in groups of four");
        assert!(!format!("{secret:?}").contains(&secret.in_words()));
    }
}
