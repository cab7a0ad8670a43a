//! How a follower signs up, message by message.

use crate::support::phone::Phones;

/// The sample fair with 300 seats.
pub const FAIR: &str = "join_1";
/// The sample outing, where there is room for everybody.
pub const OUTING: &str = "join_2";
/// Agrees to what the review shows. The answer is the receipt.
pub const AGREE: &str = "1";

/// The end of a sign-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A seat, under this number.
    Receipt(String),
    /// A seat was had before, under this number.
    Already(String),
    /// No seat is left.
    Full,
}

pub fn openid(n: usize) -> String {
    format!("oTEST{n:023}")
}

/// Everything up to the review. Each message goes where `port` says, by its place in the conversation.
pub async fn fill_in(phones: &Phones, port: impl Fn(usize) -> u16, n: usize, button: &str) {
    let who = openid(n);
    let asked = phones.click(port(0), &who, button).await;
    assert!(asked.contains("同意"), "{asked}");
    let asked = phones.say(port(1), &who, "同意").await;
    assert!(asked.contains("叫什么名字"), "{asked}");
    let asked = phones.say(port(2), &who, &format!("张三 138{n:08}")).await;
    assert!(asked.contains("您家在哪个乡镇"), "{asked}");
    let review = phones.say(port(3), &who, "跳过").await;
    assert!(review.contains("请看一下对不对"), "{review}");
}

/// Reads the end of a sign-up; anything else is a mistake.
pub fn told(reply: &str) -> Told {
    if reply.contains("报名成功") {
        Told::Receipt(number_in(reply))
    } else if reply.contains("已经报过名了") {
        Told::Already(number_in(reply))
    } else {
        assert!(reply.contains("名额满了"), "neither a receipt nor a refusal: {reply}");
        Told::Full
    }
}

/// The number of one's sign-up, as 我的报名 tells it.
pub async fn number_of(phones: &Phones, port: u16, n: usize) -> String {
    let reply = phones.say(port, &openid(n), "我的报名").await;
    assert_eq!(reply.matches("编号 ").count(), 1, "{reply}");
    number_in(&reply)
}

fn number_in(reply: &str) -> String {
    let (_, rest) = reply.split_once("编号 ").unwrap_or_else(|| panic!("no number: {reply}"));
    rest.split_whitespace().next().unwrap().to_owned()
}
