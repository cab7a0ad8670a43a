//! The platform does not escape `]]>` in what followers type (platform sheet 9, edge 11).

use guiyan::domain::dialogue::input::Input;
use guiyan::wechat::config::Mode;

use super::platform::{KEY, Platform, WORKER, assert_refused, assert_success, event, text};

/// Typed by a follower who knows how the platform writes its XML, and closes what they opened.
fn typed(elements: &str) -> String {
    text(&format!("a]]></Content>{elements}<Content><![CDATA[a"))
}

#[tokio::test]
async fn a_second_value_for_a_field_is_refused() {
    let platform = Platform::new(Mode::Plain).await;
    for elements in [
        "<FromUserName>oEvil</FromUserName>",
        "<ToUserName>gh_other</ToUserName>",
        "<MsgType>event</MsgType>",
        "<CreateTime>1700000009</CreateTime>",
        "<MsgId>1</MsgId>",
        "<MsgID>1</MsgID>",
        "<Content>other</Content>",
        "<bizmsgmenuid>a</bizmsgmenuid><bizmsgmenuid>b</bizmsgmenuid>",
    ] {
        assert_refused(platform.push(typed(elements)).await, 400).await;
    }
    assert_eq!(platform.taken(), []);
    let sealed = Platform::new(Mode::Safe).await;
    let evil = typed("<FromUserName>oEvil</FromUserName>");
    assert_refused(sealed.push_sealed(KEY, &evil).await, 403).await;
    assert_eq!(sealed.taken(), []);
}

#[tokio::test]
async fn a_break_out_that_leaves_the_rest_dangling_is_no_xml() {
    let platform = Platform::new(Mode::Plain).await;
    assert_refused(platform.push(text("]]></Content><FromUserName>oEvil")).await, 400).await;
    assert_refused(platform.push(text("a]]> closed by </status>")).await, 400).await;
    assert_eq!(platform.taken(), []);
}

#[tokio::test]
async fn the_same_value_twice_is_one_field() {
    let platform = Platform::new(Mode::Plain).await;
    let again = format!("<FromUserName>\n{WORKER} </FromUserName>");
    assert_eq!(platform.push(typed(&again)).await.status(), 200);
    assert_eq!(platform.taken()[0].input, Input::Text("a".into()));
}

#[tokio::test]
async fn an_element_further_down_is_never_taken_for_the_envelope() {
    let platform = Platform::new(Mode::Plain).await;
    let nested = "<x><FromUserName>oEvil</FromUserName><MsgType>event</MsgType><Event>CLICK</Event></x>";
    let first = text("a").replacen("<xml>", &format!("<xml>{nested}"), 1);
    assert_eq!(platform.push(first).await.status(), 200);
    let taken = platform.taken();
    assert_eq!((taken[0].openid.as_str(), &taken[0].input), (WORKER, &Input::Text("a".into())));
}

#[tokio::test]
async fn the_query_has_to_name_the_same_follower() {
    let platform = Platform::new(Mode::Plain).await;
    for push in [text("a"), event("CLICK", "<EventKey>k</EventKey>"), event("subscribe", ""), event("LOCATION", "")] {
        assert_refused(platform.push_for("oSomebodyElse", push.clone()).await, 403).await;
    }
    assert_eq!(platform.taken(), []);
    assert_eq!(platform.push_for(WORKER, text("a")).await.status(), 200);
    assert_eq!(platform.push_for("", text("a")).await.status(), 200);
    assert_success(platform.push_for("oSomebodyElse", event("user_info_modified", "<OpenID>o1</OpenID>")).await).await;
}

#[tokio::test]
async fn a_follower_whose_id_is_none_is_refused() {
    let platform = Platform::new(Mode::Plain).await;
    for wrong in ["o</x>", "o 1", "o'1", &"o".repeat(65)] {
        assert_refused(platform.push(text("a").replace(WORKER, wrong)).await, 400).await;
    }
}
