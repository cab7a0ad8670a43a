//! JSON as the platform takes it: hanzi as they are, `&<>` as they are, and nothing written as `\u` (errcode 40033).

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter};

/// Leaves out control characters, which JSON can only write as `\u`; line breaks and tabs have names of their own.
struct WithoutEscapes;

impl Formatter for WithoutEscapes {
    fn write_char_escape<W: ?Sized + Write>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        match escape {
            CharEscape::AsciiControl(_) => Ok(()),
            other => CompactFormatter.write_char_escape(writer, other),
        }
    }
}

/// Writes a request.
///
/// # Errors
/// A map whose keys are no texts.
pub(super) fn write<Q: Serialize + ?Sized>(request: &Q) -> Result<Vec<u8>, serde_json::Error> {
    let mut written = Vec::with_capacity(256);
    request.serialize(&mut Serializer::with_formatter(&mut written, WithoutEscapes))?;
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_goes_out_as_it_is_and_control_characters_do_not() {
        let written = write(&serde_json::json!({"text": "招聘会 <b>&\u{1F600}\u{b}\u{1d}\n\t\"\\\u{7f}"})).unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), "{\"text\":\"招聘会 <b>&\u{1F600}\\n\\t\\\"\\\\\u{7f}\"}");
    }
}
