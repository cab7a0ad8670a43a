//! The words by which people name trades, places, units and enterprises.

use std::collections::{BTreeSet, HashSet};

use super::company_name::CompanyNames;
use crate::domain::id::{EnterpriseId, PlaceId, TradeId, UnitId};
use crate::domain::keyword::Strength;
use crate::domain::opening::Enterprise;
use crate::domain::pack::Pack;
use crate::domain::text::filler;
use crate::domain::text::fold::fold;
use crate::domain::text::lexicon::{Hit, Lexicon, Word, widest};
use crate::domain::text::unit;

/// 玩具厂 and 模具厂 are one hanzi apart, so of three every one must be right.
const SLIPS_FROM: usize = 4;
/// Longer messages tell a story: a likeness in one of their many parts is chance.
const STORY: usize = 40;
/// Characters of a name that names anything.
const SHORTEST: usize = 2;
/// What may follow the beginning of an enterprise's name.
const ASKING: [&str; 12] =
    ["还招人", "招人", "招工", "招聘", "缺人", "要人", "电话", "地址", "在哪里", "在哪", "怎么样", "厂"];

#[derive(Debug, Clone)]
enum Meaning {
    Trade(TradeId),
    Place(PlaceId),
    Unit(UnitId),
    /// A unit without its 乡 or 镇, at the beginning of a message alone: 高兴 is a place in `高兴有厂吗` only.
    UnitSpoken(UnitId),
    Enterprise(EnterpriseId),
    /// A job, as the title of an opening has it.
    Title,
}

/// What the words of a message name, each once, in the order of the message.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Trades.
    pub trades: Vec<TradeId>,
    /// Jobs by their titles, folded.
    pub titles: Vec<String>,
    /// What trades the words of those titles name.
    pub trades_of_titles: Vec<TradeId>,
    /// Places where enterprises are.
    pub places: Vec<PlaceId>,
    /// Units of annex 1.
    pub units: Vec<UnitId>,
    /// Enterprises, best first.
    pub enterprises: Vec<EnterpriseId>,
}

/// All the words.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    lexicon: Lexicon<Meaning>,
    /// Own name and industry of each enterprise.
    cores: Vec<(String, EnterpriseId)>,
}

impl Vocabulary {
    /// Gathers the words. An enterprise's own name that a keyword claims is left to the keyword; a word of the `titles`
    /// that is a place, a unit or an enterprise stays that.
    pub fn build(pack: &Pack, enterprises: &[Enterprise], titles: &BTreeSet<String>) -> Self {
        let industries = pack.trades.iter().flat_map(|trade| &trade.in_name).map(|word| fold(word));
        let names = enterprises.iter().map(|enterprise| enterprise.name.as_str());
        let company_names = CompanyNames::learn(&pack.county.name, names, industries);
        let mut words = county_words(pack);
        let mut cores = Vec::new();
        for enterprise in enterprises {
            let core = company_names.core(&enterprise.name);
            let own = company_names.own(&core).to_owned();
            words.push((enterprise.name.clone(), Meaning::Enterprise(enterprise.id)));
            let claimed = pack.keywords.find(&own).is_some_and(|(_, strength)| strength == Strength::Whole);
            if own.chars().count() < SHORTEST || claimed {
                continue;
            }
            words.extend([core.clone(), own].map(|name| (name, Meaning::Enterprise(enterprise.id))));
            cores.push((core, enterprise.id));
        }
        words.extend(title_words(&words, titles));
        Self { lexicon: Lexicon::build(words, SLIPS_FROM), cores }
    }

    /// What a text names. Words as written decide; likely ones fill in a trade or place that is missing.
    ///
    /// A word never reaches over a sign (`做司机。电话` says nothing of 机电), and over a gap only where nothing
    /// is found without that.
    pub fn named_in(&self, text: &str) -> Named {
        let folded = fold(text);
        let core = filler::strip(&folded);
        let mut named = Named::default();
        let sign = |c: char| !c.is_alphanumeric() && !c.is_whitespace();
        text.split(|c| sign(c) || c.is_whitespace()).for_each(|part| self.write_down(&fold(part), &mut named));
        if named == Named::default() {
            text.split(sign).for_each(|part| self.write_down(&fold(part), &mut named));
        }
        if !named.enterprises.is_empty() {
            // 宝华 is 宝华印务, but may be meant for 宝华山.
            self.beginning_with(core).into_iter().for_each(|id| push_new(&mut named.enterprises, id));
            return named;
        }
        let mut likely = Named::default();
        if folded.chars().count() <= STORY {
            text.split(sign).for_each(|part| likely.add_all(self.lexicon.likely(filler::strip(&fold(part)))));
        }
        if named == Named::default() {
            named = likely;
        } else {
            if named.titles.is_empty() {
                or_else(&mut named.trades, likely.trades);
            }
            or_else(&mut named.places, likely.places);
        }
        if named == Named::default() {
            named.enterprises = self.beginning_with(core);
        }
        named
    }

