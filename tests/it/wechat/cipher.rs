//! Platform sheet 2.5 to 2.7: the vectors of the official documents and of other implementations.

use guiyan::wechat::cipher::{Cipher, DecryptError, InvalidAesKey};
use guiyan::wechat::push::Push;
use guiyan::wechat::signature::Signature;

use super::platform::{APP_ID, KEY};

const ALL_A: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

const VECTOR_B: &str = "rTNFcsut4LfGuAFKEUVVpwcaCOTJzOd9twZdIW910jb3k+iicx2uvhttIZ3Qg9Qgty3BEF2xbOrz6boTfb30dMomcgrkTqdFPwnhqbk+kIQ7rZiwny9D7NUrTgA5kpX3KsZvrXzUZyP2x9YOlxbgm572lmxKvM7HAQQhIQ/p6HBmoY30bGXFK0BtIu1pW9TjhOYrLQoU18nWYjWqDA1ynkmOytpv7QRI1P1+0NoxL0q2zO1DgeSvnE8CZGo/o5Ap/WHK5W2RAsinpzN4/LjPnmB6U01I5XCoJoC0GK/yMZycd2Oh8Nq6+wBkC1U85oy0ktOY4nLvsQMLrourmMGdZHuTbqpeJ8Ao/5PRYJ+WBvRUwPfGKBL2+2IKZF49vAJqkcGWSHGE76ZN2erXeuNazf/o9o3lIE3q739o4c8t9QGPe31GT2Go/rOz1BsrASwvauNulCh+++yz+CQzBIuikA==";
const VECTOR_C_INBOUND: &str = "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04=";
const VECTOR_C_REPLY: &str = "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==";
const VECTOR_D: &str = "gsKjKVChgrDDifoOdfrL/MWujrKxnSR1jBopv0zEdHFQXcx5I0bf4UxIRjektLHEziRxpU5zTw0s+gYF3WOFjkIn30gzQl9XNKr2A+DCHVG05I2EcbOnnAR5EYgjGLAipra5nOfCPPIRFQTZ7SdanniXX73YOiCAKJlNH21+PApcYu4rPXxJ4eTXbBLwmfnSl7iojDX1LQIcC3FYmaapMQq/u+sJGsxshp4dLXJ6A5Ji3cSYAzXRVIxbNlHN1MWfdcZ0O5+ZtOU6dZiD8hJ4kkxh05EfOedWFjUy7ZhmXgrpZ4WpYPsrythXHE2Bg1Ohz8uf5h5X31yuU/3FPoa8rD21pfZnAjBT1QCkn6MxtL5lR+yoQReLwElVbtB6yJFPIZ+n9Qh/yKfIasxkzgIEo0pwPEbS17WCTyvRItJtU6tlo3rawJX+fsV63tKIfmLZjyZPDlV9/ka/nA/DT0KODw==";
const VECTOR_E: &str = "Q3stYC6hdFzMh9T8HCvyDOijj+4zIgvMT9VuUUUXZ83/ZjADiDm6BjQrcgkxYnYXOFzqT2uNGfBnc5CBSepJi+E9lcRn3aJdHrKFph1CIN1DFMiEBXIGVfrqdWNgI+TSBZk03FglegJFyfT3xle5UoVg3382/mgdPQP1Ug6Jp3HgtWaw4wZZElb3H3+MOWz9QyZeaSjoPvulYJKsFOpgPm01zY3uap9CGLp6eR1ONcUgqDclEQGY26TxYjoCSzAOVGEv8oofWwREvy+ro9E2vuEovJjY1DtDot7vALzUop7+oeySt2PYYgm7Oad7eE8ahRXdD/1Ly7eI4nzhPyIFo0QitB7eNvnTQn/WbWcn2//ETuKCE2lg/ZwB/GFBR6trmymuW7XCF3yaDeOXfX7RS0B9Kfy+qUUJXzjP+snhaWQ=";

