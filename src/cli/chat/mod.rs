//! `guiyan chat`: the conversation in a terminal, through the real inbox.

pub mod script;
pub mod session;
pub mod transcript;

use std::fs;
use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustyline::error::ReadlineError;

use self::session::{Session, ShiftedClock};
use super::data::DataFolder;
use super::failure::Failure;
use super::{print, runtime};
use crate::app::clock::Clock;
use crate::app::site::address::SiteAddress;
use crate::config::{Config, Settings};
use crate::domain::id::OpenId;
use crate::startup::{CacheChoice, House, Plan, Standing, SystemClock, pack};
use crate::telemetry;

/// Who speaks, until `[as NAME]` says otherwise.
const FOLLOWER: &str = "oChat";

/// Talk with it in the terminal
#[derive(clap::Args)]
#[command(after_help = "\
Type as a follower types. In brackets, what a phone can do besides:
  [follow] [unfollow] [click KEY] [tap ID] [scan SCENE] [voice] [voice WORDS] [picture]
  [location LAT,LNG NAME] [wait 31m] [as NAME]
[scan door_2] scans the code at the door of activity 2.
Leave with Ctrl-D.

Examples:
  guiyan chat
  guiyan chat --data data/chat         keep database, dialogue and key in this folder
  guiyan chat --save fair.txt          keep the conversation as a transcript
  guiyan chat --replay fair.txt        play one, and fail where an answer differs")]
pub struct Chat {
    /// Where its database and its key are kept [default: a temporary folder, gone afterwards]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Write the conversation to a transcript
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Play a transcript instead of reading the keyboard; its `@` line sets the clock
    #[arg(long, value_name = "FILE", conflicts_with = "save")]
    replay: Option<PathBuf>,
}

impl Chat {
    pub fn run(self, settings: &Settings) -> Result<(), Failure> {
        let config = settings.config()?;
        let quiet = crate::config::Log { level: crate::config::LogLevel::Error, ..config.log };
        telemetry::start_log(quiet)
            .map_err(|error| Failure::new("the log cannot start", "Try again.").because(error))?;
        let folder = DataFolder::open(self.data.as_deref())?;
        runtime()?.block_on(self.talk(&config, &folder))
    }

    async fn talk(self, config: &Config, folder: &DataFolder) -> Result<(), Failure> {
        let script = self.replay.as_deref().map(read_script).transpose()?;
        let base: Arc<dyn Clock> = match &script {
            Some(script) => Arc::new(Standing(transcript::start(script).map_err(unplayable)?)),
            None => Arc::new(SystemClock),
        };
        let clock = Arc::new(ShiftedClock::new(base));
        let plan = Plan {
            database_url: folder.database_url(),
            cache: CacheChoice::Embedded,
            platform: None,
            privacy_key: folder.privacy_key()?,
            content: pack::load(&config.content)?,
            samples: true,
            deadline: config.deadline,
            form_kept: config.form_kept,
            errands_kept_days: config.errands_kept_days,
            // No server is running: there are no pages to open.
            pages: SiteAddress::new(&config.server.public_url),
            links: false,
        };
        let house = House::open(plan, Arc::clone(&clock) as Arc<dyn Clock>).await?;
        let openid = OpenId::parse(FOLLOWER).map_err(|error| Failure::new(error.to_string(), "Report this."))?;
        let rules = house.catalog.load().pack.county.sign_up.clone();
        let session = Session::new(Arc::clone(&house.inbox) as _, clock, openid)
            .before(house.doors())
            .keeping(Arc::new(house.database.clone()), rules);
        let talked = match script {
            Some(script) => replay(&script, session).await,
            None => converse(session, self.save.as_deref()).await,
        };
        house.close().await;
        talked
    }
}

fn read_script(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| {
        Failure::new(format!("{} cannot be read ({error})", path.display()), "Give --replay a transcript.")
    })
}

fn unplayable(error: transcript::TranscriptError) -> Failure {
    Failure::new(error.to_string(), "Nothing more was played.").because(error)
}

/// Plays a transcript, and shows what differs.
async fn replay(script: &str, mut session: Session) -> Result<(), Failure> {
    let played = transcript::replay(script, &mut session).await.map_err(unplayable)?;
    print::text(&played)?;
    match transcript::first_difference(script, &played) {
        None => Ok(()),
        Some(difference) => Err(Failure::new(
            format!("an answer differs, {difference}"),
            "If the new answer is right, keep the output above as the transcript.",
        )),
    }
}

/// Talks until the end of input.
async fn converse(mut session: Session, save: Option<&Path>) -> Result<(), Failure> {
    let mut keyboard = Keyboard::open()?;
    let mut kept = format!("@ {}\n", session.now());
    if keyboard.is_terminal() {
        print::line("像在微信里一样打字。[follow] 是关注，Ctrl-D 离开；其他的看 guiyan chat --help。")?;
    }
    while let Some(line) = keyboard.line()? {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        match session.say(line).await {
            Ok(reply) => {
                let quoted = transcript::quoted(reply.as_deref());
                print::text(&quoted)?;
                kept.push_str(&format!("> {line}\n{quoted}"));
            }
            Err(unknown) => print::error(&unknown.to_string()),
        }
    }
    if let Some(path) = save {
        fs::write(path, kept).map_err(|error| {
            Failure::new(format!("{} cannot be written ({error})", path.display()), "Give --save another file.")
        })?;
    }
    Ok(())
}

/// Lines from a person, with editing, or from a pipe.
enum Keyboard {
    Terminal(Box<rustyline::DefaultEditor>),
    Pipe(io::Lines<io::StdinLock<'static>>),
}

impl Keyboard {
    fn open() -> Result<Self, Failure> {
        if !io::stdin().is_terminal() {
            return Ok(Self::Pipe(io::stdin().lock().lines()));
        }
        let editor = rustyline::DefaultEditor::new();
        editor.map(|editor| Self::Terminal(Box::new(editor))).map_err(terminal)
    }

    fn is_terminal(&self) -> bool {
        matches!(self, Self::Terminal(_))
    }

    fn line(&mut self) -> Result<Option<String>, Failure> {
        match self {
            Self::Pipe(lines) => Ok(lines.next().transpose()?),
            Self::Terminal(editor) => match editor.readline("> ") {
                Ok(line) => {
                    editor.add_history_entry(&line).map_err(terminal)?;
                    Ok(Some(line))
                }
                Err(ReadlineError::Eof | ReadlineError::Interrupted) => Ok(None),
                Err(error) => Err(terminal(error)),
            },
        }
    }
}

fn terminal(error: ReadlineError) -> Failure {
    Failure::new(format!("the terminal does not work ({error})"), "Pipe the lines in instead.").because(error)
}
