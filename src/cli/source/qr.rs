//! `guiyan source qr`: a QR code to be printed, with its name under it.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use crate::app::clock::Clock;
use crate::app::content::Loaded;
use crate::app::platform::qr::{QrGateway, QrScene, SceneText};
use crate::app::site::address::SiteAddress;
use crate::app::site::sign::SignWords;
use crate::app::sources::SourceRecords;
use crate::cli::failure::Failure;
use crate::cli::print;
use crate::config::{Config, Settings};
use crate::domain::account::{Account, Feature};
use crate::domain::source::{Source, SourceCode};
use crate::startup::{self, SystemClock, pack};

/// Which one, and where the pictures go.
#[derive(clap::Args)]
pub struct Qr {
    /// Its code
    #[arg(value_parser = SourceCode::parse)]
    code: SourceCode,
    /// The pictures' name, without its ending [default: the code]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Qr {
    pub async fn run(self, records: &dyn SourceRecords, settings: &Settings) -> Result<(), Failure> {
        let config = settings.config()?;
        let content = pack::load(&config.content)?;
        let Some(source) = records.sources().await?.into_iter().find(|source| source.code == self.code) else {
            return Err(Failure::new(format!("没有 {} 这个来源", self.code), "`guiyan source list` 看有哪些。"));
        };
        let own = own_link(&source, records, settings, &content).await?;
        let words = words(&source, own, &config, &content)?;
        let pictures = startup::sign(&words)?;
        let name = self.out.unwrap_or_else(|| PathBuf::from(self.code.as_str()));
        for (ending, bytes) in [("svg", pictures.svg.as_bytes()), ("png", pictures.png.as_slice())] {
            // Not `with_extension`: a village's name may hold a dot.
            let path = PathBuf::from(format!("{}.{ending}", name.display()));
            fs::write(&path, bytes).map_err(|error| {
                Failure::new(format!("{} cannot be written ({error})", path.display()), "Name another file with --out.")
            })?;
            print::line(&format!("写好了：{}", path.display()))?;
        }
        Ok(())
    }
}

/// What the platform's own QR code for it says, made now if the account may have one; `None` if it may not.
async fn own_link(
    source: &Source,
    records: &dyn SourceRecords,
    settings: &Settings,
    content: &Loaded,
) -> Result<Option<String>, Failure> {
    if source.link.is_some() {
        return Ok(source.link.clone());
    }
    let county = &content.pack.county;
    if !Account::new(county.account, county.verified).may(Feature::ParametricQr) {
        print::line("这个公众号没有带参数二维码的权限（要认证的服务号）：二维码只管关注，来源靠发编号。")?;
        return Ok(None);
    }
    let Some((config, account)) = settings.serving().ok().filter(|(_, account)| account.app_secret.is_some()) else {
        print::line("公众号的接口还没有接上（wechat.app_secret 等）：二维码先只管关注，来源靠发编号。")?;
        return Ok(None);
    };
    let gateway = startup::platform(&config, &account, content, Arc::new(SystemClock)).await?;
    let too_long = |_| Failure::new("编号太长", "换一个短的编号。");
    let scene = QrScene::PermanentText(SceneText::new(source.code.scene()).map_err(too_long)?);
    let code = gateway.create(&scene).await?;
    records.put_source_qr(&source.code, &code, SystemClock.now()).await?;
    Ok(Some(code.url))
}

/// The account's own code else, and a page where that is not known either.
fn words(source: &Source, own: Option<String>, config: &Config, content: &Loaded) -> Result<SignWords, Failure> {
    let county = &content.pack.county;
    let name = source.name.clone();
    let send = Some(source.code.to_string());
    let follow = format!("微信扫一扫，关注“{}”", county.account_name);
    if let Some(link) = own {
        return Ok(SignWords { link, name, how: follow, word: send });
    }
    if let Some(link) = county.follow_link.clone() {
        return Ok(SignWords { link, name, how: follow, word: send });
    }
    let address = SiteAddress::new(&config.server.public_url);
    if !address.reaches_phones() {
        return Err(Failure::new(
            "不知道二维码该指向哪里",
            "在 pack.toml 里填上 follow_link（公众号二维码里的地址），或者把 server.public_url 设成手机能打开的地址。",
        ));
    }
    let page = source.activity.map_or("/activities".to_owned(), |id| format!("/activities/{id}"));
    Ok(SignWords { link: address.page(&page), name, how: "微信扫一扫，看怎么报名".to_owned(), word: send })
}
