//! `units.csv`: annex 1.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::files::PackFiles;
use super::flaw::{Flaw, Flaws, Severity};
use super::pack::PrintedSums;
use crate::domain::county::Unit;
use crate::domain::id::UnitId;

const FILE: &str = "units.csv";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    no: u16,
    unit: String,
    county_target: u32,
    fulian_target: u32,
    total_target: u32,
    aliases: String,
}

/// Notes flaws of one file by line and column.
struct Notes<'a> {
    file: String,
    flaws: &'a mut Flaws,
}

impl Notes<'_> {
    fn error(&mut self, line: Option<usize>, field: Option<&str>, reason: String) {
        let field = field.map(str::to_owned);
        self.flaws.add(Flaw { severity: Severity::Error, file: self.file.clone(), line, field, reason });
    }
}

pub(super) fn read(files: &PackFiles, printed: Option<&PrintedSums>, flaws: &mut Flaws) -> Vec<Unit> {
    let mut notes = Notes { file: files.shown(FILE), flaws };
    let Some(text) = files.get(FILE) else {
        notes.error(None, None, "缺少这个文件".to_owned());
        return Vec::new();
    };
    let mut units: Vec<(usize, Unit)> = Vec::new();
    let mut whole = true;
    for (index, line) in csv::Reader::from_reader(text.as_bytes()).into_deserialize::<Line>().enumerate() {
        match line {
            // No cell of this table holds a line break, so records are lines.
            Ok(line) => units.push((index + 2, line.into())),
            Err(error) => {
                whole = false;
                let at = error.position().and_then(|position| usize::try_from(position.line()).ok());
                notes.error(at, None, format!("这一行读不懂：{error}"));
            }
        }
    }
    check_rows(&units, &mut notes);
    check_names(&units, &mut notes);
    if let (Some(printed), true) = (printed, whole) {
        check_sums(&units, printed, &mut notes);
    }
    units.into_iter().map(|(_, unit)| unit).collect()
}

impl From<Line> for Unit {
    fn from(line: Line) -> Self {
        let aliases = line.aliases.split('|').map(str::trim).filter(|alias| !alias.is_empty());
        Self {
            id: UnitId(line.no),
            name: line.unit.trim().to_owned(),
            county_target: line.county_target,
            fulian_target: line.fulian_target,
            total_target: line.total_target,
            aliases: aliases.map(str::to_owned).collect(),
        }
    }
}

fn check_rows(units: &[(usize, Unit)], notes: &mut Notes<'_>) {
    let mut numbers = BTreeMap::new();
    for (line, unit) in units {
        let sum = u64::from(unit.county_target) + u64::from(unit.fulian_target);
        if sum != u64::from(unit.total_target) {
            let reason =
                format!("{}：{}加{}不等于{}", unit.name, unit.county_target, unit.fulian_target, unit.total_target);
            notes.error(Some(*line), Some("total_target"), reason);
        }
        if unit.name.is_empty() {
            notes.error(Some(*line), Some("unit"), "没有单位名称".to_owned());
        }
        if let Some(first) = numbers.insert(unit.id, *line) {
            notes.error(Some(*line), Some("no"), format!("序号{}和第{first}行重复", unit.id.0));
        }
    }
}

/// A name or alias must mean one unit alone.
fn check_names(units: &[(usize, Unit)], notes: &mut Notes<'_>) {
    let mut owners: BTreeMap<&str, usize> = BTreeMap::new();
    for (line, unit) in units {
        for (field, name) in std::iter::once(("unit", &unit.name)).chain(unit.aliases.iter().map(|a| ("aliases", a))) {
            if let Some(first) = owners.insert(name, *line) {
                notes.error(Some(*line), Some(field), format!("“{name}”和第{first}行重复"));
            }
        }
    }
}

fn check_sums(units: &[(usize, Unit)], printed: &PrintedSums, notes: &mut Notes<'_>) {
    let sum = |target: fn(&Unit) -> u32| units.iter().map(|(_, unit)| u64::from(target(unit))).sum::<u64>();
    for (field, sum, printed) in [
        ("county_target", sum(|unit| unit.county_target), printed.county_target),
        ("fulian_target", sum(|unit| unit.fulian_target), printed.fulian_target),
        ("total_target", sum(|unit| unit.total_target), printed.total_target),
    ] {
        if sum != u64::from(printed) {
            let reason = format!("各行相加是{sum}，pack.toml 里印的合计是{printed}，请核对哪一边抄错了");
            notes.error(None, Some(field), reason);
        }
    }
}
