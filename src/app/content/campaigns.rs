//! `campaigns/*.toml`: campaigns as staff write them, with names where the records have ids.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::document::Document;
use super::files::PackFiles;
use super::flaw::{Flaw, Flaws};
use crate::app::campaigns::saved::SavedAudience;
use crate::app::vault::Vault;
use crate::domain::activity::ActivityKind;
use crate::domain::campaign::{About, Audience, Condition, Draft, Group, Schedule, Term, Way, Words};
use crate::domain::catalog::Catalog;
use crate::domain::form::AnswerKind;
use crate::domain::id::{ActivityId, OpenId, OpeningId, PolicyId, UnitId};
use crate::domain::source::SourceCode;
use crate::domain::text::unit;
use crate::domain::topic::Topic;

/// The folder of a pack.
const FOLDER: &str = "campaigns";

/// A campaign as it is written; its names are looked up when it is drawn up.
#[derive(Debug, Clone, PartialEq)]
pub struct CampaignSheet {
    /// The file's name without its ending: what staff call it on the command line.
    pub name: String,
    sheet: Sheet,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    title: String,
    topic: Topic,
    #[serde(default)]
    way: Way,
    #[serde(default)]
    urgent: bool,
    #[serde(default)]
    about: Option<SaidAbout>,
    #[serde(default)]
    audience: Groups,
    words: Words,
    #[serde(default)]
    other_words: Option<Words>,
    #[serde(default)]
    when: Schedule,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SaidAbout {
    Activity(Said),
    Opening(OpeningId),
    Policy(PolicyId),
}

/// A number, or a name.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
enum Said {
    Number(i64),
    Name(String),
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Groups {
    /// The name of a saved audience, in place of `any`.
    #[serde(default)]
    saved: Option<String>,
    #[serde(default)]
    any: Vec<Asked>,
    #[serde(default)]
    except: Vec<Asked>,
}

/// One group: all that is written has to hold.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Asked {
    units: Vec<String>,
    villages: Vec<String>,
    /// Options by the id of their question.
    chose: BTreeMap<String, Vec<String>>,
    signed_up: Option<Said>,
    came: Option<Said>,
    missed: Option<Said>,
    sources: Vec<SourceCode>,
    seen_in_days: Option<u16>,
    silent_for_days: Option<u16>,
    followed_in_days: Option<u16>,
    window_open: bool,
    wants: Option<Topic>,
    tags: Vec<String>,
    openids: Vec<OpenId>,
}

/// All of a pack; it may do without.
pub(super) fn read_all(files: &PackFiles, flaws: &mut Flaws) -> Vec<CampaignSheet> {
    let paths: Vec<&str> = files.tomls_in(FOLDER).collect();
    paths.into_iter().filter_map(|path| read_one(files, path, flaws)).collect()
}

fn read_one(files: &PackFiles, path: &str, flaws: &mut Flaws) -> Option<CampaignSheet> {
    let document = Document::open(files, path, flaws)?;
    let sheet = document.root().read(flaws)?;
    let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".toml").to_owned();
    Some(CampaignSheet { name, sheet })
}

/// Reads one that stands in a file of its own; `path` is what staff call it.
///
/// # Errors
/// All that is wrong with it, by line.
pub fn read(path: &str, text: &str) -> Result<CampaignSheet, Vec<Flaw>> {
    let mut files = PackFiles::new("");
    files.insert(path, text);
    let mut flaws = Flaws::default();
    match read_one(&files, path, &mut flaws) {
        Some(sheet) if !flaws.has_error() => Ok(sheet),
        _ => Err(flaws.in_order()),
    }
}

/// By what names are looked up.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// Units and activities.
    pub catalog: &'a Catalog,
    /// Followers.
    pub vault: &'a Vault,
    /// Audiences.
    pub saved: &'a [SavedAudience],
}

/// Reads the audience of a file that holds nothing else.
///
/// # Errors
/// The first thing that is wrong with it, in words for staff.
pub fn read_audience(path: &str, text: &str, names: Names<'_>) -> Result<Audience, String> {
    let mut files = PackFiles::new("");
    files.insert(path, text);
    let mut flaws = Flaws::default();
    let read = Document::open(&files, path, &mut flaws).and_then(|document| {
        document.root().only(&["audience"], &mut flaws);
        document.root().section::<Groups>("audience", &mut flaws)
    });
    match read {
        Some(groups) if !flaws.has_error() => groups.audience(names),
        _ => Err(flaws.in_order().first().map_or_else(String::new, Flaw::to_string)),
    }
}

impl Groups {
    fn audience(&self, names: Names<'_>) -> Result<Audience, String> {
        let groups = |asked: &[Asked]| asked.iter().map(|asked| asked.group(names)).collect::<Result<_, String>>();
        let (any, except) = (groups(&self.any)?, groups(&self.except)?);
        let audience = match &self.saved {
            None => Audience { any, except },
            Some(_) if !any.is_empty() => return Err("audience 里写了 saved，就不能再写 any".to_owned()),
            Some(name) => {
                let saved = saved_as(name, names.saved)?.clone();
                Audience { except: saved.except.into_iter().chain(except).collect(), ..saved }
            }
        };
        audience.flaw().map_or(Ok(audience), Err)
    }
}