fn cipher() -> Cipher {
    Cipher::new(KEY, APP_ID).unwrap()
}

fn opened(cipher: &Cipher, encrypted: &str) -> String {
    String::from_utf8(cipher.decrypt(encrypted).unwrap()).unwrap()
}

#[test]
fn vector_a_is_sealed_byte_for_byte() {
    let sealed = cipher().encrypt(b"aaaabbbbccccdddd", "我是中文abcd123".as_bytes());
    assert_eq!(sealed, "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg==");
    assert_eq!(opened(&cipher(), &sealed), "我是中文abcd123");
    let signature = Signature::of_message("pamtest", "1409304348", "xxxxxx", &sealed);
    assert_eq!(signature.as_str(), "82c962d39941aa48552f90ef55aa323dc620cc10");
}

#[test]
fn vector_b_opens_and_its_unknown_first_element_does_not_matter() {
    let signature = Signature::of_message("pamtest", "1458300676", "260774613", VECTOR_B);
    assert_eq!(signature.as_str(), "4f3ad57b6989f09f4eb392acce4f9e93942ed890");
    let xml = opened(&cipher(), VECTOR_B);
    assert_eq!(xml.len(), 293);
    assert!(xml.contains("<URL>"));
    let push = Push::parse(xml.as_bytes()).unwrap();
    assert_eq!((push.to.as_str(), push.from.as_str()), ("asdasdasd", "asdasdasdsadasd"));
    assert_eq!(push.created_at.as_second(), 1_234_567_898);
    assert!(format!("{push:?}").contains("hello"));
}

#[test]
fn vector_c_opens_and_seals() {
    let cipher = Cipher::new(ALL_A, "wxba5fad812f8e6fb9").unwrap();
    assert_eq!(opened(&cipher, VECTOR_C_INBOUND).len(), 167);
    assert!(opened(&cipher, VECTOR_C_INBOUND).contains("debug_demo"));
    let signature = Signature::of_message("AAAAA", "1714112445", "415670741", VECTOR_C_INBOUND);
    assert_eq!(signature.as_str(), "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3");
    let signature = Signature::of_message("AAAAA", "1713424427", "415670741", VECTOR_C_REPLY);
    assert_eq!(signature.as_str(), "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1");
    let reply = r#"{"demo_resp":"good luck"}"#;
    assert_eq!(opened(&cipher, VECTOR_C_REPLY), reply);
    assert_eq!(cipher.encrypt(b"707722b803182950", reply.as_bytes()), VECTOR_C_REPLY);
}

#[test]
fn vector_d_a_push_of_a_real_account_opens() {
    let cipher = Cipher::new("AdiqDDDvUNCeE1ZW5XJmjf9fqNBJpGBs4vL4cHKmHBS", "wx45f133bf6fce646e").unwrap();
    let xml = opened(&cipher, VECTOR_D);
    assert_eq!(xml.len(), 290);
    assert!(xml.contains("test text message") && xml.contains("6265881059295447969"));
}

#[test]
fn vector_e_with_hanzi_and_an_emoji_goes_both_ways() {
    let xml = "<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName><FromUserName>\
               <![CDATA[oTESTopenid0000000000000001]]></FromUserName><CreateTime>1700000000</CreateTime>\
               <MsgType><![CDATA[text]]></MsgType><Content><![CDATA[招聘会😀]]></Content>\
               <MsgId>24334567890123456</MsgId></xml>";
    assert_eq!(cipher().encrypt(b"0123456789abcdef", xml.as_bytes()), VECTOR_E);
    assert_eq!(opened(&cipher(), VECTOR_E), xml);
    let signature = Signature::of_message("pamtest", "1700000001", "nonceA", VECTOR_E);
    assert_eq!(signature.as_str(), "76178f90e419751cbfedf3f653f1102f183a4efe");
}

