//! XLSX, from strangers: measured before it is opened, read cell by cell, never as a range.
//!
//! `worksheet_range` would allocate the rectangle between the outermost cells: two cells in a 2 kB file ask
//! for 550 GB and abort the process (tafia/calamine#693).

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx};
use zip::ZipArchive;

use super::table::{ImportError, Table};

/// All parts together, unpacked. A list of twenty thousand rows takes a quarter of it.
const MAX_UNPACKED: u64 = 32 * 1024 * 1024;
/// A workbook has a dozen parts; one with many sheets and pictures a few dozen.
const MAX_PARTS: usize = 500;
/// Digits of the number of distinct strings, which calamine reserves memory for without looking.
const MAX_COUNT_DIGITS: usize = 6;

/// Reads the first sheet.
pub(super) fn read(bytes: &[u8]) -> Result<Table, ImportError> {
    measure(bytes)?;
    // calamine's arithmetic on cell references is unchecked (`ZZZZZZZZ1` overflows), and what it does with a
    // damaged file is not ours to trust. It holds nothing of ours, so nothing is left half done.
    catch_unwind(AssertUnwindSafe(|| read_cells(bytes))).unwrap_or_else(|_| Err(unreadable("内容损坏")))
}

fn read_cells(bytes: &[u8]) -> Result<Table, ImportError> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let sheet = workbook.sheet_names().first().cloned().ok_or_else(|| unreadable("没有工作表"))?;
    let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(unreadable)?;
    let mut table = Table::default();
    let mut last = 0;
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        // A sound sheet is in order; one that is not would otherwise split its rows.
        if row < last {
            return Err(unreadable("行的次序错乱"));
        }
        last = row;
        table.put(row.saturating_add(1), column, &text(cell.get_value()))?;
    }
    Ok(table)
}

/// A cell as a person sees it. Numbers lose nothing: a telephone number is an integer to Excel.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        DataRef::DateTime(time) => {
            let (year, month, day, hour, minute, ..) = time.to_ymd_hms_milli();
            let clock = format!("{hour:02}:{minute:02}");
            // A cell that holds an hour alone is counted from the day before the first.
            match (time.as_f64() < 1.0, (hour, minute) == (0, 0)) {
                (true, _) => clock,
                (false, true) => format!("{year:04}-{month:02}-{day:02}"),
                (false, false) => format!("{year:04}-{month:02}-{day:02} {clock}"),
            }
        }
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// Unpacks everything once, into nothing, and stops at the limits: sizes in the directory can lie.
fn measure(bytes: &[u8]) -> Result<(), ImportError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    if archive.len() > MAX_PARTS {
        return Err(ImportError::TooLarge);
    }
    let mut left = MAX_UNPACKED;
    for part in 0..archive.len() {
        let file = archive.by_index(part).map_err(unreadable)?;
        let mut content = Vec::new();
        file.take(left + 1).read_to_end(&mut content).map_err(unreadable)?;
        left =
            u64::try_from(content.len()).ok().and_then(|size| left.checked_sub(size)).ok_or(ImportError::TooLarge)?;
        refuse_hostile(&content)?;
    }
    Ok(())
}

/// Refuses a part whose count of strings is absurd, and one in UTF-16, where that could not be seen.
fn refuse_hostile(content: &[u8]) -> Result<(), ImportError> {
    const COUNT: &[u8] = b"uniqueCount";
    if matches!(content, [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [0, b'<', ..] | [b'<', 0, ..]) {
        return Err(unreadable("编码不是 UTF-8"));
    }
    let mut rest = content;
    while let Some(at) = rest.windows(COUNT.len()).position(|window| window == COUNT) {
        rest = rest.get(at + COUNT.len()..).unwrap_or_default();
        let digits = rest
            .iter()
            .skip_while(|byte| !byte.is_ascii_digit() && **byte != b'>')
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if digits > MAX_COUNT_DIGITS {
            return Err(ImportError::TooLarge);
        }
    }
    Ok(())
}

fn unreadable(error: impl ToString) -> ImportError {
    ImportError::Unreadable(error.to_string())
}
