//! Reasons: what staff write down of why they do something, for the audit.

use crate::domain::form::parse::holds_a_number;

/// Longest reason, in characters.
pub const REASON: usize = 200;

/// Why a reason is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreasoned {
    /// Nobody says why, or says too much.
    #[error("请写原因，{REASON} 个字以内")]
    None,
    /// The audit holds no number of anybody.
    #[error("原因里有手机号或者身份证号。审计里不记号码，请去掉号码再写一遍")]
    Number,
}

/// A reason that says something and nobody's number, without white space around it.
///
/// # Errors
/// It says nothing, too much, or somebody's number.
pub fn said(reason: &str) -> Result<&str, Unreasoned> {
    let reason = reason.trim();
    let sound = !reason.is_empty() && reason.chars().nth(REASON).is_none() && !reason.chars().any(char::is_control);
    if !sound {
        return Err(Unreasoned::None);
    }
    if holds_a_number(reason) { Err(Unreasoned::Number) } else { Ok(reason) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_line_of_something() {
        assert_eq!(said(" 本人打电话要求 "), Ok("本人打电话要求"));
        assert_eq!(said(&"因".repeat(REASON)).map(str::len), Ok(3 * REASON));
        for none in ["", " \n", "两\n行", &"因".repeat(REASON + 1)] {
            assert_eq!(said(none), Err(Unreasoned::None), "{none}");
        }
    }

    #[test]
    fn a_reason_holds_nobodys_number() {
        for number in ["打13800001234核对张三", "138 0000 1234", "身份证11010519491231002X", "打一三八零零零零一二三四"]
        {
            assert_eq!(said(number), Err(Unreasoned::Number), "{number}");
        }
        assert!(said("2026年2月13日第3场，打0797-5229710问过").is_ok());
    }
}
