//! Every message template, rendered over samples: no template without a sample, no sample without words.

use std::collections::BTreeSet;

use guiyan::app::render::Renderer;
use guiyan::app::render::as_read;
use guiyan::domain::activity::{Admission, Ineligible};
use guiyan::domain::dialogue::button::Button;
use guiyan::domain::dialogue::intent::Media;
use guiyan::domain::dialogue::label::Label;
use guiyan::domain::dialogue::piece::Piece;
use guiyan::domain::dialogue::reply::{Choice, Reply};
use guiyan::domain::dialogue::view::{
    ActivityView, Arrival, CountyFacts, FindingView, Guest, Held, NumberRange, OpeningView, PhoneView, Receipt,
    Received, Row, SeatState, SessionView, ValidityView, When,
};
use guiyan::domain::form::parse::AnswerError;
use guiyan::domain::id::{ActivityId, EnterpriseId, OpeningId, PolicyId, SignUpId, TradeId};
use guiyan::domain::opening::{Enterprise, Opening};
use guiyan::domain::passive_reply::PassiveReply;
use guiyan::domain::policy::{Amount, AmountPer, Policy};
use guiyan::domain::text::date::DateProblem;
use guiyan::domain::text::search::Extent;
use guiyan::domain::validity::Validity;
use jiff::civil::{Date, date};
use serde_json::Value;

fn facts() -> CountyFacts {
    CountyFacts {
        county: "某县".into(),
        account: "某县就业".into(),
        centre: "某县就业中心".into(),
        hotline: "12333".into(),
        hours: "工作日 8:30–17:30".into(),
        staff_answer: true,
    }
}

fn when() -> When {
    When::of("2026-03-08T01:00:00Z".parse().unwrap(), Some("2026-03-08T03:30:00Z".parse().unwrap()))
}

fn receipt() -> Box<Receipt> {
    Box::new(Receipt {
        number: "1-0001".into(),
        activity: ActivityId(1),
        title: "春风行动招聘会".into(),
        session: None,
        when: when(),
        place: "县体育馆".into(),
        meet: None,
        map: None,
        bring: vec!["身份证".into()],
        phone: "12333".into(),
        name: None,
        state: SeatState::Seated,
    })
}

/// With everything that a receipt may have.
fn full_receipt(state: SeatState) -> Box<Receipt> {
    Box::new(Receipt {
        session: Some("上午场".into()),
        meet: Some("7:30 乡政府门口上车".into()),
        map: Some("https://example.gov.cn/map".into()),
        name: Some("李*".into()),
        state,
        ..*receipt()
    })
}

fn offered() -> SeatState {
    SeatState::Offered { until: when() }
}

fn opening(known: bool) -> OpeningView {
    OpeningView {
        id: OpeningId(7),
        name: "某某服饰有限公司".into(),
        trade: known.then(|| "服装".into()),
        address: "工业园1号".into(),
        title: known.then(|| "车工".into()),
        headcount: known.then_some(30),
        wage: known.then(|| "4000–6000".into()),
        requirements: known.then(|| "白班".into()),
        contacts: if known { vec!["王女士".into()] } else { Vec::new() },
        phones: vec![
            PhoneView { printed: "13800000001".into(), doubt: None, dial: Some("13800000001".into()) },
            PhoneView { printed: "1380000000".into(), doubt: Some("少一位".into()), dial: None },
        ],
        wechat_same_number: known,
        source: "附件2".into(),
    }
}

const HALF_A_YEAR: Validity = Validity { from: Some(date(2026, 7, 1)), until: Some(date(2026, 12, 31)) };

fn policy() -> Box<Policy> {
    Box::new(Policy {
        id: PolicyId::parse("p").unwrap(),
        title: "补贴".into(),
        short: "补贴".into(),
        summary: "一句话".into(),
        who: "企业".into(),
        conditions: vec!["一".into(), "二".into()],
        amount: "500元/人".into(),
        payer: "县财政".into(),
        apply: "企业申请".into(),
        documents: vec!["合同".into()],
        office: "县人社局".into(),
        phone: Some("0797-1234567".into()),
        paper: None,
        valid: HALF_A_YEAR,
        source: "（四）1".into(),
        questions: Vec::new(),
    })
}

