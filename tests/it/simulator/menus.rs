//! The custom menu (platform sheet 7.1).

use guiyan::simulator::errand::Change;
use serde_json::{Value, json};

use crate::support::simulated::{Simulated, code};

const CREATE: &str = "/cgi-bin/menu/create";
const CONDITIONAL: &str = "/cgi-bin/menu/addconditional";

fn click(name: &str) -> Value {
    json!({ "type": "click", "name": name, "key": "JOBS" })
}

fn view(url: &str) -> Value {
    json!({ "type": "view", "name": "网页", "url": url })
}

#[tokio::test]
async fn a_menu_is_published_shown_and_taken_away_with_its_conditional_ones() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    assert_eq!(code(&simulated.get("/cgi-bin/menu/get", &[]).await), 46003);
    assert_eq!(simulated.get("/cgi-bin/get_current_selfmenu_info", &[]).await["is_menu_open"], 0);
    let below = json!({ "name": "办事", "sub_button": [view("https://example.gov.cn/policy"), click("招聘会报名")] });
    let mut changes = simulated.platform.watch();
    assert_eq!(code(&simulated.post(CREATE, json!({ "button": [click("找工作"), below] })).await), 0);
    // Traces of the calls before may still be on their way.
    let heard = loop {
        match changes.recv().await.unwrap() {
            Change::Trace { .. } => {}
            other => break other,
        }
    };
    assert_eq!(heard, Change::Menu);
    let shown = simulated.platform.menu_of(&openid).unwrap();
    assert_eq!(shown.find("2.2").unwrap().name, "招聘会报名");
    let rule = json!({ "button": [click("苹果")], "matchrule": { "client_platform_type": "1" } });
    let added = simulated.post(CONDITIONAL, rule).await;
    let got = simulated.get("/cgi-bin/menu/get", &[]).await;
    assert_eq!(got["menu"]["button"][0]["sub_button"], json!([]));
    assert_eq!(got["conditionalmenu"][0]["menuid"].to_string(), added["menuid"].as_str().unwrap());
    let current = simulated.get("/cgi-bin/get_current_selfmenu_info", &[]).await;
    assert_eq!(current["selfmenu_info"]["button"][1]["sub_button"]["list"][1]["name"], "招聘会报名");
    assert_eq!(code(&simulated.get("/cgi-bin/menu/delete", &[]).await), 0);
    assert_eq!(code(&simulated.get("/cgi-bin/menu/get", &[]).await), 46003);
    assert_eq!(
        code(&simulated.post(CONDITIONAL, json!({ "button": [click("甲")], "matchrule": { "tag_id": 2 } })).await),
        65303
    );
    assert!(simulated.platform.menu_of(&openid).is_none());
}

#[tokio::test]
async fn every_limit_of_a_menu_has_its_code() {
    let simulated = Simulated::new().await;
    let sub = |buttons: Vec<Value>| json!({ "name": "更多", "sub_button": buttons });
    let refused = [
        (vec![], 40016),
        (vec![click("一"), click("二"), click("三"), click("四")], 40016),
        (vec![json!({ "name": "无" })], 40017),
        (vec![json!({ "name": "无", "type": "teleport", "key": "K" })], 40017),
        (vec![click("一二三四五六")], 40018),
        (vec![click("")], 40018),
        (vec![json!({ "type": "click", "name": "找", "key": "K".repeat(129) })], 40019),
        (vec![json!({ "type": "click", "name": "找" })], 40019),
        (vec![view(&format!("https://example.gov.cn/{}", "x".repeat(1_024)))], 40020),
        (vec![view("not an address")], 40055),
        (vec![sub(vec![sub(vec![click("深")])])], 40022),
        (vec![sub((0..6).map(|_| click("多")).collect())], 40023),
        (vec![sub(vec![json!({ "name": "无" })])], 40024),
        (vec![sub(vec![click(&"长".repeat(21))])], 40025),
        (vec![sub(vec![json!({ "type": "click", "name": "找", "key": "" })])], 40026),
        (vec![sub(vec![json!({ "type": "view", "name": "网" })])], 40027),
        (vec![sub(vec![view("ftp://example.gov.cn")])], 40054),
    ];
    for (buttons, errcode) in refused {
        let body = json!({ "button": buttons });
        assert_eq!(code(&simulated.post(CREATE, body.clone()).await), errcode, "{body}");
    }
    let largest = sub((0..5).map(|_| click(&"长".repeat(20))).collect());
    let body = json!({ "button": [click("一二三四五"), click("二"), largest] });
    assert_eq!(code(&simulated.post(CREATE, body).await), 0);
}

