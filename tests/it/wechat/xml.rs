//! The bounded reader (platform sheet 9 and 9.1).

use guiyan::wechat::xml::{Document, XmlError};

fn read(xml: &str, name: &str) -> Result<Option<String>, XmlError> {
    Ok(Document::parse(xml, 1_000)?.root().field(name)?.map(str::to_owned))
}

fn refused(xml: &str) -> XmlError {
    Document::parse(xml, 1_000).unwrap_err()
}

#[test]
fn pieces_of_cdata_and_text_are_one_text() {
    let cases = [
        ("<xml><a><![CDATA[x]]]]><![CDATA[>y]]></a></xml>", "x]]>y"),
        ("<xml><a>1<![CDATA[2]]>3&amp;<![CDATA[&amp;]]></a></xml>", "123&&amp;"),
        ("<xml><a>x<!-- not this -->y</a></xml>", "xy"),
        ("<xml><a> <![CDATA[x]]> </a></xml>", " x "),
        ("<xml><a>&lt;&gt;&apos;&quot;&#65;&#x1F600;</a></xml>", "<>'\"A😀"),
        ("<xml><a>1\r\n2</a></xml>", "1\n2"),
        ("<xml>\n  <b>0</b>\n  <a>x</a>\n</xml>\n", "x"),
        ("<xml id=\"1\"><a lang='zh'>x</a></xml>", "x"),
        ("<xml><a/></xml>", ""),
        ("<xml><a></a></xml>", ""),
    ];
    for (xml, expected) in cases {
        assert_eq!(read(xml, "a"), Ok(Some(expected.into())), "{xml}");
    }
    assert_eq!(read("<xml><b>x</b></xml>", "a"), Ok(None));
}

#[test]
fn the_root_is_xml_and_alone() {
    for root in ["<html><a>1</a></html>", "<XML/>", "<xml2/>", "<a/>"] {
        assert_eq!(refused(root), XmlError::Root, "{root}");
    }
    for trailing in ["<xml/><xml/>", "<xml></xml><evil/>", "<xml/>x", "<xml/><![CDATA[x]]>", "<xml/><!-- x -->"] {
        assert_eq!(refused(trailing), XmlError::Trailing, "{trailing}");
    }
    for broken in
        ["", " ", "x<xml/>", "<xml>", "<xml><a></xml>", "</xml>", "<xml><a></b></xml>", "<xml", "<xml><![CDATA["]
    {
        assert_eq!(refused(broken), XmlError::Malformed, "{broken}");
    }
    assert_eq!(read("\u{feff} <?xml version=\"1.0\"?><!-- x --> <xml><a>1</a></xml> \n", "a"), Ok(Some("1".into())));
}

#[test]
fn document_types_and_entities_of_its_own_are_refused() {
    for doctype in [
        "<!DOCTYPE xml><xml><a>1</a></xml>",
        "<!doctype xml [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><xml><a>&x;</a></xml>",
        "<xml><!DOCTYPE xml><a>1</a></xml>",
    ] {
        assert_eq!(refused(doctype), XmlError::Doctype, "{doctype}");
    }
    for entity in ["&x;", "&nbsp;", "&#0;", "&#x110000;", "&#xD800;", "&#;"] {
        assert_eq!(refused(&format!("<xml><a>{entity}</a></xml>")), XmlError::Entity, "{entity}");
    }
    assert_eq!(refused("<xml><a>a & b</a></xml>"), XmlError::Malformed);
}

#[test]
fn depth_number_and_length_are_bounded() {
    let nested = |levels: usize| format!("<xml>{}{}</xml>", "<a>".repeat(levels), "</a>".repeat(levels));
    assert!(Document::parse(&nested(4), 10).is_ok());
    assert_eq!(refused(&nested(5)), XmlError::TooDeep);
    let many = |count: usize| format!("<xml>{}</xml>", "<a/>".repeat(count));
    assert!(Document::parse(&many(199), 10).is_ok());
    assert_eq!(refused(&many(200)), XmlError::TooMany);
    let long = |length: usize| format!("<xml><a>{}<![CDATA[x]]></a></xml>", "x".repeat(length));
    assert!(Document::parse(&long(999), 1_000).is_ok());
    assert_eq!(refused(&long(1_000)), XmlError::TooLong);
}

#[test]
fn fields_are_found_at_their_own_level_alone() {
    let xml = "<xml><w><a>inner</a><i><a>deep</a></i></w><a>outer</a><l><i>1</i><x><i>9</i></x><i>2</i></l></xml>";
    let document = Document::parse(xml, 100).unwrap();
    assert_eq!(document.root().field("a"), Ok(Some("outer")));
    let wrapper = document.root().child("w").unwrap();
    assert_eq!(wrapper.field("a"), Ok(Some("inner")));
    assert_eq!(wrapper.child("i").unwrap().field("a"), Ok(Some("deep")));
    let items: Vec<&str> = document.root().child("l").unwrap().children("i").map(|item| item.text()).collect();
    assert_eq!(items, ["1", "2"]);
    assert!(document.root().child("i").is_none());
}

#[test]
fn a_field_twice_is_one_if_both_agree_and_refused_otherwise() {
    assert_eq!(read("<xml><a>1</a><a> 1\n</a></xml>", "a"), Ok(Some("1".into())));
    assert_eq!(read("<xml><a>1</a><a>2</a></xml>", "a"), Err(XmlError::DuplicateField));
    assert_eq!(read("<xml><a></a><a>2</a></xml>", "a"), Err(XmlError::DuplicateField));
}

#[test]
fn numbers_and_ids_are_trimmed_and_free_text_is_not() {
    let xml = "<xml><n>\n 7 </n><w> 七\u{1} </w><e> </e><x>7a</x></xml>";
    let document = Document::parse(xml, 100).unwrap();
    let root = document.root();
    assert_eq!(root.number("n"), Ok(Some(7_u64)));
    assert_eq!(root.id("n"), Ok(Some("7".into())));
    assert_eq!(root.words("w"), Ok(" 七 ".into()));
    assert_eq!(root.id("e"), Ok(None));
    assert_eq!(root.number::<u64>("x"), Ok(None));
}
