//! One sheet after another, row by row, from top to bottom.

use std::io::{Seek, Write};

use rust_xlsxwriter::{Chart, ChartType, Format, FormatAlign, FormatBorder, Workbook as Book, Worksheet, XlsxError};

/// Most characters of a cell; Excel takes 32,767.
const MAX_CELL: usize = 2_000;
/// Most characters in the name of a sheet, and what none may hold.
const MAX_SHEET_NAME: usize = 31;
const NOT_IN_SHEET_NAMES: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];

/// How wide a picture is, how high a bar of it, and what stands above and below its bars; pixels.
const PICTURE_WIDTH: u32 = 760;
const PICTURE_BAR: u32 = 15;
const PICTURE_FRAME: u32 = 110;

/// A column of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What stands above it.
    pub heading: String,
    /// As wide as so many digits; a hanzi takes two.
    pub width: u16,
}

impl Column {
    /// With this heading, so wide.
    pub fn new(heading: impl Into<String>, width: u16) -> Self {
        Self { heading: heading.into(), width }
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words, and every number that is not counted with: telephone and identity numbers, receipts.
    Text(String),
    /// What is counted with.
    Number(u32),
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::Text(text.into())
    }
}

/// The file cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("the workbook cannot be written: {0}")]
pub struct CannotWrite(#[from] XlsxError);

/// A workbook that grows by rows. What was written is on disk, in a temporary file of its own, until it is saved.
pub struct Workbook {
    book: Book,
    heading: Format,
    text: Format,
    quoted: Format,
    number: Format,
    /// The row that comes next, of the sheet begun last.
    row: u32,
}

impl Default for Workbook {
    fn default() -> Self {
        let framed = Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::Top);
        // "@" is Excel's own word for text: what is typed over it later stays text too.
        let text = framed.clone().set_num_format("@").set_text_wrap();
        Self {
            book: Book::new(),
            heading: framed.clone().set_bold().set_background_color("#F3E7D3").set_text_wrap(),
            quoted: text.clone().set_quote_prefix(),
            text,
            number: framed,
            row: 0,
        }
    }
}

impl Workbook {
    /// Begins a sheet with these headings, which stay in sight.
    pub fn begin(&mut self, name: &str, columns: &[Column]) -> Result<(), CannotWrite> {
        let (heading, name) = (self.heading.clone(), sheet_name(name));
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        for (at, column) in (0u16..).zip(columns) {
            sheet.set_column_width(at, f64::from(column.width))?;
            sheet.write_string_with_format(0, at, &column.heading, &heading)?;
        }
        self.row = 1;
        Ok(())
    }

    /// What is typed into the first so many columns of the sheet begun last stays text.
    pub fn all_text(&mut self, columns: usize) -> Result<(), CannotWrite> {
        let text = Format::new().set_num_format("@");
        let Some(sheet) = last(&mut self.book) else { return Ok(()) };
        for at in (0u16..).take(columns) {
            sheet.set_column_format(at, &text)?;
        }
        Ok(())
    }

    /// The next row of the sheet begun last.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), CannotWrite> {
        let (row, text, quoted, number) = (self.row, &self.text, &self.quoted, &self.number);
        let Some(sheet) = last(&mut self.book) else { return Ok(()) };
        for (at, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Number(count) => sheet.write_number_with_format(row, at, f64::from(*count), number)?,
                Cell::Text(words) => {
                    let words = plain(words);
                    let format = if looks_like_a_formula(&words) { quoted } else { text };
                    sheet.write_string_with_format(row, at, words, format)?
                }
            };
        }
        self.row = row.saturating_add(1);
        Ok(())
    }

    /// Draws the rows of the sheet begun last, below them: a group of bars a row, named by the first column; a bar for
    /// each of the columns in `counted`. Excel's own chart: it follows what is changed in the table. No row comes after.
    pub fn bars(&mut self, title: &str, counted: &[u16]) -> Result<(), CannotWrite> {
        let Some(last_row) = self.row.checked_sub(1).filter(|row| *row > 0) else { return Ok(()) };
        let Some(sheet) = last(&mut self.book) else { return Ok(()) };
        let name = sheet.name();
        let mut chart = Chart::new(ChartType::Bar);
        for column in counted {
            let series = chart.add_series();
            series.set_name((name.as_str(), 0, *column));
            series.set_categories((name.as_str(), 1, 0, last_row, 0));
            series.set_values((name.as_str(), 1, *column, last_row, *column));
        }
        chart.title().set_name(title);
        // Excel begins bars at the bottom; the table begins at the top.
        chart.y_axis().set_reverse();
        let bars = last_row.saturating_mul(u32::try_from(counted.len()).unwrap_or(1));
        chart.set_width(PICTURE_WIDTH).set_height(PICTURE_FRAME.saturating_add(PICTURE_BAR.saturating_mul(bars)));
        sheet.insert_chart(last_row.saturating_add(2), 0, &chart)?;
        Ok(())
    }

    /// Writes it out.
    pub fn save<W: Write + Seek + Send>(mut self, to: W) -> Result<(), CannotWrite> {
        Ok(self.book.save_to_writer(to)?)
    }
}

