//! The simulated platform on a free port, and a server of ours behind it that remembers what it was told.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use guiyan::app::clock::Clock;
use guiyan::simulator::account::{Account, Kind};
use guiyan::simulator::act::Act;
use guiyan::simulator::api::routes;
use guiyan::simulator::chat::{Content, Entry};
use guiyan::simulator::platform::Platform;
use guiyan::simulator::settings::{CallbackSettings, Mode, Rules, Settings};
use guiyan::wechat::xml::Document;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::push::{AES_KEY, APP_ID, TOKEN};

pub const SECRET: &str = "the-secret-of-the-simulated-account";
pub const ACCOUNT: &str = "gh_0123456789ab";
/// Longer than anything takes, also on a busy machine in a dev build.
const PATIENCE: Duration = Duration::from_secs(60);

/// 2 March 2026, 10:00 in China, until somebody moves it.
struct Morning;

impl Clock for Morning {
    fn now(&self) -> Timestamp {
        "2026-03-02T02:00:00Z".parse().unwrap()
    }
}

/// A request that our server got.
#[derive(Debug, Clone)]
pub struct Heard {
    pub query: HashMap<String, String>,
    pub body: String,
}

impl Heard {
    /// The text of an element, wherever it stands first at this path of names.
    pub fn field(&self, path: &str) -> String {
        let document = Document::parse(&self.body, self.body.len()).unwrap();
        let mut node = document.root();
        for name in path.split('/') {
            node = node.child(name).unwrap_or_else(|| panic!("no {path} in {}", self.body));
        }
        node.text().to_owned()
    }

    /// `text`, `CLICK`, …
    pub fn name(&self) -> String {
        match self.field("MsgType").as_str() {
            "event" => self.field("Event"),
            kind => kind.to_owned(),
        }
    }
}

/// What our server answers.
pub struct Answer {
    pub after: Duration,
    pub status: u16,
    pub body: String,
    pub location: Option<String>,
}

impl Answer {
    pub fn body(body: impl Into<String>) -> Self {
        Self { after: Duration::ZERO, status: 200, body: body.into(), location: None }
    }

    /// Words to whom the request came from.
    pub fn words(heard: &Heard, words: &str) -> Self {
        Self::body(reply(
            &heard.field("FromUserName"),
            ACCOUNT,
            &format!("<MsgType>text</MsgType><Content>{words}</Content>"),
        ))
    }
}

/// A reply's XML.
pub fn reply(to: &str, from: &str, rest: &str) -> String {
    format!(
        "<xml><ToUserName>{to}</ToUserName><FromUserName>{from}</FromUserName><CreateTime>1</CreateTime>{rest}</xml>"
    )
}

type Answering = Arc<dyn Fn(&Heard) -> Answer + Send + Sync>;

/// The platform, our server, and whoever calls the platform for us.
pub struct Simulated {
    pub platform: Arc<Platform>,
    pub address: String,
    pub client: reqwest::Client,
    heard: Arc<Mutex<Vec<Heard>>>,
    token: String,
    servers: Vec<JoinHandle<()>>,
}

impl Drop for Simulated {
    fn drop(&mut self) {
        self.servers.iter().for_each(JoinHandle::abort);
    }
}

impl Simulated {
    /// A verified service account in plain mode; our server takes everything and says nothing.
    pub async fn new() -> Self {
        Self::with(|_| {}, |_| Answer::body("success")).await
    }

    /// The same with an answer.
    pub async fn answering(answering: impl Fn(&Heard) -> Answer + Send + Sync + 'static) -> Self {
        Self::with(|_| {}, answering).await
    }

    /// Settings changed.
    pub async fn with(
        change: impl FnOnce(&mut Settings),
        answering: impl Fn(&Heard) -> Answer + Send + Sync + 'static,
    ) -> Self {
        Self::by(Arc::new(Morning), change, answering).await
    }

    /// By another clock than that which stands still in the morning.
    pub async fn by(
        clock: Arc<dyn Clock>,
        change: impl FnOnce(&mut Settings),
        answering: impl Fn(&Heard) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ours = Router::new().fallback(any(take)).with_state((Arc::clone(&heard), Arc::new(answering) as Answering));
        let (callback, ours) = serve(ours).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let mut settings = settings(&format!("{callback}/wechat"), &address);
        change(&mut settings);
        let platform = Platform::start(settings, clock).unwrap();
        let theirs = tokio::spawn(serving(listener, routes(Arc::clone(&platform))));
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let mut simulated =
            Self { platform, address, client, heard, token: String::new(), servers: vec![ours, theirs] };
        simulated.token = simulated.fetch_token().await;
        simulated
    }

    /// A stable token.
    pub async fn fetch_token(&self) -> String {
        let answer = self.post_as("", "/cgi-bin/stable_token", &stable_request(false)).await;
        answer["access_token"].as_str().unwrap().to_owned()
    }

    /// Uses a new token from now on.
    pub async fn renew(&mut self) {
        self.token = self.fetch_token().await;
    }

    /// Calls with the token.
    pub async fn get(&self, path: &str, query: &[(&str, &str)]) -> Value {
        self.get_as(&self.token, path, query).await
    }

