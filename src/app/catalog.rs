//! Keeps the catalog in memory, and new: every replica looks for a newer revision now and then.

use std::sync::Arc;

use arc_swap::ArcSwap;
use jiff::Timestamp;
use tokio::sync::Mutex;

use super::content::menu_book::{MenuBook, MenuEdits};
use super::content::policy_book::{PolicyBook, PolicyEdits};
use super::content::rule_book::{RuleBook, RuleEdits};
use super::editions::Revision;
use super::records::{ContentRecords, StoreError};
use crate::domain::catalog::Catalog;
use crate::domain::pack::Pack;

/// Builds the catalog from the pack and the records, and replaces it when they change.
pub struct CatalogKeeper {
    pack: Pack,
    rules: RuleBook,
    policies: PolicyBook,
    menus: MenuBook,
    records: Arc<dyn ContentRecords>,
    current: Arc<ArcSwap<Catalog>>,
    /// One reads at a time: an older catalog never replaces a newer one.
    turn: Mutex<()>,
}

impl CatalogKeeper {
    /// Reads the records once.
    pub async fn open(
        pack: Pack,
        rules: RuleBook,
        records: Arc<dyn ContentRecords>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let policies = PolicyBook::new(pack.policies.clone());
        let menus = MenuBook::new(pack.menu.clone(), &rules);
        let catalog = build((&pack, &rules, &policies, &menus), records.as_ref(), now).await?;
        let current = Arc::new(ArcSwap::from_pointee(catalog));
        Ok(Self { pack, rules, policies, menus, records, current, turn: Mutex::default() })
    }

    /// The keyword rules as the pack has them, for staff to change.
    pub fn rules(&self) -> &RuleBook {
        &self.rules
    }

    /// The policies as the pack has them, for staff to change.
    pub fn policies(&self) -> &PolicyBook {
        &self.policies
    }

    /// The menu as the pack has it, for staff to change.
    pub fn menus(&self) -> &MenuBook {
        &self.menus
    }

    /// The catalog, for readers; they see each newer one.
    pub fn current(&self) -> Arc<ArcSwap<Catalog>> {
        Arc::clone(&self.current)
    }

    /// Reads the records again if their revision is another; says whether it was. What is full is looked up each time:
    /// it changes with every sign-up, but the catalog is replaced only where a last seat went or a first came free.
    pub async fn refresh(&self, now: Timestamp) -> Result<bool, StoreError> {
        let _turn = self.turn.lock().await;
        if self.records.revision().await? == self.current.load().revision {
            let full = self.records.full(now).await?;
            let current = self.current.load_full();
            if full != current.full {
                self.current.store(Arc::new(Catalog::clone(&current).with_full(full)));
            }
            return Ok(false);
        }
        self.current.store(Arc::new(
            build((&self.pack, &self.rules, &self.policies, &self.menus), self.records.as_ref(), now).await?,
        ));
        Ok(true)
    }
}

async fn build(
    (pack, rules, policies, menus): (&Pack, &RuleBook, &PolicyBook, &MenuBook),
    records: &dyn ContentRecords,
    now: Timestamp,
) -> Result<Catalog, StoreError> {
    let rows = records.load(now).await?;
    let mut pack = pack.clone();
    if let Some(edition) = rows.keywords {
        let (keywords, unfit) = rules.compiled(&RuleEdits::read(&edition)?);
        if !unfit.is_empty() {
            tracing::warn!(rules = ?unfit, "keyword rules of staff do not fit the pack, whose own answer");
        }
        pack.keywords = keywords;
    }
    if let Some(edition) = rows.policies {
        let (fitting, unfit) = policies.fitting(&PolicyEdits::read(&edition)?);
        if !unfit.is_empty() {
            tracing::warn!(policies = ?unfit, "what staff changed of these does not fit the pack, whose own answer");
        }
        pack.policies = fitting;
    }
    if let Some(edition) = rows.menu {
        pack.menu = menus.edited(&MenuEdits::read(&edition)?);
    }
    let catalog = Catalog::build(rows.revision, pack, rows.enterprises, rows.openings, rows.activities);
    Ok(catalog.with_sources(rows.sources).with_full(records.full(now).await?))
}
