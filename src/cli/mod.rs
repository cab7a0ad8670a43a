//! The command line: one file a verb. A verb reads its settings, does one thing, and speaks plainly when it fails.
//!
//! Exit codes: 0 done, 1 failed, 2 the command line was not understood.

mod campaign;
pub mod chat;
mod check;
mod data;
mod demo;
mod desk;
mod export;
mod failure;
mod import;
mod menu;
mod migrate;
mod print;
mod serve;
mod source;
mod staff;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Command, CommandFactory, FromArgMatches, Parser, Subcommand};

use self::failure::Failure;
use crate::config::Settings;

/// Guiyan (归雁): the server behind a county employment centre's WeChat Official Account.
#[derive(Parser)]
#[command(name = "guiyan", version, arg_required_else_help = true, after_help = EXAMPLES)]
struct Arguments {
    /// The configuration file [default: config/guiyan.toml, where there is one]
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Campaign(campaign::Campaign),
    Chat(chat::Chat),
    Check(check::Check),
    Demo(demo::Demo),
    Desk(desk::Desk),
    Export(export::Export),
    Import(import::Import),
    Menu(menu::Menu),
    Migrate(migrate::Migrate),
    Serve(serve::Serve),
    Source(source::Source),
    Staff(staff::Staff),
}

const EXAMPLES: &str = "\
Examples:
  guiyan demo                                  a phone in the browser, nothing needed
  guiyan chat                                  the same conversation in the terminal
  guiyan --config /etc/guiyan.toml serve       answer for a real account

`guiyan <verb> --help` tells more. All keys of the configuration: config/default.toml";

/// The verbs as the help shows them, by what somebody wants.
const GROUPS: &[(&str, &[&str])] = &[
    ("Try it", &["demo", "chat"]),
    ("Run it", &["serve", "campaign", "desk", "staff", "migrate"]),
    ("Its content and settings", &["check", "import", "export", "menu", "source"]),
];

/// Does what the command line says.
pub fn run() -> ExitCode {
    let matches = match command().try_get_matches() {
        Ok(matches) => matches,
        Err(answer) => return help_or_usage(&answer),
    };
    match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => match arguments.run() {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => {
                failure.report();
                ExitCode::FAILURE
            }
        },
        Err(answer) => help_or_usage(&answer),
    }
}

impl Arguments {
    fn run(self) -> Result<(), Failure> {
        let settings = Settings::read(self.config.as_deref())?;
        match self.verb {
            Verb::Campaign(campaign) => campaign.run(&settings),
            Verb::Chat(chat) => chat.run(&settings),
            Verb::Check(check) => check.run(&settings),
            Verb::Demo(demo) => demo.run(&settings),
            Verb::Desk(desk) => desk.run(&settings),
            Verb::Export(export) => export.run(&settings),
            Verb::Import(import) => import.run(&settings),
            Verb::Menu(menu) => menu.run(&settings),
            Verb::Migrate(migrate) => migrate.run(&settings),
            Verb::Serve(serve) => serve.run(&settings),
            Verb::Source(source) => source.run(&settings),
            Verb::Staff(staff) => staff.run(&settings),
        }
    }
}

/// The runtime of a verb that waits for something.
fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| Failure::new("the system gives no threads", "Is a limit on processes set?").because(error))
}

/// `--help` and `--version` come this way too; clap knows which stream and which code is theirs.
fn help_or_usage(answer: &clap::Error) -> ExitCode {
    // Nobody is left to tell when even this cannot be written.
    let _ = answer.print();
    u8::try_from(answer.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// The command line with its verbs in groups, which clap does not do by itself.
fn command() -> Command {
    let command = Arguments::command();
    let verbs = grouped(&command);
    command
        .disable_help_subcommand(true)
        .help_template(format!("{{about}}\n\nUsage: {{usage}}\n\n{verbs}Options:\n{{options}}{{after-help}}\n"))
}

fn grouped(command: &Command) -> String {
    let mut text = String::new();
    for (title, names) in GROUPS {
        let verbs = names.iter().filter_map(|name| command.find_subcommand(name));
        let lines: String = verbs
            .map(|verb| format!("  {:<8} {}\n", verb.get_name(), verb.get_about().cloned().unwrap_or_default()))
            .collect();
        if !lines.is_empty() {
            text.push_str(&format!("{title}:\n{lines}\n"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn every_verb_stands_in_one_group_and_shows_an_example() {
        for verb in command().get_subcommands() {
            let groups = GROUPS.iter().filter(|(_, names)| names.contains(&verb.get_name())).count();
            assert_eq!(groups, 1, "{}", verb.get_name());
            let help = verb.clone().render_help().to_string();
            assert!(help.contains(&format!("guiyan {}", verb.get_name())) && help.contains("Example"), "{help}");
        }
    }
}
