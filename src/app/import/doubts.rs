//! Doubts that show only when cells or rows are seen together.

use std::collections::BTreeMap;

use super::cells::RowNotes;
use super::enterprises::{CONTACTS, PHONES};
use super::flaw::RowFlaw;
use super::table::Row;
use crate::app::records::EnterpriseDraft;
use crate::domain::opening::Phone;

/// How people are addressed in these lists. Two of them in one contact are two people.
const ADDRESSED: [&str; 6] = ["先生", "女士", "小姐", "经理", "主管", "厂长"];

/// Contacts that run together, or are more or fewer than the phones: who has which number is then unknown.
pub(super) fn contacts(contacts: &[String], phones: &[Phone], cell: &str, notes: &mut RowNotes<'_>) {
    let people = |contact: &String| ADDRESSED.iter().map(|word| contact.matches(word).count()).sum::<usize>();
    if contacts.iter().any(|contact| people(contact) > 1) {
        notes.warn(&CONTACTS, cell, "几位联系人连写在一起，分不清谁是谁，照原样显示");
    }
    if contacts.is_empty() {
        notes.warn(&CONTACTS, cell, "没有联系人");
    } else if contacts.len() != phones.len() && !phones.is_empty() {
        let reason = format!("联系人{}位，电话{}个，对不上，请核对", contacts.len(), phones.len());
        notes.warn(&CONTACTS, cell, reason);
    }
}

/// Numbers printed for more than one enterprise. `rows` are those of the drafts, with their printed numbers.
pub(super) fn shared_phones(rows: &[(&Row, &str)], drafts: &[EnterpriseDraft], flaws: &mut Vec<RowFlaw>) {
    let mut owners: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, draft) in drafts.iter().enumerate() {
        for phone in &draft.enterprise.phones {
            let owners = owners.entry(&phone.printed).or_default();
            if owners.last() != Some(&index) {
                owners.push(index);
            }
        }
    }
    for (phone, owners) in owners.into_iter().filter(|(_, owners)| owners.len() > 1) {
        for (mine, (row, no)) in owners.iter().filter_map(|index| Some((index, rows.get(*index)?))) {
            let others: Vec<String> = owners
                .iter()
                .filter(|other| *other != mine)
                .filter_map(|other| Some((rows.get(*other)?, drafts.get(*other)?)))
                .map(|((row, _), draft)| format!("第{}行{}", row.line, draft.enterprise.name))
                .collect();
            let reason = format!("与{}的号码相同，请核对", others.join("、"));
            RowNotes::new(row, no, flaws).warn(&PHONES, phone, reason);
        }
    }
}
