//! A TOML file that remembers on which line everything stands.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::files::PackFiles;
use super::flaw::{Flaw, Flaws, Severity};
use super::serde_words::{in_chinese, missing_field, unknown_field, unknown_variant};

/// A parsed file.
pub(super) struct Document<'t> {
    file: String,
    text: &'t str,
    root: Spanned<DeValue<'t>>,
}

/// A value in a file.
#[derive(Clone, Copy)]
pub(super) struct Node<'d> {
    document: &'d Document<'d>,
    value: &'d Spanned<DeValue<'d>>,
    /// Where it is said to stand: for a value its key, for a list's entry its heading.
    at: usize,
}

impl<'t> Document<'t> {
    /// Parses a file of the pack; `None` if it is missing or no TOML, which is then noted.
    pub fn open(files: &'t PackFiles, path: &str, flaws: &mut Flaws) -> Option<Self> {
        let file = files.shown(path);
        let Some(text) = files.get(path) else {
            flaws.of_file(Severity::Error, file, "缺少这个文件");
            return None;
        };
        let (root, errors) = DeTable::parse_recoverable(text);
        let span = root.span();
        let document = Self { file, text, root: Spanned::new(span, DeValue::Table(root.into_inner())) };
        for error in &errors {
            let at = error.span().map_or(0, |span| span.start);
            flaws.add(document.flaw(Severity::Error, at, None, format!("不是正确的 TOML：{}", error.message())));
        }
        errors.is_empty().then_some(document)
    }

    /// The whole file.
    pub fn root(&self) -> Node<'_> {
        Node { document: self, value: &self.root, at: 0 }
    }

    /// The entries of a list of tables, each read by itself, so that one bad entry does not hide the others.
    /// The file may hold nothing else.
    pub fn entries<T: DeserializeOwned>(&self, key: &str, flaws: &mut Flaws) -> Vec<(T, Node<'_>)> {
        self.root().only(&[key], flaws);
        let list = self.root().list(key);
        if list.is_empty() {
            self.root().error(flaws, key, format!("至少要有一个 [[{key}]]，两层方括号"));
        }
        list.into_iter().filter_map(|node| Some((node.read(flaws)?, node))).collect()
    }

    /// A flaw of what stands at this byte.
    fn flaw(&self, severity: Severity, at: usize, field: Option<&str>, reason: String) -> Flaw {
        let line = self.text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        Flaw { severity, file: self.file.clone(), line: Some(line), field: field.map(str::to_owned), reason }
    }
}

