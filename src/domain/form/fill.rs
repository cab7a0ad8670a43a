//! One message that answers several questions: `张三 13800000001 长冈乡`.

use jiff::civil::Date;

use super::{Answer, AnswerKind, Question, digits, name, village};
use crate::domain::county::Unit;
use crate::domain::person::{IdNumber, MobileNumber, PersonName};
use crate::domain::text::date::{self, Direction};
use crate::domain::text::filler;
use crate::domain::text::fold::fold;
use crate::domain::text::question::asks;
use crate::domain::text::unit;

/// Labels that people write before their answers, longer before their own beginnings.
const LABELS: [&str; 13] = [
    "手机号码",
    "手机号",
    "手机",
    "电话号码",
    "电话",
    "身份证号",
    "身份证",
    "家庭住址",
    "地址",
    "乡镇",
    "家住",
    "住在",
    "住",
];

/// What one message certainly says.
#[derive(Default)]
struct Said {
    mobile: Option<MobileNumber>,
    id_number: Option<IdNumber>,
    /// Of the first question that asks for one.
    day: Option<Answer>,
    /// Pieces of text between the numbers.
    pieces: Vec<String>,
}

/// The questions (by their place in `questions`) that one message answers for certain, in their order. Each
/// kind is filled once; two names or two units are none. Numbers and free text are never certain.
pub fn fill_many(questions: &[&Question], text: &str, units: &[Unit], today: Date) -> Vec<(usize, Answer)> {
    let past = questions.iter().find_map(|question| match question.kind {
        AnswerKind::Date { past } => Some(past),
        _ => None,
    });
    let said = Said::hear(text, past.map(|past| (past, today)));
    let mut answers: Vec<(usize, Answer)> = Vec::new();
    for (at, question) in questions.iter().enumerate() {
        let Some(answer) = said.answer(&question.kind, units) else { continue };
        // The same words must not answer two questions.
        if !answers.iter().any(|(_, given)| *given == answer) {
            answers.push((at, answer));
        }
    }
    answers
}

impl Said {
    /// With a day, if one is asked for: whether of birth, and today.
    fn hear(text: &str, day: Option<(bool, Date)>) -> Self {
        let mut rest = digits::with_plain_digits(text);
        let mut said = Self::default();
        // Eighteen digits hold eleven, so the longer number goes first.
        if let Some((at, id_number)) = digits::first_id_number(&rest) {
            rest.replace_range(at, " ");
            said.id_number = Some(id_number);
        }
        if let Some((at, mobile)) = digits::first_mobile(&rest) {
            rest.replace_range(at, " ");
            said.mobile = Some(mobile).filter(|_| digits::first_mobile(&rest).is_none());
        }
        if let Some((past, today)) = day {
            said.day = cut_day(&mut rest, past, today);
        }
        let between = |c: char| !c.is_alphabetic() && c != '·';
        said.pieces =
            rest.split(between).map(without_label).filter(|piece| !piece.is_empty()).map(str::to_owned).collect();
        said
    }

    fn answer(&self, kind: &AnswerKind, units: &[Unit]) -> Option<Answer> {
        match kind {
            AnswerKind::Name => self.only(|piece| certain_name(piece, units)).map(Answer::Name),
            AnswerKind::Mobile => self.mobile.clone().map(Answer::Mobile),
            AnswerKind::IdNumber => self.id_number.clone().map(Answer::IdNumber),
            AnswerKind::Unit => self.only(|piece| unit::named(filler::strip(&fold(piece)), units)).map(Answer::Unit),
            AnswerKind::Village => self.only(|piece| village::certain(piece, units)).map(Answer::Village),
            AnswerKind::Choice { options } => {
                let exactly = |piece: &str| options.iter().find(|option| fold(option) == fold(piece)).cloned();
                self.only(exactly).map(Answer::Choice)
            }
            AnswerKind::Date { past: true } => self.day.clone().filter(|day| matches!(day, Answer::Born(_))),
            AnswerKind::Date { past: false } => self.day.clone().filter(|day| matches!(day, Answer::Date(_))),
            AnswerKind::Location | AnswerKind::Photo | AnswerKind::Number { .. } | AnswerKind::Text { .. } => None,
        }
    }

    /// What the pieces say, if one alone says it.
    fn only<T>(&self, says: impl Fn(&str) -> Option<T>) -> Option<T> {
        let mut said = self.pieces.iter().filter_map(|piece| says(piece));
        said.next().filter(|_| said.next().is_none())
    }
}

/// Takes the day out of the text, so that no word of it is taken for a name: 周六.
fn cut_day(rest: &mut String, past: bool, today: Date) -> Option<Answer> {
    let (direction, answer): (_, fn(Date) -> Answer) =
        if past { (Direction::Past, Answer::Born) } else { (Direction::Coming, Answer::Date) };
    let (places, day) = date::find(rest, today, direction)?;
    for at in places.into_iter().rev() {
        rest.replace_range(at, " ");
    }
    Some(answer(day))
}

fn without_label(piece: &str) -> &str {
    LABELS.iter().find_map(|label| piece.strip_prefix(label)).unwrap_or(piece)
}

