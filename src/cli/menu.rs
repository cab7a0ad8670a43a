//! `guiyan menu`: what the pack says, what the account shows, and the change from one to the other.

use std::io::{self, BufRead, IsTerminal};
use std::sync::Arc;

use super::failure::Failure;
use super::{print, runtime};
use crate::app::account_menu::{self, Change, Shown};
use crate::app::content::Loaded;
use crate::app::platform::menu::{AccountMenu, MenuGateway, ShownButton};
use crate::config::Settings;
use crate::startup::{self, SystemClock, pack};

/// Show, compare and publish the account's custom menu
#[derive(clap::Args)]
#[command(after_help = "\
Conditional menus stay as they are. Phones show a new menu within five minutes.

Examples:
  guiyan menu show          the pack's menu and the account's
  guiyan menu diff          what a push would change
  guiyan menu push          shows the same, asks, then publishes")]
pub struct Menu {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// The pack's menu, and the one that the account shows
    Show,
    /// What a push would change
    Diff,
    /// Publish the pack's menu, after showing what changes
    Push {
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

impl Menu {
    pub fn run(self, settings: &Settings) -> Result<(), Failure> {
        let (config, account) = settings.serving()?;
        let content = pack::load(&config.content)?;
        runtime()?.block_on(async {
            let gateway = startup::platform(&config, &account, &content, Arc::new(SystemClock)).await?;
            self.what.run(&*gateway, &content).await
        })
    }
}

impl What {
    async fn run(self, gateway: &dyn MenuGateway, content: &Loaded) -> Result<(), Failure> {
        let (wanted, shown) = (account_menu::of_pack(&content.pack.menu), account_menu::shown(gateway).await?);
        let changes = account_menu::changes(&shown.buttons, &wanted);
        match self {
            Self::Show => show(&wanted, &shown),
            Self::Diff => tell(&changes, &shown),
            Self::Push { .. } if changes.is_empty() && !shown.by_hand => tell(&changes, &shown),
            Self::Push { yes } => {
                tell(&changes, &shown)?;
                if yes || agreed()? {
                    push(gateway, content).await
                } else {
                    Ok(print::line("没有发布，什么都没有改。")?)
                }
            }
        }
    }
}

async fn push(gateway: &dyn MenuGateway, content: &Loaded) -> Result<(), Failure> {
    let unfit =
        |error: &dyn std::fmt::Display| Failure::new(error.to_string(), "改好 menu.toml 再发布；什么都没有改。");
    let menu = AccountMenu::try_from(&content.pack.menu).map_err(|error| unfit(&error))?;
    let now = account_menu::push(gateway, &menu).await?;
    if !account_menu::changes(&now.buttons, &account_menu::of_pack(&content.pack.menu)).is_empty() {
        return Err(Failure::new(
            "平台收下了菜单，读回来的却不一样",
            "过一分钟用 `guiyan menu diff` 再看；是不是还有别的程序在改同一个公众号的菜单？",
        ));
    }
    print::line("菜单已经发布，手机上五分钟内换新；马上要看，取消关注再关注。")?;
    Ok(())
}

fn show(wanted: &[ShownButton], shown: &Shown) -> Result<(), Failure> {
    print::line("内容包里的菜单：")?;
    list(wanted)?;
    print::line(if shown.by_hand {
        "公众号现在的菜单（在平台网页上手工做的）："
    } else {
        "公众号现在的菜单："
    })?;
    list(&shown.buttons)?;
    conditional(shown)
}

fn list(buttons: &[ShownButton]) -> Result<(), Failure> {
    if buttons.is_empty() {
        print::line("  （没有）")?;
    }
    for line in account_menu::lines(buttons) {
        print::line(&format!("  {line}"))?;
    }
    Ok(())
}

fn tell(changes: &[Change], shown: &Shown) -> Result<(), Failure> {
    if changes.is_empty() {
        print::line("公众号的菜单和内容包一样。")?;
    } else {
        print::line(&format!("发布内容包的菜单，会有{}处变化：", changes.len()))?;
    }
    for change in changes {
        print::line(&format!("  {change}"))?;
    }
    if shown.by_hand {
        print::line("公众号现在的菜单是在平台网页上手工做的，发布以后由内容包的代替。")?;
    }
    conditional(shown)
}

fn conditional(shown: &Shown) -> Result<(), Failure> {
    if shown.conditional > 0 {
        print::line(&format!("另有{}个个性化菜单，发布不影响它们。", shown.conditional))?;
    }
    Ok(())
}

/// Asks whoever sits at the terminal. A script has nobody to ask.
fn agreed() -> Result<bool, Failure> {
    if !io::stdin().is_terminal() {
        return Err(Failure::new("没有人可以问要不要发布", "看过上面的变化，加上 --yes 再来一次；什么都没有改。"));
    }
    print::line("发布吗？输入 y 发布，别的都是不发布：")?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes" | "是" | "发布"))
}