fn activity(admission: Admission, left: Option<u32>, mine: Option<&str>) -> Piece {
    Piece::Activity(Box::new(ActivityView {
        id: ActivityId(5),
        title: "招聘会".into(),
        when: when(),
        place: "县体育馆".into(),
        bring: vec!["身份证".into()],
        phone: "12333".into(),
        admission,
        closes: when(),
        meet: mine.map(|_| "乡政府门口".into()),
        opens: (admission == Admission::Early).then(when),
        sessions: mine.map(|_| SessionView { name: "上午场".into(), when: when(), left }).into_iter().collect(),
        units: mine.map(|_| "长冈乡".into()).into_iter().collect(),
        ages: (left.map(|_| 18), mine.map(|_| 60)),
        left,
        queue: left.filter(|left| *left == 0).map(|_| 3),
        mine: mine.map(|number| Held { number: number.into(), name: None, state: SeatState::Waiting }),
    }))
}

fn valid_on(day: Date) -> ValidityView {
    ValidityView::of(&HALF_A_YEAR, day)
}

fn told_of(policy: Box<Policy>, valid: &Validity, day: Date) -> Piece {
    Piece::Policy { policy, paper: "某号文".into(), valid: ValidityView::of(valid, day) }
}

fn ended(left: usize) -> Piece {
    Piece::PolicyEnded { title: "补贴".into(), valid: valid_on(date(2027, 1, 1)), phone: "12333".into(), left }
}

fn finding(amount: Option<Amount>, heads: Option<u32>, reason: Option<&str>) -> FindingView {
    FindingView {
        policy: "补贴".into(),
        valid: valid_on(date(2026, 7, 1)),
        granted: reason.is_none(),
        reason: reason.map(str::to_owned),
        amount,
        heads,
        total: amount.zip(heads).map(|(a, n)| (u64::from(a.from * n), u64::from(a.to * n))),
        apply: "企业申请".into(),
        office: "县人社局".into(),
    }
}

fn findings() -> Piece {
    let amount = |from, to, per| Some(Amount { from, to, per });
    Piece::ClaimFindings {
        findings: vec![
            finding(amount(500, 500, AmountPer::Person), Some(30), None),
            finding(amount(1000, 3000, AmountPer::Person), Some(3), None),
            finding(amount(0, 5000, AmountPer::PersonYear), None, None),
            finding(amount(0, 5000, AmountPer::PersonYear), Some(2), None),
            finding(None, None, None),
            finding(None, None, Some("不满三个月")),
            FindingView { valid: valid_on(date(2027, 1, 1)), ..finding(None, None, Some("")) },
        ],
        hotline: "12333".into(),
    }
}

fn problems() -> Vec<Piece> {
    use DateProblem::{NoSuchDay, NoYear, NotADate, Over, Several, ToCome, TooFar, Unclear};
    let dates = [NotADate, Unclear, Several, NoSuchDay, NoYear, Over, ToCome, TooFar].map(AnswerError::Date);
    let problems = [
        AnswerError::MobileDigits(10),
        AnswerError::MobileBeginning,
        AnswerError::IdLength(17),
        AnswerError::IdChecksum,
        AnswerError::UnitUnknown,
        AnswerError::OutOfRange { min: 1, max: 9 },
        AnswerError::TooLong(30),
        AnswerError::NotAChoice,
        AnswerError::NotAVillage,
        AnswerError::NotAPlace,
        AnswerError::NotAPhoto,
        AnswerError::NotAName,
        AnswerError::Empty,
    ];
    let problems = problems.into_iter().chain(dates);
    problems.map(|problem| Piece::AnswerProblem { problem, help: "请写名字。".into() }).collect()
}