fn last(book: &mut Book) -> Option<&mut Worksheet> {
    book.worksheets_mut().last_mut()
}

/// One cell is one line of words: no tabs, no line ends, nothing that XML cannot hold.
fn plain(words: &str) -> String {
    words.chars().take(MAX_CELL).map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

/// As text in a workbook it is harmless; but whoever saves the sheet as CSV, or edits the cell, makes it one. The
/// mark for quoted text, which Excel writes for a leading apostrophe, survives the latter.
fn looks_like_a_formula(words: &str) -> bool {
    words.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// What Excel takes as the name of a sheet.
fn sheet_name(wanted: &str) -> String {
    let name: String =
        wanted.chars().filter(|c| !c.is_control() && !NOT_IN_SHEET_NAMES.contains(c)).take(MAX_SHEET_NAME).collect();
    let name = name.trim().trim_matches('\'').to_owned();
    if name.is_empty() { "表".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;

    fn written(cells: &[Cell]) -> Vec<Data> {
        let mut book = Workbook::default();
        book.begin("名单/2026?", &[Column::new("一", 10), Column::new("二", 10)]).unwrap();
        book.row(cells).unwrap();
        let mut bytes = Cursor::new(Vec::new());
        book.save(&mut bytes).unwrap();
        let mut read: Xlsx<_> = Xlsx::new(bytes).unwrap();
        assert_eq!(read.sheet_names(), ["名单2026"]);
        let mut cells = read.worksheet_cells_reader("名单2026").unwrap();
        let mut second = Vec::new();
        while let Some(cell) = cells.next_cell().unwrap() {
            if cell.get_position().0 == 1 {
                second.push(cell.get_value().clone().into());
            }
        }
        second
    }

    #[test]
    fn identity_and_telephone_numbers_stay_what_they_are() {
        // Archery#819: as numbers they came out as 4.4E+17, their last digits lost.
        let numbers = ["11010519491231002X", "440105194912310021", "13800000001", "0797-5000000", "007"];
        let cells: Vec<Cell> = numbers.iter().map(|number| Cell::from(*number)).collect();
        let expected: Vec<Data> = numbers.iter().map(|number| Data::String((*number).to_owned())).collect();
        assert_eq!(written(&cells), expected);
    }

    #[test]
    fn what_looks_like_a_formula_is_text_and_what_cannot_stand_in_a_cell_is_a_space() {
        let hostile = ["=HYPERLINK(\"http://x\")", "+1+1", "-2", "@SUM(A1)", "a\tb\r\nc", "\u{0}x\u{1b}"];
        let cells: Vec<Cell> = hostile.iter().map(|text| Cell::from(*text)).collect();
        let expected = ["=HYPERLINK(\"http://x\")", "+1+1", "-2", "@SUM(A1)", "a b  c", "x"];
        assert_eq!(written(&cells), expected.map(|text| Data::String(text.to_owned())));
    }

    #[test]
    fn what_is_counted_with_is_a_number() {
        assert_eq!(written(&[Cell::Number(300), Cell::from("")]).first(), Some(&Data::Float(300.0)));
    }

    #[test]
    fn excel_takes_every_name_of_a_sheet() {
        assert_eq!(sheet_name("a:b[1]*?/\\'"), "ab1");
        assert_eq!(sheet_name("??"), "表");
        assert_eq!(sheet_name(&"长".repeat(40)).chars().count(), 31);
    }
}