    /// Adds what the words in a folded text name as they are written.
    fn write_down(&self, folded: &str, named: &mut Named) {
        match self.lexicon.whole(folded) {
            Some(word) => named.add(word, true),
            None => named.add_all(self.lexicon.held(filler::strip(folded))),
        }
    }

    fn beginning_with(&self, core: &str) -> Vec<EnterpriseId> {
        let core = asked_for(core);
        if core.chars().count() < SHORTEST {
            return Vec::new();
        }
        self.cores.iter().filter(|(name, _)| name.starts_with(core)).map(|(_, id)| *id).collect()
    }
}

/// What a folded text asks for, without filler and what follows a name.
pub fn asked_for(folded: &str) -> &str {
    let mut core = filler::strip(folded);
    while let Some(rest) = ASKING.iter().find_map(|asking| core.strip_suffix(asking)) {
        core = filler::strip(rest);
    }
    core
}

/// The words of titles that mean nothing else yet but a trade, each with the trades that it names.
fn title_words(known: &[(String, Meaning)], titles: &BTreeSet<String>) -> Vec<(String, Meaning)> {
    let trades = known.iter().filter(|(_, meaning)| matches!(meaning, Meaning::Trade(_)));
    let trades = Lexicon::build(trades.cloned(), SLIPS_FROM);
    let others = known.iter().filter(|(_, meaning)| !matches!(meaning, Meaning::Trade(_)));
    let others: HashSet<String> = others.map(|(word, _)| fold(word)).collect();
    let of_one = |word: &String| {
        let mut named = Named::default();
        named.add_all(trades.held(word));
        let trades = named.trades.into_iter().map(Meaning::Trade);
        trades.chain([Meaning::Title]).map(|meaning| (word.clone(), meaning)).collect::<Vec<_>>()
    };
    titles.iter().filter(|word| !others.contains(*word)).flat_map(of_one).collect()
}

fn county_words(pack: &Pack) -> Vec<(String, Meaning)> {
    let mut words = Vec::new();
    for trade in &pack.trades {
        let called = std::iter::once(&trade.name).chain(&trade.spoken).chain(&trade.in_name);
        words.extend(called.map(|word| (word.clone(), Meaning::Trade(trade.id.clone()))));
    }
    for place in &pack.places {
        let called = std::iter::once(&place.name).chain(&place.spoken);
        words.extend(called.map(|word| (word.clone(), Meaning::Place(place.id.clone()))));
    }
    for unit in &pack.units {
        let called = std::iter::once(&unit.name).chain(&unit.aliases);
        words.extend(called.map(|word| (word.clone(), Meaning::Unit(unit.id))));
        words.push((unit::spoken(&unit.name).to_owned(), Meaning::UnitSpoken(unit.id)));
    }
    words
}

impl Named {
    fn add_all(&mut self, hits: Vec<Hit<'_, Meaning>>) {
        let mut hits = widest(hits);
        hits.sort_by_key(|hit| hit.at.start);
        for hit in hits {
            self.add(hit.word, hit.at.start == 0);
        }
    }

    /// Of one word's meanings trade, title and place win over unit, and unit over enterprise.
    fn add(&mut self, word: &Word<Meaning>, at_start: bool) {
        let (mut units, mut enterprises, mut settled) = (Vec::new(), Vec::new(), false);
        let titled = word.means.iter().any(|meaning| matches!(meaning, Meaning::Title));
        for meaning in &word.means {
            match meaning {
                Meaning::Trade(id) if titled => push_new(&mut self.trades_of_titles, id.clone()),
                Meaning::Trade(id) => push_new(&mut self.trades, id.clone()),
                Meaning::Title => push_new(&mut self.titles, word.text.clone()),
                Meaning::Place(id) => push_new(&mut self.places, id.clone()),
                Meaning::Unit(id) => push_new(&mut units, *id),
                Meaning::UnitSpoken(id) if at_start => push_new(&mut units, *id),
                Meaning::UnitSpoken(_) => {}
                Meaning::Enterprise(id) => push_new(&mut enterprises, *id),
            }
            settled |= matches!(meaning, Meaning::Trade(_) | Meaning::Place(_) | Meaning::Title);
        }
        if settled {
            return;
        }
        if units.is_empty() {
            enterprises.into_iter().for_each(|id| push_new(&mut self.enterprises, id));
        }
        units.into_iter().for_each(|id| push_new(&mut self.units, id));
    }
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

fn or_else<T>(list: &mut Vec<T>, otherwise: Vec<T>) {
    if list.is_empty() {
        *list = otherwise;
    }
}
