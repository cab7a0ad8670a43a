//! `pack.toml`: the county itself.

use serde::Deserialize;

use super::document::{Document, Node};
use super::files::PackFiles;
use super::flaw::Flaws;
use crate::domain::county::County;

/// The file.
pub(super) struct PackSheet {
    pub county: County,
    /// How openings of annex 2 name their source.
    pub enterprises_source: String,
    /// The sums of annex 1.
    pub printed: Option<PrintedSums>,
}

/// What the paper prints below annex 1, against which the copy is checked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PrintedSums {
    pub county_target: u32,
    pub fulian_target: u32,
    pub total_target: u32,
}

pub(super) fn read(files: &PackFiles, flaws: &mut Flaws) -> Option<PackSheet> {
    let document = Document::open(files, "pack.toml", flaws)?;
    let root = document.root();
    root.only(&["enterprises_source", "county", "printed"], flaws);
    let county = root.section::<County>("county", flaws);
    if let (Some(county), Some(node)) = (&county, root.get("county")) {
        check(county, node, flaws);
    }
    let printed = root.get("printed").and_then(|node| node.read(flaws));
    let enterprises_source = root.section("enterprises_source", flaws);
    Some(PackSheet { county: county?, enterprises_source: enterprises_source?, printed })
}

fn check(county: &County, node: Node<'_>, flaws: &mut Flaws) {
    let texts = [
        ("name", &county.name),
        ("account_name", &county.account_name),
        ("centre", &county.centre),
        ("hotline", &county.hotline),
        ("hotline_hours", &county.hotline_hours),
        ("source", &county.source),
    ];
    for (key, _) in texts.iter().filter(|(_, text)| text.trim().is_empty()) {
        node.error(flaws, key, "是空的，请填上");
    }
    if county.address.as_deref().is_none_or(|address| address.trim().is_empty()) {
        node.warn(flaws, "address", "还没有填就业中心的地址，问路的人只能打电话");
    }
    if county.map_link.as_deref().is_some_and(|link| !link.starts_with("https://") || !link.contains("{address}")) {
        node.error(flaws, "map_link", "要以 https:// 开头，并且写上 {address}");
    }
    match county.follow_link.as_deref() {
        Some(link) if !link.starts_with("http://") && !link.starts_with("https://") => {
            node.error(flaws, "follow_link", "要写公众号二维码里的网址，以 http:// 或 https:// 开头");
        }
        Some(_) => {}
        None => node.warn(flaws, "follow_link", "还没有填公众号二维码的内容，小册子上的二维码只能打开网页"),
    }
    if county.privacy.retention_days == 0
        && let Some(privacy) = node.get("privacy")
    {
        privacy.error(flaws, "retention_days", "保存天数不能是0");
    }
}
