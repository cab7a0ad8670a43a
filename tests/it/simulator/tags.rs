//! Tags (platform sheet 7.6).

use serde_json::{Value, json};

use crate::support::simulated::{Simulated, code};

async fn create(simulated: &Simulated, name: &str) -> Value {
    simulated.post("/cgi-bin/tags/create", json!({ "tag": { "name": name } })).await
}

async fn give(simulated: &Simulated, openids: &[&str], tag: u64) -> Value {
    let body = json!({ "openid_list": openids, "tagid": tag });
    simulated.post("/cgi-bin/tags/members/batchtagging", body).await
}

#[tokio::test]
async fn a_tag_is_made_renamed_given_counted_taken_and_deleted() {
    let simulated = Simulated::new().await;
    let openids = simulated.platform.seed_followers(3);
    let tag = create(&simulated, "返乡").await["tag"]["id"].as_u64().unwrap();
    let rename = json!({ "tag": { "id": tag, "name": "返乡人员" } });
    assert_eq!(code(&simulated.post("/cgi-bin/tags/update", rename).await), 0);
    assert_eq!(code(&give(&simulated, &[&openids[0], &openids[2], &openids[0]], tag).await), 0);
    let count = async || {
        let all = simulated.get("/cgi-bin/tags/get", &[]).await;
        all["tags"].as_array().unwrap().iter().find(|one| one["name"] == "返乡人员").map(|one| one["count"].clone())
    };
    assert_eq!(count().await, Some(json!(2)));
    let members = simulated.post("/cgi-bin/user/tag/get", json!({ "tagid": tag })).await;
    assert_eq!(members["data"]["openid"], json!([&*openids[0], &*openids[2]]));
    let next = simulated.post("/cgi-bin/user/tag/get", json!({ "tagid": tag, "next_openid": &*openids[2] })).await;
    assert_eq!((&next["count"], next.get("data")), (&json!(0), None));
    let of_one = simulated.post("/cgi-bin/tags/getidlist", json!({ "openid": &*openids[0] })).await;
    assert_eq!(of_one["tagid_list"], json!([tag]));
    let body = json!({ "openid_list": [&*openids[0], &*openids[1]], "tagid": tag });
    assert_eq!(code(&simulated.post("/cgi-bin/tags/members/batchuntagging", body).await), 0);
    assert_eq!(count().await, Some(json!(1)));
    assert_eq!(code(&simulated.post("/cgi-bin/tags/delete", json!({ "tag": { "id": tag } })).await), 0);
    let of_one = simulated.post("/cgi-bin/tags/getidlist", json!({ "openid": &*openids[2] })).await;
    assert_eq!(of_one["tagid_list"], json!([]));
}

#[tokio::test]
async fn names_are_short_and_unlike_and_the_platforms_own_tags_stay() {
    let simulated = Simulated::new().await;
    assert_eq!(code(&create(&simulated, &"长".repeat(30)).await), 0);
    assert_eq!(code(&create(&simulated, &"长".repeat(31)).await), 45158);
    assert_eq!(code(&create(&simulated, &"长".repeat(30)).await), 45157);
    assert_eq!(code(&create(&simulated, "").await), 45157);
    let starred = json!({ "tag": { "id": 2, "name": "别的" } });
    assert_eq!(code(&simulated.post("/cgi-bin/tags/update", starred.clone()).await), 45058);
    assert_eq!(code(&simulated.post("/cgi-bin/tags/delete", starred).await), 45058);
    assert_eq!(code(&simulated.post("/cgi-bin/tags/delete", json!({ "tag": { "id": 999 } })).await), 45159);
}

#[tokio::test]
async fn an_account_has_a_hundred_tags() {
    let simulated = Simulated::new().await;
    for n in 0..100 {
        assert_eq!(code(&create(&simulated, &format!("标签{n}")).await), 0);
    }
    assert_eq!(code(&create(&simulated, "多一个").await), 45056);
}

#[tokio::test]
async fn a_follower_has_twenty_tags_and_who_fails_is_named() {
    let simulated = Simulated::new().await;
    let openids = simulated.platform.seed_followers(2);
    let mut last = 0;
    for n in 0..21 {
        last = create(&simulated, &format!("标签{n}")).await["tag"]["id"].as_u64().unwrap();
        if n < 20 {
            assert_eq!(code(&give(&simulated, &[&openids[0]], last).await), 0);
        }
    }
    assert_eq!(code(&give(&simulated, &[&openids[0]], last).await), 45059);
    let partly = give(&simulated, &[&openids[0], &openids[1]], last).await;
    assert_eq!((code(&partly), &partly["fail_openid_list"]), (45171, &json!([&*openids[0]])));
    let of_one = simulated.post("/cgi-bin/tags/getidlist", json!({ "openid": &*openids[1] })).await;
    assert_eq!(of_one["tagid_list"], json!([last]));
}

#[tokio::test]
async fn a_batch_has_up_to_fifty_followers() {
    let simulated = Simulated::new().await;
    let tag = create(&simulated, "多").await["tag"]["id"].as_u64().unwrap();
    let openids = simulated.platform.seed_followers(51);
    let openids: Vec<&str> = openids.iter().map(|openid| &**openid).collect();
    assert_eq!(code(&give(&simulated, &openids, tag).await), 40032);
    assert_eq!(code(&give(&simulated, &openids[..50], tag).await), 0);
    assert_eq!(code(&give(&simulated, &["oNobody"], tag).await), 40003);
    assert_eq!(code(&give(&simulated, &openids[..1], 999).await), 45159);
}
