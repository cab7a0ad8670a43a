//! No ciphertext makes the cipher panic, and whatever is sealed opens again.
#![no_main]

use std::sync::LazyLock;

use guiyan::wechat::cipher::Cipher;
use libfuzzer_sys::fuzz_target;

static CIPHER: LazyLock<Cipher> = LazyLock::new(|| {
    Cipher::new("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wxb11529c136998cb6").expect("a sound key")
});

fuzz_target!(|bytes: &[u8]| {
    let _ = CIPHER.decrypt(&String::from_utf8_lossy(bytes));
    let sealed = CIPHER.encrypt(b"0123456789abcdef", bytes);
    assert_eq!(CIPHER.decrypt(&sealed).as_deref(), Ok(bytes));
});
