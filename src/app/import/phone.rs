//! What a printed telephone number is. It is shown as printed, whatever comes out here.

use crate::domain::opening::{Phone, PhoneKind};
use crate::domain::person::{InvalidMobile, MobileNumber};

/// Judges a printed number.
pub fn judge(printed: &str) -> Phone {
    let kind = match MobileNumber::parse(printed) {
        Ok(_) => PhoneKind::Mobile,
        Err(_) if is_landline(printed) => PhoneKind::Landline,
        Err(reason) => PhoneKind::Doubtful { reason: why(printed, reason) },
    };
    Phone { printed: printed.to_owned(), kind }
}

/// Area code of three or four digits (`0…`), then seven or eight; a dash or brackets between them or not.
fn is_landline(printed: &str) -> bool {
    let groups: Vec<&str> =
        printed.split(['-', '－', '—', '(', ')', '（', '）', ' ']).filter(|group| !group.is_empty()).collect();
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    match groups.as_slice() {
        [area, number] => {
            area.starts_with('0')
                && (3..=4).contains(&area.len())
                && (7..=8).contains(&number.len())
                && digits(area)
                && digits(number)
        }
        [whole] => whole.starts_with('0') && (10..=12).contains(&whole.len()) && digits(whole),
        _ => false,
    }
}

fn why(printed: &str, reason: InvalidMobile) -> String {
    let mobile = printed.starts_with('1');
    match reason {
        InvalidMobile::Digits(10) if mobile => "手机号只有10位，少一位，请核对".to_owned(),
        InvalidMobile::Digits(7 | 8) => "像座机，但没有区号，请核对".to_owned(),
        InvalidMobile::Digits(digits) if mobile => format!("手机号应是11位，这里是{digits}位，请核对"),
        InvalidMobile::Digits(digits) => format!("有{digits}位，不是手机号，也不是带区号的座机，请核对"),
        InvalidMobile::Beginning => "是11位，但手机号没有这样开头的，请核对".to_owned(),
        InvalidMobile::NotANumber => "不是电话号码，请核对".to_owned(),
    }
}
