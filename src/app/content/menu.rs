//! `menu.toml`: the custom menu.

use super::button;
use super::document::{Document, Node};
use super::files::PackFiles;
use super::flaw::Flaws;
use super::names::Names;
use crate::domain::menu::{Menu, MenuButton};
use crate::domain::menu_limits::Place;

pub(super) fn read(files: &PackFiles, names: &Names, flaws: &mut Flaws) -> Option<Menu> {
    let document = Document::open(files, "menu.toml", flaws)?;
    let (buttons, nodes): (Vec<MenuButton>, Vec<Node<'_>>) =
        document.entries::<MenuButton>("button", flaws).into_iter().unzip();
    let menu = Menu { buttons };
    for flaw in menu.flaws(|key| button::problem(key, names)) {
        let node = flaw.at.and_then(|at| node_of(at, &nodes)).unwrap_or_else(|| document.root());
        match flaw.fatal {
            true => node.error(flaws, flaw.field, flaw.reason),
            false => node.warn(flaws, flaw.field, flaw.reason),
        }
    }
    Some(menu)
}

fn node_of<'d>(at: Place, tops: &[Node<'d>]) -> Option<Node<'d>> {
    let top = tops.get(at.top)?;
    at.sub.map_or(Some(*top), |sub| top.list("sub").get(sub).copied())
}
