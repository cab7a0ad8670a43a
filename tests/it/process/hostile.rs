//! Requests that no platform sends, to the whole server.

use std::io::{Read, Write};
use std::net::TcpStream;

use super::sign_up::openid;
use crate::support::phone::Phones;
use crate::support::serve::{Home, Serve};

/// Above every limit of the server's.
const HUGE: usize = 3 * 1024 * 1024;

/// Status line and body of the answer to a request of which the body does not follow.
fn announce(serve: &Serve, query: &str, length: usize) -> (String, String) {
    let mut stream = TcpStream::connect(("127.0.0.1", serve.port)).unwrap();
    write!(stream, "POST /wechat?{query} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n").unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_owned(), body.to_owned())
}

#[test]
fn a_huge_body_is_refused_as_every_other_refused_request() {
    let serve = Home::new().start();
    let signed = Phones::plain().words(&openid(1), "菜单").query;
    let refused = announce(&serve, &signed, HUGE);
    assert_eq!(refused, ("HTTP/1.1 413 Payload Too Large".to_owned(), String::new()));
    let forged = announce(&serve, "signature=0&timestamp=0&nonce=0", HUGE);
    assert_eq!(forged, ("HTTP/1.1 403 Forbidden".to_owned(), String::new()), "who cannot sign learns no limit");
    let metrics = serve.get("/metrics").unwrap().1;
    assert!(metrics.contains(r#"guiyan_callback_refused_total{reason="too_large"} 1"#), "{metrics}");
    assert!(serve.log().contains(r#"reason="too_large""#), "{}", serve.log());
}
