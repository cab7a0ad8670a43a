//! Recorded calls: `tests/golden/api/{area}.json` holds, case by case, what has to go over the wire and what the
//! platform answers. They are written from the platform sheet, never from what our client or our simulator does, so
//! that the two cannot agree on a shared mistake.

use std::collections::BTreeMap;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use guiyan::wechat::api::Api;
use serde::Deserialize;
use serde_json::Value;

use super::lone_api::{APP_ID, SECRET, TOKEN, lone_api};

/// A case of a file.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// Where it is from: a section of the sheet.
    pub from: String,
    pub request: Asked,
    answer: Option<Value>,
    file: Option<File>,
}

/// What goes over the wire.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    pub method: String,
    pub path: String,
    /// Without what `proof` stands for.
    #[serde(default)]
    query: BTreeMap<String, String>,
    #[serde(default)]
    proof: Proof,
    body: Option<Value>,
    form: Option<BTreeMap<String, Field>>,
}

/// How the call says who we are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Proof {
    /// `access_token` in the query.
    #[default]
    Token,
    /// `appid` and `secret` in the query.
    Secret,
    /// Nothing of ours.
    Bare,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    filename: Option<String>,
    content: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    content_type: String,
    content: String,
}

/// Where the recordings are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/api")
}

/// The cases of an area.
pub fn recordings(area: &str) -> BTreeMap<String, Recording> {
    let text = std::fs::read_to_string(folder().join(format!("{area}.json"))).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{area}.json: {error}"))
}

/// Plays the case `area/case`: the call has to send exactly what is recorded, and gets the recorded answer.
pub async fn play<A, F: Future<Output = A>>(case: &str, call: impl FnOnce(Arc<Api>) -> F) -> A {
    let (area, name) = case.split_once('/').unwrap();
    let recording = recordings(area).remove(name).unwrap_or_else(|| panic!("no recording of {case}"));
    let expected = recording.request.clone();
    let platform = Platform::start(recording).await;
    let outcome = call(Arc::new(lone_api(&platform.base).await)).await;
    let asked = platform.asked.lock().unwrap();
    assert_eq!(asked.len(), 1, "{case} is one request");
    assert_eq!(asked[0], expected, "{case}");
    outcome
}

/// A platform that knows one answer.
struct Platform {
    base: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for Platform {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Platform {
    async fn start(recording: Recording) -> Self {
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state((Arc::new(recording), Arc::clone(&asked)));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { base, asked, server }
    }
}

type Known = (Arc<Recording>, Arc<Mutex<Vec<Asked>>>);

async fn answer(State((recording, asked)): State<Known>, request: Request) -> Response {
    if request.uri().path() == "/cgi-bin/stable_token" {
        return Response::new(Body::from(format!(r#"{{"access_token":"{TOKEN}","expires_in":7200}}"#)));
    }
    let seen = read(request).await;
    asked.lock().unwrap().push(seen);
    match (&recording.answer, &recording.file) {
        (Some(json), None) => Response::new(Body::from(json.to_string())),
        (None, Some(file)) => {
            Response::builder().header(CONTENT_TYPE, &file.content_type).body(Body::from(file.content.clone())).unwrap()
        }
        _ => panic!("a recording has either `answer` or `file`"),
    }
}

async fn read(request: Request) -> Asked {
    let method = request.method().to_string();
    let path = request.uri().path().to_owned();
    let uri = request.uri().clone();
    let mut query: BTreeMap<String, String> = axum::extract::Query::try_from_uri(&uri).unwrap().0;
    let proof = proof(&mut query);
    let is_form = request.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    let (body, form) = if is_form { (None, Some(fields(request).await)) } else { (json(request).await, None) };
    Asked { method, path, query, proof, body, form }
}

/// Takes the proof out of the query; a wrong one fails.
fn proof(query: &mut BTreeMap<String, String>) -> Proof {
    if query.get("access_token").is_some_and(|token| token == TOKEN) {
        query.remove("access_token");
        return Proof::Token;
    }
    if query.get("secret").is_some_and(|secret| secret == SECRET) {
        query.remove("secret");
        assert_eq!(query.remove("appid").as_deref(), Some(APP_ID));
        return Proof::Secret;
    }
    Proof::Bare
}

/// The body as JSON. Its bytes have to be the plainest there are: no `\u` for hanzi, no `\/`, no `&lt;` (40033).
async fn json(request: Request) -> Option<Value> {
    let bytes = to_bytes(request.into_body(), 1 << 22).await.unwrap();
    if bytes.is_empty() {
        return None;
    }
    let json: Value = serde_json::from_slice(&bytes).expect("the body is JSON");
    assert_eq!(std::str::from_utf8(&bytes).unwrap(), json.to_string(), "the body is not plain JSON");
    assert!(!json.to_string().contains("\\u"), "{json}");
    Some(json)
}

async fn fields(request: Request) -> BTreeMap<String, Field> {
    let mut form = Multipart::from_request(request, &()).await.unwrap();
    let mut fields = BTreeMap::new();
    while let Some(field) = form.next_field().await.unwrap() {
        let name = field.name().unwrap().to_owned();
        let filename = field.file_name().map(str::to_owned);
        fields.insert(name, Field { filename, content: field.text().await.unwrap() });
    }
    fields
}
