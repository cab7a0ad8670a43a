//! `guiyan export`: tables out of the system, a file each kind.

mod calls;
pub mod reveal;
mod roster;
mod template;
mod turnout;

use std::fs::File;
use std::io::{self, Cursor, IsTerminal, Write};
use std::path::PathBuf;

use super::failure::Failure;
use super::print;
use crate::app::export::roster::{ExportError, List};
use crate::app::export::{CannotWrite, Workbook};
use crate::config::Settings;

/// Export tables as Excel files
#[derive(clap::Args)]
#[command(after_help = "\
Long numbers stay text, and nothing in a cell is taken for a formula. Names and numbers are masked, unless --reveal
says why not, which the audit keeps.

Examples:
  guiyan export template activities --out 活动.xlsx        an empty table to fill in, then `guiyan import 活动.xlsx`
  guiyan export sign-ups --activity 3 --out 名单.xlsx
  guiyan export calls --out 打电话.xlsx                    whom no message reaches, by unit
  guiyan export attendance --activity 3 --out 签到.xlsx --reveal --reason 报人社局核验 --by 王芳")]
pub struct Export {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Who signed up for an activity: a row a person
    SignUps {
        #[command(flatten)]
        roster: roster::Roster,
        /// Those who gave it up too
        #[arg(long)]
        all: bool,
    },
    /// Who came to an activity
    Attendance {
        #[command(flatten)]
        roster: roster::Roster,
    },
    Calls(calls::Calls),
    Template(template::Template),
}

impl Export {
    pub fn run(self, settings: &Settings) -> Result<(), Failure> {
        match self.what {
            What::SignUps { roster, all } => roster.run(List::SignUps { all }, settings),
            What::Attendance { roster } => roster.run(List::Attendance, settings),
            What::Calls(calls) => calls.run(settings),
            What::Template(template) => template.run(),
        }
    }
}

/// Where a table goes.
#[derive(clap::Args)]
pub struct Out {
    /// The file to write; standard output where none is named
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Out {
    /// It is a file, and standard output is free for words.
    pub fn is_file(&self) -> bool {
        self.out.is_some()
    }

    /// Writes a workbook there.
    pub fn save(&self, workbook: Workbook) -> Result<(), Failure> {
        let Some(path) = &self.out else { return to_standard_output(workbook) };
        let cannot = |error: io::Error| {
            Failure::new(format!("{} cannot be written ({error})", path.display()), "Name another file with --out.")
        };
        let file = File::create(path).map_err(cannot)?;
        workbook.save(file).map_err(unwritten)?;
        Ok(print::line(&format!("写好了：{}", path.display()))?)
    }
}

fn to_standard_output(workbook: Workbook) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    if out.is_terminal() {
        return Err(Failure::new(
            "a workbook is nothing for a terminal",
            "Name a file with --out, or send it into one: `… > 表.xlsx`.",
        ));
    }
    let mut bytes = Cursor::new(Vec::new());
    workbook.save(&mut bytes).map_err(unwritten)?;
    out.write_all(bytes.get_ref())?;
    Ok(out.flush()?)
}

/// A list that was not written.
pub fn not_exported(error: ExportError) -> Failure {
    match error {
        ExportError::Store(error) => error.into(),
        ExportError::Write(error) => unwritten(error),
    }
}

pub fn unwritten(error: CannotWrite) -> Failure {
    Failure::new(error.to_string(), "Is there room in the temporary folder, and where the file goes?").because(error)
}
