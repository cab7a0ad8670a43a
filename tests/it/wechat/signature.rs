//! Platform sheet 1.1 and 2.5.

use guiyan::wechat::signature::Signature;

#[test]
fn the_documented_query_signatures_come_out() {
    let vectors = [
        ("AAAAA", "1714036504", "1514711492", "f464b24fc39322e44b38aa78f5edd27bd1441696"),
        ("AAAAA", "1714037059", "486452656", "899cf89e464efb63f54ddac96b0a0a235f53aa78"),
        ("test", "1410685589", "test", "f21891de399b4e33a1a93c9a7b8a8fffb5a443ff"),
        ("pamtest", "1700000001", "nonceA", "786bb8441a5bfa93672f1042786e5d0274129e74"),
    ];
    for (token, timestamp, nonce, expected) in vectors {
        assert_eq!(Signature::of_query(token, timestamp, nonce).as_str(), expected, "{token} {timestamp} {nonce}");
    }
}

#[test]
fn only_the_very_signature_matches() {
    let signature = Signature::of_query("AAAAA", "1714036504", "1514711492");
    assert!(signature.matches("f464b24fc39322e44b38aa78f5edd27bd1441696"));
    for wrong in [
        "",
        "f464b24fc39322e44b38aa78f5edd27bd144169",
        "f464b24fc39322e44b38aa78f5edd27bd14416966",
        "F464B24FC39322E44B38AA78F5EDD27BD1441696",
        "e464b24fc39322e44b38aa78f5edd27bd1441696",
    ] {
        assert!(!signature.matches(wrong), "{wrong}");
    }
}
