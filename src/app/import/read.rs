//! From an upload to a table.

use super::table::{ImportError, MAX_BYTES, Table};
use super::{csv_table, xlsx_table};

/// Reads an uploaded file by its name and content; of a workbook, the first sheet. Bounded in memory, but not
/// quick for a large file: call it in a blocking task.
pub fn read_table(name: &str, bytes: &[u8]) -> Result<Table, ImportError> {
    if bytes.len() > MAX_BYTES {
        return Err(ImportError::TooLarge);
    }
    let name = name.to_lowercase();
    match (name.rsplit_once('.').map_or("", |(_, extension)| extension), bytes) {
        // What a file is, its first bytes say; extensions are typed by people.
        ("xls", _) | (_, [0xD0, 0xCF, 0x11, 0xE0, ..]) => Err(ImportError::OldExcel),
        ("xlsx" | "csv", [b'P', b'K', 3 | 5, 4 | 6, ..]) => xlsx_table::read(bytes),
        ("xlsx", _) => Err(ImportError::Unreadable("不是 .xlsx 格式".to_owned())),
        ("csv", _) => csv_table::read(bytes),
        _ => Err(ImportError::UnknownKind),
    }
}