fn not_eligible(why: Ineligible) -> Piece {
    Piece::NotEligible { title: "培训班".into(), why, units: vec!["长冈乡".into()], hotline: "12333".into() }
}

fn not_open(admission: Admission) -> Piece {
    let opens = (admission == Admission::Early).then(when);
    Piece::NotOpen { title: "招聘会".into(), admission, opens, hotline: "12333".into() }
}

/// Of somebody alone, or of somebody with others of theirs, who are not all in.
fn checked_in(other: Option<&str>) -> Piece {
    let arrival = |name: Option<&str>| Arrival { number: "1-0001".into(), name: name.map(str::to_owned) };
    Piece::CheckedIn {
        title: "招聘会".into(),
        came: other.is_none().then(|| arrival(None)).into_iter().collect(),
        before: other.map(|_| (arrival(None), when())),
        expected: other.map(|name| arrival(Some(name))).into_iter().collect(),
        no_seat: other.map(|name| arrival(Some(name))).into_iter().collect(),
    }
}

fn samples() -> Vec<Piece> {
    let row = |value: Option<&str>| Row { label: "姓名".into(), value: value.map(str::to_owned), received: None };
    let sent = |received| Row { label: "照片".into(), value: None, received: Some(received) };
    let (title, hotline) = (|| "招聘会".to_owned(), || "12333".to_owned());
    let mut pieces = vec![
        Piece::Welcome { county: facts(), led: false },
        Piece::Welcome { county: facts(), led: true },
        Piece::Home(facts()),
        Piece::Help(facts()),
        Piece::Human(facts()),
        Piece::Human(CountyFacts { staff_answer: false, ..facts() }),
        Piece::Noted(facts()),
        Piece::Say { text: "<a href=\"https://example.gov.cn\">看这里</a>".into() },
        Piece::NotUnderstood { tries: 1, open: false },
        Piece::NotUnderstood { tries: 2, open: false },
        Piece::NotUnderstood { tries: 1, open: true },
        Piece::HandOver(facts()),
        Piece::HandOver(CountyFacts { staff_answer: false, ..facts() }),
        Piece::HelpByPhone(facts()),
        Piece::NoSuchChoice { most: 3 },
        Piece::Busy(facts()),
        Piece::Muted,
        Piece::Unmuted,
        Piece::OnlyNews { news: "招聘" },
        Piece::NothingToDo,
        Piece::OpeningsOverview { extent: extent(69, 70, 6056) },
        Piece::OpeningsList { what: String::new(), at_least: None, extent: extent(6, 6, 0), first: 1, last: 5 },
        Piece::OpeningsList {
            what: "服装".into(), at_least: Some(100), extent: extent(2, 3, 400), first: 1, last: 3
        },
        Piece::Opening(opening(true)),
        Piece::Opening(opening(false)),
        Piece::OpeningsNone { what: String::new(), hotline: hotline() },
        Piece::OpeningsNone { what: "服装".into(), hotline: hotline() },
        Piece::OpeningsElsewhere { unit: "某乡".into(), what: "服装".into() },
        Piece::Unlisted { what: "包不包吃住".into(), some_say: false },
        Piece::Unlisted { what: "工资".into(), some_say: true },
        Piece::AskThem { what: "包不包吃住".into(), opening: opening(true) },
        Piece::AskThem { what: "包不包吃住".into(), opening: opening(false) },
        Piece::AskHome,
        Piece::HomeUnknown,
        Piece::HomeWhich,
        Piece::NoMore,
        Piece::OpeningGone,
        Piece::Policies { count: 5, hotline: hotline() },
        told_of(policy(), &HALF_A_YEAR, date(2026, 6, 30)),
        told_of(policy(), &Validity { from: None, ..HALF_A_YEAR }, date(2026, 7, 1)),
        told_of(policy(), &Validity { until: None, ..HALF_A_YEAR }, date(2026, 7, 1)),
        told_of(
            Box::new(Policy { documents: Vec::new(), phone: None, ..*policy() }),
            &Validity::default(),
            date(2026, 7, 1),
        ),
        ended(0),
        ended(3),
        Piece::ClaimWho,
        Piece::ClaimQuestion { policy: "补贴".into(), text: "满三个月吗？".into(), number: None },
        Piece::ClaimQuestion { policy: "补贴".into(), text: "多少人？".into(), number: Some("人".into()) },
        Piece::ClaimUnclear { number: None },
        Piece::ClaimUnclear { number: Some(NumberRange { unit: "人".into(), most: 999 }) },
        findings(),
        Piece::ClaimOtherwise { text: "没有".into() },
        Piece::Activities { none_of: None, first: None },
        Piece::Activities { none_of: None, first: Some("招聘会".into()) },
        Piece::Activities { none_of: Some("招聘会".into()), first: None },
        Piece::ActivitiesNone { hotline: hotline() },
        activity(Admission::Open, None, None),
        activity(Admission::Open, Some(0), None),
        activity(Admission::Open, Some(9), None),
        activity(Admission::Open, Some(9), Some("1-0001")),
        activity(Admission::Closed, None, None),
        activity(Admission::Over, None, None),
        activity(Admission::CalledOff, None, None),
        activity(Admission::Early, Some(9), None),
        Piece::ActivityGone,
        Piece::Consent { asks: vec!["姓名".into()], purpose: "招聘会签到".into(), retention: "一年".into() },
        Piece::ConsentAgain { other: false },
        Piece::ConsentFirst,
        Piece::ConsentAgain { other: true },
        Piece::ConsentForOther {
            asks: vec!["姓名".into(), "手机号".into()],
            purpose: "招聘会签到".into(),
            retention: "一年".into(),
        },
        Piece::ConsentRefused { hotline: hotline() },
        Piece::OtherLater,
        Piece::OtherWhich,
        Piece::WhichForm,
        Piece::WhichSession { title: title() },
        not_eligible(Ineligible::Unit),
        not_eligible(Ineligible::TooYoung { min: 18 }),
        not_eligible(Ineligible::TooOld { max: 60 }),
        Piece::Question { prompt: "您叫什么名字？".into(), number: 1, of: 3, optional: false, other: false },
        Piece::Question { prompt: "您叫什么名字？".into(), number: 1, of: 1, optional: true, other: true },
        Piece::Heard { words: "张三".into() },
        Piece::SayAgain,
        Piece::Units { village: None, page: 1, pages: 3 },
        Piece::Units { village: Some("石燕村".into()), page: 3, pages: 3 },
        Piece::WhichVillage { unit: "长冈乡".into() },
        Piece::QuestionHelp { help: "写名字。".into(), optional: true },
        Piece::MustAnswer,
        Piece::Rows { rows: vec![Label::Words("一".into())] },
        Piece::BackToForm,
        Piece::Review { title: title(), session: None, rows: vec![row(Some("张*")), row(None)], queues: false },
        Piece::Review { title: title(), session: Some("上午场".into()), rows: vec![row(None)], queues: true },
        Piece::Review {
            title: title(),
            session: None,
            rows: [Received::Photo, Received::Place].map(sent).into(),
            queues: false,
        },
        Piece::WhichToEdit,
        Piece::FormLeft,
        Piece::Unfinished { title: title() },
        Piece::Receipt(receipt()),
        Piece::Receipt(full_receipt(SeatState::Seated)),
        Piece::AlreadySignedUp(receipt()),
        Piece::AlreadySignedUp(full_receipt(SeatState::Waiting)),
        Piece::AlreadySignedUp(full_receipt(SeatState::Came)),
        Piece::AlreadySignedUp(full_receipt(offered())),
        Piece::Changed(receipt()),
        Piece::Changed(full_receipt(SeatState::Seated)),
        Piece::Queued { receipt: receipt(), ahead: 0 },
        Piece::Queued { receipt: full_receipt(SeatState::Waiting), ahead: 3 },
        Piece::Full { title: title(), hotline: hotline() },
        Piece::FullButQueue { title: title(), session: None, waiting: Some(3) },
        Piece::FullButQueue { title: title(), session: Some("上午场".into()), waiting: None },
        Piece::TooMany { most: 20, hotline: hotline() },
        Piece::OfferGone,
        Piece::TooLate { hotline: hotline() },
        not_open(Admission::CalledOff),
        not_open(Admission::Over),
        not_open(Admission::Closed),
        not_open(Admission::Early),
        checked_in(None),
        checked_in(Some("李*")),
        Piece::WhoCame,
        Piece::OthersLater,
        Piece::NotYet,
        Piece::DoorEarly { title: title(), opens: when() },
        Piece::WrongCode,
        Piece::WalkIn { title: title(), session: None },
        Piece::WalkIn {
            title: title(),
            session: Some(SessionView { name: "下午场".into(), when: when(), left: None }),
        },
        Piece::WalkedIn(receipt()),
        Piece::WalkedIn(full_receipt(SeatState::Seated)),
        Piece::DoorFull { title: title(), hotline: hotline() },
        Piece::Rated { title: None },
        Piece::Rated { title: Some(title()) },
        Piece::NotRated { hotline: hotline() },
        Piece::MySignUps { total: 3, first: 1, last: 3 },
        Piece::MySignUps { total: 9, first: 6, last: 9 },
        Piece::NoSignUps,
        Piece::MySignUp(receipt()),
        Piece::MySignUp(full_receipt(offered())),
        Piece::MySignUp(full_receipt(SeatState::Waiting)),
        Piece::MySignUp(full_receipt(SeatState::Came)),
        Piece::WhichToCancel,
        Piece::CancelSure(receipt()),
        Piece::CancelSure(full_receipt(SeatState::Seated)),
        Piece::Cancelled { title: title(), queued: false },
        Piece::Cancelled { title: title(), queued: true },
        Piece::NothingToCancel,
        Piece::Kept,
        Piece::MyInfo { name: Some("张*".into()), mobile: None, unit: None, sign_ups: 1, retention: "一年".into() },
        Piece::AskMobile { known: "138****0001".into() },
        Piece::MobileUnclear,
        Piece::MobileChanged { mobile: "139****0002".into() },
        Piece::PhoneBound { name: "王芳".into(), hotline: hotline() },
        Piece::NoSuchBinding,
        Piece::MyInfoNone,
        Piece::EraseSure { sign_ups: 1, kept: "审计".into() },
        Piece::Erased { sign_ups: 0, kept: "审计".into() },
    ];
    pieces.extend(problems());
    pieces.extend(said_later());
    let media = [Media::Voice, Media::IdNumber, Media::Picture, Media::Video, Media::Link, Media::Other];
    pieces.extend(media.map(|media| Piece::CannotRead { media }));
    pieces
}

