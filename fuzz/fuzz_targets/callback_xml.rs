//! No bytes make the readers of the callback panic, and what they accept is within bounds.
#![no_main]

use guiyan::wechat::envelope::{SealedReply, encrypt_of};
use guiyan::wechat::push::Push;
use guiyan::wechat::xml::Document;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = Push::parse(bytes);
    let text = String::from_utf8_lossy(bytes);
    let _ = SealedReply::parse(&text);
    if let Ok(document) = Document::parse(&text, 100)
        && let Ok(Some(encrypt)) = encrypt_of(&document)
    {
        assert!(encrypt.len() <= 100);
    }
});
