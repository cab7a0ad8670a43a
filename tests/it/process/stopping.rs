//! SIGTERM: what is in hand is answered, and nothing of a conversation is lost.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::sign_up::{AGREE, FAIR, Told, fill_in, openid, told};
use crate::support::phone::Phones;
use crate::support::push::Push;
use crate::support::serve::Home;

#[tokio::test]
async fn a_message_in_hand_is_answered_before_the_end() {
    let mut serve = Home::new().start();
    let phones = Phones::plain();
    let mut in_hand = begin(serve.port, &phones.words(&openid(1), "工资多少"));
    serve.ask_to_stop();
    let asked = Instant::now();
    while TcpStream::connect(("127.0.0.1", serve.port)).is_ok() {
        assert!(asked.elapsed() < Duration::from_secs(10), "it still takes connections");
    }
    let answer = in_hand.finish();
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("工资面议"), "{answer}");
    assert_eq!(serve.wait().code(), Some(0));
}

/// A request whose head the server has read and whose body it waits for.
struct InHand {
    stream: TcpStream,
    body: String,
}

fn begin(port: u16, push: &Push) -> InHand {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let (query, length) = (&push.query, push.body.len());
    write!(
        stream,
        "POST /wechat?{query} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\nExpect: 100-continue\r\n\r\n"
    )
    .unwrap();
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
    InHand { stream, body: push.body.clone() }
}

impl InHand {
    fn finish(&mut self) -> String {
        self.stream.write_all(self.body.as_bytes()).unwrap();
        let mut answer = String::new();
        self.stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

#[tokio::test]
async fn a_dialogue_in_the_embedded_cache_goes_on_after_a_restart() {
    let home = Home::new();
    let mut serve = home.start();
    let phones = Phones::plain();
    fill_in(&phones, |_| serve.port, 1, FAIR).await;
    serve.ask_to_stop();
    assert_eq!(serve.wait().code(), Some(0));

    let serve = home.start();
    let reply = phones.say(serve.port, &openid(1), AGREE).await;
    assert!(matches!(told(&reply), Told::Receipt(_)), "{reply}");
}
