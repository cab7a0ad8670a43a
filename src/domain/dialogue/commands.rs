//! Short words that do something: commands, and choices typed instead of tapped.

use super::button::Button;
use super::intent::Intent;
use super::state::{Dialogue, Topic, Viewed};
use super::turn;
use super::yes_no::wants_seat;
use crate::domain::catalog::Catalog;
use crate::domain::text::fold::fold;
use crate::domain::text::pick::pick;
use crate::domain::topic::Topic as News;

/// Words that are commands wherever one is, and never an answer.
const COMMANDS: [(&[&str], Button); 13] = [
    (&["返回", "上一步", "上一个", "上一页", "上页", "前一页", "后退", "回去", "退回去", "fanhui"], Button::Back),
    (&["取消", "退出", "不报了", "不填了", "quxiao"], Button::Cancel),
    (&["跳过", "不填", "略过", "tiaoguo"], Button::Skip),
    (&["重来", "重填", "重新来", "重新填", "从头来", "chonglai"], Button::Restart),
    (&["帮助", "怎么填", "怎么用", "不懂", "不会", "不会填", "help", "bangzhu"], Button::Help),
    (&["人工", "转人工", "人工服务", "客服", "找人", "rengong"], Button::Human),
    (&["菜单", "主菜单", "首页", "目录", "caidan"], Button::Home),
    (&["停", "退订", "别发了", "不要发了", "td", "t", "tuiding"], Button::Mute),
    (&["只要招聘", "只看招聘", "只收招聘", "只要工作", "只要岗位", "只发招聘"], Button::Only(News::Jobs)),
    (&["只要活动", "只看活动", "只收活动", "只要招聘会", "只收招聘会", "只发活动"], Button::Only(News::Activities)),
    (&["只要政策", "只看政策", "只收政策", "只要补贴", "只发政策"], Button::Only(News::Policies)),
    (&["恢复", "恢复通知", "订阅", "huifu"], Button::Unmute),
    (&["下一页", "下页", "更多", "还有吗", "还有呢", "xiayiye"], Button::NextPage),
];

/// Words that want the place which is on offer.
const JOIN: [&str; 26] = [
    "报名",
    "我要报名",
    "我报名",
    "报",
    "我报",
    "参加",
    "我参加",
    "我要参加",
    "我要去",
    "我去",
    "想去",
    "我想去",
    "给我报名",
    "帮我报名",
    "报个名",
    "我报个名",
    "给我报个名",
    "帮我报个名",
    "自己报名",
    "我自己报",
    "我自己报名",
    "我也报",
    "我也报名",
    "我也去",
    "怎么报名",
    "baoming",
];
/// Words that want a place in the queue which is on offer.
const QUEUE: [&str; 7] = ["排队", "我排队", "要排队", "我要排队", "排", "等", "我等"];
/// Words that would say something else for a place.
const CHANGE: [&str; 9] = ["改报名信息", "改报名", "改信息", "改资料", "修改", "改", "改一下", "写错了", "填错了"];
/// Words that put somebody else down for what is shown.
const OTHER: [&str; 5] = ["帮别人报名", "帮别人报", "给别人报名", "给家人报名", "帮家人报名"];
/// Words that give up the place which is on offer.
const GIVE_UP: [&str; 6] = ["取消报名", "取消", "取消吧", "不去了", "去不了", "我不去了"];
/// Words that want to see others than those which are shown.
const ANOTHER: [&str; 22] = [
    "换一个",
    "换个",
    "换一家",
    "换一批",
    "下一个",
    "下一家",
    "下一批",
    "翻页",
    "往下",
    "继续看",
    "再看看",
    "看别的",
    "别的",
    "别的呢",
    "还有别的吗",
    "还有别的",
    "还有其他的吗",
    "其他的",
    "都不是",
    "都不要",
    "都不行",
    "不要这个",
];
/// Fewer characters are a part of many titles.
const PART_OF_TITLE: usize = 3;

