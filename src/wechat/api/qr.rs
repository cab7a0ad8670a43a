//! Parametric QR codes (platform sheet 7.8).

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Api;
use super::call::{Call, Repeat};
use crate::app::platform::failure::PlatformError;
use crate::app::platform::qr::{QrCode, QrGateway, QrScene};
use crate::domain::account::Feature;

pub(super) static CREATE: Call =
    Call::new("qrcode_create", "/cgi-bin/qrcode/create", Repeat::Safe).daily(100_000).needs(Feature::ParametricQr);

#[derive(Deserialize)]
struct CodeAnswer {
    ticket: String,
    expire_seconds: Option<u64>,
    url: String,
}

#[async_trait]
impl QrGateway for Api {
    async fn create(&self, scene: &QrScene) -> Result<QrCode, PlatformError> {
        let answer: CodeAnswer = self.post(&CREATE, &body(scene)).await?;
        // A permanent code says 0, or nothing.
        let expires_in = answer.expire_seconds.filter(|seconds| *seconds != 0);
        Ok(QrCode { ticket: answer.ticket, expires_in, url: answer.url })
    }
}

fn body(scene: &QrScene) -> Value {
    match scene {
        QrScene::Temporary(number, life) => json!({
            "expire_seconds": life.get(),
            "action_name": "QR_SCENE",
            "action_info": { "scene": { "scene_id": number } },
        }),
        QrScene::TemporaryText(text, life) => json!({
            "expire_seconds": life.get(),
            "action_name": "QR_STR_SCENE",
            "action_info": { "scene": { "scene_str": text } },
        }),
        QrScene::Permanent(number) => json!({
            "action_name": "QR_LIMIT_SCENE",
            "action_info": { "scene": { "scene_id": number.get() } },
        }),
        QrScene::PermanentText(text) => json!({
            "action_name": "QR_LIMIT_STR_SCENE",
            "action_info": { "scene": { "scene_str": text } },
        }),
    }
}
