//! Platform sheet 7.8.

use std::num::NonZeroU32;

use guiyan::app::platform::qr::{OutOfRange, PermanentScene, QrCode, QrGateway, QrLife, QrScene, SceneText};

use crate::support::recording::play;

async fn made(case: &str, scene: QrScene) -> QrCode {
    play(case, |api| async move { api.create(&scene).await }).await.unwrap()
}

fn week() -> QrLife {
    QrLife::new(604_800).unwrap()
}

#[tokio::test]
async fn a_temporary_code_is_written_as_the_sample_shows_it() {
    let scene = SceneText::new("fair_2026_spring_gate1").unwrap();
    let code = made("qr/temporary_text", QrScene::TemporaryText(scene, week())).await;
    assert_eq!((code.expires_in, &*code.url), (Some(604_800), "http://weixin.qq.com/q/madeUp"));
    let escaped = code.ticket.replace('=', "%3D");
    assert_eq!(code.image_address(), format!("https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket={escaped}"));
    assert!(escaped.ends_with("%3D%3D"));
}

#[tokio::test]
async fn a_temporary_code_takes_any_32_bit_number() {
    let number = NonZeroU32::new(u32::MAX).unwrap();
    made("qr/temporary", QrScene::Temporary(number, week())).await;
}

#[tokio::test]
async fn a_permanent_code_never_ends() {
    let code = made("qr/permanent", QrScene::Permanent(PermanentScene::new(100_000).unwrap())).await;
    assert_eq!(code.expires_in, None);
    let code = made("qr/permanent_text", QrScene::PermanentText(SceneText::new("大厅").unwrap())).await;
    assert_eq!(code.expires_in, None);
}

#[test]
fn lives_and_numbers_are_within_the_platforms_bounds() {
    assert!(QrLife::new(2_592_000).is_ok() && QrLife::new(1).is_ok());
    assert_eq!(QrLife::new(2_592_001), Err(OutOfRange { has: 2_592_001, min: 1, max: 2_592_000 }));
    assert!(QrLife::new(0).is_err());
    assert!(PermanentScene::new(0).is_err() && PermanentScene::new(100_001).is_err());
    assert!(SceneText::new("门".repeat(64)).is_ok() && SceneText::new("门".repeat(65)).is_err());
}
