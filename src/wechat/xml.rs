//! A bounded reader for the platform's XML (platform sheet 3.1, 9 and 9.1), and what writing it needs.
//!
//! The reader takes elements and their text; attributes, comments and the encoding declaration mean nothing
//! here. It refuses what an honest push never has: a DOCTYPE, an entity of its own, a second root.

pub mod legal;
mod reader;
pub mod write;

use std::borrow::Cow;
use std::str::FromStr;

/// Levels of elements below `<xml>`; the platform's deepest event has four.
pub const MAX_DEPTH: usize = 4;
/// Elements of a document; a mass send of eight articles has about a hundred.
pub const MAX_ELEMENTS: usize = 200;

/// Why a document was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    /// Not well-formed.
    #[error("not well-formed")]
    Malformed,
    /// The root is not `<xml>`.
    #[error("the root is not <xml>")]
    Root,
    /// Something follows the root.
    #[error("something follows the root")]
    Trailing,
    /// There is a DOCTYPE.
    #[error("a DOCTYPE")]
    Doctype,
    /// An entity beyond the five and the character references.
    #[error("an unknown entity")]
    Entity,
    /// More than `MAX_DEPTH` levels.
    #[error("too deep")]
    TooDeep,
    /// More than `MAX_ELEMENTS`.
    #[error("too many elements")]
    TooMany,
    /// The text of one element is longer than the caller allowed.
    #[error("an element too long")]
    TooLong,
    /// One field stands there twice with different values: text of a follower broke out of its element
    /// (platform sheet 9, edge 11).
    #[error("a field twice, with different values")]
    DuplicateField,
}

/// A document that was read, its elements in their order.
#[derive(Debug)]
pub struct Document<'s> {
    elements: Vec<Element<'s>>,
}

#[derive(Debug)]
struct Element<'s> {
    name: &'s str,
    text: Cow<'s, str>,
    /// Where the first element that is not inside this one stands.
    end: usize,
}

impl<'s> Document<'s> {
    /// Reads a document; no element may have more than `max_text` bytes of text.
    pub fn parse(source: &'s str, max_text: usize) -> Result<Self, XmlError> {
        reader::read(source, max_text).map(|elements| Self { elements })
    }

    /// `<xml>` itself.
    pub fn root(&self) -> Node<'_> {
        Node { elements: &self.elements, at: 0 }
    }
}

/// One element with what is inside it.
#[derive(Debug, Clone, Copy)]
pub struct Node<'d> {
    elements: &'d [Element<'d>],
    at: usize,
}

impl<'d> Node<'d> {
    /// The elements of this name directly inside this one; deeper ones never count.
    pub fn children(self, name: &str) -> impl Iterator<Item = Node<'d>> {
        let end = self.elements.get(self.at).map_or(0, |element| element.end);
        let mut next = self.at + 1;
        std::iter::from_fn(move || {
            let at = (next < end).then_some(next)?;
            let element = self.elements.get(at)?;
            next = element.end;
            Some((at, element))
        })
        .filter(move |(_, element)| element.name == name)
        .map(move |(at, _)| Node { elements: self.elements, at })
    }

    /// The first of `children`.
    pub fn child(self, name: &str) -> Option<Node<'d>> {
        self.children(name).next()
    }

    /// The text directly inside this element, as sent.
    pub fn text(self) -> &'d str {
        self.elements.get(self.at).map_or("", |element| &element.text)
    }

    /// The text of a field, as sent. Repeated with the same value it is one field; with another it is refused.
    pub fn field(self, name: &str) -> Result<Option<&'d str>, XmlError> {
        let mut all = self.children(name).map(Node::text);
        let first = all.next();
        let same = |text: &str| first.is_some_and(|first| first.trim() == text.trim());
        if all.all(same) { Ok(first) } else { Err(XmlError::DuplicateField) }
    }

    /// Free text without illegal characters, otherwise as sent; empty if absent.
    pub fn words(self, name: &str) -> Result<String, XmlError> {
        Ok(self.field(name)?.map(legal::only_legal).unwrap_or_default().into_owned())
    }

    /// An identifier: trimmed, without illegal characters. Empty is absent (platform sheet 9, edge 17).
    pub fn id(self, name: &str) -> Result<Option<String>, XmlError> {
        let id = self.field(name)?.map(|text| legal::only_legal(text.trim()).into_owned());
        Ok(id.filter(|id| !id.is_empty()))
    }

    /// A number; one that does not read is absent.
    pub fn number<T: FromStr>(self, name: &str) -> Result<Option<T>, XmlError> {
        Ok(self.field(name)?.and_then(|text| text.trim().parse().ok()))
    }
}
