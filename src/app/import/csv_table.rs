//! CSV: UTF-8, or the GBK that Excel in China saves.

use encoding_rs::GB18030;

use super::table::{ImportError, Table};

/// Reads a CSV file. Lines that begin with `#` are comments.
pub(super) fn read(bytes: &[u8]) -> Result<Table, ImportError> {
    let text = decode(bytes)?;
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).comment(Some(b'#')).from_reader(text.as_bytes());
    let mut table = Table::default();
    let mut record = csv::StringRecord::new();
    let mut line = Lines::new(&text);
    loop {
        let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        match reader.read_record(&mut record) {
            Ok(true) => {
                let line = line.of_record_at(start);
                for (column, cell) in (0u32..).zip(&record) {
                    table.put(line, column, cell)?;
                }
            }
            Ok(false) => return Ok(table),
            Err(error) => return Err(ImportError::Unreadable(error.to_string())),
        }
    }
}

fn decode(bytes: &[u8]) -> Result<String, ImportError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    GB18030
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
        .ok_or_else(|| ImportError::Unreadable("既不是 UTF-8 也不是 GBK 编码".to_owned()))
}

/// Tells on which line a record begins. The reader's own position is where the one before it ended, which may
/// be followed by empty lines and comments.
struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    line: u32,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        Self { text: text.as_bytes(), at: 0, line: 1 }
    }

    /// `start` is the reader's position before the record; it only ever grows.
    fn of_record_at(&mut self, start: usize) -> u32 {
        while self.at < start {
            self.step();
        }
        loop {
            match self.text.get(self.at) {
                Some(b'\n' | b'\r') => self.step(),
                Some(b'#') => {
                    while self.text.get(self.at).is_some_and(|byte| *byte != b'\n') {
                        self.step();
                    }
                }
                _ => return self.line,
            }
        }
    }

    fn step(&mut self) {
        if self.text.get(self.at) == Some(&b'\n') {
            self.line = self.line.saturating_add(1);
        }
        self.at += 1;
    }
}
