//! A person's name out of what was typed, and what is plainly none.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::domain::county::Unit;
use crate::domain::person::PersonName;
use crate::domain::text::fold::fold;
use crate::domain::text::unit;

/// Said before the name, longer before their own beginnings.
const LEAD_INS: [&str; 13] = [
    "我的名字叫",
    "我的名字是",
    "我名字叫",
    "我的姓名是",
    "本人姓名",
    "名字叫",
    "名字是",
    "姓名是",
    "姓名",
    "名字",
    "我叫",
    "我是",
    "本人",
];
/// Behind a name they make it an address: 张师傅 has a longer name.
const HONORIFICS: [&str; 12] =
    ["先生", "女士", "小姐", "师傅", "老板", "经理", "老师", "阿姨", "大哥", "大姐", "叔叔", "主任"];
/// Before a single hanzi they make it a nickname.
const NICKNAMES: [char; 3] = ['小', '老', '阿'];
/// Characters of speech, which no name here holds …
const SPEECH: [char; 11] = ['我', '你', '您', '他', '她', '它', '的', '了', '吗', '呢', '啥'];
/// … and those that stand in names, but hardly behind an unusual surname.
const VERBS: [char; 16] =
    ['不', '要', '想', '是', '有', '没', '会', '能', '去', '来', '找', '在', '叫', '到', '给', '看'];

static SURNAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| words(include_str!("data/surnames.txt")).collect());
/// Words that no name holds.
static NEVER: LazyLock<Vec<&str>> = LazyLock::new(|| words(include_str!("data/never_in_names.txt")).collect());
/// Words that look like a name (高兴, 方便) but are none by themselves.
static NOT_NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| words(include_str!("data/words_not_names.txt")).collect());

fn words(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split_whitespace()
}

/// The name in an answer to "your name?": `我叫张三`, `姓名：张三`, `张三，男`. `None` if it is plainly no
/// name. Unusual surnames are believed, as long as nothing else speaks against them.
pub fn parse(text: &str, units: &[Unit]) -> Option<PersonName> {
    let typed: String = text.nfkc().collect();
    let first = without_lead_in(&typed).split([',', '、', ';', '。', '/', '|', '(', '!', '\n']).next().unwrap_or("");
    let name = PersonName::parse(first_words(first).trim_end_matches(['啊', '呀', '哦'])).ok()?;
    is_plausible(&name, units).then_some(name)
}

/// Whether it begins with a surname that many have.
pub fn has_known_surname(name: &PersonName) -> bool {
    let folded = fold(name.reveal());
    let begins = |chars: usize| {
        let surname: String = folded.chars().take(chars).collect();
        folded.chars().count() > chars && SURNAMES.contains(surname.as_str())
    };
    begins(2) || begins(1)
}

fn without_lead_in(typed: &str) -> &str {
    let is_gap = |c: char| c.is_whitespace() || matches!(c, ':' | ',' | '=');
    let mut rest = typed.trim_matches(is_gap);
    while let Some(behind) = LEAD_INS.iter().find_map(|lead_in| rest.strip_prefix(lead_in)) {
        rest = behind.trim_start_matches(is_gap);
    }
    rest
}

/// `张三 男` is 张三, but `张 三` is one name.
fn first_words(text: &str) -> String {
    let mut parts = text.split_whitespace();
    let first = parts.next().unwrap_or("");
    let more = parts.filter(|part| !matches!(*part, "男" | "女") && !part.contains(|c: char| c.is_ascii_digit()));
    std::iter::once(first).chain(more).collect()
}

fn is_plausible(name: &PersonName, units: &[Unit]) -> bool {
    if name.reveal().contains('·') {
        return true;
    }
    let folded = fold(name.reveal());
    let chars = folded.chars().count();
    let known = has_known_surname(name);
    let speaks_against = chars > 4
        || NOT_NAMES.contains(folded.as_str())
        || NEVER.iter().any(|word| folded.contains(word))
        || folded.contains(SPEECH)
        || HONORIFICS.iter().any(|honorific| folded.ends_with(honorific))
        || (!known && folded.contains(VERBS))
        || (chars == 2 && folded.starts_with(NICKNAMES))
        || unit::named(&folded, units).is_some();
    !speaks_against
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::id::UnitId;

    fn units() -> Vec<Unit> {
        let unit = |(id, name): (u16, &str)| Unit {
            id: UnitId(id),
            name: name.to_owned(),
            county_target: 0,
            fulian_target: 0,
            total_target: 0,
            aliases: Vec::new(),
        };
        [(16, "高兴镇"), (24, "长冈乡"), (26, "城市社区")].map(unit).into()
    }

    #[test]
    fn a_name_is_found_in_the_way_people_give_it() {
        for (typed, name) in [
            ("张三", "张三"),
            ("我叫张三", "张三"),
            ("姓名：张三", "张三"),
            ("张三，男", "张三"),
            ("张三 男", "张三"),
            ("张三 男 45岁", "张三"),
            ("张 三", "张三"),
            ("你好我叫", ""),
            ("我的名字叫欧阳娜娜", "欧阳娜娜"),
            ("欧阳 娜娜", "欧阳娜娜"),
            ("張三", "張三"),
            ("陈昇", "陈昇"),
            ("高兴旺", "高兴旺"),
            ("张兴国", "张兴国"),
            ("淦小明", "淦小明"),
            ("买买提·艾力", "买买提·艾力"),
            ("张三。", "张三"),
            ("我是张三啊", "张三"),
        ] {
            let found = parse(typed, &units());
            assert_eq!(found.as_ref().map_or("", |found| found.reveal()), name, "{typed}");
        }
    }

    #[test]
    fn what_is_plainly_no_name_is_refused() {
        for typed in [
            "",
            "张",
            "招聘会",
            "工资高",
            "返回",
            "高兴",
            "谢谢",
            "马上来",
            "包吃住",
            "张先生",
            "小李",
            "老王",
            "长冈乡",
            "高兴镇",
            "abc",
            "13800000001",
            "我不想说",
            "不想要",
            "服装厂",
            "今天",
            "下午",
            "张三李四王五",
            "好的",
        ] {
            assert!(parse(typed, &units()).is_none(), "{typed}");
        }
    }

    #[test]
    fn a_known_surname_is_known() {
        let known = |name: &str| has_known_surname(&PersonName::parse(name).unwrap());
        assert!(known("张三") && known("欧阳娜娜") && known("張三"));
        assert!(!known("淦小明"));
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in any::<String>()) {
            parse(&text, &units());
        }
    }
}
