//! `forms/*.toml`: what a sign-up asks.

use std::collections::HashSet;

use super::document::{Document, Node};
use super::files::PackFiles;
use super::flaw::Flaws;
use crate::domain::form::{AnswerKind, Form, Question};

/// Longest free answer, in characters.
const MAX_TEXT: usize = 200;
/// Longest list of options that still reads as one question.
const MAX_OPTIONS: usize = 12;
/// Longest prompt or help, in bytes.
const MAX_PROMPT: usize = 600;

pub(super) fn read(files: &PackFiles, flaws: &mut Flaws) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    for path in files.tomls_in("forms") {
        let Some(document) = Document::open(files, path, flaws) else { continue };
        let root = document.root();
        let Some(form) = read_form(root, flaws) else { continue };
        if forms.iter().any(|other| other.id == form.id) {
            root.error(flaws, "id", format!("{} 在别的文件里已经有了", form.id));
        }
        forms.push(form);
    }
    forms
}

/// Question by question, so that one bad question hides nothing else.
fn read_form(root: Node<'_>, flaws: &mut Flaws) -> Option<Form> {
    root.only(&["id", "title", "question"], flaws);
    let id = root.section("id", flaws);
    let title = root.section("title", flaws);
    let entries = root.list("question");
    if entries.is_empty() {
        root.error(flaws, "question", "一个问题也没有");
    }
    let mut questions: Vec<Question> = Vec::new();
    for node in entries {
        if let Some(question) = node.read(flaws) {
            check(&question, &questions, node, flaws);
            questions.push(question);
        }
    }
    Some(Form { id: id?, title: title?, questions })
}

fn check(question: &Question, earlier: &[Question], node: Node<'_>, flaws: &mut Flaws) {
    if earlier.iter().any(|other| other.id == question.id) {
        node.error(flaws, "id", format!("{} 前面已经问过了", question.id));
    }
    for (key, text) in [("prompt", &question.prompt), ("label", &question.label), ("help", &question.help)] {
        if text.trim().is_empty() {
            node.error(flaws, key, "是空的，请填上");
        }
        if text.len() > MAX_PROMPT {
            node.warn(flaws, key, format!("超过{MAX_PROMPT}字节，请写短些"));
        }
    }
    check_keys(question, node, flaws);
    check_kind(&question.kind, node, flaws);
    check_condition(question, earlier, node, flaws);
}

/// The kind of answer is flattened into the question, and serde cannot refuse unknown keys there.
fn check_keys(question: &Question, node: Node<'_>, flaws: &mut Flaws) {
    let of_kind: &[&str] = match question.kind {
        AnswerKind::Choice { .. } => &["options"],
        AnswerKind::Number { .. } => &["min", "max"],
        AnswerKind::Date { .. } => &["past"],
        AnswerKind::Text { .. } => &["max_chars"],
        AnswerKind::Name
        | AnswerKind::Mobile
        | AnswerKind::IdNumber
        | AnswerKind::Unit
        | AnswerKind::Village
        | AnswerKind::Location
        | AnswerKind::Photo => &[],
    };
    let known = [&["id", "prompt", "label", "help", "kind", "optional", "only_if"], of_kind].concat();
    node.only(&known, flaws);
}

fn check_kind(kind: &AnswerKind, node: Node<'_>, flaws: &mut Flaws) {
    match kind {
        AnswerKind::Choice { options } => {
            if !(2..=MAX_OPTIONS).contains(&options.len()) {
                node.error(flaws, "options", format!("要有2到{MAX_OPTIONS}个可选的答案，现在是{}个", options.len()));
            }
            let mut seen = HashSet::new();
            for option in options.iter().filter(|option| !seen.insert(option.as_str())) {
                node.error(flaws, "options", format!("“{option}”写了两次"));
            }
        }
        AnswerKind::Number { min, max } if min > max => node.error(flaws, "min", "min 比 max 大，没有数能对上"),
        AnswerKind::Text { max_chars } if !(1..=MAX_TEXT).contains(max_chars) => {
            node.error(flaws, "max_chars", format!("要在1到{MAX_TEXT}之间"));
        }
        _ => {}
    }
}

fn check_condition(question: &Question, earlier: &[Question], node: Node<'_>, flaws: &mut Flaws) {
    let Some(condition) = &question.only_if else { return };
    let Some(asked) = earlier.iter().find(|other| other.id == condition.question) else {
        let reason = format!("前面没有 {} 这个问题；条件只能看前面问过的", condition.question);
        return node.error(flaws, "only_if", reason);
    };
    let AnswerKind::Choice { options } = &asked.kind else {
        return node.error(flaws, "only_if", format!("{} 不是选择题，不能拿来做条件", asked.id));
    };
    if condition.is.is_empty() {
        node.error(flaws, "only_if", "is 是空的，这个问题永远不会问");
    }
    for answer in condition.is.iter().filter(|answer| !options.contains(answer)) {
        node.error(flaws, "only_if", format!("{} 没有“{answer}”这个答案", asked.id));
    }
}
