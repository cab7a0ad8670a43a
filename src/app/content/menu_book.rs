//! The menu of a pack as it is written, and the one that staff put in its place: checked by what checks the pack.

use serde::{Deserialize, Serialize};

use super::button;
use super::names::Names;
use super::rule_book::RuleBook;
use crate::app::editions::{Revision, Subject};
use crate::domain::menu::Menu;
use crate::domain::menu_limits::MenuFlaw;

/// The menu as it is written, with what it is checked against.
#[derive(Debug, Clone)]
pub struct MenuBook {
    written: Menu,
    names: Names,
}

/// What staff put in the place of the pack's menu; all of it, since a menu is small.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MenuEdits {
    /// The whole menu; `None` for the pack's.
    pub menu: Option<Menu>,
}

impl Revision for MenuEdits {
    const SUBJECT: Subject = Subject::Menu;
}

impl MenuBook {
    /// Of this menu; its buttons lead where those of the rules may.
    pub fn new(written: Menu, rules: &RuleBook) -> Self {
        Self { written, names: rules.names().clone() }
    }

    /// The menu with these edits.
    pub fn edited(&self, edits: &MenuEdits) -> Menu {
        edits.menu.clone().unwrap_or_else(|| self.written.clone())
    }

    /// Everything that is wrong with a menu, as `guiyan check` would say.
    pub fn flaws(&self, menu: &Menu) -> Vec<MenuFlaw> {
        let mut flaws = menu.flaws(|key| button::problem(key, &self.names));
        if menu.buttons.is_empty() {
            let reason = "至少要有一个按钮".to_owned();
            flaws.push(MenuFlaw { fatal: true, at: None, field: "button", reason });
        }
        flaws
    }
}
