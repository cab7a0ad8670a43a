//! From an input to an intent: button ▸ command ▸ what was asked ▸ keyword ▸ search ▸ help.

use std::ops::RangeInclusive;

use super::button::Button;
use super::input::Input;
use super::intent::{Intent, Media, Needs, Wish};
use super::state::{Dialogue, Filling, Stage, Topic, Viewed};
use super::{asking, claim, turn};
use crate::domain::catalog::Catalog;
use crate::domain::form::AnswerKind;
use crate::domain::form::parse::parse_answer;
use crate::domain::id::RuleId;
use crate::domain::keyword::{KeywordRule, Strength, Subject};
use crate::domain::text::fold::fold;
use crate::domain::text::pick::pick;
use crate::domain::text::search::OpeningQuery;
use crate::domain::text::unit::{self, UnitMatch};
use crate::domain::text::{filler, number};

/// Characters of the name of a kind of factory.
const WORKS: RangeInclusive<usize> = 3..=8;

/// Words that are commands wherever one is, and never an answer.
const COMMANDS: [(&[&str], Button); 10] = [
    (&["返回", "上一步", "上一个", "上一页", "上页", "前一页", "后退", "回去", "退回去", "fanhui"], Button::Back),
    (&["取消", "退出", "不报了", "不填了", "quxiao"], Button::Cancel),
    (&["跳过", "不填", "略过", "tiaoguo"], Button::Skip),
    (&["重来", "重填", "重新来", "重新填", "从头来", "chonglai"], Button::Restart),
    (&["帮助", "怎么填", "怎么用", "不懂", "不会", "不会填", "help", "bangzhu"], Button::Help),
    (&["人工", "转人工", "人工服务", "客服", "找人", "rengong"], Button::Human),
    (&["菜单", "主菜单", "首页", "目录", "caidan"], Button::Home),
    (&["停", "退订", "别发了", "不要发了", "td", "t", "tuiding"], Button::Mute),
    (&["恢复", "恢复通知", "订阅", "huifu"], Button::Unmute),
    (&["下一页", "下页", "更多", "还有吗", "还有呢", "xiayiye"], Button::NextPage),
];

/// Words that want the place which is on offer.
const JOIN: [&str; 16] = [
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
    "怎么报名",
    "baoming",
];
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

/// Words that agree with what was just asked.
const YES: [&str; 21] = [
    "是",
    "是的",
    "对",
    "对的",
    "好",
    "好的",
    "行",
    "可以",
    "同意",
    "确认",
    "确定",
    "没错",
    "要",
    "嗯",
    "恩",
    "ok",
    "yes",
    "y",
    "没问题",
    "好吧",
    "同意吧",
];
/// Words that agree to give up a place, or to be erased: elsewhere they mean other things.
const SURE: [&str; 6] = ["确认取消报名", "确认取消", "确认删除", "删除", "删", "删吧"];
/// Words that decline it.
const NO: [&str; 17] = [
    "不",
    "不是",
    "不对",
    "不要",
    "不用",
    "不行",
    "不同意",
    "否",
    "算了",
    "no",
    "n",
    "不了",
    "不取消",
    "不删",
    "不改",
    "不改了",
    "先不",
];

/// What `input` means in this dialogue.
pub fn route(dialogue: &Dialogue, input: &Input, catalog: &Catalog) -> Intent {
    match input {
        Input::Text(text) => route_text(dialogue, text, catalog),
        Input::Tap { id, text } => match Button::parse(id) {
            Ok(button) => Intent::Press(button),
            Err(_) => route_text(dialogue, text, catalog),
        },
        Input::Click(key) => match Button::parse(key) {
            Ok(button) => Intent::Press(button),
            Err(_) => Intent::Press(Button::Home),
        },
        Input::Scan { scene } => Intent::Press(Button::parse(scene).unwrap_or(Button::Home)),
        Input::Follow { scene } => Intent::Follow { scene: scene.clone() },
        Input::Leave => Intent::Leave,
        Input::Voice { transcript: Some(heard) } if !fold(heard).is_empty() => route_text(dialogue, heard, catalog),
        Input::Voice { .. } => Intent::Media(Media::Voice),
        Input::Location { label, .. } => Intent::Location(label.clone()),
        Input::Picture => Intent::Media(Media::Picture),
        Input::Video => Intent::Media(Media::Video),
        Input::Link => Intent::Media(Media::Link),
        Input::Unsupported => Intent::Media(Media::Other),
    }
}

