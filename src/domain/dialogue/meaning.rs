//! What free text means, wherever it is said: a keyword, a search, a number that wants to be put down.

use std::ops::RangeInclusive;

use super::button::Button;
use super::intent::{Intent, Wish};
use super::state::Viewed;
use crate::domain::catalog::Catalog;
use crate::domain::form::parse;
use crate::domain::id::RuleId;
use crate::domain::keyword::{Found, KeywordRule, Strength, Subject};
use crate::domain::text::filler;
use crate::domain::text::fold::fold;
use crate::domain::text::pick::pick;
use crate::domain::text::search::OpeningQuery;

/// Fewer characters are a part of many titles.
const PART_OF_TITLE: usize = 3;
/// Characters of the name of a kind of factory.
const WORKS: RangeInclusive<usize> = 3..=8;

/// What free text means, whatever the topic: a keyword or a search.
///
/// A whole keyword wins, unless it speaks of a job (`普工`) that an opening has in its title. Otherwise a text that
/// names a trade, a job, a place or an enterprise is a search, unless a keyword of another subject is in it too
/// ("服装厂招工补贴" is about money).
pub fn meaning(text: &str, catalog: &Catalog) -> Intent {
    let found = catalog.pack.keywords.found(text);
    let whole = found.filter(|found| found.strength == Strength::Whole);
    // Most messages are a keyword, and need no search.
    if let Some(found) = whole.filter(|found| !found.rule.titles) {
        return follow(found.rule);
    }
    if let Some(button) = activity_titled(text, catalog) {
        return Intent::Press(button);
    }
    let query = catalog.openings.understand(text);
    let keyword = found.filter(|found| !is_offered(found, &query)).map(|found| (found.rule, found.strength));
    if let Some((rule, Strength::Whole)) = keyword {
        return follow(rule);
    }
    match keyword {
        Some((rule, Strength::Holds)) if query.is_empty() => follow(rule),
        Some((rule, Strength::Holds)) if query.named.is_empty() && !about_openings(rule) => match rule.unlisted {
            // "离家近的电子厂包住吗" looks for work first.
            Some(_) if names_work(&query) => wish(query, text, Some(rule.id.clone()), catalog),
            _ => follow(rule),
        },
        // A firm that offers nothing now may hold an interview.
        _ if !query.is_empty() => match query.nothing_at.and_then(|_| activity_named(text, catalog)) {
            Some(button) => Intent::Press(button),
            None => wish(query, text, None, catalog),
        },
        Some((rule, _)) => follow(rule),
        // Who sends a number wants to be put down for something.
        None if is_mobile(text) => Intent::Press(Button::Activities),
        None => match activity_named(text, catalog) {
            Some(button) => Intent::Press(button),
            None => kind_of_works(text).map_or(Intent::Unknown, Intent::NobodyOffers),
        },
    }
}

/// The activity of just that name, as it stands on a poster: a firm may have its name in it.
fn activity_titled(text: &str, catalog: &Catalog) -> Option<Button> {
    let folded = fold(text);
    let called = |title: &str| fold(title.rsplit('】').next().unwrap_or(title)) == folded;
    catalog
        .activities
        .iter()
        .find(|activity| called(&activity.title))
        .and_then(|first| all_called(&first.title, catalog))
}

/// The activity that these words are a part of the name of.
fn activity_named(text: &str, catalog: &Catalog) -> Option<Button> {
    if fold(text).chars().count() < PART_OF_TITLE {
        return None;
    }
    let mut titles: Vec<&str> = catalog.activities.iter().map(|activity| activity.title.as_str()).collect();
    titles.dedup();
    let named = pick(text, &titles.iter().map(|title| vec![*title]).collect::<Vec<_>>())?;
    all_called(titles.get(named)?, catalog)
}

/// The one of that title; where several have it, the list with their kind in front.
fn all_called(title: &str, catalog: &Catalog) -> Option<Button> {
    let mut called = catalog.activities.iter().filter(|activity| activity.title == title);
    let first = called.next()?;
    Some(if called.next().is_some() { Button::ActivitiesOf(first.kind) } else { Button::Activity(first.id) })
}

fn names_work(query: &OpeningQuery) -> bool {
    query.names_work() || !query.places.is_empty() || query.near_home
}

/// Whether a rule speaks of a job that an opening has in its title.
fn is_offered(found: &Found<'_>, query: &OpeningQuery) -> bool {
    found.rule.titles && query.titles.iter().any(|title| title.contains(found.word))
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

/// A mobile number, with or without words around it.
pub fn is_mobile(text: &str) -> bool {
    parse::mobile(text).is_ok()
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
