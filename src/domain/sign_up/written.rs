//! People whom staff write down: off a paper list, or while they are on the telephone.

/// What stands before the version of a notice that was read out and agreed to aloud.
const ALOUD: &str = "aloud:";

/// Where staff have it from that somebody wants to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// They signed a list.
    Paper,
    /// They rang.
    Telephone,
}

impl Written {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Paper, Self::Telephone];

    /// Its name in records, where the source of a place stands. No code of a source looks like it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Telephone => "telephone",
        }
    }

    /// The one of that name.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|written| written.id() == id)
    }

    /// As staff call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Paper => "纸质名单",
            Self::Telephone => "电话报名",
        }
    }

    /// How their consent is kept. Paper has its own notice; of what is read out it is that of today, in this version.
    pub fn consent(self, version: &str) -> String {
        match self {
            Self::Paper => "paper".to_owned(),
            Self::Telephone => format!("{ALOUD}{version}"),
        }
    }
}

/// The version of the notice that was read to them, if that is how they agreed.
pub fn agreed_aloud(consent: &str) -> Option<&str> {
    consent.strip_prefix(ALOUD)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::source::SourceCode;

    #[test]
    fn what_staff_wrote_down_comes_back_from_its_name_which_no_source_has() {
        for written in Written::ALL {
            assert_eq!(Written::of(written.id()), Some(written));
            assert!(SourceCode::parse(written.id()).is_err());
        }
        assert_eq!(Written::of("A12"), None);
    }

    #[test]
    fn a_consent_says_whether_it_was_given_aloud_and_to_which_notice() {
        assert_eq!(agreed_aloud(&Written::Telephone.consent("2024-1")), Some("2024-1"));
        assert_eq!(agreed_aloud(&Written::Paper.consent("2024-1")), None);
        assert_eq!(agreed_aloud("2024-1"), None);
    }
}
