//! Reads a content pack: everything of one county that is not code (`config/xingguo/`), checked as a whole.
//!
//! Pure: the caller reads the folder, or takes the copy that is compiled in. All flaws are told at once, each
//! with its file and line, so that whoever edits a pack mends it in one go.

mod activities;
mod annexes;
mod button;
mod calendar;
pub mod campaigns;
mod document;
pub mod files;
pub mod flaw;
mod forms;
mod keywords;
mod menu;
pub mod menu_book;
mod names;
mod notices;
mod pack;
mod places;
mod policies;
pub mod policy_book;
mod recurring;
mod reminders;
pub mod rule_book;
mod said;
mod serde_words;
mod trades;
mod units;

pub(super) use activities::{MOST_SESSIONS, unasked};
pub use activities::{NoSuchDay, SampleActivity};
pub use campaigns::CampaignSheet;
pub use recurring::RecurringActivity;

use self::files::PackFiles;
use self::flaw::{Flaw, Flaws};
use self::names::Names;
use self::rule_book::RuleBook;
use super::errands::templates::TemplatePlan;
use super::import::flaw::Imported;
use crate::domain::keyword::Keywords;
use crate::domain::pack::Pack;

/// A sound pack.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The pack.
    pub pack: Pack,
    /// The keyword rules as they are written, for staff to change.
    pub rules: RuleBook,
    /// Annex 2 and the later openings, with their own flaws: those are the county's, and shown as they are.
    pub enterprises: Imported,
    /// Samples for trials, without their dates.
    pub samples: Vec<SampleActivity>,
    /// Samples that come again.
    pub recurring: Vec<RecurringActivity>,
    /// The account's templates for what is said later.
    pub templates: Vec<TemplatePlan>,
    /// Campaigns for the season, to be drawn up by `guiyan campaign plan`.
    pub campaigns: Vec<CampaignSheet>,
    /// What should be looked at, though the pack can serve.
    pub warnings: Vec<Flaw>,
}

/// The copy of `config/xingguo` that is compiled in, so that the one binary runs anywhere.
pub fn built_in() -> PackFiles {
    files::built_in()
}

/// Reads and checks a pack.
///
/// # Errors
/// All flaws, by file and line, warnings among them, if one of them is an error.
pub fn load(files: &PackFiles) -> Result<Loaded, Vec<Flaw>> {
    let mut flaws = Flaws::default();
    let sheet = pack::read(files, &mut flaws);
    let units = units::read(files, sheet.as_ref().and_then(|sheet| sheet.printed.as_ref()), &mut flaws);
    let trades = trades::read(files, &mut flaws);
    let places = places::read(files, &units, &mut flaws);
    let policies = policies::read(files, &mut flaws);
    let hotline = sheet.as_ref().map_or("", |sheet| sheet.county.hotline.as_str());
    let claimants = policies::read_claimants(files, &policies, hotline, &mut flaws);
    let forms = forms::read(files, &mut flaws);
    let names = Names::of(&units, &trades, &places, &policies.ids, &claimants);
    let rules = keywords::read(files, &names, hotline, &mut flaws);
    let menu = menu::read(files, &names, &mut flaws);
    let samples = activities::read(files, &forms, hotline, &mut flaws);
    let recurring = recurring::read(files, &forms, hotline, &mut flaws);
    let working_days = calendar::read(files, &mut flaws);
    let reminders = reminders::read(files, sheet.as_ref().map(|sheet| &sheet.county.sign_up), &mut flaws);
    let templates = notices::read(files, &mut flaws);
    let campaigns = campaigns::read_all(files, &mut flaws);
    let source = sheet.as_ref().map_or("", |sheet| sheet.enterprises_source.as_str());
    let enterprises = annexes::read(files, &trades, &places, source, &mut flaws);
    let (Some(sheet), Some(menu), false) = (sheet, menu, flaws.has_error()) else { return Err(flaws.in_order()) };
    let keywords = Keywords::compile(rules);
    let rules = RuleBook::read(files, names, &sheet.county.hotline);
    let policies = policies.sound;
    let county = sheet.county;
    let pack =
        Pack { county, units, places, trades, policies, claimants, forms, keywords, menu, working_days, reminders };
    Ok(Loaded { pack, rules, enterprises, samples, recurring, templates, campaigns, warnings: flaws.in_order() })
}
