//! A form whose fields depend on what it is about.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What was sent: the text of each field by its name. A form in which a field came twice is none of ours.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<(String, String)>")]
pub(super) struct Fields(BTreeMap<String, String>);

/// A field came twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a field came twice")]
pub(super) struct CameTwice;

impl TryFrom<Vec<(String, String)>> for Fields {
    type Error = CameTwice;

    fn try_from(sent: Vec<(String, String)>) -> Result<Self, CameTwice> {
        let mut fields = BTreeMap::new();
        for (name, text) in sent {
            if fields.insert(name, text).is_some() {
                return Err(CameTwice);
            }
        }
        Ok(Self(fields))
    }
}

impl Fields {
    /// The text of a field, if it was sent.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_came_twice_is_no_form_of_ours() {
        let sent = |fields: &[(&str, &str)]| {
            Fields::try_from(
                fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect::<Vec<_>>(),
            )
        };
        let read = sent(&[("form", "x"), ("answer-name", "张三")]).unwrap();
        assert_eq!((read.get("answer-name"), read.get("answer-mobile")), (Some("张三"), None));
        assert_eq!(sent(&[("answer-name", "张三"), ("answer-name", "李四")]), Err(CameTwice));
    }
}