/// To one, and to a village.
fn said_later() -> Vec<Piece> {
    let id = SignUpId(7);
    let guest = |n: usize| Guest { number: format!("1-{n:04}"), name: (n > 1).then(|| "李*".into()) };
    let mut pieces = vec![
        Piece::Offer { id, receipt: full_receipt(offered()) },
        Piece::Offer { id, receipt: Box::new(Receipt { state: offered(), ..*receipt() }) },
        Piece::Feedback { id, title: "招聘会".into() },
    ];
    for guests in [vec![guest(1)], (1..=9).map(guest).collect()] {
        pieces.push(Piece::Reminder { id, receipt: receipt(), guests: guests.clone() });
        pieces.push(Piece::Moved { id, receipt: full_receipt(SeatState::Waiting), guests: guests.clone() });
        pieces.push(Piece::CalledOff { receipt: receipt(), guests: guests.clone() });
        pieces.push(Piece::PlaceCancelled { receipt: receipt(), guests });
    }
    pieces
}

fn text(renderer: &Renderer, reply: &Reply) -> String {
    match renderer.render(reply) {
        Ok(Some(PassiveReply::Text(text))) => text,
        other => panic!("{reply:?} has no words: {other:?}"),
    }
}

/// The template of a piece is its name in serde's eyes.
fn name(piece: &Piece) -> String {
    match serde_json::to_value(piece).unwrap() {
        Value::String(name) => name,
        Value::Object(map) => map.keys().next().unwrap().clone(),
        other => panic!("{other}"),
    }
}

