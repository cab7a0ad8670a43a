//! A house with the simulated platform in front of it, in one process: for `guiyan demo` and for tests of the phone.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use jiff::SignedDuration;
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use super::{House, Plan, PlatformPlan, StartError};
use crate::app::account_menu;
use crate::app::clock::Clock;
use crate::app::platform::failure::PlatformError;
use crate::app::platform::menu::{AccountMenu, MenuGateway, UnfitMenu};
use crate::app::site::address::SiteAddress;
use crate::app::staff::{Attempt, CodeSecret, Keeper, ManageError, NewPassword, Origin, first_password};
use crate::config;
use crate::domain::county::{AccountKind, County};
use crate::domain::menu::Menu;
use crate::domain::staff::{Post, StaffName};
use crate::server::Routes;
use crate::simulator::account::{Account, Kind};
use crate::simulator::api;
use crate::simulator::phone;
use crate::simulator::platform::Platform;
use crate::simulator::settings::{CallbackSettings, Mode, Rules, Settings};
use crate::wechat::config::{CallbackConfig, Mode as CallbackMode};

/// The made-up account's original id.
const ORIGINAL_ID: &str = "gh_0123456789ab";
/// People who have a phone in the hand when the demo starts, and do not follow yet.
const PEOPLE: usize = 3;

/// Everything that a demo runs.
pub struct Demo {
    /// The house.
    pub house: House,
    /// The platform in front of it.
    pub platform: Arc<Platform>,
    /// Callback, platform and phone, for one server.
    pub routes: Routes,
    /// Cancel it when the server stops: the phone's open streams end.
    pub closing: CancellationToken,
}

impl Demo {
    /// Opens the house and starts the platform. `listen` is where the routes are going to be served.
    ///
    /// # Errors
    /// What could not be opened.
    pub async fn open(
        mut plan: Plan,
        limits: &config::Callback,
        listen: SocketAddr,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StartError> {
        let county = plan.content.pack.county.clone();
        let settings = settings(&county, &local_url(listen));
        let callback = callback(&settings, limits);
        plan.platform = Some(PlatformPlan {
            base: local_url(listen),
            app_id: settings.app_id.clone(),
            app_secret: settings.app_secret.clone(),
        });
        // The phone is on this machine, and can open the pages.
        (plan.pages, plan.links) = (SiteAddress::new(&local_url(listen)), true);
        // The platform first: the two share its clock, so that whoever moves it moves both.
        let platform = Platform::start(settings, clock)?;
        let house = House::open(plan, platform.clock()).await?;
        let closing = CancellationToken::new();
        let phone = phone::routes(Arc::clone(&platform), county.account_name, closing.clone());
        let ours = house.callback(callback)?.merge(house.site()?).merge(house.console(&[])?);
        let routes = ours.merge(api::routes(Arc::clone(&platform))).merge(phone);
        for _ in 0..PEOPLE {
            platform.newcomer();
        }
        Ok(Self { house, platform, routes, closing })
    }
}

/// Publishes the pack's menu as `guiyan menu push` would: over HTTP, so the routes have to be served by then.
///
/// # Errors
/// The platform's; nothing stops working without a menu.
pub async fn publish_menu(gateway: &dyn MenuGateway, menu: &Menu) -> Result<(), Unpublished> {
    account_menu::push(gateway, &AccountMenu::try_from(menu)?).await?;
    Ok(())
}

/// Why there is no menu.
#[derive(Debug, thiserror::Error)]
pub enum Unpublished {
    /// The pack's breaks the platform's limits.
    #[error(transparent)]
    Unfit(#[from] UnfitMenu),
    /// The platform did not take it.
    #[error(transparent)]
    Refused(#[from] PlatformError),
}

/// An account of the demo's console, set up as its owner would have done it.
pub struct DemoAccount {
    /// By what one signs in.
    pub name: StaffName,
    /// Another one at each start.
    pub password: String,
    /// For the authenticator on a phone, and for the code of now.
    pub secret: CodeSecret,
}

/// Makes an account of this post; one that is there already begins anew.
///
/// # Errors
/// In words, why there is none.
pub async fn account(house: &House, name: &str, post: Post) -> Result<DemoAccount, StartError> {
    let name = StaffName::parse(name).map_err(untellable)?;
    let (accounts, origin) = (house.accounts(), Origin::default());
    let added = match accounts.add(name.clone(), post, Keeper::CommandLine).await {
        Err(ManageError::Taken(name)) => accounts.reset(name, Keeper::CommandLine).await.map_err(untellable)?,
        added => added.map_err(untellable)?,
    };
    let (typed, password) = (name.to_string(), added.first_password.clone());
    let attempt = Attempt { name: typed, password, ..Attempt::default() };
    let token = accounts.sign_in(&attempt, &origin).await.map_err(untellable)?;
    let session = accounts.admit(&token).await.map_err(untellable)?;
    let password = first_password();
    let typed = NewPassword { present: added.first_password, new: password.clone(), again: password.clone() };
    let token = accounts.change_password(&session, &typed, &origin).await.map_err(untellable)?;
    let session = accounts.admit(&token).await.map_err(untellable)?;
    let secret = accounts.code_to_set_up(&session).await.map_err(untellable)?;
    // The code of a step ago: that of now is still to be used.
    let code = secret.code(house.clock.now() - SignedDuration::from_secs(30)).unwrap_or_default();
    let token = accounts.confirm_code(&session, &code, &origin).await.map_err(untellable)?;
    let session = accounts.admit(&token).await.map_err(untellable)?;
    accounts.sign_out(&session).await?;
    Ok(DemoAccount { name, password, secret })
}

fn untellable(error: impl std::error::Error) -> StartError {
    StartError::DemoAccount(error.to_string())
}

/// Where this machine itself reaches a server that listens there.
pub fn local_url(listen: SocketAddr) -> String {
    let ip = if listen.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { listen.ip() };
    format!("http://{}", SocketAddr::new(ip, listen.port()))
}

/// An account of the county's kind with secrets that nobody else has, another one at each start.
fn settings(county: &County, url: &str) -> Settings {
    let kind = match county.account {
        AccountKind::Service => Kind::Service,
        AccountKind::Subscription => Kind::Subscription,
    };
    let aes_key: String = random_hex::<32>().chars().take(43).collect();
    Settings {
        app_id: format!("wx{}", random_hex::<8>()),
        app_secret: SecretString::from(random_hex::<16>()),
        original_id: ORIGINAL_ID.to_owned(),
        account: Account { kind, verified: county.verified, government: true },
        callback: CallbackSettings {
            url: format!("{url}/wechat"),
            token: SecretString::from(random_hex::<16>()),
            aes_key: Some(SecretString::from(aes_key)),
            mode: Mode::Safe,
        },
        base_url: url.to_owned(),
        rules: Rules::default(),
    }
}

/// The same account, seen from our side.
fn callback(settings: &Settings, limits: &config::Callback) -> CallbackConfig {
    CallbackConfig {
        app_id: settings.app_id.clone(),
        token: settings.callback.token.clone(),
        mode: CallbackMode::Safe,
        aes_key: settings.callback.aes_key.clone(),
        aes_key_previous: None,
        freshness: limits.freshness,
        max_body: limits.max_body_bytes,
        text_limit: limits.text_limit_bytes,
    }
}

fn random_hex<const BYTES: usize>() -> String {
    rand::random::<[u8; BYTES]>().iter().map(|byte| format!("{byte:02x}")).collect()
}
