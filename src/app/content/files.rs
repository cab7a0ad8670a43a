//! The files of a pack, as text.

use std::collections::BTreeMap;

use rust_embed::RustEmbed;

/// Where the compiled-in pack comes from.
const BUILT_IN_ROOT: &str = "config/xingguo";

#[derive(RustEmbed)]
#[folder = "config/xingguo"]
struct BuiltIn;

/// Paths relative to the pack's folder, with `/`, and what they hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackFiles {
    root: String,
    texts: BTreeMap<String, String>,
}

impl PackFiles {
    /// No files yet. `root` is the pack's folder as the person who runs it writes it: flaws begin with it.
    pub fn new(root: &str) -> Self {
        Self { root: root.trim_end_matches('/').to_owned(), texts: BTreeMap::new() }
    }

    /// Adds a file, or replaces it.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.texts.insert(path.into(), text.into());
    }

    /// Takes a file out.
    pub fn remove(&mut self, path: &str) {
        self.texts.remove(path);
    }

    /// A file's text.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// The `.toml` files right below a folder, in order of their names.
    pub fn tomls_in<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        self.texts.keys().map(String::as_str).filter(move |path| {
            let below = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
            below.is_some_and(|name| !name.contains('/') && name.ends_with(".toml"))
        })
    }

    /// A file's path with the pack's folder before it.
    pub fn shown(&self, path: &str) -> String {
        if self.root.is_empty() { path.to_owned() } else { format!("{}/{path}", self.root) }
    }
}

pub(super) fn built_in() -> PackFiles {
    let mut files = PackFiles::new(BUILT_IN_ROOT);
    for path in BuiltIn::iter() {
        if let Some(file) = BuiltIn::get(&path) {
            files.insert(path, String::from_utf8_lossy(&file.data));
        }
    }
    files
}