#[test]
fn every_template_is_rendered_over_a_sample() {
    let renderer = Renderer::new(None).unwrap();
    let mut rendered = BTreeSet::from(["labels", "choices", "card", "when", "tap"].map(str::to_owned));
    for piece in samples() {
        let words = text(&renderer, &Reply { pieces: vec![piece.clone()], choices: Vec::new() });
        assert!(!words.trim().is_empty(), "{piece:?} says nothing");
        assert!(!words.contains("{{") && !words.contains("{%"), "{words}");
        assert!(!words.contains("\n\n"), "an empty line within a piece:\n{words}");
        rendered.insert(name(&piece));
    }
    assert_eq!(rendered, renderer.names().into_iter().collect());
}

#[test]
fn every_button_has_a_label() {
    let renderer = Renderer::new(None).unwrap();
    let ids = [
        "home",
        "openings",
        "near_home",
        "most_wanted",
        "next",
        "policies",
        "money",
        "activities",
        "for_other",
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
        "activity_1",
        "join_1",
        "other_1",
        "queue_1",
        "places_2",
        "mine_1",
        "leaving_2",
        "leave_1",
        "change_1",
        "take_1",
        "here_1_00ff12ab34cd",
        "bring_1_00ff12ab34cd",
        "enter_1_00ff12ab34cd",
        "rate_1_1",
        "rate_1_2",
        "rate_1_3",
    ];
    for id in ids {
        let reply = Reply::new(Piece::AskHome, [Button::parse(id).unwrap()]);
        let words = text(&renderer, &reply);
        assert!(words.contains(&format!("msgmenuid={id}\">1 ")), "{words}");
        assert!(!words.contains(">1 </a>"), "{id} has no label");
    }
}

