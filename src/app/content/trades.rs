//! `trades.toml`: trades, by pieces of enterprise names.

use std::collections::HashMap;

use super::document::Document;
use super::files::PackFiles;
use super::flaw::Flaws;
use crate::domain::county::Trade;
use crate::domain::text::fold::fold;

pub(super) fn read(files: &PackFiles, flaws: &mut Flaws) -> Vec<Trade> {
    let Some(document) = Document::open(files, "trades.toml", flaws) else { return Vec::new() };
    let mut ids = HashMap::new();
    let mut pieces: Vec<(String, String)> = Vec::new();
    let mut trades = Vec::new();
    for (trade, node) in document.entries::<Trade>("trade", flaws) {
        if ids.insert(trade.id.clone(), ()).is_some() {
            node.error(flaws, "id", format!("{} 前面已经有了", trade.id));
        }
        if trade.in_name.iter().all(|piece| fold(piece).is_empty()) {
            node.error(flaws, "in_name", "至少要写一个企业名称里的词");
        }
        for piece in &trade.in_name {
            let folded = fold(piece);
            if let Some((_, earlier)) = pieces.iter().find(|(early, _)| folded.contains(early)) {
                node.warn(flaws, "in_name", format!("“{piece}”永远轮不到：前面的 {earlier} 先对上了"));
            }
        }
        pieces.extend(trade.in_name.iter().map(|piece| (fold(piece), trade.id.to_string())));
        trades.push(trade);
    }
    trades
}