#[test]
fn vector_f_an_aligned_text_gets_a_whole_block_of_padding() {
    let cipher = Cipher::new(ALL_A, "wg").unwrap();
    let sealed = "lLE6n0wJ1NcALD8RfbF8i6XM0z1OvSiyv+BRWqRIsq2F7bxo2zuobMFVbKemwoKh5Pgd3e8fEStaii4JZQT0Cg==";
    assert_eq!(cipher.encrypt(b"0000000000000000", b"0123456789"), sealed);
    assert_eq!(opened(&cipher, sealed), "0123456789");
}

#[test]
fn the_vector_of_the_sister_product_opens() {
    let cipher = Cipher::new("kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR", "wx49f0ab532d5d035a").unwrap();
    let sealed = "4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q==";
    assert_eq!(opened(&cipher, sealed), "5927782489442352469");
    let signature = Signature::of_message("123456", "1411443780", "437374425", sealed);
    assert_eq!(signature.as_str(), "dd6b9c95b495b3f7e2901bfbc76c664930ffdb96");
}

#[test]
fn tampered_ciphertexts_are_refused_each_for_its_reason() {
    let head = "Q3stYC6hdFzMh9T8HCvyD";
    let good = "OKstB5xrxAIe3ABnTlqIfch0pOelLaGC9FFOV02z8xB2OmfiXCKX3IHv8LVNpiHFg==";
    assert_eq!(opened(&cipher(), &format!("{head}{good}")), "hello");
    let cases = [
        ("OKstB5xrxAIe3ABnTlqIfch0pOelLaGC9FFOV02z8xB+zSabjhr4kLD3NQZomoO9Q==", DecryptError::Padding),
        ("OKstB5xrxAIe3ABnTlqIfch0pOelLaGC9FFOV02z8xBFqQYu/awM/3x9Ys4RqW5YQ==", DecryptError::Padding),
        ("OKstB5xrxAIe3ABnTlqIfch0pOelLaGC9FFOV02z8xB/1EkxHcgbksL0lWETe/Pug==", DecryptError::Padding),
        ("I3ZxxTiAhcCp6tWrYWnRMOUnbn5Zt1m615PKtd3lW47r8u0FuXyiKJbrJrGPs6zxA==", DecryptError::MessageLength),
        ("J+ZKFJZGZuedUDqyXdc+mXwG9LNobkFnvb+9QfZexP6NsYrITuDSiCdXSRlC0NOxA==", DecryptError::AppId),
    ];
    for (tail, expected) in cases {
        assert_eq!(cipher().decrypt(&format!("{head}{tail}")), Err(expected), "{tail}");
    }
}

#[test]
fn ciphertext_is_decoded_strictly() {
    let good = "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg==";
    for wrong in [
        good.trim_end_matches('='),
        &good.replace('+', "-"),
        &format!(" {good}"),
        &format!("{good}\n"),
        &good.replace("Ofg==", "Ofh=="),
        "!",
    ] {
        assert_eq!(cipher().decrypt(wrong), Err(DecryptError::Base64), "{wrong}");
    }
    for short in ["", "AAAA", &format!("{ALL_A}="), &good[..64]] {
        assert_eq!(cipher().decrypt(short), Err(DecryptError::Length), "{short}");
    }
}

#[test]
fn keys_with_spare_bits_set_are_taken_and_other_texts_are_not() {
    for key in
        [KEY, ALL_A, "AdiqDDDvUNCeE1ZW5XJmjf9fqNBJpGBs4vL4cHKmHBS", "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"]
    {
        assert!(Cipher::new(key, APP_ID).is_ok(), "{key}");
    }
    for wrong in ["", "short", &KEY[..42], &format!("{KEY}A"), &format!("{KEY}="), &KEY.replace('a', "*")] {
        assert_eq!(Cipher::new(wrong, APP_ID).err(), Some(InvalidAesKey), "{wrong}");
    }
}
