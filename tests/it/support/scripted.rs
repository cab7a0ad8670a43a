//! A platform that answers as it is told, over real HTTP. Only its tokens it keeps itself, as `stable_token` does.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

pub const TOKEN_PATH: &str = "/cgi-bin/stable_token";
pub const RID: &str = "65f00000-1a2b3c4d-5e6f7a8b";

/// An answer.
#[derive(Clone)]
pub enum Reply {
    Json(Value),
    /// Any bytes of any type.
    Raw(&'static str, Bytes),
    /// A status, with a page of HTML as proxies send it.
    Status(u16),
    /// None, for ever.
    Silence,
    /// Half of one, then the connection breaks.
    Broken,
}

impl Reply {
    /// A refusal with a request id, as the platform words it.
    pub fn refusal(errcode: i64) -> Self {
        Self::Json(json!({"errcode": errcode, "errmsg": format!("no rid: {RID}")}))
    }
}

/// A request as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub path: String,
    pub token: Option<String>,
    pub query: HashMap<String, String>,
    pub body: Bytes,
}

/// The platform; it ends with the test.
pub struct Scripted {
    pub base: String,
    script: Arc<Mutex<Told>>,
    server: JoinHandle<()>,
}

#[derive(Default)]
struct Told {
    /// What is told once, in order.
    next: HashMap<String, VecDeque<Reply>>,
    /// What is told whenever nothing else is.
    always: HashMap<String, Reply>,
    asked: Vec<Asked>,
    /// How many tokens there have been.
    tokens: u32,
    /// Those that are taken.
    good: BTreeSet<String>,
    forced: usize,
}

impl Told {
    fn issue(&mut self) {
        self.tokens += 1;
        self.good.insert(self.token());
    }

    fn token(&self) -> String {
        format!("TOKEN-{}", self.tokens)
    }

    fn reply(&mut self, asked: &Asked) -> Reply {
        let scripted = self.next.get_mut(&asked.path).and_then(VecDeque::pop_front);
        if let Some(reply) = scripted.or_else(|| self.always.get(&asked.path).cloned()) {
            return reply;
        }
        if asked.path == TOKEN_PATH {
            let ask: Value = serde_json::from_slice(&asked.body).unwrap();
            if ask["force_refresh"] == true {
                self.forced += 1;
                self.good.clear();
                self.issue();
            }
            return Reply::Json(json!({"access_token": self.token(), "expires_in": 7200}));
        }
        match &asked.token {
            Some(token) if !self.good.contains(token) => Reply::refusal(40001),
            _ => Reply::Json(json!({"errcode": 0, "errmsg": "ok"})),
        }
    }
}

impl Scripted {
    pub async fn start() -> Self {
        let script = Arc::new(Mutex::new(Told::default()));
        script.lock().unwrap().issue();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(Arc::clone(&script));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { base, script, server }
    }

    fn told<T>(&self, change: impl FnOnce(&mut Told) -> T) -> T {
        change(&mut self.script.lock().unwrap())
    }

    /// Answers the next request to this path so, and the one after the next so told.
    pub fn next(&self, path: &str, reply: Reply) {
        self.told(|told| told.next.entry(path.to_owned()).or_default().push_back(reply));
    }

    /// Answers all requests to this path so, from now on.
    pub fn always(&self, path: &str, reply: Reply) {
        self.told(|told| told.always.insert(path.to_owned(), reply));
    }

    /// Ends `always`.
    pub fn as_usual(&self, path: &str) {
        self.told(|told| told.always.remove(path));
    }

    /// Lends another token from now on; the old one is still taken.
    pub fn renew_token(&self) {
        self.told(Told::issue);
    }

    /// Takes the old token no more, and lends another: somebody else asked for one by force.
    pub fn kill_token(&self) {
        self.told(|told| {
            told.good.clear();
            told.issue();
        });
    }

    /// Takes no token any more, not even the one that it goes on lending.
    pub fn distrust_token(&self) {
        self.told(|told| told.good.clear());
    }

    /// All requests to this path.
    pub fn asked(&self, path: &str) -> Vec<Asked> {
        self.told(|told| told.asked.iter().filter(|asked| asked.path == path).cloned().collect())
    }

    /// How often the token was asked for, and how often by force.
    pub fn token_questions(&self) -> (usize, usize) {
        (self.asked(TOKEN_PATH).len(), self.told(|told| told.forced))
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(State(script): State<Arc<Mutex<Told>>>, request: Request) -> Response {
    let mut query: HashMap<String, String> = Query::try_from_uri(request.uri()).unwrap().0;
    let (token, path) = (query.remove("access_token"), request.uri().path().to_owned());
    let body = to_bytes(request.into_body(), 1 << 24).await.unwrap();
    let asked = Asked { path, token, query, body };
    let reply = {
        let mut told = script.lock().unwrap();
        told.asked.push(asked.clone());
        told.reply(&asked)
    };
    match reply {
        Reply::Json(json) => json.to_string().into_response(),
        Reply::Raw(kind, bytes) => ([("content-type", kind)], bytes).into_response(),
        Reply::Status(status) => (StatusCode::from_u16(status).unwrap(), "<html>Oops</html>").into_response(),
        Reply::Silence => std::future::pending().await,
        Reply::Broken => {
            let half = [Ok(Bytes::from_static(b"{\"errcode\":")), Err(std::io::Error::other("the cable is cut"))];
            Response::new(Body::from_stream(futures_util::stream::iter(half)))
        }
    }
}
