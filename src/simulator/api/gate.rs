//! The way of every call: trouble on demand, token, quota, right, then the API itself; and its trace.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::extract::multipart::Multipart;
use axum::extract::{FromRequest, Query, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method as HttpMethod, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::call::{Answer, Api, Call, Method, Outcome, Reply, Upload};
use super::masked::masked;
use crate::simulator::errcode::{NEEDS_GET, NEEDS_POST, NO_RIGHT, Refusal, UNREADABLE};
use crate::simulator::fault::Manner;
use crate::simulator::platform::Platform;
use crate::simulator::trace::{Direction, Trace, excerpt};

/// What came in.
struct Asked {
    method: HttpMethod,
    query: HashMap<String, String>,
    body: Bytes,
    upload: Option<Upload>,
}

/// Takes one call.
pub async fn take(State(platform): State<Arc<Platform>>, api: &'static Api, request: Request) -> Response {
    let (started, at) = (Instant::now(), platform.now());
    let asked = match Asked::read(request).await {
        Ok(asked) => asked,
        Err(unreadable) => return unreadable,
    };
    let mut trace = traced(api, &asked, at);
    let trouble = platform.with(|world, _| world.faults.strike(api.path));
    // A sleep of nothing still waits for the timer's next tick.
    if !trouble.delay.is_zero() {
        tokio::time::sleep(trouble.delay).await;
    }
    let outcome = match &trouble.manner {
        None | Some(Manner::HangAfter | Manner::Result { .. } | Manner::Slow { .. }) => {
            Some(answer(&platform, api, &asked, trouble.manner.as_ref()))
        }
        Some(Manner::Errcode { errcode }) => Some(Err(Refusal::of(*errcode))),
        Some(Manner::HangBefore | Manner::BadGateway) => None,
    };
    trace.took = started.elapsed();
    match trouble.manner {
        Some(Manner::HangBefore | Manner::HangAfter) => {
            let accepted = outcome.is_some();
            trace.fault = Some(if accepted { "已受理，但不应答" } else { "未受理，也不应答" }.to_owned());
            platform.with(|world, _| world.keep(trace));
            tokio::time::sleep(platform.settings.rules.hang).await;
            StatusCode::GATEWAY_TIMEOUT.into_response()
        }
        _ => match outcome {
            None => bad_gateway(&platform, trace),
            Some(outcome) => answered(&platform, api, checked(&platform, outcome).await, trace),
        },
    }
}

impl Asked {
    async fn read(request: Request) -> Result<Self, Response> {
        let method = request.method().clone();
        let query = Query::try_from_uri(request.uri()).map(|Query(query)| query).unwrap_or_default();
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("multipart/form-data") {
            let body = Bytes::from_request(request, &()).await.map_err(IntoResponse::into_response)?;
            return Ok(Self { method, query, body, upload: None });
        }
        let form = Multipart::from_request(request, &()).await.map_err(IntoResponse::into_response)?;
        let upload = upload(form).await.map_err(IntoResponse::into_response)?;
        Ok(Self { method, query, body: Bytes::new(), upload: Some(upload) })
    }
}

async fn upload(mut form: Multipart) -> Result<Upload, axum::extract::multipart::MultipartError> {
    let mut upload = Upload::default();
    while let Some(field) = form.next_field().await? {
        match field.name().unwrap_or_default() {
            "media" => {
                upload.file_name = field.file_name().unwrap_or_default().to_owned();
                upload.bytes = field.bytes().await?;
            }
            "description" => upload.description = Some(field.text().await?),
            _ => {}
        }
    }
    Ok(upload)
}

/// Under one hold of the lock: nobody sees half of a call.
fn answer(platform: &Platform, api: &'static Api, asked: &Asked, manner: Option<&Manner>) -> Outcome {
    let result = match manner {
        Some(Manner::Result { status }) => Some(status.clone()),
        _ => None,
    };
    platform.with(|world, now| {
        let mut call = Call {
            world,
            settings: &platform.settings,
            now,
            query: &asked.query,
            body: &asked.body,
            upload: asked.upload.as_ref(),
            result,
        };
        let expected = if api.method == Method::Get { HttpMethod::GET } else { HttpMethod::POST };
        if asked.method != expected {
            return Err(Refusal::of(if api.method == Method::Get { NEEDS_GET } else { NEEDS_POST }));
        }
        if api.needs_token {
            call.world.tokens.check(call.param("access_token"), now)?;
        }
        call.world.quotas.spend(api.path, api.limits, now)?;
        if !call.world.account.may(api.right, &platform.settings.rules) {
            return Err(Refusal::of(NO_RIGHT));
        }
        (api.run)(&mut call)
    })
}

/// What takes a while is done here, where nobody waits for the lock.
async fn checked(platform: &Platform, outcome: Outcome) -> Result<Answer, Refusal> {
    match outcome? {
        Reply::Ready(answer) => Ok(answer),
        Reply::Check(check) => {
            let url = platform.with(|world, _| world.callback_url.clone());
            Ok(Answer::Json(check.run(&url).await))
        }
    }
}

/// The answer, with its trace. A failure has a request id, under which it can be looked up.
fn answered(platform: &Platform, api: &Api, outcome: Result<Answer, Refusal>, mut trace: Trace) -> Response {
    trace.status = Some(200);
    let answer = match outcome {
        Ok(answer) => answer,
        Err(refusal) => {
            trace.errcode = Some(refusal.errcode);
            let rid = request_id();
            let body = refusal.to_json(&rid);
            platform.with(|world, now| world.failures.add(rid, &trace, body.to_string(), now));
            Answer::Json(body)
        }
    };
    match answer {
        Answer::File { content_type, bytes } => {
            trace.answer = format!("（{content_type}，{} 字节）", bytes.len());
            platform.with(|world, _| world.keep(trace));
            ([(CONTENT_TYPE, content_type)], bytes).into_response()
        }
        Answer::Json(body) => {
            trace.errcode = trace.errcode.or(body.get("errcode").and_then(Value::as_i64));
            trace.answer = if api.confidential { masked(&body).to_string() } else { body.to_string() };
            let text = if api.confidential { body.to_string() } else { trace.answer.clone() };
            platform.with(|world, _| world.keep(trace));
            ([(CONTENT_TYPE, "application/json; encoding=utf-8")], text).into_response()
        }
    }
}

fn bad_gateway(platform: &Platform, mut trace: Trace) -> Response {
    (trace.status, trace.fault) = (Some(502), Some("网关错误".to_owned()));
    platform.with(|world, _| world.keep(trace));
    let page = Body::from("<html><body><h1>502 Bad Gateway</h1></body></html>");
    (StatusCode::BAD_GATEWAY, [(CONTENT_TYPE, "text/html")], page).into_response()
}

/// The trace of what was asked. Whatever may hold a secret is masked.
fn traced(api: &Api, asked: &Asked, at: jiff::Timestamp) -> Trace {
    let mut trace = Trace::new(Direction::Call, api.path, at);
    trace.raw = match &asked.upload {
        Some(upload) => format!("（文件 {}，{} 字节）", upload.file_name, upload.bytes.len()),
        None if !asked.body.is_empty() && api.confidential => match serde_json::from_slice::<Value>(&asked.body) {
            Ok(body) => masked(&body).to_string(),
            Err(_) => Refusal::of(UNREADABLE).errmsg.into_owned(),
        },
        None if !asked.body.is_empty() => excerpt(&asked.body),
        None => masked(&serde_json::json!(asked.query)).to_string(),
    };
    trace
}

/// As the platform writes them: three groups of eight hexadecimal digits.
fn request_id() -> String {
    let [a, b, c] = rand::random::<[u32; 3]>();
    format!("{a:08x}-{b:08x}-{c:08x}")
}
