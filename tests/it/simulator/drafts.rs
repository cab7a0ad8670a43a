//! Drafts and publishing (platform sheet 7.10).

use guiyan::simulator::fault::{Fault, Manner};
use serde_json::{Value, json};

use crate::support::simulated::{Simulated, code};

async fn thumb(simulated: &Simulated) -> Value {
    simulated.upload("/cgi-bin/material/add_material", "image", ("a.jpg", vec![1; 10])).await["media_id"].clone()
}

fn article(thumb: &Value, title: &str) -> Value {
    json!({ "title": title, "author": "就业局", "content": "<p>周六<b>九点</b></p>", "thumb_media_id": thumb })
}

async fn added(simulated: &Simulated, titles: &[&str]) -> String {
    let thumb = thumb(simulated).await;
    let articles: Vec<Value> = titles.iter().map(|title| article(&thumb, title)).collect();
    let answer = simulated.post("/cgi-bin/draft/add", json!({ "articles": articles })).await;
    answer["media_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_draft_is_kept_changed_counted_listed_and_deleted() {
    let simulated = Simulated::new().await;
    let id = added(&simulated, &["第一篇", "第二篇"]).await;
    let one = json!({ "media_id": id });
    let got = simulated.post("/cgi-bin/draft/get", one.clone()).await;
    assert_eq!((&got["news_item"][0]["digest"], &got["news_item"][1]["title"]), (&json!("周六九点"), &json!("第二篇")));
    let changed = article(&thumb(&simulated).await, "改过的");
    let update = |index: u64| json!({ "media_id": id, "index": index, "articles": changed });
    assert_eq!(code(&simulated.post("/cgi-bin/draft/update", update(1)).await), 0);
    assert_eq!(code(&simulated.post("/cgi-bin/draft/update", update(2)).await), 40060);
    let list = json!({ "offset": 0, "count": 20, "no_content": 1 });
    let page = simulated.post("/cgi-bin/draft/batchget", list).await;
    let listed = &page["item"][0]["content"]["news_item"][1];
    assert_eq!((&listed["title"], &listed["content"]), (&json!("改过的"), &json!("")));
    assert_eq!(simulated.get("/cgi-bin/draft/count", &[]).await["total_count"], 1);
    assert_eq!(code(&simulated.post("/cgi-bin/draft/delete", one.clone()).await), 0);
    assert_eq!(code(&simulated.post("/cgi-bin/draft/get", one).await), 40007);
}

#[tokio::test]
async fn every_limit_of_an_article_has_its_code() {
    let simulated = Simulated::new().await;
    let thumb = thumb(&simulated).await;
    let with = |field: &str, value: Value| {
        let mut article = article(&thumb, "标题");
        article[field] = value;
        article
    };
    let refused = [
        (vec![], 44003),
        (vec![article(&thumb, "多"); 9], 45008),
        (vec![with("title", json!("长".repeat(33)))], 45003),
        (vec![with("author", json!("长".repeat(17)))], 45002),
        (vec![with("digest", json!("长".repeat(129)))], 45004),
        (vec![with("content", json!("长".repeat(20_000)))], 45002),
        (vec![with("content", json!(""))], 44003),
        (vec![with("content_source_url", json!("x".repeat(1_025)))], 45005),
        (vec![with("thumb_media_id", json!("none"))], 40007),
        (vec![with("article_type", json!("newspic"))], 40007),
    ];
    for (articles, errcode) in refused {
        let answer = simulated.post("/cgi-bin/draft/add", json!({ "articles": articles })).await;
        assert_eq!(code(&answer), errcode, "{answer}");
    }
    let pictures = json!({ "image_list": [{ "image_media_id": thumb }] });
    let newspic = json!({ "article_type": "newspic", "title": "图", "image_info": pictures });
    assert_eq!(code(&simulated.post("/cgi-bin/draft/add", json!({ "articles": [newspic] })).await), 0);
}

#[tokio::test]
async fn a_publication_is_told_later_can_be_read_and_taken_back() {
    let simulated = Simulated::new().await;
    let draft = added(&simulated, &["第一篇", "第二篇"]).await;
    let submitted = simulated.post("/cgi-bin/freepublish/submit", json!({ "media_id": draft })).await;
    assert_eq!(code(&submitted), 0);
    let told = simulated.hears("PUBLISHJOBFINISH").await;
    let info = "PublishEventInfo";
    assert_eq!(told.field(&format!("{info}/publish_id")), submitted["publish_id"].as_str().unwrap());
    assert_eq!(told.field(&format!("{info}/publish_status")), "0");
    let article_id = told.field(&format!("{info}/article_id"));
    let status = simulated.post("/cgi-bin/freepublish/get", json!({ "publish_id": submitted["publish_id"] })).await;
    assert_eq!((&status["publish_status"], &status["article_detail"]["count"]), (&json!(0), &json!(2)));
    assert_eq!(code(&simulated.post("/cgi-bin/draft/get", json!({ "media_id": draft })).await), 40007);
    let one = json!({ "article_id": article_id });
    let read = simulated.post("/cgi-bin/freepublish/getarticle", one.clone()).await;
    assert!(read["news_item"][0]["url"].as_str().unwrap().starts_with("https://mp.weixin.qq.com/s/"));
    let page = simulated.post("/cgi-bin/freepublish/batchget", json!({ "offset": 0, "count": 1 })).await;
    assert_eq!(page["item"][0]["article_id"], article_id.as_str());
    let first = json!({ "article_id": article_id, "index": 1 });
    assert_eq!(code(&simulated.post("/cgi-bin/freepublish/delete", first).await), 0);
    let read = simulated.post("/cgi-bin/freepublish/getarticle", one.clone()).await;
    assert_eq!(read["news_item"].as_array().unwrap().len(), 1);
    assert_eq!(code(&simulated.post("/cgi-bin/freepublish/delete", one.clone()).await), 0);
    assert_eq!(code(&simulated.post("/cgi-bin/freepublish/getarticle", one).await), 53600);
}

#[tokio::test]
async fn a_publication_that_the_platform_refuses_says_which_articles_failed() {
    let simulated = Simulated::new().await;
    let draft = added(&simulated, &["一", "二"]).await;
    let manner = Manner::Result { status: "4".into() };
    simulated.platform.spoil(Fault { api: "/cgi-bin/freepublish/submit".into(), rate: 1.0, times: None, manner });
    let submitted = simulated.post("/cgi-bin/freepublish/submit", json!({ "media_id": draft })).await;
    let told = simulated.hears("PUBLISHJOBFINISH").await;
    assert_eq!(told.field("PublishEventInfo/publish_status"), "4");
    let status = simulated.post("/cgi-bin/freepublish/get", json!({ "publish_id": submitted["publish_id"] })).await;
    assert_eq!((&status["publish_status"], &status["fail_idx"]), (&json!(4), &json!([1, 2])));
}