fn of_opening(title: Option<&str>, headcount: Option<u32>) -> Label {
    Label::Opening { name: "某厂".into(), title: title.map(str::to_owned), headcount }
}

fn extent(enterprises: usize, openings: usize, people: u32) -> Extent {
    Extent { enterprises, openings, people }
}

fn session(left: Option<u32>) -> Label {
    Label::Session { name: "上午场".into(), from: "9:00".into(), to: Some("11:30".into()), left }
}

#[test]
fn labels_of_rows_are_worded() {
    let choices = vec![
        Choice::labelled(Button::Trade(TradeId::parse("t").unwrap()), Label::Trade { name: "服装".into(), count: 20 }),
        Choice::labelled(Button::Opening(OpeningId(3)), of_opening(None, Some(30))),
        Choice::labelled(Button::Opening(OpeningId(4)), of_opening(None, None)),
        Choice::labelled(
            Button::Activity(ActivityId(1)),
            Label::Activity { title: "招聘会".into(), when: when(), full: true, queues: true },
        ),
        Choice::labelled(Button::Pick(1), Label::place(*full_receipt(SeatState::Waiting))),
        Choice::worded(Button::Pick(2), "一"),
        Choice::labelled(Button::Pick(3), session(None)),
        Choice::labelled(Button::Pick(4), session(Some(0))),
        Choice::labelled(Button::Pick(5), session(Some(9))),
        Choice::labelled(Button::Pick(6), Label::WhichSession),
        Choice::labelled(Button::Pick(7), Label::OwnNumber { mobile: "138****0001".into() }),
        Choice::labelled(Button::Activity(ActivityId(2)), Label::NextTime { when: when() }),
        Choice::labelled(
            Button::Pick(8),
            Label::place(Receipt { title: "【样例】".to_owned() + &"长".repeat(30), ..*receipt() }),
        ),
        Choice::labelled(Button::Pick(9), Label::Guest { number: "1-0002".into(), name: Some("李*".into()) }),
        Choice::labelled(Button::Opening(OpeningId(5)), of_opening(Some("平车工"), Some(3))),
    ];
    let renderer = Renderer::new(None).unwrap();
    let words = as_read(&PassiveReply::Text(text(&renderer, &Reply { pieces: vec![Piece::AskHome], choices })));
    for label in [
        "[1 服装（20家）]",
        "[2 某厂 招30人]",
        "[3 某厂]",
        "[4 3月8日 招聘会（已满，可排队）]",
        "[5 1-0001 春风行动招聘会（李*） 排队中]",
        "[6 一]",
        "[7 上午场 9:00–11:30]",
        "[8 上午场 9:00–11:30（满了）]",
        "[9 上午场 9:00–11:30（剩9）]",
        "[10 场次]",
        "[11 用我的号 138****0001]",
        "[12 下一场 3月8日]",
        "[13 1-0001 长长长长长长长长长长长…]",
        "[14 李*（1-0002） 到了]",
        "[15 某厂 平车工 招3人]",
    ] {
        assert!(words.contains(label), "{label} is missing in\n{words}");
    }
}

