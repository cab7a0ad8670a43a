//! 我能领多少: who asks, then each of their policies by its own questions.

use super::button::Button;
use super::misunderstood::{misunderstood, no_such_choice, not_understood};
use super::piece::Piece;
use super::reply::{Choice, Reply};
use super::state::{Claiming, Dialogue, Finding, Granted, Topic};
use super::turn::{Step, Turn, World, main_choices};
use super::view::{FindingView, NumberRange, ValidityView};
use crate::domain::catalog::Catalog;
use crate::domain::form::parse;
use crate::domain::id::ClaimantId;
use crate::domain::policy::{Amount, Policy, RuleNumber, RuleOption, RuleQuestion};
use crate::domain::text::pick::pick;

/// Asks who is asking.
pub fn begin(dialogue: Dialogue, world: &World<'_>) -> Step {
    Turn::new(dialogue, Topic::AskingClaimant, who(world)).into()
}

fn who(world: &World<'_>) -> Reply {
    let claimants = world.catalog.pack.claimants.iter();
    let choices = claimants.map(|claimant| Choice::worded(Button::Claim(claimant.id.clone()), &claimant.label));
    Reply { pieces: vec![Piece::ClaimWho], choices: choices.collect() }
}

/// The claimant that a text names.
pub fn claimant_named(text: &str, catalog: &Catalog) -> Option<ClaimantId> {
    let claimants = &catalog.pack.claimants;
    let words: Vec<Vec<&str>> = claimants.iter().map(|claimant| words(&claimant.label, &claimant.spoken)).collect();
    Some(claimants.get(pick(text, &words)?)?.id.clone())
}

fn words<'a>(label: &'a str, spoken: &'a [String]) -> Vec<&'a str> {
    std::iter::once(label).chain(spoken.iter().map(String::as_str)).collect()
}

/// Begins with the first policy of a claimant.
pub fn claim(dialogue: Dialogue, id: &ClaimantId, world: &World<'_>) -> Step {
    let Some(claimant) = world.catalog.pack.claimant(id) else { return begin(dialogue, world) };
    if claimant.policies.is_empty() {
        let piece = Piece::ClaimOtherwise { text: claimant.otherwise.clone() };
        let next = [Button::Openings, Button::Money, Button::Human];
        return Turn::new(dialogue, Topic::Idle, Reply::new(piece, next)).into();
    }
    go_on(dialogue, Claiming::begin(id.clone()), world)
}

impl Claiming {
    /// At the first question of the first policy.
    fn begin(claimant: ClaimantId) -> Self {
        Self { claimant, policy: 0, question: 0, amount: None, heads: None, found: Vec::new() }
    }

    /// Done with this policy, on to the next.
    fn found(mut self, result: Result<Granted, String>) -> Self {
        self.found.push(Finding { policy: self.policy, result });
        Self { policy: self.policy + 1, question: 0, amount: None, heads: None, ..self }
    }
}

fn policy_of<'a>(claiming: &Claiming, catalog: &'a Catalog) -> Option<&'a Policy> {
    let claimant = catalog.pack.claimant(&claiming.claimant)?;
    catalog.pack.policy(claimant.policies.get(claiming.policy)?)
}

/// The question that is open.
pub fn question_of<'a>(claiming: &Claiming, catalog: &'a Catalog) -> Option<&'a RuleQuestion> {
    policy_of(claiming, catalog)?.questions.get(claiming.question)
}

/// Whether `text` answers the open question.
pub fn fits(claiming: &Claiming, text: &str, catalog: &Catalog) -> bool {
    question_of(claiming, catalog).is_some_and(|question| match &question.number {
        Some(number) => read_number(number, text).is_some(),
        None => option_named(question, text).is_some(),
    })
}

fn read_number(number: &RuleNumber, text: &str) -> Option<u32> {
    parse::whole_number(text, 0, number.at_most).ok()
}

/// The option that a text names.
fn option_named<'a>(question: &'a RuleQuestion, text: &str) -> Option<&'a RuleOption> {
    let words: Vec<Vec<&str>> = question.options.iter().map(|option| words(&option.label, &option.spoken)).collect();
    question.options.get(pick(text, &words)?)
}

/// Asks the open question once more; `None` outside an eligibility dialogue.
pub fn ask_again(dialogue: &Dialogue, world: &World<'_>) -> Option<Reply> {
    match &dialogue.topic {
        Topic::Claiming(claiming) => ask(claiming, world),
        Topic::AskingClaimant => Some(who(world)),
        _ => None,
    }
}

fn ask(claiming: &Claiming, world: &World<'_>) -> Option<Reply> {
    let policy = policy_of(claiming, world.catalog)?;
    let question = policy.questions.get(claiming.question)?;
    let piece = Piece::ClaimQuestion {
        policy: policy.short.clone(),
        text: question.text.clone(),
        number: question.number.as_ref().map(|number| number.unit.clone()),
    };
    let options = (1..=u8::MAX).zip(&question.options);
    let choices = options.map(|(n, option)| Choice::worded(Button::Pick(n), &option.label)).collect();
    Some(Reply { pieces: vec![piece], choices })
}

