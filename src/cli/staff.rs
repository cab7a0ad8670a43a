//! `guiyan staff`: accounts for the console.

use std::path::PathBuf;

use super::data::DataFolder;
use super::failure::Failure;
use super::{print, runtime};
use crate::app::clock::Clock;
use crate::app::records::ContentRecords;
use crate::app::staff::{Accounts, Added, Keeper, Listed, ManageError};
use crate::config::{Config, Settings};
use crate::domain::dialogue::view::When;
use crate::domain::id::EnterpriseId;
use crate::domain::pack::Pack;
use crate::domain::staff::{Post, Role, StaffName};
use crate::domain::text::fold::fold;
use crate::domain::text::unit;
use crate::startup::{self, SystemClock, pack};

/// Keep the accounts of those who work in the console
#[derive(clap::Args)]
#[command(after_help = "\
A first password is printed once. It is good for seven days; whoever signs in with it chooses another, and sets up the
one-time code on their phone. What is done here stands in the audit as `cli`.

Examples:
  guiyan staff add 王芳 --role administrator
  guiyan staff add 李华 --role unit_clerk --unit 长冈乡
  guiyan staff add 刘工 --role enterprise_hr --enterprise 兴国信融服饰有限公司
  guiyan staff list
  guiyan staff reset 李华                  forgot the password, or lost the phone
  guiyan staff end 李华                    leaves: nothing opens any more")]
pub struct Staff {
    #[command(subcommand)]
    verb: Verb,
    /// The folder of a demo, instead of the configured database
    #[arg(long, value_name = "DIR", global = true)]
    data: Option<PathBuf>,
}

#[derive(clap::Subcommand)]
enum Verb {
    Add(Add),
    /// Everybody, as what, and how far their account is
    List,
    /// A new first password, and the code to be set up anew
    Reset {
        #[arg(value_parser = StaffName::parse)]
        name: StaffName,
    },
    /// Somebody leaves: their account opens nothing any more
    End {
        #[arg(value_parser = StaffName::parse)]
        name: StaffName,
    },
}

/// Make an account, and print its first password
#[derive(clap::Args)]
struct Add {
    /// By what they sign in; add a digit where two are called the same
    #[arg(value_parser = StaffName::parse)]
    name: StaffName,
    /// administrator, publisher, reviewer, inbox_agent, unit_clerk, enterprise_hr or auditor
    #[arg(long, value_name = "ROLE", value_parser = role)]
    role: Role,
    /// The unit of a clerk
    #[arg(long, value_name = "NAME")]
    unit: Option<String>,
    /// The enterprise, by its full name
    #[arg(long, value_name = "NAME")]
    enterprise: Option<String>,
}

fn role(text: &str) -> Result<Role, String> {
    let named = Role::ALL.into_iter().find(|role| role.id() == text || role.name() == text);
    named.ok_or_else(|| format!("one of {}", Role::ALL.map(Role::id).join(", ")))
}

impl Staff {
    pub fn run(self, settings: &Settings) -> Result<(), Failure> {
        let mut config = settings.config()?;
        if let Some(data) = &self.data {
            let folder = DataFolder::open(Some(data))?;
            config.database_url = folder.database_url();
            config.privacy_key = Some(folder.privacy_key()?);
        }
        runtime()?.block_on(async {
            let accounts = startup::accounts(&config).await?;
            match self.verb {
                Verb::Add(add) => add.run(&accounts, &config).await,
                Verb::List => list(&accounts, &config).await,
                Verb::Reset { name } => tell(&accounts.reset(name, Keeper::CommandLine).await?, &config),
                Verb::End { name } => {
                    accounts.end(&name, Keeper::CommandLine).await?;
                    Ok(print::line(&format!("{name} 的账号停用了。登录着的最多再用一分钟。"))?)
                }
            }
        })
    }
}

impl Add {
    async fn run(self, accounts: &Accounts, config: &Config) -> Result<(), Failure> {
        let content = pack::load(&config.content)?;
        let unit = self.unit.as_deref().map(|name| {
            let found = unit::named(&fold(name), &content.pack.units);
            found.ok_or_else(|| Failure::new(format!("没有叫“{name}”的单位"), "写乡镇的名字，比如：长冈乡。"))
        });
        let enterprise = match &self.enterprise {
            Some(name) => Some(enterprise(name, config).await?),
            None => None,
        };
        let post = Post::new(self.role, unit.transpose()?, enterprise);
        let post = post.map_err(|error| Failure::new(error.to_string(), "什么都没有改。"))?;
        tell(&accounts.add(self.name, post, Keeper::CommandLine).await?, config)
    }
}

async fn enterprise(name: &str, config: &Config) -> Result<EnterpriseId, Failure> {
    let rows = startup::database(config).await?.load(SystemClock.now()).await?;
    let found = rows.enterprises.iter().find(|enterprise| enterprise.name == name.trim());
    let unknown = || Failure::new(format!("没有叫“{name}”的企业"), "写营业执照上的全名，岗位网页上能看到。");
    Ok(found.ok_or_else(unknown)?.id)
}

fn tell(added: &Added, config: &Config) -> Result<(), Failure> {
    print::line(&format!("{} 第一次登录的密码：{}", added.name, added.first_password))?;
    print::line("只显示这一次，7 天内有效。当面或在电话里告诉本人，登录后要换掉。")?;
    Ok(print::line(&format!("登录：{}/console/sign-in", config.server.public_url))?)
}

async fn list(accounts: &Accounts, config: &Config) -> Result<(), Failure> {
    let pack = pack::load(&config.content)?.pack;
    let all = accounts.list(Keeper::CommandLine).await?;
    if all.is_empty() {
        print::line("还没有人。`guiyan staff add 姓名 --role administrator` 加第一个。")?;
    }
    all.iter().try_for_each(|listed| Ok(print::line(&line(listed, &pack))?))
}

fn line(listed: &Listed, pack: &Pack) -> String {
    let (post, name) = (listed.member.post, &listed.member.name);
    let unit = post.unit().map(|id| pack.unit(id).map_or_else(|| format!("{} 号单位", id.0), |unit| unit.name.clone()));
    let bound = unit.map(|unit| format!("，{unit}"));
    let bound = bound.or(post.enterprise().map(|enterprise| format!("，{enterprise} 号企业"))).unwrap_or_default();
    let seen = listed.seen_at.map_or("没登录过".to_owned(), |at| {
        let When { year, month, day, .. } = When::of(at, None);
        format!("最近登录 {year}年{month}月{day}日")
    });
    format!("{name}（{}{bound}）{}，{seen}", post.role().name(), listed.state(SystemClock.now()))
}

impl From<ManageError> for Failure {
    fn from(error: ManageError) -> Self {
        match error {
            ManageError::Store(error) => error.into(),
            ManageError::Hashing(error) => Self::new(error.to_string(), "什么都没有改。内存够不够？再试一次。"),
            error => Self::new(error.to_string(), "什么都没有改。`guiyan staff list` 看有哪些人。"),
        }
    }
}