/// As long as all of it can be: `wechat.text_limit_bytes` is 2,000.
#[test]
fn a_page_of_places_is_what_the_platform_takes() {
    let receipt = Receipt { number: "123-0045".into(), title: "长".repeat(30), ..*full_receipt(offered()) };
    let receipt = Receipt { name: Some("欧***".into()), ..receipt };
    let places =
        (1..=4).map(|n| Choice::labelled(Button::MySignUp(SignUpId(100_000 + n)), Label::place(receipt.clone())));
    let next = [Button::MySignUpsPage(2), Button::Activities, Button::Home, Button::Resume].map(Choice::plain);
    let pieces = vec![Piece::MySignUps { total: 20, first: 5, last: 8 }];
    let words = text(&Renderer::new(None).unwrap(), &Reply { pieces, choices: places.chain(next).collect() });
    assert!(words.len() <= 2_000, "{} bytes\n{words}", words.len());
}

/// As long as all of it can be, once more.
#[test]
fn a_page_of_openings_is_what_the_platform_takes() {
    let enterprise = Enterprise {
        id: EnterpriseId(1),
        name: "长".repeat(40),
        address: String::new(),
        place: None,
        trade: None,
        contacts: Vec::new(),
        phones: Vec::new(),
        wechat_same_number: false,
    };
    let opening = Opening {
        id: OpeningId(1),
        enterprise: EnterpriseId(1),
        title: Some("长".repeat(40)),
        headcount: Some(10_000),
        wage: None,
        requirements: None,
        source: String::new(),
        expires_at: None,
    };
    let row = |n: i64| Choice::labelled(Button::Opening(OpeningId(100_000 + n)), Label::opening(&opening, &enterprise));
    let next = [Button::NextPage, Button::Openings].map(Choice::plain);
    let list = Piece::OpeningsList {
        what: "赣州经开区（不在兴国） 平车工、服装".into(),
        at_least: Some(100),
        extent: extent(2_000, 5_000, 100_000),
        first: 4_996,
        last: 5_000,
    };
    let none = Piece::OpeningsElsewhere { unit: "长".repeat(5), what: "平车工、服装".into() };
    let reply = Reply { pieces: vec![none, list], choices: (1..=5).map(row).chain(next).collect() };
    let words = text(&Renderer::new(None).unwrap(), &reply);
    assert!(words.len() <= 2_000, "{} bytes\n{words}", words.len());
}

#[test]
fn markup_in_data_makes_no_link() {
    let renderer = Renderer::new(None).unwrap();
    let evil = "<a href=\"https://evil.example\">x</a>";
    let reply = Reply {
        pieces: vec![Piece::Cancelled { title: evil.into(), queued: false }],
        choices: vec![Choice::worded(Button::Pick(1), evil)],
    };
    let words = text(&renderer, &reply);
    assert_eq!(words.matches("<a ").count(), 1, "{words}");
    assert!(!words.contains("https://evil.example\">x"), "{words}");
}
