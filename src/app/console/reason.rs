//! Reasons: what staff write down of why they do something, for the audit.

/// Longest reason, in characters.
pub const REASON: usize = 200;

/// A reason that says something, without white space around it.
pub(super) fn said(reason: &str) -> Option<&str> {
    let reason = reason.trim();
    let sound = !reason.is_empty() && reason.chars().nth(REASON).is_none() && !reason.chars().any(char::is_control);
    sound.then_some(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_line_of_something() {
        assert_eq!(said(" 本人打电话要求 "), Some("本人打电话要求"));
        assert_eq!(said(&"因".repeat(REASON)).map(str::len), Some(3 * REASON));
        for none in ["", " \n", "两\n行", &"因".repeat(REASON + 1)] {
            assert_eq!(said(none), None, "{none}");
        }
    }
}
