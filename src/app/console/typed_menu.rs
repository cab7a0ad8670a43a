//! A menu as staff type it: three columns of a button and five below it, in whatever order their numbers say.

use crate::app::account_menu::kind_name;
use crate::domain::menu::{Menu, MenuButton, MenuKind};
use crate::domain::menu_limits::{MAX_SUB, MAX_TOP, Place};

/// A button as it is typed; all empty for one that is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedButton {
    /// Its number among its neighbours.
    pub order: String,
    /// What is written on it.
    pub name: String,
    /// `click`, `view`, …; empty for one that opens a list.
    pub kind: String,
    /// A button id of the conversation, or an address.
    pub target: String,
}

/// A button of the bottom row, and those below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedColumn {
    /// The button.
    pub top: TypedButton,
    /// Those below it.
    pub sub: [TypedButton; MAX_SUB],
}

/// A menu as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedMenu(pub [TypedColumn; MAX_TOP]);

impl TypedButton {
    fn of(button: &MenuButton, place: usize) -> Self {
        Self {
            order: (place + 1).to_string(),
            name: button.name.clone(),
            kind: button.kind.map(kind_name).unwrap_or_default().to_owned(),
            target: button.key.clone().or_else(|| button.url.clone()).unwrap_or_default(),
        }
    }

    fn is_there(&self) -> bool {
        !self.name.trim().is_empty() || !self.target.trim().is_empty()
    }

    /// As it was typed, with nothing below it.
    fn button(&self) -> MenuButton {
        let kind = KINDS.into_iter().find(|kind| kind_name(*kind) == self.kind);
        let target = Some(self.target.trim().to_owned()).filter(|target| !target.is_empty());
        let (key, url) = if kind == Some(MenuKind::View) { (None, target) } else { (target, None) };
        MenuButton { name: self.name.trim().to_owned(), kind, key, url, sub: Vec::new() }
    }
}

impl TypedMenu {
    /// A form that is filled in as the menu is.
    pub fn of(menu: &Menu) -> Self {
        let mut typed = Self::default();
        for (place, (column, top)) in typed.0.iter_mut().zip(&menu.buttons).enumerate() {
            column.top = TypedButton::of(top, place);
            for (place, (below, sub)) in column.sub.iter_mut().zip(&top.sub).enumerate() {
                *below = TypedButton::of(sub, place);
            }
        }
        typed
    }

    /// The menu that is meant, and of each of its buttons where it was typed.
    pub fn read(&self) -> (Menu, Vec<(Place, Place)>) {
        let (mut buttons, mut places) = (Vec::new(), Vec::new());
        let columns = ordered(self.0.iter().enumerate(), |column| &column.top);
        for (typed_top, column) in columns.into_iter().filter(|(_, column)| column.is_there()) {
            let top = buttons.len();
            places.push((Place { top, sub: None }, Place { top: typed_top, sub: None }));
            let mut button = column.top.button();
            let below = ordered(column.sub.iter().enumerate(), |below| below);
            for (typed_sub, below) in below.into_iter().filter(|(_, below)| below.is_there()) {
                let sub = Some(button.sub.len());
                places.push((Place { top, sub }, Place { top: typed_top, sub: Some(typed_sub) }));
                button.sub.push(below.button());
            }
            buttons.push(button);
        }
        (Menu { buttons }, places)
    }
}

impl TypedColumn {
    fn is_there(&self) -> bool {
        self.top.is_there() || self.sub.iter().any(TypedButton::is_there)
    }
}

/// By their numbers; those without one stay where they are.
fn ordered<'a, T: 'a>(
    all: impl Iterator<Item = (usize, &'a T)>,
    button: impl Fn(&T) -> &TypedButton,
) -> Vec<(usize, &'a T)> {
    let mut all: Vec<(usize, &'a T)> = all.collect();
    all.sort_by_key(|(place, one)| button(one).order.trim().parse().unwrap_or(*place + 1));
    all
}

/// The kinds that a county's menu can have.
pub const KINDS: [MenuKind; 4] = [MenuKind::Click, MenuKind::View, MenuKind::LocationSelect, MenuKind::ScancodeWaitmsg];

#[cfg(test)]
mod tests {
    use super::*;

    fn button(name: &str, kind: Option<MenuKind>, target: &str) -> MenuButton {
        let target = Some(target.to_owned()).filter(|target| !target.is_empty());
        let (key, url) = if kind == Some(MenuKind::View) { (None, target) } else { (target, None) };
        MenuButton { name: name.to_owned(), kind, key, url, sub: Vec::new() }
    }

    fn menu() -> Menu {
        let sub = vec![
            button("看岗位", Some(MenuKind::Click), "openings"),
            button("官网", Some(MenuKind::View), "https://example.com"),
        ];
        let list = MenuButton { sub, ..button("找工作", None, "") };
        Menu { buttons: vec![list, button("我的", Some(MenuKind::Click), "my_info")] }
    }

    #[test]
    fn a_menu_goes_into_the_form_and_out_of_it() {
        assert_eq!(TypedMenu::of(&menu()).read().0, menu());
    }

    #[test]
    fn the_numbers_say_the_order_and_what_is_empty_is_not_there() {
        let mut typed = TypedMenu::of(&menu());
        let [first, second, _] = &mut typed.0;
        first.top.order = "2".to_owned();
        second.top.order = "1".to_owned();
        first.sub[0] = TypedButton::default();
        let (menu, places) = typed.read();
        let names: Vec<&str> = menu.buttons.iter().map(|button| button.name.as_str()).collect();
        assert_eq!(names, ["我的", "找工作"]);
        assert_eq!(menu.buttons[1].sub.len(), 1);
        let typed_at = |top, sub| places.iter().find(|(at, _)| *at == Place { top, sub }).map(|(_, typed)| *typed);
        assert_eq!(typed_at(0, None), Some(Place { top: 1, sub: None }));
        assert_eq!(typed_at(1, Some(0)), Some(Place { top: 0, sub: Some(1) }));
    }
}
