//! Platform sheet 6.4, row by row, over the wire: what each errcode makes of a call.

use std::time::Duration;

use guiyan::app::clock::Clock;
use guiyan::app::platform::diagnostics::DiagnosticsGateway;
use guiyan::app::platform::errcode::{Errcode, explain};
use guiyan::app::platform::failure::{Cause, Decision, PlatformError, Unreachable};
use jiff::ToSpan;
use serde_json::{Value, json};

use super::bench::Bench;
use crate::support::errcodes;
use crate::support::scripted::{RID, Reply};

const CALL: &str = "/cgi-bin/openapi/quota/clear";

/// A fresh account and one call, which is answered so; the error, and how often it was sent.
async fn refused(answer: Value) -> (PlatformError, usize) {
    let bench = Bench::new().await;
    bench.platform.always(CALL, Reply::Json(answer));
    let error = bench.api().clear_quota("/cgi-bin/menu/create").await.unwrap_err();
    (error, bench.platform.asked(CALL).len())
}

async fn decides(codes: &[i64], decision: Decision, sent: usize) {
    for &errcode in codes {
        let (error, count) = refused(json!({"errcode": errcode, "errmsg": format!("no rid: {RID}")})).await;
        assert_eq!((error.decision(), count), (decision, sent), "{errcode}");
        assert_eq!(error.cause(), &Cause::Refused(Errcode(errcode)));
        assert_eq!((error.call(), error.rid()), ("quota_clear", Some(RID)));
        assert_ne!(explain(Errcode(errcode)).meaning, explain(Errcode(i64::MAX)).meaning, "{errcode} is unexplained");
    }
}

#[tokio::test]
async fn a_busy_platform_is_tried_three_times() {
    decides(errcodes::BUSY, Decision::Retry { after: Duration::ZERO }, 3).await;
}

#[tokio::test]
async fn the_same_key_within_a_minute_waits_for_that_minute() {
    decides(errcodes::SAME_KEY, Decision::Retry { after: Duration::from_secs(60) }, 1).await;
}

#[tokio::test]
async fn a_token_that_is_not_taken_is_refreshed_and_the_call_tried_once_more() {
    decides(errcodes::TOKEN, Decision::RefreshToken, 2).await;
}

#[tokio::test]
async fn followers_who_cannot_be_reached_are_dropped_each_for_its_reason() {
    for (why, codes) in errcodes::UNREACHABLE {
        decides(codes, Decision::DropFollower(*why), 1).await;
    }
}

#[tokio::test]
async fn what_staff_must_settle_stops_as_much_as_it_concerns() {
    for (scope, codes) in errcodes::STOPPED {
        decides(codes, Decision::Stop(*scope), 1).await;
    }
}

#[tokio::test]
async fn a_wrong_request_is_a_bug_and_is_not_sent_again() {
    decides(&errcodes::wrong(), Decision::Bug, 1).await;
}

#[tokio::test]
async fn the_rest_of_the_table() {
    decides(errcodes::LOGIN, Decision::LoginAgain, 1).await;
    for (decision, codes) in errcodes::REST {
        decides(codes, *decision, 1).await;
    }
}

#[tokio::test]
async fn used_up_limits_pause_until_the_next_minute_or_the_next_day() {
    let bench = Bench::new().await;
    let now = bench.clock.now();
    decides(errcodes::MINUTE, Decision::Pause { until: now + 1.minute() }, 1).await;
    let (error, sent) = refused(json!({"errcode": 45009})).await;
    let Decision::Pause { until } = error.decision() else { panic!("{error}") };
    let here = until.in_tz("Asia/Shanghai").unwrap();
    assert!((here.hour(), here.minute()) == (0, 5) && until > now && until <= now + 24.hours(), "{here}");
    assert_eq!(sent, 1);
}

#[tokio::test]
async fn a_code_that_no_table_has_is_a_bug_with_its_rid() {
    let (error, sent) = refused(json!({"errcode": 99_999, "errmsg": format!("what rid: {RID}")})).await;
    assert_eq!((error.decision(), error.errcode(), sent), (Decision::Bug, Some(Errcode(99_999)), 1));
    assert_eq!(error.to_string(), format!("quota_clear: errcode 99999, rid {RID}"));
}

#[tokio::test]
async fn an_errcode_may_be_a_text_or_missing() {
    let (error, _) = refused(json!({"errcode": "43004", "errmsg": "require subscribe"})).await;
    assert_eq!(error.decision(), Decision::DropFollower(Unreachable::Gone));
    let bench = Bench::new().await;
    for success in [json!({"errcode": "0", "errmsg": "ok"}), json!({"errcode": 0}), json!({}), json!({"errmsg": null})]
    {
        bench.platform.next(CALL, Reply::Json(success));
        bench.api().clear_quota("/cgi-bin/menu/create").await.unwrap();
    }
}

#[tokio::test]
async fn what_the_platform_names_is_kept_and_the_rest_of_its_words_is_not() {
    let openid = "oTESTopenid0000000000000001";
    for (answer, detail) in [
        (json!({"errcode": 47003, "errmsg": "argument invalid! data.thing1.value invalid rid: 1-2-3"}), Some("thing1")),
        (json!({"errcode": 47003, "errmsg": format!("data.{openid} <b>.value invalid")}), None),
        (json!({"errcode": 40164, "errmsg": "invalid ip 203.0.113.7, not in whitelist"}), Some("203.0.113.7")),
        (json!({"errcode": 40164, "errmsg": format!("invalid ip {openid}")}), None),
        (json!({"errcode": 45065, "errmsg": "clientmsgid exist", "msg_id": 34182}), Some("34182")),
        (json!({"errcode": 40003, "errmsg": format!("invalid openid {openid} rid: {openid}")}), None),
    ] {
        let (error, _) = refused(answer).await;
        assert_eq!(error.detail(), detail);
        assert!(!format!("{error} {error:?}").contains(openid), "{error:?}");
    }
}

#[tokio::test]
async fn those_of_a_list_who_failed_are_named() {
    let answer = json!({"errcode": 45171, "fail_openid_list": ["oTESTopenid0000000000000001", "not an openid", "oB"]});
    let (error, _) = refused(answer).await;
    let failed: Vec<&str> = error.failed().iter().map(|openid| openid.as_str()).collect();
    assert_eq!(failed, ["oTESTopenid0000000000000001", "oB"]);
}
