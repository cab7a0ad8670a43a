//! `guiyan demo`: Guiyan and a stand-in for the platform in one process, with a phone in the browser.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use super::data::DataFolder;
use super::failure::Failure;
use super::serve::checks;
use super::{print, runtime};
use crate::app::clock::Clock;
use crate::app::site::address::SiteAddress;
use crate::config::{Config, Log, LogLevel, Settings};
use crate::domain::staff::Post;
use crate::server::{self, Lifecycle};
use crate::startup::demo::{self, local_url};
use crate::startup::{CacheChoice, House, Plan, SystemClock, pack};
use crate::telemetry::{self, Metrics};

/// Try it in the browser, on a simulated phone
#[derive(clap::Args)]
#[command(after_help = "\
Nothing has to be installed, and no account is needed: a stand-in for the platform runs beside it, with made-up
people. The content pack is loaded with its sample activities.

Examples:
  guiyan demo
  guiyan demo --data data/demo              keep what was done for the next time
  guiyan demo --listen 127.0.0.1:9000       where another program has port 8080

Whoever reaches the address can act as any of the made-up people: leave it on 127.0.0.1. Ctrl-C stops it.")]
pub struct Demo {
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Where its database and its key are kept [default: a temporary folder, gone afterwards]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

impl Demo {
    pub fn run(self, settings: &Settings) -> Result<(), Failure> {
        let config = settings.config()?;
        let untellable = |error: String| Failure::new(error, "Nothing was started. Try again.");
        // The terminal is for the phone's address, and for what goes wrong.
        let log = Log { level: LogLevel::Warn, ..config.log };
        telemetry::start_log(log).map_err(|error| untellable(error.to_string()))?;
        let metrics = Metrics::install().map_err(|error| untellable(error.to_string()))?;
        let folder = DataFolder::open(self.data.as_deref())?;
        runtime()?.block_on(self.serve(&config, &folder, metrics))
    }

    async fn serve(self, config: &Config, folder: &DataFolder, metrics: Metrics) -> Result<(), Failure> {
        tokio::spawn(metrics.clone().upkeep());
        let stop = server::stop_signal()?;
        let listener = server::bind(self.listen).await.map_err(|error| {
            let fix = format!(
                "Give another address, for example: guiyan demo --listen 127.0.0.1:{}",
                other_port(self.listen)
            );
            Failure::new(error.to_string(), fix).because(error)
        })?;
        // Port 0 asks the system for a free one.
        let listen = listener.local_addr()?;
        let plan = Plan {
            database_url: folder.database_url(),
            cache: CacheChoice::Embedded,
            privacy_key: folder.privacy_key()?,
            content: pack::load(&config.content)?,
            samples: true,
            deadline: config.deadline,
            form_kept: config.form_kept,
            errands_kept_days: config.errands_kept_days,
            // All three are the demo's own.
            platform: None,
            pages: SiteAddress::new(&local_url(listen)),
            links: true,
        };
        let demo = demo::Demo::open(plan, &config.callback, listen, Arc::new(SystemClock)).await?;
        let app = server::app(demo.routes, checks(&demo.house), move || metrics.render());
        demo.house.work();
        let closing = demo.closing;
        let stop = async move {
            stop.await;
            closing.cancel();
        };
        let lifecycle = Lifecycle { late_work: demo.house.late_work.clone(), grace: config.server.shutdown };
        let (_, welcomed) = tokio::join!(server::serve(listener, app, stop, lifecycle), welcome(&demo.house, listen));
        welcomed?;
        demo.house.stop().await;
        print::line("guiyan has stopped.")?;
        Ok(())
    }
}

/// Publishes the menu, now that the platform is served, and says where the phone and the console are.
async fn welcome(house: &House, listen: SocketAddr) -> Result<(), Failure> {
    if let Some(api) = &house.api
        && let Err(error) = demo::publish_menu(&**api, &house.catalog.load().pack.menu).await
    {
        print::error(&format!("菜单没有发布上去（{error}），其他的都能用。"));
    }
    print::line(&format!("手机在这里：{}/simulator\n在浏览器里打开它。按 Ctrl-C 停止。", local_url(listen)))?;
    print::line(&format!("工作台：{}/console/sign-in", local_url(listen)))?;
    for (name, post) in [("演示管理员", Post::Administrator), ("演示审核员", Post::Reviewer)] {
        account(house, name, post).await?;
    }
    if let Some(activity) = house.catalog.load().activities.first() {
        print::line(&format!("{} 的签到台：{}", activity.title, house.desk_link(activity.id, 24)))?;
    }
    Ok(())
}

/// Makes an account of the console, and says how to sign in with it.
async fn account(house: &House, name: &str, post: Post) -> Result<(), Failure> {
    let made = match demo::account(house, name, post).await {
        Ok(made) => made,
        Err(error) => {
            print::error(&format!("{name}的账号没有建好（{error}），其他的都能用。"));
            return Ok(());
        }
    };
    let code = made.secret.code(SystemClock.now()).unwrap_or_default();
    print::line(&format!("  姓名 {}，密码 {}，验证码现在是 {code}（30 秒换一个）", made.name, made.password))?;
    Ok(print::line(&format!("  以后的验证码：手机上的身份验证器里输入密钥 {}", made.secret.in_words()))?)
}

/// Most likely free where the usual one is not.
fn other_port(taken: SocketAddr) -> u16 {
    taken.port().checked_add(1).unwrap_or(8080)
}
