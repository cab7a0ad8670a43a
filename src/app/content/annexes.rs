//! `enterprises.csv` and `openings.csv`: annex 2 and what came after it.

use jiff::Timestamp;

use super::files::PackFiles;
use super::flaw::{Flaws, Severity};
use crate::app::import::flaw::Imported;
use crate::app::import::read::read_table;
use crate::app::import::table::{ImportError, Table};
use crate::app::import::{self, Known};
use crate::domain::county::{Place, Trade};
use crate::domain::opening::Enterprise;

const ENTERPRISES: &str = "enterprises.csv";
const OPENINGS: &str = "openings.csv";

/// The enterprises, each with its opening of annex 2 and its later ones. What is doubtful in the rows stays
/// with them; only files that cannot be read are flaws of the pack.
pub(super) fn read(files: &PackFiles, trades: &[Trade], places: &[Place], source: &str, flaws: &mut Flaws) -> Imported {
    let mut all = read_one(files, ENTERPRISES, flaws, |table| import::enterprises(table, trades, places, source));
    let known: Vec<Enterprise> = all.drafts.iter().map(|draft| draft.enterprise.clone()).collect();
    // A pack is sound or not whatever day it is: no day of it is over.
    let source = (OPENINGS, Timestamp::MIN);
    let built_on = Known { enterprises: &known, openings: Vec::new() };
    let later = read_one(files, OPENINGS, flaws, |table| import::openings(table, &built_on, source));
    // Rows of openings.csv are no rows of annex 2: what is wrong with them is told as flaws of that file.
    for flaw in &later.flaws {
        flaws.add(super::flaw::Flaw {
            severity: flaw.severity,
            file: files.shown(OPENINGS),
            line: usize::try_from(flaw.row).ok(),
            field: Some(flaw.field.to_owned()),
            reason: flaw.reason.clone(),
        });
    }
    for draft in later.drafts {
        let owner = all.drafts.iter_mut().find(|owner| owner.enterprise.name == draft.enterprise.name);
        if let Some(owner) = owner {
            owner.openings.extend(draft.openings);
        }
    }
    all
}

fn read_one(
    files: &PackFiles,
    path: &str,
    flaws: &mut Flaws,
    import: impl FnOnce(&Table) -> Result<Imported, ImportError>,
) -> Imported {
    let Some(text) = files.get(path) else {
        flaws.of_file(Severity::Error, files.shown(path), "缺少这个文件");
        return Imported::default();
    };
    read_table(path, text.as_bytes()).and_then(|table| import(&table)).unwrap_or_else(|error| {
        flaws.of_file(Severity::Error, files.shown(path), error.to_string());
        Imported::default()
    })
}
