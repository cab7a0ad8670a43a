//! Reads the folder of a content pack.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::app::content::files::PackFiles;
use crate::app::content::{self, Loaded};

/// The folder that the default configuration names; the program carries a copy of it.
const USUAL: &str = "config/xingguo";
/// Largest file of a pack. Annex 2 has 8 kB.
const MAX_FILE: u64 = 8 * 1024 * 1024;
/// Most files of a pack.
const MAX_FILES: usize = 500;

/// Why a pack cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// There is no such folder.
    #[error("there is no content pack at {0}")]
    Missing(PathBuf),
    /// A file does not read.
    #[error("{0} cannot be read ({1})")]
    Unreadable(PathBuf, io::Error),
    /// This is no pack, but somebody's disk.
    #[error("{0} holds too much for a content pack: at most 500 files of 8 MB")]
    TooLarge(PathBuf),
    /// It has errors; each flaw on its line.
    #[error("the content pack has errors:\n{0}")]
    Flawed(String),
}

/// Loads the pack in `folder`. Where that is the usual folder and it is not there, the compiled-in copy is
/// taken, so that the one binary runs anywhere.
///
/// # Errors
/// With all flaws, each with file and line.
pub fn load(folder: &Path) -> Result<Loaded, PackError> {
    let files = if !folder.exists() && folder == Path::new(USUAL) { content::built_in() } else { read(folder)? };
    content::load(&files)
        .map_err(|flaws| PackError::Flawed(flaws.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
}

fn read(root: &Path) -> Result<PackFiles, PackError> {
    if !root.is_dir() {
        return Err(PackError::Missing(root.to_owned()));
    }
    let mut files = PackFiles::new(&root.to_string_lossy());
    let mut folders = vec![root.to_owned()];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        let unreadable = |error| PackError::Unreadable(folder.clone(), error);
        for entry in fs::read_dir(&folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            count += 1;
            if !path.extension().is_some_and(|extension| extension == "toml" || extension == "csv") {
                continue;
            }
            let text = read_file(&path)?;
            let below = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.insert(below, text);
        }
        if count > MAX_FILES {
            return Err(PackError::TooLarge(root.to_owned()));
        }
    }
    Ok(files)
}

fn read_file(path: &Path) -> Result<String, PackError> {
    let unreadable = |error| PackError::Unreadable(path.to_owned(), error);
    if fs::metadata(path).map_err(unreadable)?.len() > MAX_FILE {
        return Err(PackError::TooLarge(path.to_owned()));
    }
    fs::read_to_string(path).map_err(unreadable)
}
