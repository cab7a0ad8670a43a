//! What a message says about openings besides trade, place and name: how many people, how near.

use crate::domain::text::number;

/// Near home, wherever that is.
const NEAR: [&str; 10] = ["附近", "离家近", "离我近", "家门口", "就近", "近一点", "近点", "近的", "周边", "家边"];
/// Those who want the most people.
const MOST: [&str; 14] = [
    "招人最多",
    "招得最多",
    "招的最多",
    "招最多",
    "人最多",
    "人数最多",
    "最缺人",
    "缺人最多",
    "急缺",
    "急招",
    "招人多",
    "大厂",
    "人多的厂",
    "岗位最多",
];
/// Before a number: at least so many.
const AT_LEAST: [&str; 7] = ["至少", "超过", "不少于", "多于", "大于", "招", "招聘"];
/// Behind a number: people.
const PEOPLE: [&str; 8] = ["多人", "多个", "多名", "个人", "人", "名", "位", "个"];
/// Behind that: and more.
const AND_MORE: [&str; 4] = ["以上", "及以上", "往上", "起"];

/// Whether the folded text says "near home".
pub fn near(folded: &str) -> bool {
    NEAR.iter().any(|word| folded.contains(word))
}

/// Whether the folded text asks for those who want the most people.
pub fn most_first(folded: &str) -> bool {
    MOST.iter().any(|word| folded.contains(word))
}

/// How many people must be wanted: `招100人以上的`. A bare `我们3个人` asks for nothing.
pub fn at_least(folded: &str) -> Option<u32> {
    let numbers = number::inside(folded).into_iter();
    numbers.filter(|(number, ..)| *number > 0).find_map(|(number, before, after)| {
        let wanted = AT_LEAST.iter().any(|word| before.ends_with(word));
        let and_more = |rest: &str| AND_MORE.iter().any(|word| rest.starts_with(word));
        let fits = match PEOPLE.iter().find_map(|word| after.strip_prefix(word)) {
            // 5个月以上 counts no people.
            Some(rest) => (wanted && !rest.starts_with('月')) || after.starts_with('多') || and_more(rest),
            None => wanted && and_more(after),
        };
        fits.then_some(number)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_people_wanted_is_told_from_other_numbers() {
        for (folded, expected) in [
            ("招100人以上的", Some(100)),
            ("一百人以上", Some(100)),
            ("招50个以上的厂", Some(50)),
            ("至少30人", Some(30)),
            ("一百多人的厂", Some(100)),
            ("招200以上", Some(200)),
            ("我们3个人找活", None),
            ("招5个月以上的", None),
            ("工资5000以上", None),
            ("30岁以上", None),
            ("招0人", None),
            ("服装厂", None),
        ] {
            assert_eq!(at_least(folded), expected, "{folded}");
        }
    }
}
