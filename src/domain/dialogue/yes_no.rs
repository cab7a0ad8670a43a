//! Yes and no in whatever words people have for them.

use super::button::Button;
use super::intent::Intent;
use super::state::{Dialogue, FilledFor, Stage, Topic};

/// Words that agree with what was just asked, as [`core`] leaves them; 做得, 系 and 要得 are the county's own.
const YES: &str = "是 对 好 行 可以 可 成 中 得 要 要得 做得 系 嗯 恩 同意 确认 确定 没错 没问题 没意见 愿意 当然 当然可以 \
    必须 好吧 同意吧 同意了 本人同意 他同意 她同意 都同意 就这样 ok okay yes y hao shi dui xing keyi tongyi";
/// Words that decline it.
const NO: &str = "不 不是 不对 不要 不用 不行 不好 不可以 不成 不中 不必 不需要 不同意 不愿意 不想 否 别 莫 算了 免了 不了 \
    不要了 不用了 不必了 不取消 不删 不改 不改了 不排 不排队 先不 先不要 先不用 暂时不 暂时不用 下次 下次吧 \
    再说 以后再说 改天 唔 唔要 唔系 唔好 唔使 唔用 做唔得 不得 no n bu buyao";
/// Words for 本人同意吗: they were asked.
const ASKED: &str =
    "问过 问过了 问好了 问了 说好了 讲好了 跟他说了 他说可以 她说可以 他说好 她说好 他愿意 她愿意 他要去 她要去";
/// Words that agree to give up a place, or to be erased: elsewhere they mean other things.
const SURE: &str = "确认取消报名 确认取消 确认删除 删除 删 删吧";
/// Words for 一起来的都到了吗: all of them, or not.
const ARRIVED: &str = "都到了 全到了 到了 都来了 全来了 来了 到齐了 来齐了 都到齐了 都来齐了 全到齐了 都到齐 都在 全在";
const NOT_ALL: &str = "没到齐 没来齐 没到全 没有 没 还没 还没到 还没来 还没到齐 只有我 就我 就我一个 没来 没到";
/// Words that want the seat which came free.
const TAKE: &str = "要 我要 要了 要这个名额 我要这个名额 来 我来 会来 我会来 一定来 \
    去 我去 会去 我会去 一定去 参加 我参加 要参加 我要参加";
/// Words that do not.
const LEAVE: &str = "不来 不来了 我不来 我不来了 不去 我不去 我不要 我不要了 不要这个名额";
/// Something in what is shown is not so: whoever says this would mend it, not leave.
const WRONG: &str = "修改 改 改一下 错 错了 写错 写错了 填错 填错了 有错 不对 不是";
/// What stands before a yes or a no and says nothing.
const BEFORE: &str = "那就 那 嗯 恩 哦 噢 啊 哎 唉";
/// What follows it and says nothing. 了 is not among them: 行了 is enough, not a yes.
const AFTER: &str = "的 滴 哒 个 嘞 勒 咧 啊 呀 哇 吧 呢 哈 喽 咯 啦 哦 噢 嘛 de";

/// A folded text agrees, whatever was asked.
pub fn agrees(folded: &str) -> bool {
    is_one_of(folded, YES)
}

/// A folded text declines, whatever was asked.
pub fn declines(folded: &str) -> bool {
    is_one_of(folded, NO)
}

/// A folded text wants a seat that is kept for whoever says it.
pub fn wants_seat(folded: &str) -> bool {
    is_one_of(folded, TAKE)
}

/// A folded text does not want it, in words that decline nothing else.
pub fn leaves_seat(folded: &str) -> bool {
    is_one_of(folded, LEAVE)
}

/// Whether a folded text, or the word itself in it, is one of these.
fn is_one_of(folded: &str, words: &str) -> bool {
    let core = core(folded);
    words.split_whitespace().any(|word| word == folded || word == core)
}

/// The word itself: 好好好, 嗯好的, 好嘞 and 那就好吧 are all 好.
fn core(folded: &str) -> &str {
    let mut word = folded;
    loop {
        let rest = |rest: &&str| !rest.is_empty();
        let before = BEFORE.split_whitespace().find_map(|filler| word.strip_prefix(filler).filter(rest));
        match before.or_else(|| AFTER.split_whitespace().find_map(|filler| word.strip_suffix(filler).filter(rest))) {
            Some(shorter) => word = shorter,
            None => return once(word),
        }
    }
}

/// One of what is said over and over.
fn once(word: &str) -> &str {
    let mut chars = word.char_indices();
    let (Some((_, first)), Some((second, _))) = (chars.next(), chars.next()) else { return word };
    if word.chars().all(|c| c == first) { word.get(..second).unwrap_or(word) } else { word }
}

/// The button that agreement or refusal of what was just asked presses; `None` if nothing was asked that way, or the
/// text is neither.
pub fn yes_or_no(dialogue: &Dialogue, folded: &str) -> Option<Intent> {
    answer(dialogue, folded).map(Intent::Press)
}

