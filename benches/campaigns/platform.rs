//! The simulated platform in a thread of its own, so that it has one core and no more.

use std::sync::{Arc, mpsc};

use guiyan::simulator::account::{Account, Kind};
use guiyan::simulator::act::Act;
use guiyan::simulator::api::routes;
use guiyan::simulator::chat::Author;
use guiyan::simulator::fault::{CallbackFaults, Fault, Manner};
use guiyan::simulator::platform::Platform;
use guiyan::simulator::settings::{CallbackSettings, Mode, Rules, Settings};
use guiyan::startup::SystemClock;
use serde_json::{Value, json};

use crate::sender::Calls;

const APP_ID: &str = "wxb11529c136998cb6";
const SECRET: &str = "the-secret-of-the-simulated-account";
/// Customer-service messages.
pub const CUSTOM: &str = "/cgi-bin/message/custom/send";

/// It, and where it listens.
pub struct Simulated {
    platform: Arc<Platform>,
    pub base: String,
    pub openids: Vec<String>,
}

impl Simulated {
    pub fn with(followers: usize) -> Self {
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || serve(&tell));
        let (platform, base) = told.recv().unwrap();
        let openids = platform.seed_followers(followers).iter().map(ToString::to_string).collect();
        Self { platform, base, openids }
    }

    /// As our server calls it.
    pub fn calls(&self) -> Calls<'_> {
        Calls { base: &self.base, app_id: APP_ID, app_secret: SECRET }
    }

    /// Everybody says something: messages reach them again.
    pub fn speak(&self) {
        for openid in &self.openids {
            self.platform.act(openid, Act::Say { text: "在吗".to_owned() }).unwrap();
        }
    }

    /// It answers after so long.
    pub fn slow(&self, millis: u64) {
        self.platform.heal();
        self.platform.spoil_callbacks(CallbackFaults { drop: 1.0, ..CallbackFaults::default() });
        if millis > 0 {
            let slow = Manner::Slow { millis };
            self.platform.spoil(Fault { api: CUSTOM.to_owned(), rate: 1.0, times: None, manner: slow });
        }
    }

    /// Messages of ours on all phones.
    pub fn shown(&self) -> usize {
        let of = |openid: &String| {
            self.platform.chat(openid, 0).iter().filter(|entry| entry.from == Author::Account).count()
        };
        self.openids.iter().map(of).sum()
    }

    pub async fn token(&self) -> String {
        let body = json!({ "grant_type": "client_credential", "appid": APP_ID, "secret": SECRET });
        let url = format!("{}/cgi-bin/stable_token", self.base);
        let answer = reqwest::Client::new().post(url).body(body.to_string()).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        answer["access_token"].as_str().unwrap().to_owned()
    }
}

fn serve(tell: &mpsc::Sender<(Arc<Platform>, String)>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let settings = Settings {
            app_id: APP_ID.to_owned(),
            app_secret: SECRET.into(),
            original_id: "gh_0123456789ab".to_owned(),
            account: Account { kind: Kind::Service, verified: true, government: true },
            callback: CallbackSettings {
                // Never called: every push is dropped.
                url: "http://127.0.0.1:9/".to_owned(),
                token: "guiyanbench".into(),
                aes_key: None,
                mode: Mode::Plain,
            },
            base_url: base.clone(),
            rules: Rules::default(),
        };
        let platform = Platform::start(settings, Arc::new(SystemClock)).unwrap();
        platform.set_daily_limit(CUSTOM, u32::MAX);
        tell.send((Arc::clone(&platform), base)).unwrap();
        axum::serve(listener, routes(platform)).await.unwrap();
    });
}
