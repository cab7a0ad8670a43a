//! Telling a question from an answer.

use super::fold::{fold, normalise};

/// Words that ask.
const ASKING: [&str; 30] = [
    "多少",
    "怎么",
    "怎样",
    "什么",
    "为啥",
    "干嘛",
    "咋",
    "哪里",
    "哪儿",
    "哪个",
    "哪天",
    "哪些",
    "在哪",
    "几点",
    "几号",
    "几个",
    "几天",
    "几时",
    "几岁",
    "谁",
    "如何",
    "多久",
    "多远",
    "多大",
    "能不能",
    "可不可以",
    "是不是",
    "有没有",
    "要不要",
    "啥时候",
];
/// Ends of a question.
const ENDS: [&str; 4] = ["吗", "呢", "不呢", "么"];

/// Whether the text asks rather than answers. `什么都行` and `哪里都可以` answer.
pub fn asks(text: &str) -> bool {
    let folded = fold(text);
    let asking = |word: &str| folded.split_once(word).is_some_and(|(_, rest)| !rest.contains(['都', '也']));
    surely_asks(text) || ASKING.iter().any(|word| asking(word))
}

/// Whether the text ends as a question does, for answers that may well hold `怎么` or `什么`.
pub fn surely_asks(text: &str) -> bool {
    let folded = fold(text);
    normalise(text).contains('?') || ENDS.iter().chain(&ASKING).any(|end| folded.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_told_from_an_answer() {
        for (text, expected) in [
            ("工资多少", true),
            ("多少钱一个月", true),
            ("包吃住吗", true),
            ("张三？", true),
            ("几点开始", true),
            ("张三", false),
            ("什么都行", false),
            ("长冈乡", false),
            ("", false),
        ] {
            assert_eq!(asks(text), expected, "{text}");
        }
        assert!(!surely_asks("想学怎么做饭"));
        assert!(surely_asks("在哪里"));
    }
}