fn answer(dialogue: &Dialogue, folded: &str) -> Option<Button> {
    let offered = |button: Button| dialogue.offered.contains(&button).then_some(button);
    if matches!(dialogue.topic, Topic::Arriving(..)) {
        let all = is_one_of(folded, ARRIVED).then_some(Button::Confirm);
        if let Some(button) = all.or_else(|| is_one_of(folded, NOT_ALL).then_some(Button::Cancel)) {
            return Some(button);
        }
    }
    let sure = matches!(dialogue.topic, Topic::Cancelling(_) | Topic::Erasing) && is_one_of(folded, SURE);
    let asked = is_consent_of_others(dialogue) && is_one_of(folded, ASKED);
    if sure || asked || agrees(folded) {
        let first = dialogue.offered.first();
        return offered(Button::Confirm)
            .or_else(|| offered(Button::Resume).filter(|_| asks_to_go_on(dialogue)))
            .or_else(|| first.filter(|first| matches!(first, Button::TakeOffer(_) | Button::Queue(_))).cloned());
    }
    let wrong = is_one_of(folded, WRONG);
    if wrong && let Some(edit) = offered(Button::Edit) {
        return Some(edit);
    }
    if let Some(misheard) = offered(Button::Misheard) {
        return (wrong || declines(folded)).then_some(misheard);
    }
    if declines(folded) { offered(Button::Cancel) } else { None }
}

/// They are asked whether somebody else agrees.
fn is_consent_of_others(dialogue: &Dialogue) -> bool {
    let Topic::Filling(form) = &dialogue.topic else { return false };
    form.stage == Stage::Consent && form.filled_for == FilledFor::Other
}

/// They are asked whether to go on with a form that was left. Behind other choices, going on is offered without 重填.
fn asks_to_go_on(dialogue: &Dialogue) -> bool {
    dialogue.offered.contains(&Button::Restart)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::ActivityId;
    use crate::domain::sign_up::DoorCode;

    #[test]
    fn a_yes_is_a_yes_in_any_words() {
        for said in "好滴 好嘞 好的呀 嗯嗯 嗯嗯嗯 嗯好 要得 可以 可以的 行 行吧 那行 那就好 好好好 是的 对对对 做得 ok okde haode 同意了 没问题的".split_whitespace() {
            assert!(agrees(said) && !declines(said), "{said}");
        }
    }

    #[test]
    fn a_no_is_a_no_in_any_words() {
        for said in "不 不不不 不用了 不行的 算了吧 那算了 不要嘛 先不用 下次吧 唔要 莫".split_whitespace()
        {
            assert!(declines(said) && !agrees(said), "{said}");
        }
    }

    #[test]
    fn whoever_finds_a_mistake_would_mend_it() {
        for said in "不对 不对啊 不对呀 不是的 不是啊 错了啊 那改一下吧 写错啦 填错了呀".split_whitespace()
        {
            assert_eq!(
                answer(&offered([Button::Confirm, Button::Edit, Button::Cancel]), said),
                Some(Button::Edit),
                "{said}"
            );
        }
        for said in "不要了 算了吧 不用了".split_whitespace() {
            assert_eq!(
                answer(&offered([Button::Confirm, Button::Edit, Button::Cancel]), said),
                Some(Button::Cancel),
                "{said}"
            );
        }
    }

    #[test]
    fn all_have_come_or_not_in_any_words() {
        let code = DoorCode::parse("00ff12ab34cd").unwrap();
        let topic = Topic::Arriving(ActivityId(1), code);
        let asked = Dialogue { topic, ..offered([Button::Confirm, Button::Cancel]) };
        for said in "都到齐了 全到了 都来齐了 来了 到了呀 都到了的 都在呢 是的".split_whitespace()
        {
            assert_eq!(answer(&asked, said), Some(Button::Confirm), "{said}");
        }
        for said in "没到齐呢 还没呢 没来啊 还没到齐 就我一个 没".split_whitespace() {
            assert_eq!(answer(&asked, said), Some(Button::Cancel), "{said}");
        }
    }

    fn offered<const N: usize>(buttons: [Button; N]) -> Dialogue {
        Dialogue { offered: buttons.into(), ..Dialogue::default() }
    }

    #[test]
    fn a_seat_is_wanted_or_not_in_any_words() {
        for said in "要 要的 来 来的 来吧 我来 那我来 去的 我会来的 参加".split_whitespace() {
            assert!(wants_seat(said) && !leaves_seat(said), "{said}");
        }
        for said in "不来了 不来 那不来了 我不去 我不要了".split_whitespace() {
            assert!(leaves_seat(said) && !wants_seat(said), "{said}");
        }
        for said in "来了 来吗 要吗 要什么 去哪里 来不来".split_whitespace() {
            assert!(!wants_seat(said) && !leaves_seat(said), "{said}");
        }
    }

    #[test]
    fn other_words_are_neither() {
        for said in "行吗 对吗 好不好 行了 是不是 对不起 的 嗯哦 好人 要什么 不知道".split_whitespace()
        {
            assert!(!agrees(said) && !declines(said), "{said}");
        }
    }
}
