//! Workbooks on their way out.

use std::io::Cursor;

use crate::app::export::{CannotWrite, Workbook};

/// The file of a workbook.
pub(super) fn file(book: Workbook) -> Result<Vec<u8>, CannotWrite> {
    let mut file = Cursor::new(Vec::new());
    book.save(&mut file)?;
    Ok(file.into_inner())
}
