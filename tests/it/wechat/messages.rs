//! Messages as types, and as what followers do (platform sheet 3.2).

use guiyan::domain::dialogue::input::{Input, Picture};
use guiyan::domain::form::photo::PhotoId;
use guiyan::domain::passive_reply::Trigger;
use guiyan::wechat::config::Mode;
use guiyan::wechat::message::{Content, FromArticle, Message};
use guiyan::wechat::push::{Body, Push};

use super::platform::{Platform, push, text};

fn message(kind: &str, fields: &str) -> Message {
    match Push::parse(push(kind, fields).as_bytes()).unwrap().body {
        Body::Message(message) => message,
        Body::Event(event) => panic!("{event:?}"),
    }
}

async fn input(xml: String) -> Input {
    let platform = Platform::new(Mode::Plain).await;
    assert_eq!(platform.push(xml).await.status(), 200);
    let [inbound] = <[_; 1]>::try_from(platform.taken()).unwrap();
    assert_eq!(inbound.trigger, Trigger::Message);
    inbound.input
}

#[tokio::test]
async fn a_text_comes_as_it_was_typed() {
    for typed in ["报名", "  3 ", "第一行\n第二行", "/::) [微笑]", "😀👨‍👩‍👧", "a < b & c"] {
        assert_eq!(input(text(typed)).await, Input::Text(typed.into()));
    }
    assert_eq!(
        input(push("text", "<Content>a &lt;b&gt; &amp;&#x4e2d;</Content>")).await,
        Input::Text("a <b> &中".into())
    );
    assert_eq!(input(push("text", "<Content/>")).await, Input::Text(String::new()));
}

#[tokio::test]
async fn control_characters_survive_the_reading_and_are_gone_behind_it() {
    assert_eq!(input(text("招\u{1d}聘\u{2}会\u{0}\u{ffff}\t\n")).await, Input::Text("招聘会\t\n".into()));
    assert_eq!(input(push("text", "<Content>a&#x1d;b</Content>")).await, Input::Text("ab".into()));
}

#[tokio::test]
async fn a_byte_that_is_no_utf_8_costs_one_character() {
    let mut xml = text("招聘").into_bytes();
    let at = xml.windows(3).position(|three| three == "聘".as_bytes()).unwrap();
    xml.drain(at + 1..at + 3);
    let platform = Platform::new(Mode::Plain).await;
    assert_eq!(platform.push(xml).await.status(), 200);
    assert_eq!(platform.taken()[0].input, Input::Text("招\u{fffd}".into()));
}

#[tokio::test]
async fn an_encoding_declaration_means_nothing() {
    let xml = format!("\u{feff}<?xml version=\"1.0\" encoding=\"GBK\"?>\n{}\n", text("招聘会"));
    assert_eq!(input(xml).await, Input::Text("招聘会".into()));
}

#[tokio::test]
async fn a_tapped_choice_comes_with_its_id() {
    let xml = push("text", "<Content>查询岗位</Content><bizmsgmenuid> openings </bizmsgmenuid>");
    assert_eq!(input(xml).await, Input::Tap { id: "openings".into(), text: "查询岗位".into() });
    assert_eq!(input(push("text", "<Content>岗位</Content><bizmsgmenuid/>")).await, Input::Text("岗位".into()));
}

#[tokio::test]
async fn the_other_kinds_become_what_the_follower_did() {
    let place = "<Location_X>26.33</Location_X><Location_Y>115.36</Location_Y><Scale>15</Scale><Label>兴国县</Label>";
    let picture = |id: Option<&str>, url: Option<&str>| {
        let id = id.map(|id| PhotoId::parse(id).unwrap());
        Input::Picture(Picture { id, url: url.map(str::to_owned) })
    };
    let long = format!("<PicUrl>http://{0}</PicUrl><MediaId>{0}</MediaId>", "p".repeat(513));
    let cases = [
        (push("image", "<PicUrl>http://p</PicUrl><MediaId>m</MediaId>"), picture(Some("m"), Some("http://p"))),
        (push("image", "<PicUrl>javascript:p</PicUrl><MediaId>有字</MediaId>"), picture(None, None)),
        (push("image", &long), picture(None, None)),
        (push("voice", "<MediaId>m</MediaId><Format>amr</Format>"), Input::Voice { transcript: None }),
        (push("voice", "<MediaId>m</MediaId><Recognition></Recognition>"), Input::Voice { transcript: None }),
        (push("voice", "<Recognition>找工作</Recognition>"), Input::Voice { transcript: Some("找工作".into()) }),
        (push("video", "<MediaId>m</MediaId><ThumbMediaId>t</ThumbMediaId>"), Input::Video),
        (push("shortvideo", "<MediaId>m</MediaId><ThumbMediaId>t</ThumbMediaId>"), Input::Video),
        (push("location", place), Input::Location { latitude: 26.33, longitude: 115.36, label: "兴国县".into() }),
        (push("location", &place.replace("26.33", "NaN")), Input::Unsupported),
        (push("location", &place.replace("115.36", "180.1")), Input::Unsupported),
        (push("link", "<Title>t</Title><Description>d</Description><Url>http://u</Url>"), Input::Link),
        (text("【收到不支持的消息类型，暂无法显示】"), Input::Unsupported),
    ];
    for (xml, expected) in cases {
        assert_eq!(input(xml.clone()).await, expected, "{xml}");
    }
}

#[test]
fn every_documented_field_is_read() {
    let voice = message("voice", "<MediaId>\n<![CDATA[m]]>\n</MediaId><Format>amr</Format><MediaId16K>k</MediaId16K>");
    let expected =
        Content::Voice { media_id: "m".into(), format: "amr".into(), media_id_16k: Some("k".into()), transcript: None };
    assert_eq!(voice.content, expected);
    let image = message("image", "<PicUrl><![CDATA[http://p?a=1&b=2]]></PicUrl><MediaId>m</MediaId>");
    assert_eq!(image.content, Content::Image { picture_url: "http://p?a=1&b=2".into(), media_id: "m".into() });
    let link = message("link", "<Title>t</Title><Description>d</Description><Url>u</Url>");
    let expected = Content::Link { title: "t".into(), description: "d".into(), url: "u".into() };
    assert_eq!(link.content, expected);
    let from_article = message("text", "<Content>a</Content><MsgDataId>12_3</MsgDataId><Idx>2</Idx>");
    assert_eq!(from_article.article, Some(FromArticle { msg_data_id: "12_3".into(), index: Some(2) }));
    assert_eq!(message("device_text", "").content, Content::Ignored);
    assert_eq!(message("miniprogrampage", "<AppId>wx</AppId>").content, Content::Unknown);
}

#[test]
fn both_spellings_of_the_id_are_read_in_64_bits() {
    for name in ["MsgId", "MsgID"] {
        let read = message("text", &format!("<Content>a</Content><{name}> 90261533849829378 </{name}>"));
        assert_eq!(read.id, Some(90_261_533_849_829_378));
    }
    assert_eq!(message("text", "<Content>a</Content><MsgId>-1</MsgId>").id, None);
    assert_eq!(message("text", "<Content>a</Content>").id, None);
}
