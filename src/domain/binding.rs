//! The code that binds a phone to an account of staff: shown in the console, sent from the phone.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What stands before the digits.
const WORD: &str = "绑定";
/// Digits of a code. Eight are 26 bits, more than a code sent out of band needs (ASVS 2.7.6 asks for 20): whoever sends
/// one guess a second for as long as a code lasts hits one of 160,000 codes.
const DIGITS: usize = 8;
/// How many codes there are.
const CODES: u32 = 10_u32.pow(8);

/// Eight digits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BindingCode(String);

impl BindingCode {
    /// The one of this number; of a larger one the last digits count.
    pub fn of_number(number: u32) -> Self {
        Self(format!("{:0DIGITS$}", number % CODES))
    }

    /// The one that a message says: 绑定 and the digits, and nothing else. `folded` as by [`crate::domain::text::fold`].
    pub fn said(folded: &str) -> Option<Self> {
        let digits = folded.strip_prefix(WORD)?;
        let sound = digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
        sound.then(|| Self(digits.to_owned()))
    }

    /// The digits alone.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What one sends: `绑定 4821 9035`.
    pub fn in_words(&self) -> String {
        let (front, back) = self.0.split_at_checked(DIGITS / 2).unwrap_or((&self.0, ""));
        format!("{WORD} {front} {back}")
    }
}

impl fmt::Debug for BindingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BindingCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::fold::fold;

    #[test]
    fn a_code_is_read_however_it_is_written() {
        let code = BindingCode::of_number(4_821_903);
        assert_eq!(code.in_words(), "绑定 0482 1903");
        for written in [code.in_words().as_str(), "绑定04821903", " 綁定 ０４８２１９０３。"] {
            assert_eq!(BindingCode::said(&fold(written)), Some(code.clone()), "{written}");
        }
        for none in ["绑定", "绑定0482190", "绑定048219031", "绑定abcdefgh", "04821903", "怎么绑定04821903"]
        {
            assert_eq!(BindingCode::said(&fold(none)), None, "{none}");
        }
        assert!(!format!("{code:?}").contains("0482"));
    }
}
