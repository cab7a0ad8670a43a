//! The list of calls as a workbook.

use std::io::Cursor;

use calamine::{Reader, Xlsx, open_workbook_from_rs};
use guiyan::app::content::{built_in, load};
use guiyan::app::errands::calls::Call;
use guiyan::app::export::calls::write;
use guiyan::domain::errand::{ErrandKind, ErrandState, Why};
use guiyan::domain::id::{ActivityId, UnitId};
use guiyan::domain::person::{MobileNumber, PersonName};
use guiyan::domain::sign_up::ReceiptNumber;
use jiff::ToSpan;

use crate::support::database::noon;

fn call(unit: Option<u16>, state: ErrandState) -> Call {
    Call {
        kind: ErrandKind::Reminder,
        state,
        activity: ActivityId(3),
        title: "春风行动招聘会".to_owned(),
        session: None,
        starts_at: noon(),
        until: None,
        unit: unit.map(UnitId),
        number: ReceiptNumber { activity: ActivityId(3), sequence: 7 },
        name: Some(PersonName::parse("张三").unwrap()),
        mobile: Some(MobileNumber::parse("13800000001").unwrap()),
    }
}

/// The second row of each sheet, by the sheet's name.
#[expect(clippy::disallowed_methods, reason = "the workbook is our own, and small")]
fn sheets(calls: &[Call], reveal: bool) -> Vec<(String, Vec<String>)> {
    let pack = load(&built_in()).unwrap().pack;
    let mut bytes = Cursor::new(Vec::new());
    write(calls, &pack, reveal).unwrap().save(&mut bytes).unwrap();
    let mut book: Xlsx<_> = open_workbook_from_rs(bytes).unwrap();
    let names = book.sheet_names();
    let row = |range: calamine::Range<calamine::Data>| {
        range.rows().nth(1).map_or(Vec::new(), |row| row.iter().map(ToString::to_string).collect())
    };
    names
        .into_iter()
        .map(|name| {
            let range = book.worksheet_range(&name).unwrap();
            (name, row(range))
        })
        .collect()
}

#[test]
fn each_unit_has_a_sheet_and_nobody_is_shown_without_a_reason() {
    let calls = [call(None, ErrandState::Missed(Why::TooLate)), call(Some(24), ErrandState::Unreachable(Why::NoWay))];
    let masked = sheets(&calls, false);
    assert_eq!(masked.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["县就业中心", "长冈乡"]);
    let expected =
        ["提醒来参加", "春风行动招聘会", "2月6日 周五 12:00", "", "3-0007", "张*", "138****0001", "错过了：来不及发了"];
    assert_eq!(masked[0].1[..8], expected);
    assert_eq!(masked[1].1[7], "微信发不到");
    let full = sheets(&calls, true);
    assert_eq!(full[1].1[5..7], ["张三", "13800000001"]);
}

#[test]
fn an_offer_says_until_when_the_seat_is_kept() {
    let until = Some(noon() + 10.hours());
    let offer = Call { kind: ErrandKind::Offer, until, ..call(None, ErrandState::Unreachable(Why::NoWay)) };
    assert_eq!(
        sheets(&[offer], false)[0].1[..4],
        ["有名额了，要不要", "春风行动招聘会", "2月6日 周五 12:00", "2月6日 周五 22:00"]
    );
}

#[test]
fn a_list_of_nobody_is_a_list() {
    assert_eq!(sheets(&[], false), [("打电话名单".to_owned(), Vec::new())]);
}
