//! `docs/security.md` speaks of every item once, and of tests and files that exist.

use std::fs;
use std::path::{Path, PathBuf};

/// The sections of ASVS 4.0.3 that the table covers, with their items of level 1 and 2. What the standard deleted as a
/// duplicate (4.1.4, 7.3.2) and what is of level 3 alone is left out.
const SECTIONS: [(&str, &[u8]); 31] = [
    ("2.1", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
    ("2.2", &[1, 2, 3]),
    ("2.3", &[1, 2, 3]),
    ("2.4", &[1, 2, 3, 4, 5]),
    ("2.5", &[1, 2, 3, 4, 5, 6, 7]),
    ("2.6", &[1, 2, 3]),
    ("2.7", &[1, 2, 3, 4, 5, 6]),
    ("2.8", &[1, 2, 3, 4, 5, 6, 7]),
    ("2.9", &[1, 2, 3]),
    ("2.10", &[1, 2, 3, 4]),
    ("3.1", &[1]),
    ("3.2", &[1, 2, 3, 4]),
    ("3.3", &[1, 2, 3, 4]),
    ("3.4", &[1, 2, 3, 4, 5]),
    ("3.5", &[1, 2, 3]),
    ("3.7", &[1]),
    ("4.1", &[1, 2, 3, 5]),
    ("4.2", &[1, 2]),
    ("4.3", &[1, 2, 3]),
    ("5.1", &[1, 2, 3, 4, 5]),
    ("5.2", &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("5.3", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ("5.4", &[1, 2, 3]),
    ("5.5", &[1, 2, 3, 4]),
    ("7.1", &[1, 2, 3, 4]),
    ("7.2", &[1, 2]),
    ("7.3", &[1, 3, 4]),
    ("7.4", &[1, 2, 3]),
    ("8.1", &[1, 2, 3, 4]),
    ("8.2", &[1, 2, 3]),
    ("8.3", &[1, 2, 3, 4, 5, 6, 7, 8]),
];

/// A row of a table: the item, how it stands, and what shows it.
struct Row {
    item: String,
    stands: String,
    shown_by: Vec<String>,
}

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rows() -> Vec<Row> {
    let text = fs::read_to_string(package().join("docs/security.md")).unwrap();
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let rows = text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| item "));
    rows.map(|line| {
        let cells = cells(line);
        assert_eq!(cells.len(), 4, "{line}");
        let shown_by = cells[3].split(',').map(|one| one.trim().trim_matches('`').to_owned()).collect();
        Row { item: cells[0].clone(), stands: cells[2].clone(), shown_by }
    })
    .collect()
}

/// Where a test of this path can stand: `console::sign_in` of `tests/it`.
fn files(root: &str, module: &str) -> [PathBuf; 2] {
    let path = package().join(root).join(module.replace("::", "/"));
    [path.with_extension("rs"), path.join("mod.rs")]
}

/// Whether a test or a file of this name exists.
fn exists(named: &str) -> bool {
    let Some((kind, path)) = named.split_once(' ') else { return package().join(named).is_file() };
    let root = match kind {
        "it" => "tests/it",
        "lib" => "src",
        _ => return false,
    };
    let Some((module, test)) = path.rsplit_once("::") else { return false };
    let texts = files(root, module).into_iter().filter_map(|file| fs::read_to_string(file).ok());
    texts.into_iter().any(|text| text.contains(&format!("fn {test}(")))
}

#[test]
fn every_item_of_the_chapters_is_answered_once_and_in_order() {
    let sections = SECTIONS.into_iter();
    let asked: Vec<String> =
        sections.flat_map(|(section, items)| items.iter().map(move |item| format!("{section}.{item}"))).collect();
    let answered: Vec<String> = rows().into_iter().map(|row| row.item).collect();
    assert_eq!(answered, asked);
}

#[test]
fn every_answer_is_one_of_four_and_what_shows_it_exists() {
    for Row { item, stands, shown_by } in rows() {
        let known = ["met", "part", "not met", "n/a"].iter().any(|word| stands.starts_with(word));
        assert!(known, "{item} stands as `{stands}`");
        for named in shown_by {
            assert!(exists(&named), "{item}: there is no `{named}`");
        }
    }
}

#[test]
fn a_name_that_is_nobodys_is_found() {
    for nothing in ["it console::sign_in::no_such_test", "lib app::nowhere::x", "src/no_such.rs", "cli x::y", ""] {
        assert!(!exists(nothing), "{nothing}");
    }
}
