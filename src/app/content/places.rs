//! `places.toml`: where enterprises are, by pieces of printed addresses.

use std::collections::{HashMap, HashSet};

use super::document::Document;
use super::files::PackFiles;
use super::flaw::Flaws;
use crate::domain::county::{Place, Unit};
use crate::domain::text::fold::fold;

pub(super) fn read(files: &PackFiles, units: &[Unit], flaws: &mut Flaws) -> Vec<Place> {
    let Some(document) = Document::open(files, "places.toml", flaws) else { return Vec::new() };
    let mut ids = HashSet::new();
    let mut pieces: HashMap<String, String> = HashMap::new();
    let mut places = Vec::new();
    for (place, node) in document.entries::<Place>("place", flaws) {
        if !ids.insert(place.id.clone()) {
            node.error(flaws, "id", format!("{} 前面已经有了", place.id));
        }
        if place.in_address.iter().all(|piece| fold(piece).is_empty()) {
            node.error(flaws, "in_address", "至少要写一个地址里的词");
        }
        for piece in &place.in_address {
            if let Some(owner) = pieces.insert(fold(piece), place.id.to_string()) {
                node.error(flaws, "in_address", format!("“{piece}”已经归了 {owner}，一个词只能归一个地方"));
            }
        }
        for unit in place.near_units.iter().filter(|name| units.iter().all(|unit| unit.name != **name)) {
            node.error(flaws, "near_units", format!("units.csv 里没有“{unit}”"));
        }
        places.push(place);
    }
    places
}
