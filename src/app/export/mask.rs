//! Answers as they leave the system: masked, unless somebody says why not.

use crate::domain::form::Answer;
use crate::domain::id::UnitId;
use crate::domain::pack::Pack;

/// As many digits in free words are a number of somebody's.
const NUMBER: usize = 5;

/// An answer in a cell, or on a page.
pub fn answer(answer: &Answer, pack: &Pack, reveal: bool) -> String {
    match answer {
        Answer::Name(name) if reveal => name.reveal().to_owned(),
        Answer::Name(name) => name.masked(),
        Answer::Mobile(mobile) if reveal => mobile.reveal().to_owned(),
        Answer::Mobile(mobile) => mobile.masked(),
        Answer::IdNumber(id) if reveal => id.reveal().to_owned(),
        Answer::IdNumber(id) => id.masked(),
        Answer::Unit(id) => unit(*id, pack).to_owned(),
        Answer::Village(village) if reveal => format!("{}{}", unit(village.unit, pack), village.name.as_str()),
        Answer::Village(village) => unit(village.unit, pack).to_owned(),
        Answer::Location(spot) if reveal => spot.label().to_owned(),
        Answer::Location(_) => "已发位置".to_owned(),
        Answer::Photo(_) => "已发照片".to_owned(),
        Answer::Date(day) => day.to_string(),
        Answer::Born(day) if reveal => day.to_string(),
        Answer::Born(day) => day.year().to_string(),
        Answer::Choice(words) => words.clone(),
        Answer::Number(number) => number.to_string(),
        Answer::Text(words) if reveal => words.clone(),
        Answer::Text(words) => without_numbers(words),
        Answer::Skipped => String::new(),
    }
}

fn unit(id: UnitId, pack: &Pack) -> &str {
    pack.unit(id).map_or("", |unit| unit.name.as_str())
}

/// What people write into free words is theirs too: a second number, a neighbour's.
fn without_numbers(words: &str) -> String {
    if words.chars().filter(|c| c.is_numeric()).count() < NUMBER {
        return words.to_owned();
    }
    words.chars().map(|c| if c.is_numeric() { '*' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_free_words_is_masked_and_an_age_is_not() {
        assert_eq!(without_numbers("找我爱人 138 0000 0001"), "找我爱人 *** **** ****");
        assert_eq!(without_numbers("想学电工，35岁"), "想学电工，35岁");
    }
}