/// A name with a surname that many have, or with the dot of a minority name.
fn certain_name(piece: &str, units: &[Unit]) -> Option<PersonName> {
    if asks(piece) {
        return None;
    }
    name::parse(piece, units).filter(|name| name::has_known_surname(name) || name.reveal().contains('·'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::id::UnitId;

    fn question(id: &str, kind: AnswerKind) -> Question {
        let text = || id.to_owned();
        Question { id: text(), prompt: text(), label: text(), help: text(), kind, optional: false, only_if: None }
    }

    fn filled(text: &str) -> Vec<String> {
        let options = ["电子信息", "纺织服装"].map(str::to_owned).into();
        let questions = [
            question("name", AnswerKind::Name),
            question("mobile", AnswerKind::Mobile),
            question("unit", AnswerKind::Unit),
            question("subject", AnswerKind::Choice { options }),
            question("second_mobile", AnswerKind::Mobile),
            question("id_number", AnswerKind::IdNumber),
            question("heads", AnswerKind::Number { min: 1, max: 99 }),
            question("wish", AnswerKind::Text { max_chars: 30 }),
            question("village", AnswerKind::Village),
            question("where", AnswerKind::Location),
            question("face", AnswerKind::Photo),
            question("start", AnswerKind::Date { past: false }),
        ];
        let units = [(16, "高兴镇"), (24, "长冈乡")].map(|(id, name)| Unit {
            id: UnitId(id),
            name: name.to_owned(),
            county_target: 0,
            fulian_target: 0,
            total_target: 0,
            aliases: Vec::new(),
        });
        let answers = fill_many(&questions.each_ref(), text, &units, jiff::civil::date(2026, 2, 7));
        let shown = |(at, answer): (usize, Answer)| match answer {
            Answer::Name(name) => format!("{at} {}", name.reveal()),
            Answer::Mobile(mobile) => format!("{at} {}", mobile.reveal()),
            Answer::IdNumber(id) => format!("{at} {}", id.reveal()),
            Answer::Unit(UnitId(id)) => format!("{at} {id}"),
            Answer::Village(village) => format!("{at} {} {}", village.unit.0, village.name.as_str()),
            Answer::Location(spot) => format!("{at} {}", spot.label()),
            Answer::Photo(id) => format!("{at} {}", id.as_str()),
            Answer::Choice(words) | Answer::Text(words) => format!("{at} {words}"),
            Answer::Number(number) => format!("{at} {number}"),
            Answer::Date(day) | Answer::Born(day) => format!("{at} {day}"),
            Answer::Skipped => format!("{at} skipped"),
        };
        answers.into_iter().map(shown).collect()
    }

    #[test]
    fn one_message_fills_what_it_certainly_answers() {
        let all = vec!["0 张三", "1 13800000001", "2 24"];
        for (text, expected) in [
            ("张三 13800000001 长冈乡", all.clone()),
            ("长冈乡，13800000001，张三", all.clone()),
            ("张三13800000001长冈乡", all.clone()),
            ("姓名：张三、电话：138 0000 0001、家住长冈乡", all.clone()),
            ("我叫张三，手机号13800000001，家在长冈", all),
            ("张三 13800000001", vec!["0 张三", "1 13800000001"]),
            ("张三 11010519491231002X 13800000001", vec!["0 张三", "1 13800000001", "5 11010519491231002X"]),
            ("张三 纺织服装", vec!["0 张三", "3 纺织服装"]),
            ("13800000001", vec!["1 13800000001"]),
            ("张三 13800000001 3月8号", vec!["0 张三", "1 13800000001", "11 2026-03-08"]),
            ("张三，下周六，长冈乡", vec!["0 张三", "2 24", "11 2026-02-14"]),
            ("张三138000000012026年3月8日", vec!["0 张三", "11 2026-03-08"]),
            ("初八", vec!["11 2026-02-24"]),
            ("张三 13800000001 长冈乡石燕村", vec!["0 张三", "1 13800000001", "2 24", "8 24 石燕村"]),
            ("张三13800000001长冈乡石燕村三组", vec!["0 张三", "1 13800000001", "2 24", "8 24 石燕村"]),
        ] {
            assert_eq!(filled(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_certain_fills_nothing() {
        for text in [
            "",
            "张三 李四",
            "13800000001 13800000002",
            "1380000000",
            "工资多少",
            "3",
            "3个人",
            "招聘会",
            "长冈乡 高兴镇",
            "淦小明",
            "什么时候开始",
            "3.8",
            "8号或者9号",
            "昨天",
        ] {
            assert!(filled(text).is_empty(), "{text}: {:?}", filled(text));
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in any::<String>()) {
            filled(&text);
        }

        #[test]
        fn each_question_is_filled_once(text in "[张三李四0-9 长冈乡，X]{0,30}") {
            let answers = filled(&text);
            let mut places: Vec<&str> = answers.iter().filter_map(|answer| answer.split(' ').next()).collect();
            places.dedup();
            prop_assert_eq!(places.len(), answers.len());
        }
    }
}
