//! `policies/*.toml` and `claimants.toml`: money, and who asks for it.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::document::{Document, Node};
use super::files::PackFiles;
use super::flaw::Flaws;
use super::said::said;
use crate::domain::id::PolicyId;
use crate::domain::policy::{Claimant, Policy, RuleQuestion};

/// Longest list of options that still reads as one question.
const MAX_OPTIONS: usize = 9;

/// What stands in the place of a policy in the address of the brochure's page.
const BROCHURE: &str = "brochure";

/// The policies that read, and the ids of all of them, so that one that does not read is told once, and not
/// again by everything that points at it.
#[derive(Default)]
pub(super) struct Policies {
    pub sound: Vec<Policy>,
    pub ids: BTreeSet<PolicyId>,
}

pub(super) fn read(files: &PackFiles, flaws: &mut Flaws) -> Policies {
    let mut policies = Policies::default();
    for path in files.tomls_in("policies") {
        let Some(document) = Document::open(files, path, flaws) else { continue };
        let root = document.root();
        let id = root.get("id").and_then(|node| PolicyId::parse(node.text()?).ok());
        if id.as_ref().is_some_and(|id| id.as_str() == BROCHURE) {
            root.error(flaws, "id", format!("{BROCHURE} 是小册子网页的名字，请换一个"));
        }
        if let Some(id) = id
            && let Some(id) = policies.ids.replace(id)
        {
            root.error(flaws, "id", format!("{id} 在别的文件里已经有了"));
        }
        if let Some(policy) = root.read::<Policy>(flaws) {
            check(&policy, root, flaws);
            policies.sound.push(policy);
        }
    }
    policies
}

fn check(policy: &Policy, root: Node<'_>, flaws: &mut Flaws) {
    if policy.documents.is_empty() {
        root.warn(flaws, "documents", "还没有写要带什么，问清以后填上");
    }
    let texts = [
        ("title", &policy.title),
        ("short", &policy.short),
        ("summary", &policy.summary),
        ("who", &policy.who),
        ("amount", &policy.amount),
        ("payer", &policy.payer),
        ("apply", &policy.apply),
        ("office", &policy.office),
        ("source", &policy.source),
    ];
    for (key, _) in texts.iter().filter(|(_, text)| text.trim().is_empty()) {
        root.error(flaws, key, "是空的，请填上");
    }
    if policy.valid.is_reversed() {
        root.error(flaws, "valid", "“到哪天止”比“从哪天起”还早，没有一天有效");
    }
    if policy.phone.as_deref().is_some_and(|phone| !is_phone(phone)) {
        root.error(flaws, "phone", "不像电话号码，只写数字和 -，比如 0797-1234567");
    }
    let pays = |question: &RuleQuestion| {
        let by_option = question.options.iter().any(|option| option.amount.is_some());
        by_option || question.number.as_ref().is_some_and(|number| number.amount.is_some())
    };
    if !policy.questions.iter().any(pays) {
        root.error(flaws, "ask", "没有一个答案定了金额，问完也说不出能领多少");
    }
    for (question, node) in policy.questions.iter().zip(root.list("ask")) {
        check_question(question, node, flaws);
    }
}

/// Digits that can be rung, as they are printed: `12333`, `0797-1234567`.
fn is_phone(printed: &str) -> bool {
    let digits = printed.chars().filter(char::is_ascii_digit).count();
    (5..=20).contains(&digits) && printed.chars().all(|c| c.is_ascii_digit() || c == '-' || c == ' ')
}

fn check_question(question: &RuleQuestion, node: Node<'_>, flaws: &mut Flaws) {
    match (question.options.as_slice(), &question.number) {
        ([], None) => node.error(flaws, "text", "这个问题既没有 options 也没有 number，没法回答"),
        ([], Some(number)) => {
            if number.at_least > number.at_most {
                node.error(flaws, "number", "at_least 比 at_most 大，没有数能对上");
            }
        }
        (_, Some(_)) => node.error(flaws, "number", "options 和 number 只能写一样"),
        (options, None) => {
            if options.iter().all(|option| option.refuse.is_some()) {
                node.error(flaws, "options", "每个答案都不符合，没有人能领到");
            }
            if options.len() > MAX_OPTIONS {
                node.error(flaws, "options", format!("答案超过{MAX_OPTIONS}个，请合并"));
            }
            let mut labels = HashSet::new();
            for option in options.iter().filter(|option| !labels.insert(option.label.as_str())) {
                node.error(flaws, "options", format!("“{}”写了两次", option.label));
            }
        }
    }
}

pub(super) fn read_claimants(
    files: &PackFiles,
    policies: &Policies,
    hotline: &str,
    flaws: &mut Flaws,
) -> Vec<Claimant> {
    let Some(document) = Document::open(files, "claimants.toml", flaws) else { return Vec::new() };
    let mut ids = HashMap::new();
    let mut claimants = Vec::new();
    for (mut claimant, node) in document.entries::<Claimant>("claimant", flaws) {
        if ids.insert(claimant.id.clone(), ()).is_some() {
            node.error(flaws, "id", format!("{} 前面已经有了", claimant.id));
        }
        for id in claimant.policies.iter().filter(|id| !policies.ids.contains(id)) {
            node.error(flaws, "policies", format!("policies/ 里没有 {id}"));
        }
        if claimant.policies.is_empty() {
            claimant.otherwise = said(&claimant.otherwise, hotline, node, "otherwise", flaws);
        }
        claimants.push(claimant);
    }
    claimants
}
