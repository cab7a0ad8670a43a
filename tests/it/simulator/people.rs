//! Followers: list, information, remarks, blacklist (platform sheet 7.7).

use guiyan::simulator::act::Act;
use serde_json::json;

use crate::support::simulated::{Simulated, code};

#[tokio::test]
async fn everybody_is_listed_by_pages_of_ten_thousand_and_the_last_page_is_empty() {
    let simulated = Simulated::new().await;
    let mut seeded = simulated.platform.seed_followers(25_000);
    simulated.act(&seeded[7], Act::Unfollow);
    seeded.remove(7);
    let (mut listed, mut next, mut sizes) = (Vec::new(), String::new(), Vec::new());
    loop {
        let page = simulated.get("/cgi-bin/user/get", &[("next_openid", &next)]).await;
        assert_eq!(page["total"], 24_999);
        sizes.push(page["count"].as_u64().unwrap());
        let Some(data) = page.get("data") else { break };
        listed.extend(data["openid"].as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()));
        next = page["next_openid"].as_str().unwrap().to_owned();
    }
    assert_eq!(sizes, [10_000, 10_000, 4_999, 0]);
    assert!(listed.iter().map(String::as_str).eq(seeded.iter().map(|one| &**one)));
    assert_eq!(code(&simulated.get("/cgi-bin/user/get", &[("next_openid", "oNobody")]).await), 40003);
}

#[tokio::test]
async fn of_who_follows_there_is_no_name_and_of_who_left_there_is_nothing() {
    let simulated = Simulated::new().await;
    let openid = simulated.platform.newcomer().unwrap();
    simulated.act(&openid, Act::Follow { scene: Some("fair_gate".into()) });
    let remark = json!({ "openid": &*openid, "remark": "电焊工" });
    assert_eq!(code(&simulated.post("/cgi-bin/user/info/updateremark", remark).await), 0);
    let long = json!({ "openid": &*openid, "remark": "长".repeat(30) });
    assert_eq!(code(&simulated.post("/cgi-bin/user/info/updateremark", long).await), 47001);
    let info = simulated.get("/cgi-bin/user/info", &[("openid", &openid)]).await;
    assert_eq!((&info["subscribe"], &info["remark"]), (&json!(1), &json!("电焊工")));
    assert_eq!((&info["subscribe_scene"], &info["qr_scene_str"]), (&json!("ADD_SCENE_QR_CODE"), &json!("fair_gate")));
    assert!(info.get("nickname").is_none() && info.get("headimgurl").is_none());
    simulated.act(&openid, Act::Unfollow);
    let info = simulated.get("/cgi-bin/user/info", &[("openid", &openid)]).await;
    assert_eq!(info, json!({ "subscribe": 0, "openid": &*openid }));
    assert_eq!(code(&simulated.get("/cgi-bin/user/info", &[]).await), 41009);
}

#[tokio::test]
async fn a_scene_that_is_a_number_is_told_as_one() {
    let simulated = Simulated::new().await;
    let openid = simulated.platform.newcomer().unwrap();
    simulated.act(&openid, Act::Follow { scene: Some("42".into()) });
    let info = simulated.get("/cgi-bin/user/info", &[("openid", &openid)]).await;
    assert_eq!((&info["qr_scene"], &info["qr_scene_str"]), (&json!(42), &json!("")));
}

#[tokio::test]
async fn a_hundred_are_asked_for_at_a_time() {
    let simulated = Simulated::new().await;
    let openids = simulated.platform.seed_followers(101);
    let ask = async |count: usize| {
        let list: Vec<_> = openids[..count].iter().map(|one| json!({ "openid": &**one, "lang": "zh_CN" })).collect();
        simulated.post("/cgi-bin/user/info/batchget", json!({ "user_list": list })).await
    };
    assert_eq!(ask(100).await["user_info_list"].as_array().unwrap().len(), 100);
    assert_eq!(code(&ask(101).await), 40032);
}

#[tokio::test]
async fn the_blacklist_is_kept_twenty_at_a_time() {
    let simulated = Simulated::new().await;
    let openids = simulated.platform.seed_followers(21);
    let openids: Vec<&str> = openids.iter().map(|one| &**one).collect();
    let call = async |name: &str, openids: &[&str]| {
        let path = format!("/cgi-bin/tags/members/{name}");
        code(&simulated.post(&path, json!({ "openid_list": openids })).await)
    };
    assert_eq!(call("batchblacklist", &openids).await, 40032);
    assert_eq!(call("batchblacklist", &openids[..20]).await, 0);
    assert_eq!(call("batchunblacklist", &openids[..18]).await, 0);
    assert_eq!(call("batchblacklist", &[openids[20], "oNobody"]).await, 40003);
    let list = simulated.post("/cgi-bin/tags/members/getblacklist", json!({ "begin_openid": "" })).await;
    assert_eq!((&list["total"], &list["data"]["openid"]), (&json!(2), &json!(openids[18..20])));
}
