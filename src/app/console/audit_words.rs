//! Details of the audit as staff say them. The records keep how the program says it; nothing in them is changed.

/// How the program notes something, and how staff say it: `{}` holds what differs, `{0}` is the first of it. The first
/// that fits is taken.
const SAID: &[(&str, &str)] = &[
    ("talk {} to {}", "留言 {0} 号，转给{1}"),
    ("talk {}", "留言 {0} 号"),
    ("activity {}: {} of {} people on paper", "活动 {0} 号：名单上 {2} 人，记下 {1} 人"),
    ("{} of {} people on paper", "名单上 {1} 人，记下 {0} 人"),
    ("sign-ups given up: {}", "让出 {0} 个名额"),
    ("{} of activity {} {}: {}", "活动 {1} 号的{0}，{2}：{3}"),
    ("calls of campaign {} {}: {}", "群发 {0} 号的电话名单，{1}：{2}"),
    ("activity made: {}", "加活动：{0}"),
    ("activity {} changed: {}", "改活动 {0} 号：{1}"),
    ("activity {} copied to {} days: {}", "活动 {0} 号照样再办 {1} 天：{2}"),
    ("activity {} called off: {}", "取消活动 {0} 号：{1}"),
    ("activity {}", "活动 {0} 号"),
    ("sample activities", "内容包的活动样本"),
    ("content pack {}", "内容包"),
    ("campaign {}: {}, content {}, reason: ", "群发 {0} 号：{1}"),
    ("campaign {}: {}, content {}, reason: {}", "群发 {0} 号：{1}，原因：{3}"),
    ("save {}", "存下：{0}"),
    ("drop {}", "删掉：{0}"),
    ("{} as {} of unit {}", "{0}：{1}，{2} 号单位"),
    ("{} as {} of enterprise {}", "{0}：{1}，{2} 号企业"),
    ("{} as {}", "{0}：{1}"),
    ("{} of person {} in full: {}", "{1} 号的{0}：{2}"),
    ("{} of person {}", "{1} 号的{0}"),
    ("person {} into person {}: {}", "{0} 号并到 {1} 号：{2}"),
    ("person {}, sign-ups given up: {}", "{0} 号，让出 {1} 个名额"),
    ("person {}: {}", "{0} 号：{1}"),
    ("calls {}: {}", "要打的电话，{0}：{1}"),
    ("enterprise {} {}: {}", "企业 {0} 号{1}：{2}"),
    ("opening {} of {}: its last day is {}", "{1}的岗位 {0} 号：到 {2} 为止"),
    ("opening {} of {}: {}", "{1}的岗位 {0} 号：{2}"),
    ("keywords: a word added to {}", "关键词：{0} 加一个词"),
    ("keywords: {} put", "关键词：改 {0}"),
    ("keywords: {} off", "关键词：停 {0}"),
    ("keywords: {} on", "关键词：用 {0}"),
    ("policies: {} put", "政策：改 {0}"),
    ("menu put", "改菜单"),
    ("draft dropped", "扔掉草稿"),
    ("QR code of source {}", "来源码 {0} 的二维码"),
    ("source {}", "来源码 {0}"),
];

/// What the program calls by a word of its own.
const WORDS: &[(&str, &str)] = &[
    ("sign-ups", "报名名单"),
    ("attendance", "签到名单"),
    ("in full", "完整"),
    ("masked", "打码"),
    ("draw up", "写好"),
    ("submit", "送审"),
    ("release", "批准"),
    ("pause", "暂停"),
    ("resume", "继续"),
    ("cancel", "取消"),
    ("administrator", "县管理员"),
    ("publisher", "发布员"),
    ("reviewer", "审核员"),
    ("inbox_agent", "客服"),
    ("unit_clerk", "乡镇办事员"),
    ("enterprise_hr", "企业招工"),
    ("auditor", "审计"),
    ("name", "姓名"),
    ("mobile", "手机"),
    ("identity", "身份证号"),
    ("unit", "家在"),
    ("checked", "核实了"),
    ("to be checked anew", "要重新核实"),
    ("offered", "在招"),
    ("filled", "招满了"),
    ("withdrawn", "下架"),
    ("ends as its source says", "到期按来源"),
];

