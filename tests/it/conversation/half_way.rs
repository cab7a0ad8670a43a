//! Forms half-way: over a restart, and counted.

use std::time::Instant;

use guiyan::app::inbox::{Answer, Inbound, TakesMessages};
use guiyan::app::message_key::MessageKey;
use guiyan::cli::chat::transcript::start;
use guiyan::domain::dialogue::input::Input;
use guiyan::domain::id::OpenId;
use guiyan::domain::passive_reply::Trigger;
use jiff::SignedDuration;
use metrics_exporter_prometheus::PrometheusBuilder;

use crate::support::house::TestHouse;

/// rasa#5091: a form that was half filled in is gone after a restart.
#[tokio::test]
async fn a_form_half_way_outlives_a_restart_awake_and_asleep() {
    let house = TestHouse::open(start("").unwrap()).await;
    let mut session = house.session("oHalfWay");
    for line in ["[scan join_1]", "同意", "张三"] {
        session.say(line).await.unwrap();
    }
    let house = house.restarted().await;
    let mut session = house.session("oHalfWay");
    let asked = session.say("13800000001").await.unwrap().unwrap();
    assert!(asked.contains("您家在哪个乡镇"), "{asked}");

    house.clock.wait(SignedDuration::from_hours(5));
    let house = house.restarted().await;
    let mut session = house.session("oHalfWay");
    let offered = session.say("在吗").await.unwrap().unwrap();
    assert!(offered.contains("[1 继续]") && offered.contains("[3 不报了]"), "{offered}");
    session.say("1").await.unwrap();
    let review = session.say("跳过").await.unwrap().unwrap();
    assert!(review.contains("姓名：张*") && review.contains("手机号：138****0001"), "{review}");
    house.house.close().await;
}

/// A further attempt of the platform gets the same answer, and its question is not counted again.
#[tokio::test]
async fn a_question_is_counted_once_a_message() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let _here = metrics::set_default_local_recorder(&recorder);
    let house = TestHouse::open(start("").unwrap()).await;
    let mut answers = Vec::new();
    for (key, text) in [("1", "[join]"), ("2", "同意"), ("2", "同意"), ("3", "张三"), ("3", "张三"), ("4", "取消")]
    {
        let input = if text == "[join]" { Input::Click("join_1".into()) } else { Input::Text(text.into()) };
        let inbound = Inbound {
            key: MessageKey::of([key]),
            openid: OpenId::parse("oCounted").unwrap(),
            created_at: start("").unwrap(),
            input,
            trigger: Trigger::Message,
        };
        answers.push(house.house.inbox.take(inbound, Instant::now()).await);
    }
    assert_eq!(answers[1], answers[2]);
    assert!(!answers.contains(&Answer::Nothing));
    let told = recorder.handle().render();
    for (question, step) in [("name", "asked"), ("name", "answered"), ("mobile", "asked"), ("mobile", "left")] {
        let line = format!(r#"guiyan_form_steps_total{{form="job_fair",question="{question}",step="{step}"}} 1"#);
        assert!(told.contains(&line), "{line} is not in\n{told}");
    }
    assert_eq!(told.matches("guiyan_form_steps_total{").count(), 4, "{told}");
    house.house.close().await;
}
