//! Where people came from, as a table and a picture: follows, sign-ups, and who came.

use std::cmp::Reverse;

use super::workbook::{CannotWrite, Cell, Column, Workbook};
use crate::app::sources::Tally;
use crate::domain::source::Source;

/// Sources in the picture: as many as can be told apart on a page.
const IN_PICTURE: usize = 20;

/// The table, with a last row that adds it up, and a picture on a sheet of its own where anybody came.
pub fn table(tallies: &[(Source, Tally)]) -> Result<Workbook, CannotWrite> {
    let mut book = Workbook::default();
    let columns = [("编号", 8), ("种类", 8), ("名称", 28), ("活动编号", 10), ("关注", 8), ("报名", 8), ("到场", 8)];
    book.begin("来源统计", &columns.map(|(name, width)| Column::new(name, width)))?;
    let mut sum = Tally::default();
    for (source, tally) in tallies {
        let activity = source.activity.map_or(String::new(), |id| id.to_string());
        book.row(&[
            Cell::from(source.code.as_str()),
            Cell::from(source.kind.name()),
            Cell::from(source.name.as_str()),
            Cell::from(activity),
            Cell::Number(tally.follows),
            Cell::Number(tally.sign_ups),
            Cell::Number(tally.came),
        ])?;
        sum = sum.with(*tally);
    }
    let blank = || Cell::from("");
    let sums = [sum.follows, sum.sign_ups, sum.came].map(Cell::Number);
    let row: Vec<Cell> = [Cell::from("合计"), blank(), blank(), blank()].into_iter().chain(sums).collect();
    book.row(&row)?;
    picture(&mut book, tallies)?;
    Ok(book)
}

/// Those who brought most people to activities, most first.
fn picture(book: &mut Workbook, tallies: &[(Source, Tally)]) -> Result<(), CannotWrite> {
    let mut most: Vec<_> = tallies.iter().filter(|(_, tally)| *tally != Tally::default()).collect();
    most.sort_by_key(|(_, tally)| Reverse((tally.came, tally.sign_ups, tally.follows)));
    most.truncate(IN_PICTURE);
    if most.is_empty() {
        return Ok(());
    }
    let columns = [("名称", 28), ("关注", 8), ("报名", 8), ("到场", 8)];
    book.begin("来源图", &columns.map(|(name, width)| Column::new(name, width)))?;
    for (source, tally) in &most {
        let name = format!("{} {}", source.code, source.name);
        let [follows, sign_ups, came] = [tally.follows, tally.sign_ups, tally.came].map(Cell::Number);
        book.row(&[Cell::from(name), follows, sign_ups, came])?;
    }
    let title = if most.len() < IN_PICTURE {
        "各来源的人".to_owned()
    } else {
        format!("带来人最多的{IN_PICTURE}个来源")
    };
    book.bars(&title, &[1, 2, 3])
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use calamine::{Data, Reader, Xlsx};

    use super::*;
    use crate::domain::source::{SourceCode, SourceKind};

    fn source(code: &str, name: &str) -> Source {
        let code = SourceCode::parse(code).unwrap();
        Source { code, kind: SourceKind::Village, name: name.to_owned(), activity: None, link: None }
    }

    fn tally(follows: u32, sign_ups: u32, came: u32) -> Tally {
        Tally { follows, sign_ups, came }
    }

    fn saved(tallies: &[(Source, Tally)]) -> Cursor<Vec<u8>> {
        let mut bytes = Cursor::new(Vec::new());
        table(tallies).unwrap().save(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn the_picture_shows_who_brought_most_and_nobody_who_brought_none() {
        let few = (source("A10", "长冈村"), tally(9, 2, 1));
        let none = (source("A11", "空村"), tally(0, 0, 0));
        let many = (source("A12", "塘石村"), tally(3, 3, 3));
        let bytes = saved(&[few, none, many]);
        let mut book: Xlsx<_> = Xlsx::new(bytes.clone()).unwrap();
        let mut cells = book.worksheet_cells_reader("来源图").unwrap();
        let mut names = Vec::new();
        while let Some(cell) = cells.next_cell().unwrap() {
            if let (1.., 0) = cell.get_position() {
                names.push(Data::from(cell.get_value().clone()).to_string());
            }
        }
        assert_eq!(names, ["A12 塘石村", "A10 长冈村"]);
        let mut chart = String::new();
        let mut archive = zip::ZipArchive::new(bytes).unwrap();
        archive.by_name("xl/charts/chart1.xml").unwrap().read_to_string(&mut chart).unwrap();
        for part in ["来源图!$A$2:$A$3", "来源图!$B$2:$B$3", "来源图!$D$2:$D$3", "各来源的人"] {
            assert!(chart.contains(part), "{part} is not in {chart}");
        }
    }

    #[test]
    fn without_anybody_there_is_a_table_and_no_picture() {
        let book: Xlsx<_> = Xlsx::new(saved(&[(source("A10", "空村"), tally(0, 0, 0))])).unwrap();
        assert_eq!(book.sheet_names(), ["来源统计"]);
    }
}
