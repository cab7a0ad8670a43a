//! Parametric QR codes (platform sheet 7.8).

use std::num::NonZeroU32;

use guiyan::app::platform::qr::{PermanentScene, QrCode, QrGateway, QrLife, QrScene, SceneText};
use guiyan::domain::id::OpenId;
use guiyan::simulator::act::{Act, Refused};
use guiyan::wechat::event::EventKind;
use jiff::SignedDuration;

use crate::support::pair::Pair;

async fn code(pair: &Pair, scene: QrScene) -> QrCode {
    QrGateway::create(&*pair.api, &scene).await.unwrap()
}

#[tokio::test]
async fn whoever_scans_a_code_arrives_with_its_scene_and_its_ticket() {
    let pair = Pair::new().await;
    let words = SceneText::new("fair_2026_spring_gate1").unwrap();
    let life = QrLife::new(604_800).unwrap();
    let code = code(&pair, QrScene::TemporaryText(words, life)).await;
    assert_eq!(code.expires_in, Some(604_800));
    let newcomer = OpenId::parse(&pair.platform().newcomer().unwrap()).unwrap();
    pair.act(&newcomer, Act::Follow { scene: Some("fair_2026_spring_gate1".into()) });
    let (scene, ticket) = (Some("fair_2026_spring_gate1".to_owned()), Some(code.ticket.clone()));
    assert_eq!(pair.told("subscribe").await, EventKind::Subscribe { scene: scene.clone(), ticket: ticket.clone() });
    pair.act(&newcomer, Act::Scan { scene: "fair_2026_spring_gate1".into() });
    assert_eq!(pair.told("SCAN").await, EventKind::Scan { scene, ticket });
    pair.made(["/cgi-bin/qrcode/create"]);
}

#[tokio::test]
async fn every_kind_of_code_says_its_scene_and_temporary_ones_end() {
    let pair = Pair::new().await;
    let follower = pair.follower();
    let life = QrLife::new(60).unwrap();
    let temporary = code(&pair, QrScene::Temporary(NonZeroU32::new(4_000_000_000).unwrap(), life)).await;
    let permanent = code(&pair, QrScene::Permanent(PermanentScene::new(100_000).unwrap())).await;
    let in_words = code(&pair, QrScene::PermanentText(SceneText::new("大门").unwrap())).await;
    assert_eq!((temporary.expires_in, permanent.expires_in, in_words.expires_in), (Some(60), None, None));
    let known = pair.platform().codes();
    for (code, scene) in [(&temporary, "4000000000"), (&permanent, "100000"), (&in_words, "大门")] {
        let found = known.iter().find(|known| *known.ticket == code.ticket).unwrap();
        assert_eq!((&*found.scene, &found.url), (scene, &code.url));
    }
    pair.wait(SignedDuration::from_secs(60));
    let scan = |scene: &str| pair.platform().act(follower.as_str(), Act::Scan { scene: scene.to_owned() });
    assert_eq!((scan("4000000000"), scan("100000")), (Err(Refused::CodeExpired), Ok(())));
}
