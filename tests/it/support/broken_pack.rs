//! Packs with one thing wrong, and what must be said of them.

use guiyan::app::content::files::PackFiles;
use guiyan::app::content::flaw::{Flaw, Severity};
use guiyan::app::content::{built_in, load};

/// The county's pack with one file changed.
fn pack_with(path: &str, change: impl FnOnce(&str) -> String) -> PackFiles {
    let mut files = built_in();
    let text = change(files.get(path).unwrap());
    files.insert(path, text);
    files
}

/// Puts `broken` where `sound` first stands; it must stand there.
pub fn replace(path: &str, sound: &str, broken: &str) -> (PackFiles, usize) {
    let mut line = 0;
    let files = pack_with(path, |text| {
        let at = text.find(sound).unwrap_or_else(|| panic!("{path} holds no {sound}"));
        line = text[..at].matches('\n').count() + 1;
        text.replacen(sound, broken, 1)
    });
    (files, line)
}

pub fn append(path: &str, more: &str) -> (PackFiles, usize) {
    let mut line = 0;
    let files = pack_with(path, |text| {
        line = text.matches('\n').count() + 1;
        format!("{text}{more}")
    });
    (files, line)
}

pub fn errors(files: &PackFiles) -> Vec<Flaw> {
    let Err(flaws) = load(files) else { panic!("the pack loads") };
    flaws.into_iter().filter(|flaw| flaw.severity == Severity::Error).collect()
}

/// The pack has this one error, on this line.
pub fn has_one_error((files, line): (PackFiles, usize), file: &str, field: &str, reason: &str) {
    let errors = errors(&files);
    let [error] = errors.as_slice() else { panic!("not one error: {errors:#?}") };
    assert_eq!((error.file.as_str(), error.line), (format!("config/xingguo/{file}").as_str(), Some(line)), "{error}");
    assert_eq!(error.field.as_deref(), Some(field), "{error}");
    assert!(error.reason.contains(reason), "{error}");
}

/// Says on which line the flaw stands, relative to the change.
pub trait Elsewhere {
    fn shifted(self, lines: usize) -> Self;
    fn later(self, id: &str, lines: usize) -> Self;
}

impl Elsewhere for (PackFiles, usize) {
    fn shifted(self, lines: usize) -> Self {
        (self.0, self.1 + lines)
    }

    /// So many lines below the entry of `places.toml` with this id.
    fn later(self, id: &str, lines: usize) -> Self {
        let text = self.0.get("places.toml").unwrap();
        let at = text.find(&format!("id = \"{id}\"")).unwrap();
        let line = text[..at].matches('\n').count() + 1 + lines;
        (self.0, line)
    }
}
