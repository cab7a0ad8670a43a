//! Whatever is typed, tapped or sent in whatever order: the pure conversation against a world that answers anything.

use std::sync::LazyLock;

use guiyan::app::render::Renderer;
use guiyan::domain::activity::{Activity, ActivitySeats, Seats, SessionNumber};
use guiyan::domain::catalog::Catalog;
use guiyan::domain::dialogue::button::Button;
use guiyan::domain::dialogue::drop_off::{QuestionStep, form_steps};
use guiyan::domain::dialogue::effect::{Effect, Known, Outcome};
use guiyan::domain::dialogue::input::{Input, Picture};
use guiyan::domain::dialogue::intent::Intent;
use guiyan::domain::dialogue::route::route;
use guiyan::domain::dialogue::state::{Dialogue, Filling, Stage, Topic};
use guiyan::domain::dialogue::step::{conclude, step};
use guiyan::domain::dialogue::talk::StaffAct;
use guiyan::domain::dialogue::turn::{Step, Turn, World};
use guiyan::domain::dialogue::view::When;
use guiyan::domain::form::Answer;
use guiyan::domain::form::photo::PhotoId;
use guiyan::domain::id::{ActivityId, SignUpId, UnitId};
use guiyan::domain::passive_reply::PassiveReply;
use guiyan::domain::person::{MobileNumber, PersonName};
use guiyan::domain::sign_up::{ReceiptNumber, SignUp, SignUpState};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::support::house::extra_pack;

/// Most bytes of a dialogue as it is kept.
const DIALOGUE: usize = 8 * 1024;
/// Most bytes of a reply (`wechat.text_limit_bytes`).
const REPLY: usize = 2_000;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let loaded = extra_pack();
    let mut activities: Vec<_> = loaded.samples.iter().map(|sample| sample.dated(date(2026, 2, 7)).unwrap()).collect();
    for (n, activity) in (1..).zip(&mut activities) {
        activity.id = ActivityId(n);
    }
    Catalog::build(1, loaded.pack, Vec::new(), Vec::new(), activities)
});
static RENDERER: LazyLock<Renderer> = LazyLock::new(|| Renderer::new(None).unwrap());

fn start() -> Timestamp {
    "2026-02-07T01:00:00Z".parse().unwrap()
}

/// One thing that happens.
#[derive(Debug, Clone)]
enum Event {
    Does(Input),
    Wait(SignedDuration),
    /// What the records say changes: who is known, what is full, what comes of effects.
    World(u8),
}

fn typed(text: impl Into<String>) -> Input {
    Input::Text(text.into())
}

fn tap(id: impl Into<String>) -> Input {
    Input::Tap { id: id.into(), text: String::new() }
}

/// Every button, with ids that there are and ids that there are not.
fn button() -> impl Strategy<Value = Input> {
    const PLAIN: &[&str] = &[
        "home",
        "openings",
        "near_home",
        "most_wanted",
        "next",
        "policies",
        "money",
        "activities",
        "my_sign_ups",
        "give_up",
        "my_info",
        "change_mobile",
        "erase_me",
        "human",
        "help",
        "mute",
        "unmute",
        "confirm",
        "edit",
        "back",
        "cancel",
        "skip",
        "restart",
        "resume",
        "misheard",
        "policy_graduate_living",
        "trade_garment",
        "claim_worker",
    ];
    const NUMBERED: &[&str] = &[
        "pick", "units", "near", "activity", "join", "other", "queue", "mine", "leave", "change", "take", "job",
        "places", "leaving",
    ];
    prop_oneof![
        prop::sample::select(PLAIN).prop_map(tap),
        (prop::sample::select(NUMBERED), 0u8..13).prop_map(|(kind, n)| tap(format!("{kind}_{n}"))),
        (prop::sample::select(NUMBERED), any::<u8>()).prop_map(|(kind, n)| tap(format!("{kind}_{n}"))),
        (0u8..40).prop_map(|n| Input::Click(format!("near_{n}"))),
        (1u8..13).prop_map(|n| Input::Scan { scene: format!("join_{n}") }),
        (1u8..13).prop_map(|n| Input::Follow { scene: Some(format!("activity_{n}")) }),
    ]
}

