//! Uploads as files: CSV and XLSX, sound, strange and hostile.

use encoding_rs::GB18030;
use guiyan::app::content::{built_in, load};
use guiyan::app::export::template;
use guiyan::app::import::flaw::Imported;
use guiyan::app::import::read::read_table;
use guiyan::app::import::table::{ImportError, MAX_BYTES, Row, Table};
use guiyan::app::import::{Contents, Kind, Known, enterprises};
use proptest::prelude::*;

use crate::support::workbook::{self, NO_STRINGS};

fn import(table: &Table) -> Imported {
    let pack = load(&built_in()).unwrap().pack;
    enterprises(table, &pack.trades, &pack.places, "附件2").unwrap()
}

fn annex_2() -> String {
    built_in().get("enterprises.csv").unwrap().to_owned()
}

fn row(line: u32, cells: &[&str]) -> Row {
    Row { line, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() }
}

#[test]
fn csv_and_xlsx_of_the_same_list_import_the_same() {
    let csv = read_table("enterprises.csv", annex_2().as_bytes()).unwrap();
    let xlsx = read_table("名单.XLSX", &workbook::of_rows(csv.rows.iter().map(|row| &row.cells))).unwrap();
    assert_eq!(import(&xlsx), import(&csv));
    assert_eq!(import(&xlsx).drafts.len(), 69);
}

/// As a clerk has it: a title above, Chinese headings, several lines in a cell, the headings again on page two.
#[test]
fn a_list_as_the_county_prints_it_imports_the_same() {
    let csv = read_table("enterprises.csv", annex_2().as_bytes()).unwrap();
    let heading = ["序号", "企业名称", "企业地址", "招工人数", "联系人", "联系电话"].map(str::to_owned).to_vec();
    let mut rows = vec![vec!["兴国县2024年招工服务重点企业名单".to_owned()], heading.clone()];
    for (index, row) in csv.rows.iter().skip(1).enumerate() {
        if index == 10 {
            rows.push(heading.clone());
        }
        let mut cells: Vec<String> = row.cells.iter().take(6).map(|cell| cell.replace('|', "\n")).collect();
        if row.cells[6] == "yes" {
            cells[5].push_str("\n（微信同号）");
        }
        rows.push(cells);
    }
    let printed = import(&read_table("名单.xlsx", &workbook::of_rows(rows)).unwrap());
    assert_eq!(printed.drafts, import(&csv).drafts);
    assert_eq!(printed.rows, 69);
}

#[test]
fn a_csv_saved_by_excel_in_china_reads() {
    let (gbk, ..) = GB18030.encode("企业名称,人数\r\n兴国某某服装厂,85\r\n");
    let table = read_table("a.csv", &gbk).unwrap();
    assert_eq!(table.rows, [row(1, &["企业名称", "人数"]), row(2, &["兴国某某服装厂", "85"])]);
}

#[test]
fn lines_are_counted_as_a_person_sees_them() {
    let text = "\u{feff}a,b\n\n# 说明\n\"一\n二\",x\r\n\r\n#\nc,d";
    let table = read_table("a.csv", text.as_bytes()).unwrap();
    assert_eq!(table.rows, [row(1, &["a", "b"]), row(4, &["一\n二", "x"]), row(8, &["c", "d"])]);
}

#[test]
fn numbers_dates_and_formulas_of_a_workbook_are_what_they_show() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_number(0, 0, 17_770_847_431.0).unwrap();
    sheet.write_number(0, 1, 2.5).unwrap();
    sheet.write_boolean(0, 2, true).unwrap();
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2024, 6, 30).unwrap();
    sheet.write_datetime_with_format(0, 3, &day, &rust_xlsxwriter::Format::new().set_num_format("yyyy/m/d")).unwrap();
    sheet.write_formula(0, 4, rust_xlsxwriter::Formula::new("=1+1").set_result("2")).unwrap();
    let table = read_table("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(table.rows, [row(1, &["17770847431", "2.5", "是", "2024-06-30", "2"])]);
}

#[test]
fn what_is_no_table_is_refused_in_plain_words() {
    assert_eq!(read_table("a.xls", b"x"), Err(ImportError::OldExcel));
    assert_eq!(read_table("a.xlsx", &[0xD0, 0xCF, 0x11, 0xE0, 0xA1]), Err(ImportError::OldExcel));
    assert_eq!(read_table("a.docx", b"PK\x03\x04"), Err(ImportError::UnknownKind));
    assert_eq!(read_table("名单", b"a,b"), Err(ImportError::UnknownKind));
    assert_eq!(read_table("a.csv", &vec![b'a'; MAX_BYTES + 1]), Err(ImportError::TooLarge));
    assert!(matches!(read_table("a.xlsx", b"a,b"), Err(ImportError::Unreadable(_))));
    assert!(matches!(read_table("a.csv", b"\xff\xff\xff"), Err(ImportError::Unreadable(_))));
}

