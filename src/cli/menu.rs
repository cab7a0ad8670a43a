//! `guiyan menu`: what the pack and the console say, what the account shows, and the change from one to the other.

use std::io::{self, BufRead, IsTerminal};
use std::sync::Arc;

use super::failure::Failure;
use super::{print, runtime};
use crate::app::account_menu::{self, Change, Shown};
use crate::app::clock::Clock;
use crate::app::content::menu_book::MenuEdits;
use crate::app::editions::{Edition, EditionRecords, NewEdition, Revision, Subject};
use crate::app::platform::menu::{AccountMenu, MenuGateway, ShownButton};
use crate::config::Settings;
use crate::domain::menu;
use crate::startup::{self, SystemClock, pack};

/// Show, compare and publish the account's custom menu
#[derive(clap::Args)]
#[command(after_help = "\
Conditional menus stay as they are. Phones show a new menu within five minutes. Where staff published a menu in the
console, that one is meant, and not the pack's.

Examples:
  guiyan menu show          the pack's menu, the console's and the account's
  guiyan menu diff          what a push would change
  guiyan menu push          shows the same, asks, then publishes
  guiyan menu push --pack   the pack's menu, in the place of the console's")]
pub struct Menu {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// The pack's menu, the one that staff published, and the one that the account shows
    Show,
    /// What a push would change
    Diff,
    /// Publish the menu, after showing what changes
    Push {
        /// The pack's, also where staff published another one in the console
        #[arg(long)]
        pack: bool,
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
            let database = startup::database(&config).await?;
            database.migrate().await?;
            let menus = Menus::read(&content.pack.menu, &database).await?;
            self.what.run(&*gateway, &menus, &database).await
        })
    }
}

/// The pack's menu, and the one that staff published over it.
struct Menus<'a> {
    pack: &'a menu::Menu,
    newest: Option<Edition>,
    published: Option<menu::Menu>,
}

/// The one that is meant.
struct Wanted<'a> {
    menu: &'a menu::Menu,
    /// Where it comes from, in words for staff.
    from: String,
}

impl<'a> Menus<'a> {
    async fn read(pack: &'a menu::Menu, records: &dyn EditionRecords) -> Result<Self, Failure> {
        let newest = records.editions(Subject::Menu, 1).await?.into_iter().next();
        let edits = newest.as_ref().map(|edition| MenuEdits::read(&edition.content)).transpose()?;
        Ok(Self { pack, newest, published: edits.and_then(|edits| edits.menu) })
    }

    fn wanted(&self, pack: bool) -> Wanted<'_> {
        match (&self.published, &self.newest) {
            (Some(menu), Some(edition)) if !pack => {
                Wanted { menu, from: format!("工作台第 {} 版", edition.number) }
            }
            _ => Wanted { menu: self.pack, from: "内容包".to_owned() },
        }
    }

    /// That the console's is meant, or goes.
    fn say(&self, pack: bool) -> Result<(), Failure> {
        if let (Some(_), Some(edition)) = (&self.published, &self.newest) {
            let (number, by) = (edition.number, &edition.by);
            print::line(&match pack {
                true => format!("工作台里发布过菜单（第 {number} 版，{by}），这次由内容包的代替。"),
                false => format!("工作台里发布过菜单（第 {number} 版，{by}），用的是它；要用内容包的，加 --pack。"),
            })?;
        }
        Ok(())
    }

    /// Writes down that the pack's menu is in the place of the console's.
    async fn forget_published(&self, records: &dyn EditionRecords) -> Result<(), Failure> {
        let (Some(_), Some(edition)) = (&self.published, &self.newest) else { return Ok(()) };
        let (content, after) = (MenuEdits::default().written(), Some(edition.id));
        let edition =
            NewEdition { subject: Subject::Menu, content: &content, summary: "退回内容包原来的", after };
        if !records.publish(edition, None, "guiyan menu push", SystemClock.now()).await? {
            return Err(Failure::new("工作台里刚才又发布了菜单", "用 `guiyan menu diff` 再看一次。"));
        }
        Ok(())
    }
}

impl What {
    async fn run(
        self,
        gateway: &dyn MenuGateway,
        menus: &Menus<'_>,
        records: &dyn EditionRecords,
    ) -> Result<(), Failure> {
        let pack = matches!(self, Self::Push { pack: true, .. });
        let (wanted, shown) = (menus.wanted(pack), account_menu::shown(gateway).await?);
        let changes = account_menu::changes(&shown.buttons, &account_menu::of_pack(wanted.menu));
        match self {
            Self::Show => show(menus, &shown),
            Self::Diff => {
                menus.say(pack)?;
                tell(&changes, &shown, &wanted)
            }
            Self::Push { yes, .. } => {
                menus.say(pack)?;
                tell(&changes, &shown, &wanted)?;
                let hangs = changes.is_empty() && !shown.by_hand;
                if !hangs && !yes && !agreed()? {
                    return Ok(print::line("没有发布，什么都没有改。")?);
                }
                if !hangs {
                    push(gateway, wanted.menu).await?;
                }
                if pack { menus.forget_published(records).await } else { Ok(()) }
            }
        }
    }
}

async fn push(gateway: &dyn MenuGateway, wanted: &menu::Menu) -> Result<(), Failure> {
    let unfit = |error: &dyn std::fmt::Display| Failure::new(error.to_string(), "改好菜单再发布；什么都没有改。");
    let menu = AccountMenu::try_from(wanted).map_err(|error| unfit(&error))?;
    let now = account_menu::push(gateway, &menu).await?;
    if !account_menu::changes(&now.buttons, &account_menu::of_pack(wanted)).is_empty() {
        return Err(Failure::new(
            "平台收下了菜单，读回来的却不一样",
            "过一分钟用 `guiyan menu diff` 再看；是不是还有别的程序在改同一个公众号的菜单？",
        ));
    }
    print::line("菜单已经发布，手机上五分钟内换新；马上要看，取消关注再关注。")?;
    Ok(())
}

fn show(menus: &Menus<'_>, shown: &Shown) -> Result<(), Failure> {
    print::line("内容包里的菜单：")?;
    list(&account_menu::of_pack(menus.pack))?;
    if let (Some(menu), Some(edition)) = (&menus.published, &menus.newest) {
        print::line(&format!("工作台里发布的菜单（第 {} 版，{}）：", edition.number, edition.by))?;
        list(&account_menu::of_pack(menu))?;
    }
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

fn tell(changes: &[Change], shown: &Shown, wanted: &Wanted<'_>) -> Result<(), Failure> {
    let from = &wanted.from;
    if changes.is_empty() {
        print::line(&format!("公众号的菜单和{from}一样。"))?;
    } else {
        print::line(&format!("发布{from}的菜单，会有{}处变化：", changes.len()))?;
    }
    for change in changes {
        print::line(&format!("  {change}"))?;
    }
    if shown.by_hand {
        print::line(&format!("公众号现在的菜单是在平台网页上手工做的，发布以后由{from}的代替。"))?;
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
