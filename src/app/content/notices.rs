//! `notices.toml`: the account's own templates, by what they are for. None, until the account has some.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

use super::document::{Document, Node};
use super::files::PackFiles;
use super::flaw::Flaws;
use crate::app::errands::templates::{Says, TemplatePlan, Way};
use crate::app::platform::id::TemplateId;
use crate::domain::purpose::Purpose;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    purpose: For,
    way: Way,
    id: String,
    #[serde(default)]
    lasting: bool,
    fields: BTreeMap<String, Says>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
enum For {
    Reminder,
    Offer,
    Change,
    Feedback,
}

impl From<For> for Purpose {
    fn from(purpose: For) -> Self {
        match purpose {
            For::Reminder => Self::Reminder,
            For::Offer => Self::Offer,
            For::Change => Self::Change,
            For::Feedback => Self::Feedback,
        }
    }
}

pub(super) fn read(files: &PackFiles, flaws: &mut Flaws) -> Vec<TemplatePlan> {
    let Some(document) = Document::open(files, "notices.toml", flaws) else { return Vec::new() };
    document.root().only(&["template"], flaws);
    let mut plans = Vec::new();
    let mut seen = HashSet::new();
    for node in document.root().list("template") {
        let Some(sheet) = node.read::<Sheet>(flaws) else { continue };
        if !seen.insert((sheet.purpose, sheet.way == Way::Notice)) {
            node.error(flaws, "purpose", "这个用途和方式前面已经有了，只能有一个模板");
        }
        plans.extend(plan(sheet, node, flaws));
    }
    plans
}

fn plan(sheet: Sheet, node: Node<'_>, flaws: &mut Flaws) -> Option<TemplatePlan> {
    if sheet.lasting && sheet.way == Way::Template {
        node.error(flaws, "lasting", "模板消息没有长期订阅，只有 way = \"notice\" 才写这一项");
    }
    if sheet.fields.is_empty() {
        node.error(flaws, "fields", "至少要写一个字段");
    }
    for (key, says) in &sheet.fields {
        if let Err(error) = TemplatePlan::check(sheet.way, key, *says) {
            node.error(flaws, "fields", error.to_string());
        }
    }
    let Ok(id) = TemplateId::parse(&sheet.id) else {
        node.error(flaws, "id", "不是模板的编号，请从公众平台上复制");
        return None;
    };
    let Sheet { purpose, way, lasting, fields, .. } = sheet;
    Some(TemplatePlan { purpose: purpose.into(), way, id, lasting, fields })
}
