//! `guiyan export`: tables out of the system, a file each kind.

mod template;

use std::fs::File;
use std::io::{self, Cursor, IsTerminal, Write};
use std::path::PathBuf;

use super::failure::Failure;
use super::print;
use crate::app::export::{CannotWrite, Workbook};
use crate::config::Settings;

/// Export tables as Excel files
#[derive(clap::Args)]
#[command(after_help = "\
Long numbers stay text, and nothing in a cell is taken for a formula.

Examples:
  guiyan export template activities --out 活动.xlsx        an empty table to fill in, then `guiyan import 活动.xlsx`")]
pub struct Export {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    Template(template::Template),
}

impl Export {
    pub fn run(self, _settings: &Settings) -> Result<(), Failure> {
        match self.what {
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
    /// Writes a workbook there.
    fn save(&self, workbook: Workbook) -> Result<(), Failure> {
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

fn unwritten(error: CannotWrite) -> Failure {
    Failure::new(error.to_string(), "Is there room in the temporary folder, and where the file goes?").because(error)
}
