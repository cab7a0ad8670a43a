//! From quick-xml's events to a flat list of elements, within bounds.

use std::borrow::Cow;

use quick_xml::events::{BytesRef, Event};
use quick_xml::reader::Reader;

use super::{Element, MAX_DEPTH, MAX_ELEMENTS, XmlError};

/// All elements of the document, `<xml>` first.
pub fn read(source: &str, max_text: usize) -> Result<Vec<Element<'_>>, XmlError> {
    let source = source.strip_prefix('\u{FEFF}').unwrap_or(source);
    let mut reader = Reader::from_str(source);
    let mut tree = Tree { elements: Vec::with_capacity(16), open: Vec::with_capacity(MAX_DEPTH + 1), max_text };
    loop {
        let before = reader.buffer_position();
        match reader.read_event().map_err(|_| XmlError::Malformed)? {
            Event::Start(tag) => tree.open(name_at(source, before, tag.name().0.len())?)?,
            Event::Empty(tag) => {
                tree.open(name_at(source, before, tag.name().0.len())?)?;
                tree.close();
            }
            Event::End(_) => tree.close(),
            Event::Text(text) => tree.text(text.xml10_content())?,
            Event::CData(text) => tree.text(text.xml10_content())?,
            Event::GeneralRef(entity) => tree.text(resolved(&entity)?)?,
            Event::DocType(_) => return Err(XmlError::Doctype),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => tree.aside()?,
            Event::Eof => return tree.finished(),
        }
    }
}

/// quick-xml lends a name for one event only; the source lends it for as long as the document lives.
fn name_at(source: &str, tag: u64, length: usize) -> Result<&str, XmlError> {
    let start = usize::try_from(tag).map_err(|_| XmlError::Malformed)? + "<".len();
    source.get(start..start + length).ok_or(XmlError::Malformed)
}

fn resolved(entity: &BytesRef<'_>) -> Result<Cow<'static, str>, XmlError> {
    if let Some(character) = entity.resolve_char_ref().map_err(|_| XmlError::Entity)? {
        return Ok(Cow::Owned(character.into()));
    }
    quick_xml::escape::resolve_xml_entity(entity).map(Cow::Borrowed).ok_or(XmlError::Entity)
}

struct Tree<'s> {
    elements: Vec<Element<'s>>,
    /// Where the elements that are not closed yet stand, outermost first.
    open: Vec<usize>,
    max_text: usize,
}

impl<'s> Tree<'s> {
    fn open(&mut self, name: &'s str) -> Result<(), XmlError> {
        match (self.open.len(), self.elements.len()) {
            (0, 0) if name != "xml" => return Err(XmlError::Root),
            (0, 1..) => return Err(XmlError::Trailing),
            (level, _) if level > MAX_DEPTH => return Err(XmlError::TooDeep),
            (_, count) if count >= MAX_ELEMENTS => return Err(XmlError::TooMany),
            _ => {}
        }
        self.open.push(self.elements.len());
        self.elements.push(Element { name, text: Cow::Borrowed(""), end: 0 });
        Ok(())
    }

    fn close(&mut self) {
        let end = self.elements.len();
        if let Some(element) = self.open.pop().and_then(|at| self.elements.get_mut(at)) {
            element.end = end;
        }
    }

    fn text(&mut self, piece: Cow<'s, str>) -> Result<(), XmlError> {
        match self.open.as_slice() {
            [] if piece.trim().is_empty() => Ok(()),
            [] if self.elements.is_empty() => Err(XmlError::Malformed),
            [] => Err(XmlError::Trailing),
            // Between the fields there is nothing but indentation.
            [_root] => Ok(()),
            [.., at] => match self.elements.get_mut(*at) {
                Some(element) => append(&mut element.text, piece, self.max_text),
                None => Err(XmlError::Malformed),
            },
        }
    }

    /// Comments and declarations mean nothing, but behind the root there is nothing at all.
    fn aside(&self) -> Result<(), XmlError> {
        if self.open.is_empty() && !self.elements.is_empty() { Err(XmlError::Trailing) } else { Ok(()) }
    }

    fn finished(self) -> Result<Vec<Element<'s>>, XmlError> {
        let whole = self.open.is_empty() && !self.elements.is_empty();
        if whole { Ok(self.elements) } else { Err(XmlError::Malformed) }
    }
}

/// CDATA comes in several pieces where a `]]>` was split, and between plain text.
fn append<'s>(text: &mut Cow<'s, str>, piece: Cow<'s, str>, max_text: usize) -> Result<(), XmlError> {
    if text.len() + piece.len() > max_text {
        return Err(XmlError::TooLong);
    }
    if text.is_empty() {
        *text = piece;
    } else {
        text.to_mut().push_str(&piece);
    }
    Ok(())
}
