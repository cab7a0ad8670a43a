//! Golden files: what came out is compared with what was agreed, and rewritten with `GUIYAN_GOLDEN=write`.

use std::path::Path;

/// Compares `actual` with `tests/golden/{name}`.
pub fn compare(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("GUIYAN_GOLDEN").is_some_and(|value| value == "write") {
        std::fs::write(&path, actual).unwrap();
    }
    let agreed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(agreed, actual, "{} differs; if that is meant, run with GUIYAN_GOLDEN=write", path.display());
}
