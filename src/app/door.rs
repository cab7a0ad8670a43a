//! The code at the door of an activity: made with the key, told apart from a guess.

use subtle::ConstantTimeEq;

use super::vault::Vault;
use crate::domain::id::ActivityId;
use crate::domain::sign_up::DoorCode;

/// The code that hangs at the door of this activity.
pub fn code(vault: &Vault, activity: ActivityId) -> Option<DoorCode> {
    let digits: String = vault.hash("door", &activity.to_string()).chars().take(DoorCode::DIGITS).collect();
    DoorCode::parse(&digits).ok()
}

/// Whether `code` hangs there. Takes as long for a near miss as for a wild guess.
pub fn fits(vault: &Vault, activity: ActivityId, code: &DoorCode) -> bool {
    self::code(vault, activity).is_some_and(|right| right.as_str().as_bytes().ct_eq(code.as_str().as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_activity_has_a_code_of_its_own_under_each_key() {
        let vault = |key: &str| Vault::new(&key.to_owned().into()).unwrap();
        let one = vault("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
        let other = vault("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=");
        let code = code(&one, ActivityId(1)).unwrap();
        assert!(fits(&one, ActivityId(1), &code));
        assert!(!fits(&one, ActivityId(2), &code) && !fits(&other, ActivityId(1), &code));
    }
}