/// What people really type into these forms.
fn answer() -> impl Strategy<Value = Input> {
    const WORDS: &[&str] = &[
        "张三",
        "欧阳小明",
        "买买提·艾力",
        "13800000001",
        "1380000000",
        "11010519491231002X",
        "110105194912310021",
        "长冈乡",
        "长冈乡石燕村",
        "石燕村",
        "老街",
        "东莞",
        "电子",
        "服装",
        "别的",
        "开叉车",
        "上午",
        "下午",
        "同意",
        "对",
        "不对",
        "不是",
        "跳过",
        "返回",
        "修改",
        "重来",
        "确认",
        "继续",
        "帮助",
        "人工",
        "下一页",
        "有哪些",
        "不知道",
        "工资多少",
        "包吃住吗",
        "招聘会",
        "补贴",
        "我的报名",
        "删除我的信息",
        "帮别人报名",
        "取消报名",
        "家附近",
        "停",
        "姓名",
        "哪个村",
        "。。。",
        "",
        "张三 13800000001 长冈乡石燕村",
        "张三 13800000001 11010519491231002X 高兴镇老圩村",
    ];
    prop_oneof![
        4 => prop::sample::select(WORDS).prop_map(typed),
        2 => (0u32..30).prop_map(|n| typed(n.to_string())),
        1 => prop::sample::select(WORDS).prop_map(|heard| Input::Voice { transcript: Some(heard.to_owned()) }),
    ]
}

fn odd() -> impl Strategy<Value = Input> {
    prop_oneof![
        any::<String>().prop_map(typed),
        "\\PC{0,400}".prop_map(|heard| Input::Voice { transcript: Some(heard) }),
        "[长冈乡镇村张三0-9不对第个，。 \n<>&“{}]{0,40}".prop_map(typed),
        any::<String>().prop_map(tap),
        (any::<f64>(), any::<f64>(), "\\PC{0,300}").prop_map(|(latitude, longitude, label)| Input::Location {
            latitude,
            longitude,
            label
        }),
        Just(Input::Location {
            latitude: 26.3, longitude: 115.4, label: "江西省赣州市兴国县长冈乡塘石村".to_owned()
        }),
        Just(Input::Picture(Picture { id: PhotoId::parse(&"m".repeat(512)).ok(), url: None })),
        Just(Input::Picture(Picture::default())),
        Just(Input::Voice { transcript: None }),
        Just(Input::Video),
        Just(Input::Link),
        Just(Input::Unsupported),
        Just(Input::Erasure),
        prop::sample::select(vec![StaffAct::TakeOver, StaffAct::HandBack]).prop_map(Input::Staff),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        8 => answer().prop_map(Event::Does),
        4 => button().prop_map(Event::Does),
        3 => odd().prop_map(Event::Does),
        1 => (0i64..48).prop_map(|hours| Event::Wait(SignedDuration::from_hours(hours))),
        1 => any::<u8>().prop_map(Event::World),
    ]
}

/// What the records say, by the bits of a number.
fn known(bits: u8) -> Known {
    let bit = |n: u8| bits & (1 << n) != 0;
    let taken = if bit(3) { 2 } else { 0 };
    let seats = |taken| Seats { capacity: Some(2), taken, waiting: u32::from(bit(4)) };
    let sessions = vec![(SessionNumber(1), seats(taken)), (SessionNumber(2), seats(0))];
    let place = |n: u32, own| SignUp {
        id: SignUpId(i64::from(n)),
        activity: ActivityId(i64::from(n)),
        session: None,
        number: ReceiptNumber { activity: ActivityId(i64::from(n)), sequence: n },
        state: if bit(5) { SignUpState::Offered { until: start() } } else { SignUpState::Confirmed },
        form: None,
        answers: vec![("name".to_owned(), Answer::Name(PersonName::parse("李四").unwrap()))],
        own,
        came: bits % 16 == 3,
        made_at: start(),
    };
    Known {
        name: bit(0).then(|| PersonName::parse("张三").unwrap()),
        mobile: bit(0).then(|| MobileNumber::parse("13800000001").unwrap()),
        unit: bit(1).then_some(UnitId(24)),
        consent: bit(2).then(|| CATALOG.pack.county.privacy.version.clone()),
        muted: false,
        sign_ups: if bit(6) { (1..=10).map(|n| place(n, n == 1)).collect() } else { Vec::new() },
        seats: Some(ActivitySeats { all: seats(taken), sessions: if bit(7) { sessions } else { Vec::new() } }),
    }
}

