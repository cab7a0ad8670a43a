//! What holds for every text and every byte.

use guiyan::domain::passive_reply::{PassiveReply, Trigger};
use guiyan::wechat::push::Push;
use guiyan::wechat::reply::{Address, to_xml};
use guiyan::wechat::xml::{Document, legal};
use jiff::Timestamp;
use proptest::prelude::*;

use super::platform::{ACCOUNT, KEY, NOW, WORKER, cipher, push};

/// The `Content` of a text reply, read back.
fn content(words: &str, limit: usize) -> Option<String> {
    let at = Timestamp::from_second(NOW).unwrap();
    let address = Address { to: WORKER, from: ACCOUNT, at };
    let xml = to_xml(&PassiveReply::Text(words.to_owned()), address, Trigger::Message, limit)?;
    let document = Document::parse(&xml, xml.len()).expect("our own XML reads");
    Some(document.root().field("Content").unwrap().expect("a Content").to_owned())
}

/// Text with links, entities and hanzi in it, and what looks like them.
fn markup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<a href=\"https://example.gov.cn/?a=1&amp;b=2\">岗位</a>".to_owned()),
        Just("&lt;".to_owned()),
        Just("&".to_owned()),
        Just("<a".to_owned()),
        Just("<b>".to_owned()),
        "[招聘会😀a ]{0,6}",
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_text_comes_back_from_its_xml_without_what_xml_forbids(words in any::<String>()) {
        let legal = legal::only_legal(&words);
        let expected = (!legal.trim().is_empty()).then(|| legal.into_owned());
        prop_assert_eq!(content(&words, usize::MAX), expected);
    }

    #[test]
    fn every_text_in_split_cdata_is_read_as_typed(words in any::<String>()) {
        let xml = format!("<xml><a><![CDATA[{}]]></a></xml>", words.replace("]]>", "]]]]><![CDATA[>"));
        let document = Document::parse(&xml, xml.len()).unwrap();
        let lines = words.replace("\r\n", "\n").replace('\r', "\n");
        prop_assert_eq!(document.root().field("a"), Ok(Some(lines.as_str())));
    }

    #[test]
    fn a_cut_is_a_beginning_within_the_limit_and_splits_nothing(words in markup(), limit in 1_usize..120) {
        let Some(shown) = content(&words, limit) else { return Ok(()) };
        prop_assert!(shown.len() <= limit.min(words.len()));
        prop_assert!(words.starts_with(&shown));
        let whole = shown == words;
        prop_assert!(whole || shown.matches("<a href").count() == shown.matches("</a>").count(), "{}", shown);
        let entity_is_split = words.match_indices("&lt;").any(|(at, _)| (at + 1..at + 4).contains(&shown.len()));
        prop_assert!(!entity_is_split, "{}", shown);
    }

    #[test]
    fn what_is_sealed_opens_again(message in prop::collection::vec(any::<u8>(), 0..300), random in any::<[u8; 16]>()) {
        let sealed = cipher(KEY).encrypt(&random, &message);
        prop_assert_eq!(cipher(KEY).decrypt(&sealed), Ok(message));
    }

    #[test]
    fn a_ciphertext_with_one_other_character_never_panics(at in 0_usize..88, other in "[A-Za-z0-9+/=]") {
        let mut sealed = cipher(KEY).encrypt(b"0123456789abcdef", b"hello");
        sealed.replace_range(at..=at, &other);
        let _ = cipher(KEY).decrypt(&sealed);
    }

    #[test]
    fn no_bytes_make_the_readers_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Push::parse(&bytes);
        let _ = cipher(KEY).decrypt(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_tags_make_the_readers_panic(tags in "(<|</|>|/>|xml|a|item|List|!\\[CDATA\\[|\\]\\]>|&|;|#|x|1| |\n|招){0,60}") {
        let _ = Push::parse(tags.as_bytes());
        let _ = Push::parse(format!("<xml>{tags}</xml>").as_bytes());
        let _ = Push::parse(push("event", &format!("<Event>{tags}</Event>")).as_bytes());
    }
}
