//! Writes elements. Text is escaped rather than put into CDATA: there is no `]]>` to get wrong.

use quick_xml::escape::escape;

use super::legal::only_legal;

/// `<name>text</name>`, without the characters that XML forbids.
pub fn element(out: &mut String, name: &str, text: &str) {
    within(out, name, |out| out.push_str(&escape(only_legal(text))));
}

/// `<name>` and `</name>` around what `inner` writes.
pub fn within(out: &mut String, name: &str, inner: impl FnOnce(&mut String)) {
    for part in ["<", name, ">"] {
        out.push_str(part);
    }
    inner(out);
    for part in ["</", name, ">"] {
        out.push_str(part);
    }
}
