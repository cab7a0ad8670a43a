//! The two families of access tokens (platform sheet 6.1).

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::push::APP_ID;
use crate::support::simulated::{SECRET, Simulated, code, stable_request};

async fn stable(simulated: &Simulated, force: bool) -> (String, i64) {
    read(&simulated.post_as("", "/cgi-bin/stable_token", &stable_request(force)).await)
}

async fn classic(simulated: &Simulated) -> (String, i64) {
    let query = [("grant_type", "client_credential"), ("appid", APP_ID), ("secret", SECRET)];
    read(&simulated.get_as("", "/cgi-bin/token", &query).await)
}

fn read(answer: &Value) -> (String, i64) {
    (answer["access_token"].as_str().unwrap().to_owned(), answer["expires_in"].as_i64().unwrap())
}

async fn called_with(simulated: &Simulated, token: &str) -> i64 {
    code(&simulated.get_as(token, "/cgi-bin/getcallbackip", &[]).await)
}

#[tokio::test]
async fn a_stable_token_is_the_same_one_with_the_life_that_it_has_left() {
    let simulated = Simulated::new().await;
    simulated.wait(SignedDuration::from_secs(1_000));
    let (token, left) = stable(&simulated, false).await;
    assert_eq!((token.as_str(), left), (simulated.token(), 6_200));
}

#[tokio::test]
async fn a_stable_token_is_renewed_five_minutes_early_and_the_old_one_still_works() {
    let simulated = Simulated::new().await;
    simulated.wait(SignedDuration::from_secs(6_901));
    let (new, left) = stable(&simulated, false).await;
    assert_ne!(new, simulated.token());
    assert_eq!(left, 7_200);
    assert_eq!(called_with(&simulated, simulated.token()).await, 0);
    simulated.wait(SignedDuration::from_secs(300));
    assert_eq!(called_with(&simulated, simulated.token()).await, 40001);
    assert_eq!(called_with(&simulated, &new).await, 0);
}

#[tokio::test]
async fn a_forced_refresh_kills_the_old_token_at_once() {
    let simulated = Simulated::new().await;
    let (new, _) = stable(&simulated, true).await;
    assert_eq!(called_with(&simulated, simulated.token()).await, 40001);
    assert_eq!(called_with(&simulated, &new).await, 0);
}

#[tokio::test]
async fn forced_refreshes_are_half_a_minute_apart_and_twenty_a_day() {
    let simulated = Simulated::new().await;
    let (first, _) = stable(&simulated, true).await;
    assert_eq!(stable(&simulated, true).await.0, first, "too soon after the first");
    for _ in 1..20 {
        simulated.wait(SignedDuration::from_secs(30));
        stable(&simulated, true).await;
    }
    simulated.wait(SignedDuration::from_secs(30));
    let refused = simulated.post_as("", "/cgi-bin/stable_token", &stable_request(true)).await;
    assert_eq!(code(&refused), 45009);
    simulated.wait(SignedDuration::from_hours(24));
    stable(&simulated, true).await;
}

#[tokio::test]
async fn a_new_classic_token_leaves_the_old_one_five_minutes() {
    let simulated = Simulated::new().await;
    let (old, _) = classic(&simulated).await;
    let (new, _) = classic(&simulated).await;
    assert_ne!(old, new);
    assert_eq!(called_with(&simulated, &old).await, 0);
    simulated.wait(SignedDuration::from_secs(300));
    assert_eq!(called_with(&simulated, &old).await, 40001);
    assert_eq!(called_with(&simulated, &new).await, 0);
}

#[tokio::test]
async fn the_two_families_leave_each_other_alone() {
    let simulated = Simulated::new().await;
    classic(&simulated).await;
    classic(&simulated).await;
    simulated.wait(SignedDuration::from_secs(301));
    assert_eq!(called_with(&simulated, simulated.token()).await, 0);
}

#[tokio::test]
async fn a_token_that_nobody_replaced_expires() {
    let simulated = Simulated::new().await;
    simulated.wait(SignedDuration::from_secs(7_199));
    assert_eq!(called_with(&simulated, simulated.token()).await, 0);
    simulated.wait(SignedDuration::from_secs(1));
    assert_eq!(called_with(&simulated, simulated.token()).await, 42001);
}

#[tokio::test]
async fn a_missing_a_malformed_and_an_unknown_token_are_told_apart() {
    let simulated = Simulated::new().await;
    let stranger = "80_0123456789abcdef0123456789abcdef";
    for (token, errcode) in [("", 41001), ("not a token", 40014), (stranger, 40001)] {
        let answer = simulated.get_as(token, "/cgi-bin/getcallbackip", &[]).await;
        assert_eq!(code(&answer), errcode, "{token}");
        assert!(answer["errmsg"].as_str().unwrap().contains(" rid: "), "{answer}");
    }
}

#[tokio::test]
async fn another_project_that_takes_over_kills_every_token() {
    let simulated = Simulated::new().await;
    simulated.platform.take_over_tokens();
    assert_eq!(called_with(&simulated, simulated.token()).await, 40001);
    assert_ne!(simulated.fetch_token().await, simulated.token());
}

#[tokio::test]
async fn whoever_asks_for_a_token_has_to_know_the_account_and_its_secret() {
    let simulated = Simulated::new().await;
    let wrong = [
        ("grant_type", "password", 40002),
        ("appid", "", 41002),
        ("appid", "wx0000000000000000", 40013),
        ("secret", "", 41004),
        ("secret", "guess", 40125),
    ];
    for (field, value, errcode) in wrong {
        let mut request = stable_request(false);
        request[field] = json!(value);
        let answer = simulated.post_as("", "/cgi-bin/stable_token", &request).await;
        assert_eq!(code(&answer), errcode, "{field} = {value}");
    }
}

#[tokio::test]
async fn a_ticket_for_pages_is_the_same_until_it_expires() {
    let simulated = Simulated::new().await;
    let ask = async || simulated.get("/cgi-bin/ticket/getticket", &[("type", "jsapi")]).await;
    let first = ask().await;
    assert_eq!((code(&first), first["expires_in"].as_i64()), (0, Some(7_200)));
    simulated.wait(SignedDuration::from_secs(7_000));
    assert_eq!(ask().await["ticket"], first["ticket"]);
    simulated.wait(SignedDuration::from_secs(200));
    let token = simulated.fetch_token().await;
    let answer = simulated.get_as(&token, "/cgi-bin/ticket/getticket", &[("type", "jsapi")]).await;
    assert_ne!(answer["ticket"], first["ticket"]);
}