#[tokio::test]
async fn hanzi_as_escapes_and_broken_or_missing_json_are_refused() {
    let simulated = Simulated::new().await;
    let post = async |body: &str| code(&simulated.post_text(simulated.token(), CREATE, body.to_owned()).await);
    assert_eq!(post(r#"{"button":[{"type":"click","name":"\u627e","key":"J"}]}"#).await, 40033);
    assert_eq!(post(r#"{"button":[{"type":"click","name":"a","key":"C:\\users"}]}"#).await, 0);
    assert_eq!(post(r#"{"button":[{"#).await, 47001);
    assert_eq!(post("").await, 44002);
    assert_eq!(code(&simulated.get(CREATE, &[]).await), 43002);
    assert_eq!(code(&simulated.post("/cgi-bin/menu/get", json!({})).await), 43001);
}

#[tokio::test]
async fn a_conditional_menu_is_for_whom_its_rule_fits_and_the_last_tag_counts() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    assert_eq!(code(&simulated.post(CREATE, json!({ "button": [click("大家")] })).await), 0);
    let tag = async |name: &str| {
        let created = simulated.post("/cgi-bin/tags/create", json!({ "tag": { "name": name } })).await;
        created["tag"]["id"].as_u64().unwrap()
    };
    let (first, last) = (tag("甲").await, tag("乙").await);
    let add = async |name: &str, tag: u64| {
        let body = json!({ "button": [click(name)], "matchrule": { "tag_id": tag.to_string() } });
        simulated.post(CONDITIONAL, body).await["menuid"].as_str().unwrap().to_owned()
    };
    add("甲组", first).await;
    let second = add("乙组", last).await;
    let give = async |tag: u64| {
        let body = json!({ "openid_list": [&*openid], "tagid": tag });
        simulated.post("/cgi-bin/tags/members/batchtagging", body).await;
    };
    let seen = || simulated.platform.menu_of(&openid).unwrap().button[0].name.clone();
    assert_eq!(seen(), "大家");
    give(last).await;
    assert_eq!(seen(), "乙组");
    give(first).await;
    assert_eq!(seen(), "甲组");
    let matched = simulated.post("/cgi-bin/menu/trymatch", json!({ "user_id": &*openid })).await;
    assert_eq!(matched["button"][0]["name"], "甲组");
    assert_eq!(code(&simulated.post("/cgi-bin/menu/trymatch", json!({ "user_id": "oNobody" })).await), 46004);
    let delete = json!({ "menuid": second });
    assert_eq!(code(&simulated.post("/cgi-bin/menu/delconditional", delete.clone()).await), 0);
    assert_eq!(code(&simulated.post("/cgi-bin/menu/delconditional", delete).await), 65301);
}

#[tokio::test]
async fn a_rule_asks_for_something_and_for_nothing_private() {
    let simulated = Simulated::new().await;
    simulated.post(CREATE, json!({ "button": [click("大家")] })).await;
    let add = async |rule: Value, url: &str| {
        code(&simulated.post(CONDITIONAL, json!({ "button": [view(url)], "matchrule": rule })).await)
    };
    let url = "https://example.gov.cn";
    assert_eq!(add(json!({}), url).await, 65304);
    assert_eq!(add(json!({ "sex": "1" }), url).await, 65320);
    assert_eq!(add(json!({ "tag_id": 999 }), url).await, 45159);
    for host in ["a", "b", "c"] {
        assert_eq!(add(json!({ "client_platform_type": 3, "sex": "" }), &format!("https://{host}.gov.cn/")).await, 0);
    }
    assert_eq!(add(json!({ "client_platform_type": 3 }), "https://d.gov.cn").await, 65316);
}