/// Words for what is on offer just now, typed instead of tapped.
pub fn offered_word(dialogue: &Dialogue, folded: &str) -> Option<Button> {
    let offered = |wanted: fn(&Button) -> bool| {
        let mut fitting = dialogue.offered.iter().filter(|button| wanted(button));
        fitting.next().filter(|_| fitting.next().is_none()).cloned()
    };
    if JOIN.contains(&folded) {
        return offered(|button| matches!(button, Button::SignUp(_) | Button::Queue(_)));
    }
    if QUEUE.contains(&folded) {
        return offered(|button| matches!(button, Button::Queue(_)));
    }
    if wants_seat(folded)
        && let Some(taken) = offered(|button| matches!(button, Button::TakeOffer(_)))
    {
        return Some(taken);
    }
    if CHANGE.contains(&folded)
        && let Some(change) = offered(|button| matches!(button, Button::ChangeSignUp(_)))
    {
        return Some(change);
    }
    if OTHER.contains(&folded)
        && let Some(other) = offered(|button| matches!(button, Button::SignUpOther(_)))
    {
        return Some(other);
    }
    if GIVE_UP.contains(&folded) {
        // Asked whether to give it up, 取消 is a yes.
        let sure = matches!(dialogue.topic, Topic::Cancelling(_)).then_some(Button::Confirm);
        return sure.or_else(|| offered(|button| matches!(button, Button::CancelSignUp(_))));
    }
    if ANOTHER.contains(&folded) {
        return match (&dialogue.topic, dialogue.viewed) {
            (Topic::Openings { .. }, _) => Some(Button::NextPage),
            (_, Some(Viewed::Opening(_))) => Some(Button::Openings),
            (_, Some(Viewed::Activity(_))) => Some(Button::Activities),
            _ => None,
        };
    }
    let goes_on = ["继续", "接着", "接着填", "接着报名", "继续报名", "继续填"].contains(&folded);
    (goes_on && dialogue.paused.is_some()).then_some(Button::Resume)
}

/// The activity of a list whose name, or a part of it, was typed instead of its number.
pub fn offered_activity(dialogue: &Dialogue, text: &str, catalog: &Catalog) -> Option<Button> {
    let titled = |button: &Button| match button {
        Button::Activity(id) => Some((button.clone(), catalog.activity(*id)?.title.as_str())),
        _ => None,
    };
    let (buttons, titles): (Vec<_>, Vec<_>) =
        dialogue.offered.iter().filter_map(titled).map(|(button, title)| (button, vec![title])).unzip();
    if titles.is_empty() || fold(text).chars().count() < PART_OF_TITLE {
        return None;
    }
    pick(text, &titles).and_then(|at| buttons.get(at).cloned())
}

/// The choice of that number; where nothing was offered, the main choices are meant.
pub fn numbered(dialogue: &Dialogue, n: u32) -> Intent {
    if dialogue.topic == Topic::Returning {
        return Intent::Unknown;
    }
    // A form that asks for words has no choices; the main ones would lead away from it.
    if matches!(dialogue.topic, Topic::Filling(_)) && dialogue.offered.is_empty() {
        return Intent::Answer(n.to_string());
    }
    let main = turn::main_choices();
    let offered = if dialogue.offered.is_empty() { &main } else { &dialogue.offered };
    let at = usize::try_from(n).ok().and_then(|n| n.checked_sub(1));
    match at.and_then(|at| offered.get(at)) {
        Some(button) => Intent::Press(button.clone()),
        None => Intent::NoSuchChoice,
    }
}

/// The command a folded text is, if it is one. 下一页 is that of the list that is shown.
pub fn command(dialogue: &Dialogue, folded: &str) -> Option<Button> {
    let (_, button) = COMMANDS.iter().find(|(words, _)| words.contains(&folded))?;
    let is_page =
        |button: &&Button| matches!(button, Button::Units(_) | Button::MySignUpsPage(_) | Button::GiveUpPage(_));
    let next = dialogue.offered.iter().find(is_page).filter(|_| *button == Button::NextPage);
    Some(next.unwrap_or(button).clone())
}
