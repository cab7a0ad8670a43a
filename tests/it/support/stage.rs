//! The simulated platform with a phone before it and, instead of Guiyan behind it, a server that answers as it is told.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::post;
use guiyan::simulator::account::{Account, Kind};
use guiyan::simulator::platform::Platform;
use guiyan::simulator::settings::{CallbackSettings, Mode, Rules, Settings};
use guiyan::simulator::{api, phone};
use guiyan::startup::SystemClock;
use guiyan::wechat::xml::Document;
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

const APP_ID: &str = "wx0123456789abcdef";
const SECRET: &str = "0123456789abcdef0123456789abcdef";
const ACCOUNT: &str = "gh_0123456789ab";

/// What the next callbacks are answered with: what stands after `CreateTime`. `None` is a failure.
type Answers = Arc<Mutex<VecDeque<Option<String>>>>;

/// A running stage with one follower.
pub struct Stage {
    pub platform: Arc<Platform>,
    pub follower: Arc<str>,
    address: SocketAddr,
    routes: Router,
    answers: Answers,
    /// Of its own, so that all its connections can be cut at once.
    server: Option<Runtime>,
}

impl Stage {
    /// A verified service account in plain mode. Its one follower has followed already.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let platform = Platform::start(settings(address), Arc::new(SystemClock)).unwrap();
        let follower = platform.seed_followers(1).remove(0);
        let answers = Answers::default();
        let routes = phone::routes(Arc::clone(&platform), "某某就业".to_owned(), CancellationToken::new())
            .merge(api::routes(Arc::clone(&platform)))
            .merge(callback(Arc::clone(&answers)));
        let mut stage = Self { platform, follower, address, routes, answers, server: None };
        stage.serve();
        stage
    }

    /// Where a page of it is.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The next callback is answered with this message: `MsgType` and all that comes after.
    pub fn answer(&self, message: &str) {
        self.answers.lock().unwrap().push_back(Some(message.to_owned()));
    }

    /// The next callback is answered with these words.
    pub fn answer_words(&self, words: &str) {
        let escaped = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        self.answer(&format!("<MsgType>text</MsgType><Content>{escaped}</Content>"));
    }

    /// The next callbacks fail, with all their attempts.
    pub fn fail_once(&self) {
        self.answers.lock().unwrap().extend([None, None, None]);
    }

    /// Calls the platform as our server does, with a token; what it answers must be a success.
    pub async fn call(&self, path: &str, body: Value) -> Value {
        let client = reqwest::Client::new();
        let asked = json!({ "grant_type": "client_credential", "appid": APP_ID, "secret": SECRET });
        let token = client.post(self.url("/cgi-bin/stable_token")).json(&asked).send().await.unwrap();
        let token: Value = token.json().await.unwrap();
        let url = format!("{}?access_token={}", self.url(path), token["access_token"].as_str().unwrap());
        let answer: Value = client.post(url).json(&body).send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["errcode"].as_i64().unwrap_or_default(), 0, "{path}: {answer}");
        answer
    }

    /// Cuts all connections, and takes no new one.
    pub fn go_dark(&mut self) {
        self.server.take().unwrap().shutdown_background();
    }

    /// Serves, at the same place as before.
    pub fn serve(&mut self) {
        let runtime = Runtime::new().unwrap();
        let (address, routes) = (self.address, self.routes.clone());
        let (listens, listening) = std::sync::mpsc::channel();
        runtime.spawn(async move {
            // Until whoever was there before has let go of it.
            let listener = loop {
                match TcpListener::bind(address).await {
                    Ok(listener) => break listener,
                    Err(_) => tokio::task::yield_now().await,
                }
            };
            listens.send(()).unwrap();
            axum::serve(listener, routes).await
        });
        listening.recv().unwrap();
        self.server = Some(runtime);
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            server.shutdown_background();
        }
    }
}

fn settings(address: SocketAddr) -> Settings {
    Settings {
        app_id: APP_ID.to_owned(),
        app_secret: SecretString::from(SECRET),
        original_id: ACCOUNT.to_owned(),
        account: Account { kind: Kind::Service, verified: true, government: true },
        callback: CallbackSettings {
            url: format!("http://{address}/wechat"),
            token: SecretString::from("stage"),
            aes_key: None,
            mode: Mode::Plain,
        },
        base_url: format!("http://{address}"),
        rules: Rules::default(),
    }
}

/// Our server's place.
fn callback(answers: Answers) -> Router {
    let answer = async move |push: String| {
        let document = Document::parse(&push, push.len()).unwrap();
        let openid = document.root().field("FromUserName").unwrap().unwrap();
        match answers.lock().unwrap().pop_front() {
            None => "success".into_response(),
            Some(None) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            Some(Some(message)) => format!(
                "<xml><ToUserName>{openid}</ToUserName><FromUserName>{ACCOUNT}</FromUserName>\
                 <CreateTime>1</CreateTime>{message}</xml>"
            )
            .into_response(),
        }
    };
    Router::new().route("/wechat", post(answer))
}
