//! What the phone's addresses take and what they do not: everything that comes in has a limit.

use guiyan::simulator::act::Act;
use reqwest::header::{CONTENT_SECURITY_POLICY, ETAG, IF_NONE_MATCH};
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};

use crate::support::stage::Stage;

async fn get(stage: &Stage, path: &str) -> Response {
    Client::new().get(stage.url(path)).send().await.unwrap()
}

async fn json_of(stage: &Stage, path: &str) -> Value {
    get(stage, path).await.json().await.unwrap()
}

async fn act(stage: &Stage, openid: &str, body: String) -> Response {
    let url = stage.url(&format!("/simulator/followers/{openid}/acts"));
    Client::new().post(url).header("Content-Type", "application/json").body(body).send().await.unwrap()
}

#[tokio::test]
async fn every_answer_forbids_scripts_of_others_and_nobody_frames_the_page() {
    let stage = Stage::start().await;
    for path in ["/simulator", "/simulator/assets/phone.js", "/simulator/followers"] {
        let answer = get(&stage, path).await;
        let policy = answer.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
    }
    assert_eq!(get(&stage, "/simulator/assets/..%2F..%2FCargo.toml").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_script_is_sent_again_only_when_it_changed() {
    let stage = Stage::start().await;
    let first = get(&stage, "/simulator/assets/draw.js").await;
    let tag = first.headers()[ETAG].clone();
    let again = Client::new().get(stage.url("/simulator/assets/draw.js")).header(IF_NONE_MATCH, tag).send().await;
    assert_eq!(again.unwrap().status(), StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn the_scripts_suit_an_old_office_browser_and_hand_nothing_to_the_html_parser() {
    let stage = Stage::start().await;
    for name in ["draw.js", "phone.js", "wire.js"] {
        let script = get(&stage, &format!("/simulator/assets/{name}")).await.text().await.unwrap();
        assert!(script.starts_with("'use strict';"), "{name}");
        for newer_than_2017 in ["?.", "??", "catch {", "{ ...", ".finally(", ".flat", "replaceChildren"] {
            assert!(!script.contains(newer_than_2017), "{newer_than_2017} in {name}");
        }
        for parses in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
            assert!(!script.contains(parses), "{parses} in {name}");
        }
    }
}

#[tokio::test]
async fn an_act_that_is_none_is_refused_with_words() {
    let stage = Stage::start().await;
    let me = &*stage.follower;
    let say = |text: String| json!({"act": "say", "text": text}).to_string();
    for (openid, body, status, reason) in [
        ("nobody", say("在吗".into()), StatusCode::NOT_FOUND, "没有这个人"),
        (me, json!({"act": "follow", "scene": null}).to_string(), StatusCode::CONFLICT, "已经关注了"),
        (me, json!({"act": "click", "button": "9"}).to_string(), StatusCode::CONFLICT, "菜单上没有这个按钮"),
        (me, say(String::new()), StatusCode::UNPROCESSABLE_ENTITY, "没有内容"),
        (me, say("长".repeat(4_001)), StatusCode::UNPROCESSABLE_ENTITY, "太长了"),
    ] {
        let answer = act(&stage, openid, body).await;
        assert_eq!(answer.status(), status, "{reason}");
        assert_eq!(answer.json::<Value>().await.unwrap(), json!({ "reason": reason }));
    }
    assert!(act(&stage, me, r#"{"act":"fly"}"#.to_owned()).await.status().is_client_error());
    let longest = act(&stage, me, say("😀".repeat(4_000))).await;
    assert_eq!(longest.status(), StatusCode::NO_CONTENT);
    let huge = act(&stage, me, say("长".repeat(100_000))).await;
    assert_eq!(huge.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn what_another_site_can_send_without_asking_does_nothing() {
    let stage = Stage::start().await;
    let url = stage.url(&format!("/simulator/followers/{}/acts", stage.follower));
    let form = Client::new().post(url).header("Content-Type", "text/plain").body(r#"{"act":"unfollow"}"#);
    assert_eq!(form.send().await.unwrap().status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let url = stage.url("/simulator/followers");
    let form = Client::new().post(url).header("Content-Type", "text/plain").body("{}");
    assert_eq!(form.send().await.unwrap().status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(stage.platform.people(), 1);
    assert!(stage.platform.followers(0, 1)[0].subscribed);
}

#[tokio::test]
async fn a_list_comes_in_parts_whoever_came_last_first() {
    let stage = Stage::start().await;
    stage.platform.seed_followers(249);
    let names = |page: &Value| -> Vec<String> {
        let followers = page["followers"].as_array().unwrap();
        followers.iter().map(|follower| follower["name"].as_str().unwrap().to_owned()).collect()
    };
    let first = json_of(&stage, "/simulator/followers?count=1000000").await;
    assert_eq!((first["people"].as_u64(), names(&first).len()), (Some(250), 100));
    assert_eq!(names(&first)[0], "乡亲250");
    let last = json_of(&stage, "/simulator/followers?from=248&count=100").await;
    assert_eq!(names(&last), ["乡亲2", "乡亲1"]);
    let beyond = json_of(&stage, "/simulator/followers?from=18446744073709551615").await;
    assert_eq!(names(&beyond), [""; 0]);
}

#[tokio::test]
async fn a_trace_that_is_not_there_is_not_another() {
    let stage = Stage::start().await;
    let mut changes = stage.platform.watch();
    stage.platform.act(&stage.follower, Act::Say { text: "你好".to_owned() }).unwrap();
    while stage.platform.trace(0).is_empty() {
        changes.recv().await.unwrap();
    }
    assert_eq!(json_of(&stage, "/simulator/traces/1").await["name"], "text");
    for id in ["0", "2", "18446744073709551615"] {
        assert_eq!(get(&stage, &format!("/simulator/traces/{id}")).await.status(), StatusCode::NOT_FOUND);
    }
    assert_eq!(json_of(&stage, "/simulator/traces?after=1").await, json!([]));
    assert!(json_of(&stage, "/simulator/traces").await[0].get("raw").is_none(), "lines come without bodies");
}

#[tokio::test]
async fn only_so_many_pages_watch_at_once_and_one_that_goes_makes_room() {
    let stage = Stage::start().await;
    let mut watching = Vec::new();
    for _ in 0..100 {
        let answer = get(&stage, "/simulator/watch").await;
        assert_eq!(answer.status(), StatusCode::OK);
        watching.push(answer);
    }
    assert_eq!(get(&stage, "/simulator/watch").await.status(), StatusCode::SERVICE_UNAVAILABLE);
    watching.pop();
    // The server learns of it with the next thing that it has to tell.
    while get(&stage, "/simulator/watch").await.status() != StatusCode::OK {
        stage.platform.seed_followers(1);
    }
}

#[tokio::test]
async fn a_stream_tells_what_to_look_at_and_not_what_it_says() {
    let stage = Stage::start().await;
    let mut stream = get(&stage, "/simulator/watch").await;
    stage.platform.act(&stage.follower, Act::Say { text: "我的号码是13800000001".to_owned() }).unwrap();
    let told = String::from_utf8(stream.chunk().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(told.contains(&*stage.follower) && !told.contains("13800000001"), "{told}");
    stage.platform.seed_followers(1);
    let told = String::from_utf8(stream.chunk().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(told.contains("\"followers\":true") || told.contains("\"traces\":true"), "{told}");
}