#[test]
fn a_table_without_the_headings_says_which_are_missing() {
    let table = read_table("a.csv", "企业名称,企业地址\n甲,乙\n".as_bytes()).unwrap();
    let missing = enterprises(&table, &[], &[], "").unwrap_err();
    assert_eq!(missing, ImportError::NoHeading { missing: vec!["招工人数", "联系电话"] });
    assert_eq!(missing.to_string(), "没有找到表头，缺少这些列：招工人数、联系电话");
}

/// 2 kB that ask a careless reader for 550 GB (tafia/calamine#693).
#[test]
fn two_cells_at_the_ends_of_a_sheet_are_refused() {
    let cells = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    let refused = read_table("a.xlsx", &workbook::raw(cells, NO_STRINGS));
    assert_eq!(refused, Err(ImportError::OutOfBounds { line: 1_048_576 }));
}

#[test]
fn a_count_of_strings_that_would_exhaust_the_memory_is_refused() {
    for count in ["9999999999999", "18446744073709551615"] {
        let strings = format!(r#"<sst uniqueCount = "{count}"></sst>"#);
        assert_eq!(read_table("a.xlsx", &workbook::raw("", &strings)), Err(ImportError::TooLarge));
    }
    let wide: String = r#"<sst uniqueCount="9999999999999"></sst>"#.chars().flat_map(|c| ['\0', c]).collect();
    assert!(matches!(read_table("a.xlsx", &workbook::raw("", &wide)), Err(ImportError::Unreadable(_))));
}

#[test]
fn a_zip_bomb_is_refused() {
    let strings = format!("<sst><si><t>{}</t></si></sst>", "0".repeat(40 * 1024 * 1024));
    let bomb = workbook::raw("", &strings);
    assert!(bomb.len() < 100_000);
    assert_eq!(read_table("a.xlsx", &bomb), Err(ImportError::TooLarge));
}

#[test]
fn cell_references_beyond_all_numbers_are_refused() {
    let cells = r#"<row r="1"><c r="ZZZZZZZZZ99999999999"><v>1</v></c></row>"#;
    assert!(read_table("a.xlsx", &workbook::raw(cells, NO_STRINGS)).is_err());
}

#[test]
fn rows_out_of_order_are_refused() {
    let cells = r#"<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>"#;
    assert!(matches!(read_table("a.xlsx", &workbook::raw(cells, NO_STRINGS)), Err(ImportError::Unreadable(_))));
}

#[test]
fn too_many_rows_or_columns_or_words_are_refused() {
    let rows = "x\n".repeat(20_001);
    assert_eq!(read_table("a.csv", rows.as_bytes()), Err(ImportError::OutOfBounds { line: 20_001 }));
    let columns = "x,".repeat(65);
    assert_eq!(read_table("a.csv", columns.as_bytes()), Err(ImportError::OutOfBounds { line: 1 }));
    let words = "字".repeat(2_001);
    assert_eq!(read_table("a.csv", words.as_bytes()), Err(ImportError::CellTooLong { line: 1 }));
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic_the_importer(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        for name in ["a.csv", "a.xlsx"] {
            if let Ok(table) = read_table(name, &bytes) {
                let _ = enterprises(&table, &[], &[], "");
            }
        }
    }

    #[test]
    fn arbitrary_cells_never_panic_the_importer(cells in proptest::collection::vec("[0-9a-z|/ \n,，“先生（）-]{0,12}", 6)) {
        let mut table = read_table("a.csv", "序号,企业名称,企业地址,招工人数,联系人,联系电话".as_bytes()).unwrap();
        table.rows.push(Row { line: 2, cells });
        let imported = enterprises(&table, &[], &[], "").unwrap();
        prop_assert_eq!(imported.rows, imported.drafts.len() + imported.summary().left_out);
    }

    #[test]
    fn a_damaged_sheet_never_panics_the_importer(
        reference in "[A-Z]{0,9}[0-9]{0,12}", kind in "[a-z]{0,3}", style in "[0-9]{0,20}", value in "[0-9.eE+-]{0,24}"
    ) {
        let cell = format!(r#"<row r="1"><c r="{reference}" t="{kind}" s="{style}"><v>{value}</v></c></row>"#);
        let _ = read_table("a.xlsx", &workbook::raw(&cell, NO_STRINGS));
    }
}

#[test]
fn an_empty_table_reads_as_the_kind_that_it_is_for() {
    let pack = load(&built_in()).unwrap().pack;
    for kind in Kind::ALL {
        let mut file = std::io::Cursor::new(Vec::new());
        template::empty(kind).unwrap().save(&mut file).unwrap();
        let table = read_table("空表.xlsx", file.get_ref()).unwrap();
        let read = Contents::read(&table, &pack, &Known::default(), ("空表", jiff::Timestamp::UNIX_EPOCH)).unwrap();
        let read_as = match read {
            Contents::Enterprises(_) => Kind::Enterprises,
            Contents::Openings(_) => Kind::Openings,
            Contents::Activities(_) => Kind::Activities,
        };
        assert!(read_as == kind && read.is_empty() && read.flaws().is_empty(), "{kind:?}: {read:?}");
    }
}
