//! Annex 2: enterprises with headcount, address, contacts and phones.

use std::collections::HashMap;

use super::cells::{RowNotes, headcount, parts, too_long};
use super::columns::{Column, Columns};
use super::doubts;
use super::flaw::{Imported, Severity};
use super::infer::{place_of, trade_of};
use super::phone;
use super::table::{ImportError, Row, Table};
use crate::app::records::EnterpriseDraft;
use crate::domain::county::{Place, Trade};
use crate::domain::id::{EnterpriseId, OpeningId};
use crate::domain::opening::{Enterprise, Opening, Phone, PhoneKind};

pub(super) const NO: Column = Column { label: "序号", headings: &["no", "序号", "编号"], required: false };
pub(super) const NAME: Column =
    Column {
        label: "企业名称", headings: &["name", "企业名称", "单位名称", "公司名称", "企业"], required: true
    };
const ADDRESS: Column =
    Column { label: "企业地址", headings: &["address", "企业地址", "地址", "单位地址"], required: true };
const HEADCOUNT: Column =
    Column {
        label: "招工人数", headings: &["headcount", "招工人数", "招聘人数", "人数", "需求人数"], required: true
    };
pub(super) const CONTACTS: Column =
    Column { label: "联系人", headings: &["contacts", "contact", "联系人"], required: false };
pub(super) const PHONES: Column = Column {
    label: "联系电话",
    headings: &["phones_as_printed", "phones", "phone", "联系电话", "电话", "联系方式"],
    required: true,
};
const WECHAT: Column =
    Column { label: "微信同号", headings: &["wechat_same_number", "微信同号"], required: false };

/// All of them.
pub(super) const COLUMNS: &[&Column] = &[&NO, &NAME, &ADDRESS, &HEADCOUNT, &CONTACTS, &PHONES, &WECHAT];

/// Longest name and address, in characters.
const MAX_NAME: usize = 60;
const MAX_ADDRESS: usize = 200;
/// How a county writes that the number is a WeChat id too, behind the number itself.
const SAME_NUMBER: [&str; 3] = ["（微信同号）", "(微信同号)", "微信同号"];

/// Reads a table of enterprises. `source` names the paper it comes from.
///
/// # Errors
/// `NoHeading` where a required column is missing. Everything else is a flaw of its row.
pub fn enterprises(table: &Table, trades: &[Trade], places: &[Place], source: &str) -> Result<Imported, ImportError> {
    let columns = Columns::find(table, COLUMNS)?;
    let rules = Rules { trades, places, source };
    let mut imported = Imported::default();
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut kept = Vec::new();
    for row in columns.rows() {
        imported.rows += 1;
        let no = columns.cell(row, &NO);
        let mut notes = RowNotes::new(row, no, &mut imported.flaws);
        let Some(draft) = read_row(&columns, row, &rules, &mut notes) else { continue };
        let name = &draft.enterprise.name;
        if let Some(first) = seen.insert(name.clone(), row.line) {
            notes.refuse(&NAME, name, format!("与第{first}行重名，这一行没有导入"));
            seen.insert(name.clone(), first);
            continue;
        }
        kept.push((row, no));
        imported.drafts.push(draft);
    }
    doubts::shared_phones(&kept, &imported.drafts, &mut imported.flaws);
    Ok(imported.in_order())
}

struct Rules<'a> {
    trades: &'a [Trade],
    places: &'a [Place],
    source: &'a str,
}

fn read_row(columns: &Columns<'_>, row: &Row, rules: &Rules<'_>, notes: &mut RowNotes<'_>) -> Option<EnterpriseDraft> {
    let name = name(columns.cell(row, &NAME), notes);
    let address = address(columns.cell(row, &ADDRESS), notes);
    let cell = columns.cell(row, &HEADCOUNT);
    let people = headcount(cell).map_err(|reason| notes.refuse(&HEADCOUNT, cell, reason)).ok();
    let (name, address, people) = (name?, address?, people?);
    let contacts: Vec<String> = parts(columns.cell(row, &CONTACTS)).into_iter().map(without_spaces).collect();
    let (phones, marked) = phones(columns.cell(row, &PHONES), notes);
    doubts::contacts(&contacts, &phones, columns.cell(row, &CONTACTS), notes);
    let enterprise = Enterprise {
        id: EnterpriseId(0),
        trade: trade_of(&name, rules.trades).map(|trade| trade.id.clone()),
        place: place(&address, rules.places, notes),
        name,
        address,
        contacts,
        phones,
        wechat_same_number: marked || says_yes(columns.cell(row, &WECHAT)),
    };
    let opening = Opening {
        id: OpeningId(0),
        enterprise: EnterpriseId(0),
        title: None,
        headcount: Some(people),
        wage: None,
        requirements: None,
        source: rules.source.to_owned(),
        expires_at: None,
    };
    Some(EnterpriseDraft { enterprise, openings: vec![opening] })
}

fn name(cell: &str, notes: &mut RowNotes<'_>) -> Option<String> {
    if cell.is_empty() {
        notes.refuse(&NAME, cell, "没有企业名称，这一行没有导入");
        return None;
    }
    if let Some(reason) = too_long(cell, MAX_NAME) {
        notes.refuse(&NAME, cell, reason);
        return None;
    }
    Some(without_spaces(cell))
}

fn address(cell: &str, notes: &mut RowNotes<'_>) -> Option<String> {
    if let Some(reason) = too_long(cell, MAX_ADDRESS) {
        notes.refuse(&ADDRESS, cell, reason);
        return None;
    }
    if cell.is_empty() {
        notes.warn(&ADDRESS, cell, "没有地址");
    }
    Some(cell.to_owned())
}

fn place(address: &str, places: &[Place], notes: &mut RowNotes<'_>) -> Option<crate::domain::id::PlaceId> {
    let Some((place, piece)) = place_of(address, places) else {
        if !address.is_empty() {
            notes.warn(&ADDRESS, address, "看不出在哪一片，按地方找不到它；可在 places.toml 里补上写法");
        }
        return None;
    };
    if let Some(usual) = place.in_address.first().filter(|usual| *usual != piece) {
        let reason = format!("“{piece}”归到{}（通常写“{usual}”），照原样显示", place.name);
        notes.add(Severity::Note, &ADDRESS, address, reason);
    }
    Some(place.id.clone())
}

/// The numbers, and whether a mark among them says that they are WeChat ids too.
fn phones(cell: &str, notes: &mut RowNotes<'_>) -> (Vec<Phone>, bool) {
    let marked = SAME_NUMBER.iter().any(|mark| cell.contains(mark));
    let bare = SAME_NUMBER.iter().fold(cell.to_owned(), |cell, mark| cell.replace(mark, "\n"));
    let phones: Vec<Phone> = parts(&bare).into_iter().map(phone::judge).collect();
    for phone in &phones {
        if let PhoneKind::Doubtful { reason } = &phone.kind {
            notes.warn(&PHONES, &phone.printed, reason.clone());
        }
    }
    if phones.is_empty() {
        notes.warn(&PHONES, cell, "没有电话，看到的人没法联系");
    }
    (phones, marked)
}

fn says_yes(cell: &str) -> bool {
    matches!(cell.to_lowercase().as_str(), "yes" | "y" | "true" | "1" | "是" | "同号" | "微信同号")
}

fn without_spaces(text: &str) -> String {
    text.split_whitespace().collect()
}