/// A button that answers what is open.
pub fn press(dialogue: Dialogue, claiming: Claiming, button: Button, world: &World<'_>) -> Step {
    match button {
        Button::Pick(n) => {
            let question = question_of(&claiming, world.catalog);
            let at = usize::from(n).checked_sub(1);
            match question.zip(at).and_then(|(question, at)| question.options.get(at)) {
                Some(option) => choose(dialogue, claiming, option, world),
                None => {
                    let open = ask(&claiming, world);
                    no_such_choice(dialogue, open, world)
                }
            }
        }
        Button::Back if claiming.question > 0 => {
            let question = claiming.question - 1;
            go_on(dialogue, Claiming { question, ..claiming }, world)
        }
        Button::Back | Button::Restart => begin(dialogue, world),
        Button::Cancel => {
            Turn::new(dialogue, Topic::Idle, Reply::new(Piece::Home(world.county()), main_choices())).into()
        }
        _ => {
            let open = ask(&claiming, world);
            not_understood(dialogue, open, world)
        }
    }
}

/// Words that answer what is open.
pub fn answer(dialogue: Dialogue, claiming: Claiming, text: &str, world: &World<'_>) -> Step {
    let Some(question) = question_of(&claiming, world.catalog) else { return begin(dialogue, world) };
    if let Some(number) = &question.number {
        return match read_number(number, text) {
            Some(n) => count(dialogue, claiming, number, n, world),
            None => {
                let range = NumberRange { unit: number.unit.clone(), most: number.at_most };
                misunderstood(dialogue, Piece::ClaimUnclear { number: Some(range) }, ask(&claiming, world), world)
            }
        };
    }
    match option_named(question, text) {
        Some(option) => choose(dialogue, claiming, option, world),
        None => misunderstood(dialogue, Piece::ClaimUnclear { number: None }, ask(&claiming, world), world),
    }
}

fn choose(dialogue: Dialogue, claiming: Claiming, option: &RuleOption, world: &World<'_>) -> Step {
    let claiming = match &option.refuse {
        Some(reason) => claiming.found(Err(reason.clone())),
        None => {
            let amount = option.amount.or(claiming.amount);
            Claiming { amount, question: claiming.question + 1, ..claiming }
        }
    };
    go_on(dialogue, claiming, world)
}

fn count(dialogue: Dialogue, claiming: Claiming, number: &RuleNumber, n: u32, world: &World<'_>) -> Step {
    let claiming = if n < number.at_least {
        claiming.found(Err(number.refuse.clone()))
    } else {
        let heads = if number.heads { Some(n) } else { claiming.heads };
        let amount = number.amount.or(claiming.amount);
        Claiming { amount, heads, question: claiming.question + 1, ..claiming }
    };
    go_on(dialogue, claiming, world)
}

/// Asks the next question, goes to the next policy, or says what came out. One that cannot be claimed today is asked
/// nothing about, and counts for nothing.
fn go_on(dialogue: Dialogue, claiming: Claiming, world: &World<'_>) -> Step {
    let valid = policy_of(&claiming, world.catalog).map(|policy| ValidityView::of(&policy.valid, world.today()));
    if let Some(closed) = valid.and_then(|valid| valid.closed) {
        return go_on(dialogue, claiming.found(Err(closed)), world);
    }
    if let Some(reply) = ask(&claiming, world) {
        return Turn::new(dialogue, Topic::Claiming(claiming), reply).into();
    }
    if policy_of(&claiming, world.catalog).is_some() {
        let granted = Granted { amount: claiming.amount, heads: claiming.heads };
        return go_on(dialogue, claiming.found(Ok(granted)), world);
    }
    let findings = claiming.found.iter().filter_map(|finding| view(&claiming, finding, world)).collect();
    let piece = Piece::ClaimFindings { findings, hotline: world.hotline() };
    let next = [Button::Policies, Button::Money, Button::Human];
    Turn::new(dialogue, Topic::Idle, Reply::new(piece, next)).into()
}

fn view(claiming: &Claiming, finding: &Finding, world: &World<'_>) -> Option<FindingView> {
    let policy = policy_of(&Claiming { policy: finding.policy, ..claiming.clone() }, world.catalog)?;
    let valid = ValidityView::of(&policy.valid, world.today());
    let granted = finding.result.as_ref().ok().filter(|_| valid.closed.is_none());
    let amount = granted.and_then(|granted| granted.amount);
    let heads = granted.and_then(|granted| granted.heads);
    let times = |Amount { from, to, .. }: Amount, heads: u32| {
        (u64::from(from) * u64::from(heads), u64::from(to) * u64::from(heads))
    };
    Some(FindingView {
        policy: policy.short.clone(),
        valid,
        granted: granted.is_some(),
        reason: finding.result.as_ref().err().cloned(),
        amount,
        heads,
        total: amount.zip(heads).map(|(amount, heads)| times(amount, heads)),
        apply: policy.apply.clone(),
        office: policy.office.clone(),
    })
}