fn route_text(dialogue: &Dialogue, text: &str, catalog: &Catalog) -> Intent {
    let folded = fold(text);
    if let Some(button) = offered_word(dialogue, &folded).or_else(|| command(&folded)) {
        return Intent::Press(button);
    }
    if let Some(button) = offered_activity(dialogue, text, catalog) {
        return Intent::Press(button);
    }
    if !asks_for_a_number(dialogue, catalog)
        && let Some(n) = number::choice(text)
    {
        return numbered(dialogue, n);
    }
    match &dialogue.topic {
        Topic::Filling(filling) => in_form(dialogue, filling, text, catalog),
        Topic::Cancelling(_) | Topic::Erasing => yes_or_no(dialogue, &folded).unwrap_or_else(|| meaning(text, catalog)),
        Topic::AskingMobile if NO.contains(&folded.as_str()) => Intent::Press(Button::Cancel),
        Topic::Claiming(claiming) if claim::fits(claiming, text, catalog) => Intent::Answer(text.to_owned()),
        Topic::AskingHome(_) if unit::find(text, &catalog.pack.units) != UnitMatch::None => {
            Intent::Answer(text.to_owned())
        }
        Topic::AskingClaimant => match claim::claimant_named(text, catalog) {
            Some(claimant) => Intent::Press(Button::Claim(claimant)),
            None => meaning(text, catalog),
        },
        Topic::AskingMobile if is_mobile(text) => Intent::Answer(text.to_owned()),
        Topic::Claiming(_) | Topic::AskingHome(_) | Topic::AskingMobile => match meaning(text, catalog) {
            Intent::Unknown => Intent::Answer(text.to_owned()),
            intent => intent,
        },
        Topic::Idle | Topic::Returning | Topic::Openings { .. } => {
            if is_mobile(text) && dialogue.paused.as_ref().is_some_and(|form| asking::fits(form, text, catalog)) {
                return Intent::Answer(text.to_owned());
            }
            let asked = dialogue.viewed.and_then(|viewed| about(viewed, text, catalog));
            asked.unwrap_or_else(|| meaning(text, catalog))
        }
    }
}

fn is_mobile(text: &str) -> bool {
    parse_answer(&AnswerKind::Mobile, text, &[]).is_ok()
}

/// What a text asks about something that was looked at; `None` if it is about anything else.
pub fn about(viewed: Viewed, text: &str, catalog: &Catalog) -> Option<Intent> {
    let subject = match viewed {
        Viewed::Opening(_) => Subject::Opening,
        Viewed::Activity(_) => Subject::Activity,
    };
    let (rule, strength) = catalog.pack.keywords.find(text)?;
    let asks = strength != Strength::Likely && rule.about.contains(&subject);
    (asks && catalog.openings.understand(text).is_empty()).then(|| Intent::About(viewed, rule.id.clone()))
}

