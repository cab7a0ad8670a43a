//! Empty tables that staff fill in, with a line that shows how.

use super::workbook::{CannotWrite, Cell, Column, Workbook};
use crate::app::import::Kind;

/// How wide a column is of which nothing more is known.
const WIDTH: u16 = 18;

/// The columns of a table of activities, with an example each; the import knows every one of them.
pub const ACTIVITIES: &[(&str, u16, &str)] = &[
    ("编号", 14, "2026-CF01"),
    ("名称", 28, "例：春风行动招聘会（这一行删掉）"),
    ("类别", 14, "招聘会"),
    ("日期", 12, "2026-03-07"),
    ("开始", 8, "9:00"),
    ("结束", 8, "11:30"),
    ("地点", 28, "县就业之家一楼"),
    ("集合", 24, "2路公交到县就业之家站"),
    ("主办单位", 12, ""),
    ("名额", 8, "300"),
    ("场次", 30, "上午场 9:00-10:30 150人；下午场…"),
    ("排队", 8, "是"),
    ("报名表", 14, "招聘会报名"),
    ("带什么", 20, "身份证、简历"),
    ("电话", 16, "0797-12345678"),
    ("报名开始", 18, "2026-03-01 8:00"),
    ("报名截止", 18, "2026-03-06 18:00"),
    ("退名截止", 18, ""),
    ("限乡镇", 18, ""),
    ("限年龄", 12, ""),
    ("状态", 10, ""),
];

/// The table of activities, and a sheet that says what goes where.
pub fn activities() -> Result<Workbook, CannotWrite> {
    let mut book = Workbook::default();
    let columns: Vec<Column> = ACTIVITIES.iter().map(|(heading, width, _)| Column::new(*heading, *width)).collect();
    book.begin("活动", &columns)?;
    let example: Vec<Cell> = ACTIVITIES.iter().map(|(_, _, example)| Cell::from(*example)).collect();
    book.row(&example)?;
    book.begin("怎么填", &[Column::new("列", 12), Column::new("怎么填", 90)])?;
    for (column, how) in HOW {
        book.row(&[Cell::from(*column), Cell::from(*how)])?;
    }
    Ok(book)
}

/// An empty table of this kind, with the headings that the import reads.
///
/// # Errors
/// The file cannot be made.
pub fn empty(kind: Kind) -> Result<Workbook, CannotWrite> {
    if kind == Kind::Activities {
        return activities();
    }
    let how = |required| if required { "这一列要有" } else { "可以空着" };
    let headings: Vec<(&str, &str)> = kind.headings().map(|(heading, required)| (heading, how(required))).collect();
    headed(kind.name(), &headings)
}

/// An empty table with these headings, and a sheet that says what goes below each. What is typed there stays as it was
/// typed: Excel keeps fifteen digits of an identity number that it takes for a number.
///
/// # Errors
/// The file cannot be made.
pub fn headed(name: &str, headings: &[(&str, &str)]) -> Result<Workbook, CannotWrite> {
    let mut book = Workbook::default();
    let columns: Vec<Column> = headings.iter().map(|(heading, _)| Column::new(*heading, WIDTH)).collect();
    book.begin(name, &columns)?;
    book.all_text(columns.len())?;
    book.begin("怎么填", &[Column::new("列", WIDTH), Column::new("怎么填", 40)])?;
    for (heading, how) in headings {
        book.row(&[Cell::from(*heading), Cell::from(*how)])?;
    }
    Ok(book)
}

/// What goes into a column of the table of activities; nothing where its heading says all.
pub fn how(column: &str) -> &'static str {
    HOW.iter().find(|(named, _)| *named == column).map_or("", |(_, how)| how)
}

const HOW: &[(&str, &str)] = &[
    ("编号", "自己定，一场一个，以后靠它认出这一场；不填就按类别、日期、名称认"),
    ("名称", "必填，30个字以内"),
    ("类别", "必填：招聘会、专场招聘会、校企对接会、送岗下乡、乡贤座谈会、培训班、生日活动、职工观影日"),
    ("日期", "必填，比如 2026-03-07 或 2026年3月7日"),
    ("开始", "必填，比如 9:00；结束也一样"),
    ("地点", "必填，写到找得着"),
    ("集合", "在哪里集合、坐哪路车；没有就空着"),
    ("主办单位", "乡镇或单位的名字；不填就是县里"),
    ("名额", "人数；空着是不限"),
    ("场次", "分场才填，用分号隔开，比如：上午场 9:00-10:30 150人；下午场 14:00-16:00 150人"),
    ("排队", "满了能不能排队：是、否；空着是能"),
    ("报名表", "报名表的名字，可以几个，用顿号隔开；空着按类别选"),
    ("带什么", "用顿号隔开，比如：身份证、简历"),
    ("电话", "有人接的电话；空着用单位总机"),
    ("报名开始", "比如 2026-03-01 8:00；空着是马上"),
    ("报名截止", "空着是活动开始的时候；只写日期就是那天24:00"),
    ("退名截止", "到什么时候能自己退；空着是活动开始的时候"),
    ("限乡镇", "只给哪些乡镇，用顿号隔开；空着不限"),
    ("限年龄", "比如 18-60、18以上、60以下；空着不限"),
    ("状态", "要取消就写“取消”，再导入一次；改期就改日期（要有编号才认得出）；空着照常"),
];