/// What may come of an effect.
fn outcome(effect: &Effect, bits: u8) -> Outcome {
    let number = ReceiptNumber { activity: ActivityId(10), sequence: 7 };
    match effect {
        Effect::SignUp(_) => match bits % 7 {
            0..=2 => Outcome::SignedUp(number),
            3 => Outcome::Queued { number, ahead: 3 },
            4 => Outcome::Full,
            5 => Outcome::TooMany,
            _ => Outcome::NotOpen,
        },
        Effect::ChangeSignUp { .. } if bits.is_multiple_of(2) => Outcome::Changed(number),
        Effect::ChangeSignUp { .. } => Outcome::TooLate,
        Effect::TakeOffer(_) if bits.is_multiple_of(2) => Outcome::SignedUp(number),
        Effect::TakeOffer(_) => Outcome::OfferGone,
        Effect::CancelSignUp(_) if bits.is_multiple_of(2) => Outcome::TooLate,
        Effect::Erase => Outcome::Erased { sign_ups: 1 },
        _ => Outcome::Done,
    }
}

/// One follower and the world around them.
struct Talk {
    dialogue: Dialogue,
    touched: Timestamp,
    now: Timestamp,
    world: u8,
}

impl Talk {
    fn new() -> Self {
        Self { dialogue: Dialogue::default(), touched: start(), now: start(), world: 0 }
    }

    fn at(dialogue: Dialogue, now: Timestamp, world: u8) -> Self {
        Self { dialogue, touched: now, now, world }
    }

    /// What the follower does; the dialogue before it as it was awake, what it meant, and whether something was done.
    fn does(&mut self, input: &Input) -> (Dialogue, Intent, Turn, Vec<Effect>) {
        let before = self.dialogue.clone().awake(self.touched, self.now);
        let known = known(self.world);
        let world = World { catalog: &CATALOG, known: &known, now: self.now };
        let intent = route(&before, input, &CATALOG, When::day_of(self.now));
        let (turn, effects) = match step(before.clone(), input, intent.clone(), &world) {
            Step::Say(turn) => (turn, Vec::new()),
            Step::Do { effects, dialogue, then } => {
                let outcomes: Vec<Outcome> = effects.iter().map(|effect| outcome(effect, self.world)).collect();
                (conclude(dialogue, then, &outcomes, &world), effects)
            }
        };
        // What is kept must be what comes back.
        let kept = serde_json::to_string(&turn.dialogue).unwrap();
        assert!(kept.len() < DIALOGUE, "{} bytes: {kept}", kept.len());
        self.dialogue = serde_json::from_str(&kept).unwrap();
        assert_eq!(self.dialogue, turn.dialogue, "{kept}");
        self.touched = self.now;
        (before, intent, turn, effects)
    }
}

/// The form that is being filled in, or waits.
fn form(dialogue: &Dialogue) -> Option<&Filling> {
    match &dialogue.topic {
        Topic::Filling(filling) => Some(filling),
        _ => dialogue.paused.as_ref(),
    }
}

/// Whether the follower asked for their answers to go, or to be others.
fn own_word(intent: &Intent, before: &Dialogue) -> bool {
    let filling = matches!(before.topic, Topic::Filling(_));
    match intent {
        Intent::Press(
            Button::Back
            | Button::Restart
            | Button::Cancel
            | Button::GiveUp
            | Button::SignUp(_)
            | Button::SignUpOther(_)
            | Button::Queue(_)
            | Button::Here(..)
            | Button::Bring(..)
            | Button::Enter(..)
            | Button::EraseMe,
        ) => true,
        // A confirmed form is sent, or its activity has no place for it any more.
        Intent::Press(Button::Confirm | Button::Resume | Button::ChangeSignUp(_)) | Intent::Follow { .. } => true,
        Intent::Press(Button::Pick(_)) => filling,
        _ => false,
    }
}

