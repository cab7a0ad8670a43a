//! The files under `src`, and which module each of them is.

use std::fs;
use std::path::{Path, PathBuf};

/// A module as the rules speak of it: the names from the crate root down; `main.rs` is `["main"]`, `lib.rs` is empty.
pub type Module = Vec<String>;

/// One source file.
pub struct Source {
    /// As it is named in messages: `src/domain/id.rs`.
    pub file: String,
    /// Which module it holds.
    pub module: Module,
    /// Its text.
    pub text: String,
}

impl Source {
    /// A file by its name relative to the package; the name says which module it is.
    pub fn new(file: &str, text: &str) -> Self {
        Self { file: file.to_owned(), module: module_of(file), text: text.to_owned() }
    }
}

/// Every Rust file under `src`.
pub fn shipped() -> Vec<Source> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&package.join("src"), &mut files);
    files.sort();
    let named = |path: &PathBuf| path.strip_prefix(package).unwrap().to_str().unwrap().replace('\\', "/");
    files.iter().map(|path| Source::new(&named(path), &fs::read_to_string(path).unwrap())).collect()
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

fn module_of(file: &str) -> Module {
    let inner = file.strip_prefix("src/").unwrap_or(file);
    let inner = inner.strip_suffix(".rs").unwrap_or(inner);
    let inner = inner.strip_suffix("/mod").unwrap_or(inner);
    if inner == "lib" { Vec::new() } else { inner.split('/').map(str::to_owned).collect() }
}