/// Who did it, where that is nobody of staff.
const ACTORS: &[(&str, &str)] = &[
    ("follower", "群众本人"),
    ("desk", "签到台"),
    ("nobody", "不知道是谁"),
    ("retention", "到期自动"),
    ("cli", "服务器上的命令"),
    ("import", "服务器上导入"),
    ("pack", "内容包"),
    ("platform", "公众号平台"),
    ("guiyan", "程序"),
];

/// A detail in words; one that the program notes in the words of staff stays.
pub(super) fn detail(noted: &str) -> String {
    let fits = |(pattern, words): &(&str, &str)| Some(filled(words, &held(pattern, noted)?));
    SAID.iter().find_map(fits).unwrap_or_else(|| noted.to_owned())
}

/// Who did it; staff by their name.
pub(super) fn actor(noted: &str) -> &str {
    among(ACTORS, noted)
}

/// By what the records know an actor whom staff call so.
pub(super) fn actor_called(said: &str) -> &str {
    ACTORS.iter().find(|(_, words)| *words == said).map_or(said, |(noted, _)| noted)
}

fn among<'a>(words: &[(&str, &'a str)], noted: &'a str) -> &'a str {
    words.iter().find(|(known, _)| *known == noted).map_or(noted, |(_, said)| said)
}

/// What the gaps of a pattern hold; `None` where it does not fit.
fn held<'a>(pattern: &str, noted: &'a str) -> Option<Vec<&'a str>> {
    let (start, gaps) = pattern.split_once("{}").unwrap_or((pattern, ""));
    let mut rest = noted.strip_prefix(start)?;
    if start == pattern {
        return rest.is_empty().then(Vec::new);
    }
    let mut found = Vec::new();
    let mut behind = gaps;
    while let Some((between, next)) = behind.split_once("{}") {
        let (gap, after) = rest.split_once(between)?;
        found.push(gap);
        (rest, behind) = (after, next);
    }
    found.push(rest.strip_suffix(behind)?);
    Some(found)
}

fn filled(words: &str, gaps: &[&str]) -> String {
    let put = |said: String, (n, gap): (usize, &&str)| said.replace(&format!("{{{n}}}"), among(WORDS, gap));
    gaps.iter().enumerate().fold(words.to_owned(), put)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::console::PersonField;
    use crate::domain::staff::Role;

    #[test]
    fn what_the_program_notes_is_said_in_the_words_of_staff() {
        for (noted, said) in [
            ("campaign 4: release, content c380, reason: 春节招工: 第一批", "群发 4 号：批准，原因：春节招工: 第一批"),
            ("campaign 4: submit, content c380, reason: ", "群发 4 号：送审"),
            ("name of person 5 in full: 电话核对", "5 号的姓名：电话核对"),
            ("mobile of person 5", "5 号的手机"),
            ("person 7 into person 5: 同一个人", "7 号并到 5 号：同一个人"),
            ("person 5: 本人当面要求", "5 号：本人当面要求"),
            ("王小明 as publisher", "王小明：发布员"),
            ("李华 as unit_clerk of unit 24", "李华：乡镇办事员，24 号单位"),
            ("talk 3 to 王芳", "留言 3 号，转给王芳"),
            ("talk 3", "留言 3 号"),
            ("sign-ups of activity 1 masked: 交街道办", "活动 1 号的报名名单，打码：交街道办"),
            ("activity 1", "活动 1 号"),
            ("activity 3: 2 of 5 people on paper", "活动 3 号：名单上 5 人，记下 2 人"),
            ("2 of 5 people on paper", "名单上 5 人，记下 2 人"),
            ("opening 9 of 江西某厂: filled", "江西某厂的岗位 9 号：招满了"),
            ("opening 9 of 江西某厂: its last day is 2026-06-30", "江西某厂的岗位 9 号：到 2026-06-30 为止"),
            ("draft dropped", "扔掉草稿"),
            ("1-0001: 本人来电说不来了", "1-0001: 本人来电说不来了"),
        ] {
            assert_eq!(detail(noted), said, "{noted}");
        }
        assert_eq!((actor("follower"), actor("王芳"), actor_called("群众本人")), ("群众本人", "王芳", "follower"));
    }

    #[test]
    fn roles_and_fields_are_called_here_as_everywhere() {
        for role in Role::ALL {
            assert_eq!(among(WORDS, role.id()), role.name());
        }
        for field in PersonField::ALL {
            assert_eq!(among(WORDS, field.id()), field.name());
        }
    }
}