/// They may not come, have a place already, it is full without a queue, or it closed meanwhile.
fn is_no_way_in(form: &Filling, talk: &Talk) -> bool {
    let known = known(talk.world);
    let full = known.seats.as_ref().is_some_and(ActivitySeats::full);
    let has_place = known.sign_ups.iter().any(|place| place.own && place.activity == form.activity);
    let shut = |activity: &Activity| {
        let closed = talk.now >= activity.closes_at || (full && !activity.queues);
        // One answer more may have said that it is not for them.
        closed || !activity.eligibility.is_open()
    };
    has_place || CATALOG.activity(form.activity).is_none_or(shut)
}

fn words_of(turn: &Turn) -> String {
    match RENDERER.render(&turn.reply).unwrap() {
        Some(PassiveReply::Text(text)) => text,
        None => String::new(),
        other => panic!("{other:?}"),
    }
}

/// Answers that are in `before` and not in `after`, but for the one to the question that was open.
fn lost(before: &Filling, after: &Filling) -> Vec<String> {
    let open = matches!(before.stage, Stage::Asking(_) | Stage::Editing(_));
    let gone = before.answers.iter().filter(|(id, _)| !after.answers.iter().any(|(other, _)| other == id));
    let conditional = |id: &str| open && id == "other_trade";
    gone.map(|(id, _)| id.clone()).filter(|id| !conditional(id)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_conversation_stays_within_bounds_and_can_be_left(events in prop::collection::vec(event(), 1..40)) {
        let mut talk = Talk::new();
        for event in events {
            match event {
                Event::Wait(time) => talk.now += time,
                Event::World(bits) => talk.world = bits,
                Event::Does(input) => {
                    let (_, _, turn, _) = talk.does(&input);
                    let words = words_of(&turn);
                    prop_assert!(words.len() < REPLY, "{} bytes after {input:?}: {words}", words.len());
                    // 取消 leaves a form, from wherever it is.
                    let mut leaving = Talk::at(talk.dialogue.clone(), talk.now, talk.world);
                    let was_filling = matches!(leaving.dialogue.topic, Topic::Filling(_));
                    leaving.does(&typed("取消"));
                    if was_filling {
                        prop_assert!(form(&leaving.dialogue).is_none(), "after {input:?}: {:?}", leaving.dialogue);
                    }
                }
            }
        }
    }

    #[test]
    fn no_answer_is_lost_but_by_the_followers_own_word(events in prop::collection::vec(event(), 1..40)) {
        let mut talk = Talk::new();
        for event in events {
            let input = match event {
                Event::Wait(time) => { talk.now += time; continue }
                Event::World(bits) => { talk.world = bits; continue }
                Event::Does(input) => input,
            };
            let (before, intent, _, effects) = talk.does(&input);
            let Some(was) = form(&before) else { continue };
            if own_word(&intent, &before) || !effects.is_empty() {
                continue;
            }
            match form(&talk.dialogue) {
                Some(is) if is.activity == was.activity => {
                    let lost = lost(was, is);
                    prop_assert!(lost.is_empty(), "{lost:?} lost by {input:?} ({intent:?})");
                }
                _ => prop_assert!(
                    is_no_way_in(was, &talk),
                    "{was:?} lost by {input:?} ({intent:?})"
                ),
            }
        }
    }

    #[test]
    fn what_is_counted_of_forms_adds_up(events in prop::collection::vec(event(), 1..40)) {
        let mut talk = Talk::new();
        for event in events {
            let input = match event {
                Event::Wait(time) => { talk.now += time; continue }
                Event::World(bits) => { talk.world = bits; continue }
                Event::Does(input) => input,
            };
            let kept = talk.dialogue.clone();
            talk.does(&input);
            let steps = form_steps(&kept, &talk.dialogue, &CATALOG);
            let count = |wanted| steps.iter().filter(|step| step.step == wanted).count();
            prop_assert!(count(QuestionStep::Asked) <= 1 && count(QuestionStep::Left) <= 1, "{steps:?}");
            for step in &steps {
                let form = CATALOG.pack.form(&step.form).unwrap();
                prop_assert!(form.questions.iter().any(|question| question.id == step.question), "{step:?}");
            }
        }
    }
}

/// Plays lines, and what is counted of them: `question step`.
fn counted(lines: &[&str]) -> Vec<String> {
    let mut talk = Talk { world: 0b0000_0100, ..Talk::new() };
    let mut all = Vec::new();
    for line in lines {
        if *line == "[wait]" {
            talk.now += SignedDuration::from_mins(31);
            continue;
        }
        let kept = talk.dialogue.clone();
        talk.does(&line.strip_prefix('/').map_or_else(|| typed(*line), tap));
        let steps = form_steps(&kept, &talk.dialogue, &CATALOG);
        all.extend(steps.iter().map(|step| format!("{} {}", step.question, step.step.name())));
    }
    all
}

#[test]
fn each_question_is_counted_as_asked_answered_or_left() {
    let to_the_mobile = ["name asked", "name answered", "mobile asked"];
    for (lines, then) in [
        (&["/join_1", "张三", "13800000001", "跳过"][..], &["mobile answered", "unit asked", "unit answered"][..]),
        (&["/join_1", "张三", "取消"], &["mobile left"]),
        (&["/join_1", "张三", "补贴"], &["mobile left"]),
        (&["/join_1", "张三", "[wait]", "在吗"], &["mobile left"]),
        (&["/join_1", "张三", "[wait]", "13800000001"], &["mobile answered", "unit asked"]),
        (&["/join_1", "张三", "工资多少", "1380000000"], &[]),
        (
            &["/join_1", "张三", "补贴", "继续", "13800000001"],
            &["mobile left", "mobile asked", "mobile answered", "unit asked"],
        ),
    ] {
        let expected: Vec<&str> = to_the_mobile.iter().chain(then).copied().collect();
        assert_eq!(counted(lines), expected, "{lines:?}");
    }
    // Answered in one go: nothing but the first was asked.
    assert_eq!(
        counted(&["/join_1", "张三 13800000001 长冈乡"]),
        ["name asked", "name answered", "mobile answered", "unit answered"]
    );
}

/// typebot#2340: a form that fell asleep asks its question again for ever.
#[test]
fn a_form_that_expires_half_way_does_not_loop() {
    let mut talk = Talk::new();
    talk.does(&tap("join_1"));
    talk.does(&typed("同意"));
    talk.does(&typed("张三"));
    for _ in 0..3 {
        talk.now += SignedDuration::from_mins(31);
        let (_, _, turn, _) = talk.does(&typed("在吗"));
        assert_eq!(turn.reply.buttons(), [Button::Resume, Button::Restart, Button::Cancel]);
    }
    talk.does(&typed("1"));
    talk.does(&typed("13800000001"));
    assert_eq!(form(&talk.dialogue).unwrap().stage, Stage::Asking(2));
    talk.now += SignedDuration::from_mins(31);
    talk.does(&typed("在吗"));
    talk.does(&typed("3"));
    assert_eq!(form(&talk.dialogue), None);
    let (_, _, turn, _) = talk.does(&typed("在吗"));
    assert!(!turn.reply.buttons().contains(&Button::Resume));
}

/// rasa#7751: a question repeated after an interruption, or its slot lost.
#[test]
fn an_interruption_asks_once_more_and_loses_nothing() {
    let mut talk = Talk::new();
    talk.does(&tap("join_1"));
    talk.does(&typed("同意"));
    talk.does(&typed("张三"));
    for question in ["包吃住吗", "几点开始", "工资多少"] {
        let (before, _, turn, _) = talk.does(&typed(question));
        let words = words_of(&turn);
        assert_eq!(words.matches("手机号是多少").count(), 1, "{question}: {words}");
        assert_eq!(form(&talk.dialogue), form(&before), "{question}");
    }
    talk.does(&typed("13800000001"));
    assert_eq!(form(&talk.dialogue).unwrap().answers.len(), 2);
}

/// Archery#819: identity numbers that became 4.4E+17.
#[test]
fn an_identity_number_stays_text_and_whole() {
    let mut talk = Talk::new();
    talk.does(&tap("join_10"));
    for line in ["同意", "张三 13800000001", "110105200506100025"] {
        talk.does(&typed(line));
    }
    let kept = serde_json::to_string(&talk.dialogue).unwrap();
    assert!(kept.contains(r#""110105200506100025""#), "{kept}");
    let id = form(&talk.dialogue).unwrap().answers.iter().find_map(|(_, answer)| match answer {
        Answer::IdNumber(number) => Some(number.reveal()),
        _ => None,
    });
    assert_eq!(id, Some("110105200506100025"));
}
