//! Where somebody lives or is, as the answer to a question: units as a list, villages, places sent from the map.

use super::asking::{answer_to, asked, form_of};
use super::button::Button;
use super::filling::{NoAnswer, accept, go_on};
use super::piece::Piece;
use super::reply::{Choice, Reply};
use super::state::{Dialogue, Filling, Pending};
use super::turn::{Step, Turn, World};
use crate::domain::county::Unit;
use crate::domain::form::parse::AnswerError;
use crate::domain::form::spot::Spot;
use crate::domain::form::village::{self, Village, VillageMatch, VillageName};
use crate::domain::form::{Answer, AnswerKind, Question};
use crate::domain::id::UnitId;
use crate::domain::text::fold::fold;
use crate::domain::text::unit::{self, UnitMatch};

/// Units a page: each is one digit.
const PAGE: usize = 9;
/// Words of somebody who would rather see which units there are.
const SHOW: [&str; 15] = [
    "有哪些",
    "都有哪些",
    "有哪些乡镇",
    "哪些乡镇",
    "哪些",
    "列表",
    "看列表",
    "乡镇列表",
    "名单",
    "有什么",
    "不知道",
    "不晓得",
    "不清楚",
    "不会写",
    "不会打",
];

/// Whether a question like this is answered by a unit, or begins with one.
pub fn is_about_units(question: &Question) -> bool {
    matches!(question.kind, AnswerKind::Unit | AnswerKind::Village)
}

/// Whether the list of units is wanted, where one is asked for.
pub fn wants_list(question: &Question, text: &str) -> bool {
    is_about_units(question) && SHOW.contains(&fold(text).as_str())
}

/// Shows a page of the units, from 1.
pub fn page(dialogue: Dialogue, filling: &Filling, page: u8, world: &World<'_>) -> Step {
    Turn::stay(dialogue, units(filling, page, world)).into()
}

/// A page of the units to choose from, from 1; beyond the last it is the first again.
pub fn units(filling: &Filling, page: u8, world: &World<'_>) -> Reply {
    let all = &world.catalog.pack.units;
    let page = if usize::from(page.saturating_sub(1)) * PAGE < all.len() { page.max(1) } else { 1 };
    let before = usize::from(page - 1) * PAGE;
    let shown: Vec<Choice> =
        all.iter().skip(before).take(PAGE).map(|unit| Choice::worded(Button::Near(unit.id), &unit.name)).collect();
    let pages = all.len().div_ceil(PAGE);
    let more = (usize::from(page) < pages).then(|| Choice::plain(Button::Units(page.saturating_add(1))));
    let optional = asked(filling, world.catalog).is_some_and(|(_, question)| question.optional);
    let skip = optional.then(|| Choice::plain(Button::Skip));
    let village = match &filling.pending {
        Some(Pending::UnitOf(name)) => Some(name.as_str().to_owned()),
        _ => None,
    };
    let piece = Piece::Units { village, page, pages };
    Reply { pieces: vec![piece], choices: shown.into_iter().chain(more).chain(skip).collect() }
}

/// What is asked of a village whose one half is known.
pub fn ask(filling: &Filling, pending: &Pending, question: &Question, world: &World<'_>) -> Option<Reply> {
    match pending {
        Pending::VillageIn(unit) => {
            let unit = world.catalog.pack.unit(*unit)?.name.clone();
            let skip = question.optional.then_some(Button::Skip);
            Some(Reply::new(Piece::WhichVillage { unit }, skip))
        }
        Pending::UnitOf(_) => Some(units(filling, 1, world)),
    }
}

/// A unit was chosen: it is the answer, or the half of one.
pub fn answer_unit(dialogue: Dialogue, filling: Filling, unit: UnitId, world: &World<'_>) -> Step {
    let Some((at, question)) = asked(&filling, world.catalog) else { return go_on(dialogue, filling, world) };
    let answer = match (&question.kind, &filling.pending) {
        (AnswerKind::Village, Some(Pending::UnitOf(name))) => Answer::Village(Village { unit, name: name.clone() }),
        (AnswerKind::Village, _) => return which_village(dialogue, filling, unit, world),
        _ => Answer::Unit(unit),
    };
    accept(dialogue, filling, vec![(at, answer)], world)
}