impl<'d> Node<'d> {
    /// The value under a key of this table.
    pub fn get(self, key: &str) -> Option<Node<'d>> {
        let (key, value) = self.value.get_ref().as_table()?.iter().find(|(name, _)| name.get_ref() == key)?;
        Some(Node { document: self.document, value, at: key.span().start })
    }

    /// The values of this list.
    pub fn items(self) -> Vec<Node<'d>> {
        let items = self.value.get_ref().as_array().into_iter().flatten();
        items.map(|value| Node { document: self.document, value, at: value.span().start }).collect()
    }

    /// The entries of the list under a key; none if there is no such key.
    pub fn list(self, key: &str) -> Vec<Node<'d>> {
        self.get(key).map(Node::items).unwrap_or_default()
    }

    /// This value, if it is text.
    pub fn text(self) -> Option<&'d str> {
        self.value.get_ref().as_str()
    }

    /// Reads what must stand under a key of this table.
    pub fn section<T: DeserializeOwned>(self, key: &str, flaws: &mut Flaws) -> Option<T> {
        let node = self.get(key);
        if node.is_none() {
            self.error(flaws, key, format!("缺少 {key}"));
        }
        node?.read(flaws)
    }

    /// Notes every key of this table that is none of these.
    pub fn only(self, known: &[&str], flaws: &mut Flaws) {
        for key in self.value.get_ref().as_table().into_iter().flat_map(|table| table.keys()) {
            if !known.contains(&key.get_ref().as_ref()) {
                let reason = format!("没有这个键，能写的有：{}", known.join("、"));
                flaws.add(self.document.flaw(Severity::Error, key.span().start, Some(key.get_ref()), reason));
            }
        }
    }

    /// Notes that something under this key is wrong; the whole, if the key is not there.
    pub fn error(self, flaws: &mut Flaws, key: &str, reason: impl Into<String>) {
        self.add(flaws, Severity::Error, key, reason.into());
    }

    /// Notes that something under this key should be looked at.
    pub fn warn(self, flaws: &mut Flaws, key: &str, reason: impl Into<String>) {
        self.add(flaws, Severity::Warning, key, reason.into());
    }

    fn add(self, flaws: &mut Flaws, severity: Severity, key: &str, reason: String) {
        let at = self.get(key).map_or(self.at, |node| node.at);
        flaws.add(self.document.flaw(severity, at, Some(key), reason));
    }

    /// Reads this value; `None` if it does not read. All unknown keys are noted, and the first of other errors.
    pub fn read<T: DeserializeOwned>(self, flaws: &mut Flaws) -> Option<T> {
        let mut value = self.value.clone();
        loop {
            let error = match T::deserialize(ValueDeserializer::from(value.clone())) {
                Ok(read) => return Some(read),
                Err(error) => error,
            };
            let (at, field) = self.blamed(&error);
            flaws.add(self.document.flaw(Severity::Error, at, field, in_chinese(error.message())));
            let stray = unknown_field(error.message()).and(error.span());
            // Without the stray key, the rest can be read, and may hold more to tell.
            if !stray.is_some_and(|span| remove_key(value.get_mut(), &span)) {
                return None;
            }
        }
    }

    /// Where an error stands, and under which key. Of a flattened value serde knows no place: then the key is
    /// found by what is written there, or is the one that is missing.
    fn blamed<'e>(self, error: &'e toml::de::Error) -> (usize, Option<&'e str>)
    where
        'd: 'e,
    {
        let span = error.span().filter(|span| !span.is_empty());
        if let Some(span) = span
            && let Some(key) = key_around(self.value.get_ref(), &span)
        {
            return (span.start, Some(key));
        }
        let table = self.value.get_ref().as_table();
        match unknown_variant(error.message()) {
            Some(variant) => table
                .into_iter()
                .flatten()
                .find(|(_, value)| value.get_ref().as_str() == Some(variant))
                .map_or((self.at, None), |(key, _)| (key.span().start, Some(key.get_ref()))),
            None => (self.at, missing_field(error.message())),
        }
    }
}

/// The innermost key whose own place or whose value's place holds the span.
fn key_around<'v>(value: &'v DeValue<'_>, span: &Range<usize>) -> Option<&'v str> {
    let holds = |outer: Range<usize>| outer.start <= span.start && span.end <= outer.end;
    match value {
        DeValue::Table(table) => table.iter().find_map(|(key, value)| {
            let inner = key_around(value.get_ref(), span);
            inner.or_else(|| (holds(key.span()) || holds(value.span())).then(|| key.get_ref().as_ref()))
        }),
        DeValue::Array(items) => items.iter().find_map(|item| key_around(item.get_ref(), span)),
        _ => None,
    }
}

/// Removes the key that stands there; whether there was one.
fn remove_key(value: &mut DeValue<'_>, span: &Range<usize>) -> bool {
    match value {
        DeValue::Table(table) => {
            let stray = table.keys().find(|key| key.span() == *span).map(|key| key.get_ref().to_string());
            match stray {
                Some(key) => table.remove(key.as_str()).is_some(),
                None => table.iter_mut().any(|(_, value)| remove_key(value.get_mut(), span)),
            }
        }
        DeValue::Array(items) => items.iter_mut().any(|item| remove_key(item.get_mut(), span)),
        _ => false,
    }
}
