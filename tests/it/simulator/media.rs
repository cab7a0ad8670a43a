//! Temporary media and permanent material (platform sheet 7.9).

use jiff::SignedDuration;
use serde_json::json;

use crate::support::simulated::{Simulated, code};

const UPLOAD: &str = "/cgi-bin/media/upload";
const ADD: &str = "/cgi-bin/material/add_material";

#[tokio::test]
async fn temporary_media_come_back_for_three_days() {
    let mut simulated = Simulated::new().await;
    let uploaded = simulated.upload(UPLOAD, "image", ("a.png", vec![1, 2, 3])).await;
    let id = uploaded["media_id"].as_str().unwrap();
    let url = format!("{}/cgi-bin/media/get", simulated.address);
    let request = simulated.client.get(&url).query(&[("access_token", simulated.token()), ("media_id", id)]);
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "image/png");
    assert_eq!(&response.bytes().await.unwrap()[..], [1, 2, 3]);
    simulated.wait(SignedDuration::from_hours(72));
    simulated.renew().await;
    assert_eq!(code(&simulated.get("/cgi-bin/media/get", &[("media_id", id)]).await), 40007);
    assert_eq!(code(&simulated.get("/cgi-bin/media/get", &[]).await), 41006);
}

#[tokio::test]
async fn a_film_comes_back_as_an_address() {
    let simulated = Simulated::new().await;
    let uploaded = simulated.upload(UPLOAD, "video", ("a.mp4", vec![5; 20])).await;
    let got = simulated.get("/cgi-bin/media/get", &[("media_id", uploaded["media_id"].as_str().unwrap())]).await;
    let film = simulated.client.get(got["video_url"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(film.bytes().await.unwrap().len(), 20);
}

#[tokio::test]
async fn kinds_names_and_sizes_are_checked() {
    let simulated = Simulated::new().await;
    let megabytes = |count: usize| vec![0; count * 1024 * 1024 + 1];
    let refused = [
        ("hologram", "a.png", vec![1], 40004),
        ("image", "a.bmp", vec![1], 40005),
        ("image", "a.png", megabytes(10), 40009),
        ("voice", "a.amr", megabytes(2), 40006),
        ("thumb", "a.jpg", vec![0; 64 * 1024 + 1], 40006),
        ("image", "a.png", vec![], 41005),
    ];
    for (kind, name, bytes, errcode) in refused {
        assert_eq!(code(&simulated.upload(UPLOAD, kind, (name, bytes)).await), errcode, "{kind} {name}");
    }
    let thumb = simulated.upload(UPLOAD, "thumb", ("a.jpg", vec![1])).await;
    assert!(thumb["thumb_media_id"].is_string() && thumb.get("media_id").is_none(), "{thumb}");
}

#[tokio::test]
async fn permanent_material_is_listed_counted_and_deleted() {
    let mut simulated = Simulated::new().await;
    let image = simulated.upload(ADD, "image", ("a.jpg", vec![1; 10])).await;
    assert!(image["url"].as_str().unwrap().ends_with(image["media_id"].as_str().unwrap()));
    simulated.wait(SignedDuration::from_hours(24 * 30));
    simulated.renew().await;
    let list = json!({ "type": "image", "offset": 0, "count": 20 });
    let page = simulated.post("/cgi-bin/material/batchget_material", list).await;
    assert_eq!((&page["total_count"], &page["item"][0]["name"]), (&json!(1), &json!("a.jpg")));
    let too_many = json!({ "type": "image", "offset": 0, "count": 21 });
    assert_eq!(code(&simulated.post("/cgi-bin/material/batchget_material", too_many).await), 47001);
    assert_eq!(simulated.get("/cgi-bin/material/get_materialcount", &[]).await["image_count"], 1);
    let one = json!({ "media_id": image["media_id"] });
    let button = json!({ "type": "media_id", "name": "海报", "media_id": image["media_id"] });
    assert_eq!(code(&simulated.post("/cgi-bin/menu/create", json!({ "button": [button] })).await), 0);
    assert_eq!(code(&simulated.post("/cgi-bin/material/del_material", one.clone()).await), 48005);
    assert_eq!(code(&simulated.get("/cgi-bin/menu/delete", &[]).await), 0);
    assert_eq!(code(&simulated.post("/cgi-bin/material/del_material", one.clone()).await), 0);
    assert_eq!(code(&simulated.post("/cgi-bin/material/get_material", one.clone()).await), 40007);
    assert_eq!(code(&simulated.post("/cgi-bin/material/del_material", one).await), 40007);
}

#[tokio::test]
async fn a_permanent_film_needs_a_description() {
    let simulated = Simulated::new().await;
    assert_eq!(code(&simulated.upload(ADD, "video", ("a.mp4", vec![1])).await), 47001);
    let part = reqwest::multipart::Part::bytes(vec![1_u8; 8]).file_name("a.mp4");
    let described = json!({ "title": "宣传片", "introduction": "三分钟" }).to_string();
    let form = reqwest::multipart::Form::new().part("media", part).text("description", described);
    let request = simulated.client.post(format!("{}{ADD}", simulated.address));
    let request = request.query(&[("access_token", simulated.token()), ("type", "video")]).multipart(form);
    let added: serde_json::Value = request.send().await.unwrap().json().await.unwrap();
    let got = simulated.post("/cgi-bin/material/get_material", json!({ "media_id": added["media_id"] })).await;
    assert_eq!((&got["title"], &got["description"]), (&json!("宣传片"), &json!("三分钟")));
}

#[tokio::test]
async fn a_picture_for_an_article_is_an_address_and_under_a_megabyte() {
    let simulated = Simulated::new().await;
    let path = "/cgi-bin/media/uploadimg";
    let picture = simulated.upload(path, "", ("a.png", vec![9; 30])).await;
    let shown = simulated.client.get(picture["url"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(shown.bytes().await.unwrap().len(), 30);
    assert_eq!(code(&simulated.upload(path, "", ("a.gif", vec![9])).await), 40005);
    assert_eq!(code(&simulated.upload(path, "", ("a.png", vec![9; 1024 * 1024])).await), 40009);
}
