//! Later openings: a title, pay and requirements in the enterprise's own words.

use jiff::Timestamp;

use super::activities::times;
use super::cells::{RowNotes, headcount, too_long};
use super::columns::{Column, Columns};
use super::enterprises::{NAME, NO};
use super::flaw::Imported;
use super::table::{ImportError, Row, Table};
use crate::app::records::EnterpriseDraft;
use crate::domain::id::{EnterpriseId, OpeningId};
use crate::domain::opening::{Enterprise, Opening};

const ENTERPRISE: Column = Column {
    label: NAME.label,
    headings: &["enterprise", "name", "企业名称", "单位名称", "公司名称", "企业"],
    required: true,
};
const TITLE: Column =
    Column { label: "岗位", headings: &["title", "岗位", "岗位名称", "工种", "职位"], required: true };
const HEADCOUNT: Column =
    Column {
        label: "招工人数", headings: &["headcount", "招工人数", "招聘人数", "人数", "需求人数"], required: false
    };
const WAGE: Column =
    Column {
        label: "工资", headings: &["wage", "工资", "薪资", "待遇", "工资待遇", "薪资待遇"], required: false
    };
const REQUIREMENTS: Column =
    Column { label: "要求", headings: &["requirements", "要求", "岗位要求", "招聘要求"], required: false };
const EXPIRES: Column =
    Column {
        label: "截止日期", headings: &["expires", "截止日期", "有效期", "截止时间"], required: false
    };
const SOURCE: Column = Column { label: "来源", headings: &["source", "来源"], required: false };

/// All of them.
pub(super) const COLUMNS: &[&Column] = &[&NO, &ENTERPRISE, &TITLE, &HEADCOUNT, &WAGE, &REQUIREMENTS, &EXPIRES, &SOURCE];

const MAX_TITLE: usize = 30;
const MAX_WORDS: usize = 200;

/// What is in the records already.
#[derive(Debug, Clone, Default)]
pub struct Known<'a> {
    /// All enterprises.
    pub enterprises: &'a [Enterprise],
    /// What they offer.
    pub openings: Vec<&'a Opening>,
}

impl Known<'_> {
    /// From where there is another opening of this title, which stays beside this one.
    fn elsewhere(&self, enterprise: &Enterprise, opening: &Opening) -> Option<&str> {
        let mut theirs = self.openings.iter().filter(|there| there.enterprise == enterprise.id);
        let same = theirs.find(|there| there.title == opening.title && there.source != opening.source)?;
        Some(&same.source)
    }
}

/// Reads a table of openings of enterprises that are `known`; each becomes a draft of its enterprise as it is
/// known, with these openings alone. `source` holds where a row names none; a day that is over is told, and what would
/// stand there twice.
///
/// # Errors
/// `NoHeading` where a required column is missing. Everything else is a flaw of its row.
pub fn openings(table: &Table, known: &Known<'_>, (source, now): (&str, Timestamp)) -> Result<Imported, ImportError> {
    let columns = Columns::find(table, COLUMNS)?;
    let mut imported = Imported::default();
    for row in columns.rows() {
        imported.rows += 1;
        let mut notes = RowNotes::new(row, columns.cell(row, &NO), &mut imported.flaws);
        let name: String = columns.cell(row, &ENTERPRISE).split_whitespace().collect();
        let enterprise = known.enterprises.iter().find(|enterprise| enterprise.name == name);
        if enterprise.is_none() {
            notes.refuse(&ENTERPRISE, &name, "没有这家企业。请写全称，或先导入企业名单；这一行没有导入");
        }
        let opening = read_row(&columns, row, (source, now), &mut notes);
        let (Some(enterprise), Some(opening)) = (enterprise, opening) else { continue };
        let title = opening.title.as_deref().unwrap_or_default();
        let mut above = imported.drafts.iter().filter(|draft| draft.enterprise.name == name);
        if above.any(|draft| draft.openings.contains(&opening)) {
            notes.refuse(&TITLE, title, "和上面的一行一样，这一行没有导入");
            continue;
        }
        let is_offered = opening.expires_at.is_none_or(|end| now < end);
        if let Some(other) = known.elsewhere(enterprise, &opening).filter(|_| is_offered) {
            let told = format!(
                "这家企业已经有这个岗位，来自“{other}”。是同一个，就在“来源”一列也写“{other}”，不然手机上有两个"
            );
            notes.warn(&TITLE, title, told);
        }
        match imported.drafts.iter_mut().find(|draft| draft.enterprise.name == name) {
            Some(draft) => draft.openings.push(opening),
            None => imported.drafts.push(EnterpriseDraft { enterprise: enterprise.clone(), openings: vec![opening] }),
        }
    }
    Ok(imported.in_order())
}

/// Every cell is read, whatever is wrong with another: a table is mended in one go.
fn read_row(
    columns: &Columns<'_>,
    row: &Row,
    (source, now): (&str, Timestamp),
    notes: &mut RowNotes<'_>,
) -> Option<Opening> {
    let title = words(columns.cell(row, &TITLE), &TITLE, MAX_TITLE, notes);
    if title == Some(None) {
        notes.refuse(&TITLE, "", "没有写岗位，这一行没有导入");
    }
    let headcount = match columns.cell(row, &HEADCOUNT) {
        "" => Some(None),
        cell => headcount(cell).map(Some).map_err(|reason| notes.refuse(&HEADCOUNT, cell, reason)).ok(),
    };
    let wage = words(columns.cell(row, &WAGE), &WAGE, MAX_WORDS, notes);
    let requirements = words(columns.cell(row, &REQUIREMENTS), &REQUIREMENTS, MAX_WORDS, notes);
    let expires_at = match columns.cell(row, &EXPIRES) {
        "" => Some(None),
        cell => {
            let end = end_of_day(cell);
            match end {
                None => notes.refuse(&EXPIRES, cell, "日期要写成2024-06-30这样，这一行没有导入"),
                Some(end) if end <= now => notes.warn(&EXPIRES, cell, "这一天已经过了，手机上看不到这个岗位"),
                Some(_) => {}
            }
            end.map(Some)
        }
    };
    let own_source = words(columns.cell(row, &SOURCE), &SOURCE, MAX_WORDS, notes);
    Some(Opening {
        id: OpeningId(0),
        enterprise: EnterpriseId(0),
        title: Some(title??),
        headcount: headcount?,
        wage: wage?,
        requirements: requirements?,
        source: own_source?.unwrap_or_else(|| source.to_owned()),
        expires_at: expires_at?,
    })
}

/// Words as they stand; `Some(None)` if there are none, `None` if there are too many.
fn words(cell: &str, column: &Column, max: usize, notes: &mut RowNotes<'_>) -> Option<Option<String>> {
    if let Some(reason) = too_long(cell, max) {
        notes.refuse(column, cell, reason);
        return None;
    }
    Some((!cell.is_empty()).then(|| cell.to_owned()))
}

/// The moment when a day ends in the county. `2024-06-30`, `2024年6月30日`, and as Excel shows it: `2024/6/30`.
pub fn end_of_day(cell: &str) -> Option<Timestamp> {
    times::in_county(times::day(cell)?.tomorrow().ok()?.into())
}