/// A place was sent from the map: the answer, if its label says what was asked.
pub fn answer_spot(dialogue: Dialogue, filling: Filling, spot: Spot, world: &World<'_>) -> Result<Step, Box<NoAnswer>> {
    let Some((at, question)) = asked(&filling, world.catalog) else {
        return Err(Box::new(NoAnswer { dialogue, problem: None, open: None }));
    };
    let units = &world.catalog.pack.units;
    let answer = match question.kind {
        AnswerKind::Location => Answer::Location(spot),
        AnswerKind::Village => match (village::certain(spot.label(), units), in_label(spot.label(), units)) {
            (Some(village), _) => Answer::Village(village),
            (None, Some(unit)) => return Ok(which_village(dialogue, filling, unit, world)),
            (None, None) => return Err(unknown(dialogue, &filling, world)),
        },
        AnswerKind::Unit => match in_label(spot.label(), units) {
            Some(unit) => Answer::Unit(unit),
            None => return Err(unknown(dialogue, &filling, world)),
        },
        _ => return Err(Box::new(NoAnswer { dialogue, problem: None, open: None })),
    };
    Ok(accept(dialogue, filling, vec![(at, answer)], world))
}

/// The unit that the platform's words for a place name.
pub fn in_label(label: &str, units: &[Unit]) -> Option<UnitId> {
    let label = fold(label);
    units.iter().find(|unit| label.contains(&fold(&unit.name))).map(|unit| unit.id)
}

fn unknown(dialogue: Dialogue, filling: &Filling, world: &World<'_>) -> Box<NoAnswer> {
    Box::new(NoAnswer { dialogue, problem: Some(Piece::HomeUnknown), open: Some(units(filling, 1, world)) })
}

/// The missing half of a village, typed; `None` if neither half was missing, or this is not it.
pub fn other_half(pending: Option<&Pending>, text: &str, all: &[Unit]) -> Option<Village> {
    match (pending?, village::find(text, all)) {
        (_, VillageMatch::Whole(village)) => Some(village),
        (Pending::VillageIn(_), VillageMatch::Unit(_)) if text.trim().ends_with(['乡', '镇']) => None,
        (Pending::VillageIn(unit), _) => village::named(text).map(|name| Village { unit: *unit, name }),
        (Pending::UnitOf(name), _) => match unit::find(text, all) {
            UnitMatch::One(unit) => Some(Village { unit, name: name.clone() }),
            UnitMatch::Several(_) | UnitMatch::None => None,
        },
    }
}

/// What is missing of a village is asked, or known.
pub fn complete(dialogue: Dialogue, filling: Filling, half: Half, world: &World<'_>) -> Step {
    let name = match half {
        Half::Unit(unit) => return which_village(dialogue, filling, unit, world),
        Half::Name(name) => name,
    };
    match (known_unit(&filling, world), asked(&filling, world.catalog)) {
        (Some(unit), Some((at, _))) => {
            accept(dialogue, filling, vec![(at, Answer::Village(Village { unit, name }))], world)
        }
        _ => go_on(dialogue, Filling { pending: Some(Pending::UnitOf(name)), ..filling }, world),
    }
}

/// What was said of a village.
pub enum Half {
    /// Its unit.
    Unit(UnitId),
    /// Its name.
    Name(VillageName),
}

impl Half {
    /// The half that is in an answer which is not whole.
    pub fn of(problem: &AnswerError) -> Option<Self> {
        match problem {
            AnswerError::VillageMissing(unit) => Some(Self::Unit(*unit)),
            AnswerError::UnitMissing(name) => Some(Self::Name(name.clone())),
            _ => None,
        }
    }
}

fn which_village(dialogue: Dialogue, filling: Filling, unit: UnitId, world: &World<'_>) -> Step {
    go_on(dialogue, Filling { pending: Some(Pending::VillageIn(unit)), ..filling }, world)
}

/// Where they live, as far as the form or the records know.
fn known_unit(filling: &Filling, world: &World<'_>) -> Option<UnitId> {
    let questions = form_of(filling, world.catalog).into_iter().flat_map(|form| &form.questions);
    let said = questions.filter_map(|question| answer_to(filling, question)).find_map(|answer| match answer {
        Answer::Unit(unit) => Some(*unit),
        _ => None,
    });
    said.or(filling.home)
}