impl CampaignSheet {
    /// What staff call it.
    pub fn title(&self) -> &str {
        &self.sheet.title
    }

    /// With its names looked up.
    ///
    /// # Errors
    /// What is not there, in words for staff.
    pub fn draft(&self, names: Names<'_>) -> Result<Draft, String> {
        let Sheet { title, topic, way, urgent, about, audience, words, other_words, when } = self.sheet.clone();
        let about = about.map(|about| match about {
            SaidAbout::Activity(said) => activity(&said, names.catalog).map(About::Activity),
            SaidAbout::Opening(id) => Ok(About::Opening(id)),
            SaidAbout::Policy(id) => Ok(About::Policy(id)),
        });
        let audience = audience.audience(names)?;
        Ok(Draft { title, topic, way, urgent, about: about.transpose()?, audience, words, other_words, when })
    }
}

impl Asked {
    fn group(&self, names: Names<'_>) -> Result<Group, String> {
        let mut all = Vec::new();
        if !self.units.is_empty() {
            all.push(Condition::Units(each(&self.units, |name| unit_named(name, names.catalog))?));
        }
        all.extend((!self.villages.is_empty()).then(|| Condition::Villages(self.villages.clone())));
        for (question, options) in &self.chose {
            all.push(chose(question, options, names.catalog)?);
        }
        for (said, condition) in [
            (&self.signed_up, Condition::SignedUp as fn(Term) -> Condition),
            (&self.came, Condition::Came),
            (&self.missed, Condition::Missed),
        ] {
            all.extend(said.as_ref().map(|said| term(said, names.catalog).map(condition)).transpose()?);
        }
        all.extend((!self.sources.is_empty()).then(|| Condition::Sources(self.sources.clone())));
        all.extend(self.seen_in_days.map(Condition::SeenInDays));
        all.extend(self.silent_for_days.map(Condition::SilentForDays));
        all.extend(self.followed_in_days.map(Condition::FollowedInDays));
        all.extend(self.window_open.then_some(Condition::WindowOpen));
        all.extend(self.wants.map(Condition::Wants));
        all.extend((!self.tags.is_empty()).then(|| Condition::Tags(self.tags.clone())));
        all.extend(
            (!self.openids.is_empty())
                .then(|| Condition::Listed(self.openids.iter().map(|openid| names.vault.subject(openid)).collect())),
        );
        Ok(Group(all))
    }
}

fn saved_as<'a>(name: &str, saved: &'a [SavedAudience]) -> Result<&'a Audience, String> {
    let found = saved.iter().find(|one| one.name.as_str() == name.trim());
    found.map(|one| &one.audience).ok_or_else(|| format!("没有存过叫“{name}”的人群"))
}

fn each<T>(names: &[String], find: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, String> {
    names.iter().map(|name| find(name)).collect()
}

fn unit_named(name: &str, catalog: &Catalog) -> Result<UnitId, String> {
    unit::named(name, &catalog.pack.units).ok_or_else(|| format!("没有“{name}”这个单位"))
}

/// An option that no form offers was chosen by nobody: it is a slip.
fn chose(question: &str, options: &[String], catalog: &Catalog) -> Result<Condition, String> {
    let asked = catalog.pack.forms.iter().flat_map(|form| &form.questions).filter(|asked| asked.id == question);
    let offered: Vec<&String> = asked
        .filter_map(|asked| if let AnswerKind::Choice { options } = &asked.kind { Some(options) } else { None })
        .flatten()
        .collect();
    if offered.is_empty() {
        return Err(format!("没有哪张报名表让人选 {question}"));
    }
    match options.iter().find(|option| !offered.contains(option)) {
        Some(option) => Err(format!("{question} 没有“{option}”这一项")),
        None => Ok(Condition::Chose { question: question.to_owned(), options: options.to_vec() }),
    }
}

fn term(said: &Said, catalog: &Catalog) -> Result<Term, String> {
    match said {
        Said::Name(name) if name == "any" => Ok(Term::Any),
        Said::Name(name) => match ActivityKind::named(name) {
            Some(kind) => Ok(Term::Kind(kind)),
            None => activity(said, catalog).map(Term::Activity),
        },
        Said::Number(_) => activity(said, catalog).map(Term::Activity),
    }
}

/// By its number, or by the name that the table or the pack gives it.
fn activity(said: &Said, catalog: &Catalog) -> Result<ActivityId, String> {
    let found = match said {
        Said::Number(id) => catalog.activity(ActivityId(*id)),
        Said::Name(slug) => catalog.activities.iter().find(|activity| activity.slug == *slug),
    };
    found.map(|activity| activity.id).ok_or_else(|| match said {
        Said::Number(id) => format!("没有编号是 {id} 的活动"),
        Said::Name(slug) => format!("没有叫 {slug} 的活动"),
    })
}