    pub async fn get_as(&self, token: &str, path: &str, query: &[(&str, &str)]) -> Value {
        let url = format!("{}{path}", self.address);
        let request = self.client.get(url).query(&[("access_token", token)]).query(query);
        request.send().await.unwrap().json().await.unwrap()
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        self.post_as(&self.token, path, &body).await
    }

    pub async fn post_as(&self, token: &str, path: &str, body: &Value) -> Value {
        self.post_text(token, path, body.to_string()).await
    }

    pub async fn post_text(&self, token: &str, path: &str, body: String) -> Value {
        let url = format!("{}{path}", self.address);
        let request = self.client.post(url).query(&[("access_token", token)]).body(body);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.json().await.unwrap()
    }

    /// Uploads a file.
    pub async fn upload(&self, path: &str, kind: &str, (name, bytes): (&str, Vec<u8>)) -> Value {
        let part = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
        let form = reqwest::multipart::Form::new().part("media", part);
        let url = format!("{}{path}", self.address);
        let request = self.client.post(url).query(&[("access_token", self.token.as_str()), ("type", kind)]);
        request.multipart(form).send().await.unwrap().json().await.unwrap()
    }

    /// The token in use.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Somebody who follows.
    pub fn follower(&self) -> Arc<str> {
        let openid = self.platform.newcomer().unwrap();
        self.act(&openid, Act::Follow { scene: None });
        openid
    }

    pub fn act(&self, openid: &str, act: Act) {
        self.platform.act(openid, act).unwrap();
    }

    pub fn say(&self, openid: &str, text: &str) {
        self.act(openid, Act::Say { text: text.to_owned() });
    }

    /// Moves the platform's clock.
    pub fn wait(&self, time: SignedDuration) {
        self.platform.shift_clock(time);
    }

    pub async fn custom(&self, openid: &str, text: &str) -> i64 {
        let body = json!({ "touser": openid, "msgtype": "text", "text": { "content": text } });
        code(&self.post("/cgi-bin/message/custom/send", body).await)
    }

    /// All that our server was told.
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    /// All of this name.
    pub fn heard_of(&self, name: &str) -> Vec<Heard> {
        self.heard().into_iter().filter(|heard| heard.name() == name).collect()
    }

    /// The first of this name, as soon as it is there.
    pub async fn hears(&self, name: &str) -> Heard {
        self.until(name, |simulated| simulated.heard_of(name).into_iter().next()).await
    }

    /// The first entry of a conversation that fits, as soon as it is there.
    pub async fn sees(&self, openid: &str, what: &str, fits: impl Fn(&Content) -> bool) -> Entry {
        let find = |simulated: &Self| simulated.chat(openid).into_iter().find(|entry| fits(&entry.content));
        self.until(what, find).await
    }

    pub fn chat(&self, openid: &str) -> Vec<Entry> {
        self.platform.chat(openid, 0)
    }

    /// Looks until there is something to see.
    pub async fn until<T>(&self, what: &str, look: impl Fn(&Self) -> Option<T>) -> T {
        let started = Instant::now();
        loop {
            if let Some(found) = look(self) {
                return found;
            }
            assert!(started.elapsed() < PATIENCE, "{what} never came; heard {:#?}", self.heard());
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

/// The number of an answer; 0 if there is none.
pub fn code(answer: &Value) -> i64 {
    answer.get("errcode").map_or(0, |code| code.as_i64().unwrap())
}

pub fn stable_request(force_refresh: bool) -> Value {
    json!({ "grant_type": "client_credential", "appid": APP_ID, "secret": SECRET, "force_refresh": force_refresh })
}

pub const VERIFIED_SERVICE: Account = Account { kind: Kind::Service, verified: true, government: true };

fn settings(callback: &str, address: &str) -> Settings {
    Settings {
        app_id: APP_ID.to_owned(),
        app_secret: SECRET.into(),
        original_id: ACCOUNT.to_owned(),
        account: VERIFIED_SERVICE,
        callback: CallbackSettings {
            url: callback.to_owned(),
            token: TOKEN.into(),
            aes_key: Some(AES_KEY.into()),
            mode: Mode::Plain,
        },
        base_url: address.to_owned(),
        rules: Rules { result_delay: Duration::ZERO, ..Rules::default() },
    }
}

async fn take(
    State((heard, answering)): State<(Arc<Mutex<Vec<Heard>>>, Answering)>,
    Query(query): Query<HashMap<String, String>>,
    body: String,
) -> Response {
    let request = Heard { query, body };
    heard.lock().unwrap().push(request.clone());
    let answer = answering(&request);
    tokio::time::sleep(answer.after).await;
    let status = StatusCode::from_u16(answer.status).unwrap();
    match answer.location {
        Some(location) => (status, [(LOCATION, location)], answer.body).into_response(),
        None => (status, answer.body).into_response(),
    }
}

async fn serve(router: Router) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    (address, tokio::spawn(serving(listener, router)))
}

async fn serving(listener: TcpListener, router: Router) {
    axum::serve(listener, router).await.unwrap();
}