/// Words for what is on offer just now, typed instead of tapped.
fn offered_word(dialogue: &Dialogue, folded: &str) -> Option<Button> {
    let offered = |wanted: fn(&Button) -> bool| {
        let mut fitting = dialogue.offered.iter().filter(|button| wanted(button));
        fitting.next().filter(|_| fitting.next().is_none()).cloned()
    };
    if JOIN.contains(&folded) {
        return offered(|button| matches!(button, Button::SignUp(_)));
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
fn offered_activity(dialogue: &Dialogue, text: &str, catalog: &Catalog) -> Option<Button> {
    let titled = |button: &Button| match button {
        Button::Activity(id) => Some((button.clone(), catalog.activity(*id)?.title.as_str())),
        _ => None,
    };
    let (buttons, titles): (Vec<_>, Vec<_>) =
        dialogue.offered.iter().filter_map(titled).map(|(button, title)| (button, vec![title])).unzip();
    let long_enough = fold(text).chars().count() >= PART_OF_TITLE;
    long_enough.then(|| pick(text, &titles)).flatten().and_then(|at| buttons.get(at).cloned())
}

/// The choice of that number; where nothing was offered, the main choices are meant.
fn numbered(dialogue: &Dialogue, n: u32) -> Intent {
    if dialogue.topic == Topic::Returning {
        return Intent::Unknown;
    }
    let main = turn::main_choices();
    let offered = if dialogue.offered.is_empty() { &main } else { &dialogue.offered };
    let at = usize::try_from(n).ok().and_then(|n| n.checked_sub(1));
    match at.and_then(|at| offered.get(at)) {
        Some(button) => Intent::Press(button.clone()),
        None => Intent::NoSuchChoice,
    }
}

/// Within a form the answer comes first; a keyword that is the whole message and leads away does so, and
/// the form waits; everything else is answered in passing.
fn in_form(dialogue: &Dialogue, filling: &Filling, text: &str, catalog: &Catalog) -> Intent {
    if let Some(intent) = yes_or_no(dialogue, &fold(text)) {
        return intent;
    }
    let whole = matches!(catalog.pack.keywords.find(text), Some((_, Strength::Whole)));
    // A keyword can look like a name, but hardly anybody is called 招聘会.
    let fits = asking::fits(filling, text, catalog) && !(whole && asking::asks_for_name(filling, catalog));
    if fits {
        return Intent::Answer(text.to_owned());
    }
    // What is asked about this activity is answered without leaving its form.
    if about(Viewed::Activity(filling.activity), text, catalog).is_some() {
        return Intent::Answer(text.to_owned());
    }
    match meaning(text, catalog) {
        Intent::Press(button) if whole => Intent::Press(button),
        _ => Intent::Answer(text.to_owned()),
    }
}

/// The command a folded text is, if it is one.
pub fn command(folded: &str) -> Option<Button> {
    COMMANDS.iter().find(|(words, _)| words.contains(&folded)).map(|(_, button)| button.clone())
}

fn yes_or_no(dialogue: &Dialogue, folded: &str) -> Option<Intent> {
    let sure = matches!(dialogue.topic, Topic::Cancelling(_) | Topic::Erasing) && SURE.contains(&folded);
    if (sure || YES.contains(&folded)) && dialogue.offered.contains(&Button::Confirm) {
        Some(Intent::Press(Button::Confirm))
    } else if matches!(folded, "修改" | "改" | "改一下" | "错了" | "写错了") && dialogue.offered.contains(&Button::Edit)
    {
        Some(Intent::Press(Button::Edit))
    } else if NO.contains(&folded) && dialogue.offered.contains(&Button::Cancel) {
        Some(Intent::Press(Button::Cancel))
    } else {
        None
    }
}

/// A bare number is then the answer itself, not the number of a choice.
fn asks_for_a_number(dialogue: &Dialogue, catalog: &Catalog) -> bool {
    match &dialogue.topic {
        Topic::Filling(filling) => match filling.stage {
            Stage::Asking(at) | Stage::Editing(at) => {
                let question = asking::question_at(filling, at, catalog);
                question.is_some_and(|question| {
                    matches!(question.kind, AnswerKind::Number { .. } | AnswerKind::Mobile | AnswerKind::IdNumber)
                })
            }
            _ => false,
        },
        Topic::Claiming(claiming) => claim::question_of(claiming, catalog).is_some_and(|q| q.number.is_some()),
        Topic::AskingMobile => true,
        _ => false,
    }
}

/// What free text means, whatever the topic: a keyword or a search.
///
/// A whole keyword wins. Otherwise a text that names a trade, a place or an enterprise is a search, unless
/// a keyword of another subject is in it too ("服装厂招工补贴" is about money).
pub fn meaning(text: &str, catalog: &Catalog) -> Intent {
    let keyword = catalog.pack.keywords.find(text);
    if let Some((rule, Strength::Whole)) = keyword {
        return follow(rule);
    }
    let query = catalog.openings.understand(text);
    match keyword {
        Some((rule, Strength::Holds)) if query.is_empty() => follow(rule),
        Some((rule, Strength::Holds)) if query.named.is_empty() && !about_openings(rule) => match rule.unlisted {
            // "离家近的电子厂包住吗" looks for work first.
            Some(_) if names_work(&query) => wish(query, text, Some(rule.id.clone()), catalog),
            _ => follow(rule),
        },
        _ if !query.is_empty() => wish(query, text, None, catalog),
        Some((rule, _)) => follow(rule),
        // Who sends a number wants to be put down for something.
        None if is_mobile(text) => Intent::Press(Button::Activities),
        None => kind_of_works(text).map_or(Intent::Unknown, Intent::NobodyOffers),
    }
}

fn names_work(query: &OpeningQuery) -> bool {
    !query.trades.is_empty() || !query.places.is_empty() || query.near_home
}

fn wish(query: OpeningQuery, text: &str, unlisted: Option<RuleId>, catalog: &Catalog) -> Intent {
    let unit = if query.near_home && query.named.is_empty() { catalog.openings.unit_named(text) } else { None };
    Intent::Find(Wish { query, near: unit, unlisted })
}

/// A factory by what it makes, where nothing else in the text is known: 口罩厂.
fn kind_of_works(text: &str) -> Option<String> {
    let folded = fold(text);
    let core = filler::strip(&folded);
    let works = core.ends_with('厂') || core.ends_with("公司");
    (works && WORKS.contains(&core.chars().count())).then(|| core.to_owned())
}

fn about_openings(rule: &KeywordRule) -> bool {
    let button = rule.button.as_deref().and_then(|id| Button::parse(id).ok());
    matches!(button, Some(Button::Openings | Button::NearHome | Button::MostWanted))
}

fn follow(rule: &KeywordRule) -> Intent {
    match rule.button.as_deref().map(Button::parse) {
        Some(Ok(button)) => Intent::Press(button),
        _ => Intent::Say(rule.id.clone()),
    }
}

/// Whether `intent`, routed without a dialogue, is what the follower means in any: a keyword, a search, a button
/// that names its own subject. A number, a yes or an answer means something only after what was asked.
pub fn stands_alone(input: &Input, intent: &Intent) -> bool {
    if let Input::Text(text) | Input::Voice { transcript: Some(text) } = input
        && (number::quantity(text).is_some() || is_mobile(text))
    {
        return false;
    }
    match intent {
        Intent::Press(Button::NextPage)
        | Intent::About(..)
        | Intent::Answer(_)
        | Intent::NoSuchChoice
        | Intent::Unknown => false,
        Intent::Press(button) => !button.answers(),
        Intent::Say(_)
        | Intent::Find(_)
        | Intent::NobodyOffers(_)
        | Intent::Media(_)
        | Intent::Location(_)
        | Intent::Follow { .. }
        | Intent::Leave => true,
    }
}

/// What the records must tell before `intent` can be stepped through.
pub fn needs(dialogue: &Dialogue, intent: &Intent) -> Needs {
    match (intent, &dialogue.topic) {
        (Intent::About(Viewed::Activity(activity), _), _) => Needs::seats(*activity),
        // Not understood, they are asked once more.
        (Intent::Unknown | Intent::Media(_), Topic::Cancelling(_) | Topic::Erasing) => Needs::KNOWN,
        (_, Topic::AskingMobile) => Needs::KNOWN,
        (Intent::Answer(_), Topic::Idle | Topic::Returning | Topic::Openings { .. }) => match &dialogue.paused {
            Some(form) => Needs::seats(form.activity),
            None => Needs::NOTHING,
        },
        (Intent::Press(Button::SignUp(activity) | Button::Activity(activity)), _) => Needs::seats(*activity),
        (Intent::Press(Button::Confirm | Button::Restart | Button::Resume), Topic::Filling(filling)) => {
            Needs::seats(filling.activity)
        }
        (Intent::Press(Button::Resume | Button::Restart), _) => match &dialogue.paused {
            Some(filling) => Needs::seats(filling.activity),
            None => Needs::NOTHING,
        },
        (Intent::Follow { scene: Some(scene) }, _) => match Button::parse(scene) {
            Ok(Button::Activity(activity) | Button::SignUp(activity)) => Needs::seats(activity),
            _ => Needs::NOTHING,
        },
        (
            Intent::Press(
                Button::MySignUps
                | Button::MyInfo
                | Button::EraseMe
                | Button::ChangeMobile
                | Button::NearHome
                | Button::CancelSignUp(_),
            ),
            _,
        ) => Needs::KNOWN,
        (Intent::Press(Button::Confirm), Topic::Cancelling(_)) | (Intent::Answer(_), Topic::AskingHome(_)) => {
            Needs::KNOWN
        }
        (Intent::Find(wish), _) if wish.query.near_home => Needs::KNOWN,
        _ => Needs::NOTHING,
    }
}
