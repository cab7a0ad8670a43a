//! What a path in a file means: which names `use` and `mod` bind there, and where a path then leads.
//!
//! So `config::load` after `use crate::config` is not taken for the crate of that name. Scopes inside a file
//! are not told apart: a name means one thing throughout.

use std::collections::HashMap;

use proc_macro2::Ident;
use syn::visit::{self, Visit};

use super::facts::What;
use super::sources::Module;

/// Names of a file, and the absolute path that each stands for.
pub type Bound = HashMap<String, Vec<String>>;

/// The names that `use` and `mod` bind in this file.
pub fn bound_names(file: &syn::File, module: &[String]) -> Bound {
    let mut names = Names { module: module.to_vec(), bound: Bound::new() };
    names.visit_file(file);
    names.bound
}

/// Makes a path absolute. `None` for what cannot leave the file: `Self`, a generic parameter, a local name.
pub fn resolve(path: &[String], module: &[String], bound: &Bound) -> Option<What> {
    let (first, rest) = path.split_first()?;
    let ours = |base: &[String], rest: &[String]| What::Ours([base, rest].concat());
    match first.as_str() {
        "crate" | "guiyan" => Some(ours(&[], rest)),
        "self" => Some(ours(module, rest)),
        "super" => {
            let ups = path.iter().take_while(|segment| *segment == "super").count();
            Some(ours(&module[..module.len().saturating_sub(ups)], &path[ups..]))
        }
        "Self" => None,
        name => match bound.get(name) {
            // The alias is itself a path and was judged where it was bound; what counts is where it leads.
            Some(target) if target.first() != Some(first) => {
                resolve(&[target.as_slice(), rest].concat(), module, &Bound::new())
            }
            _ => Some(What::Theirs(path.to_vec())),
        },
    }
}

struct Names {
    module: Module,
    bound: Bound,
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let (module, bound) = (&self.module, &mut self.bound);
        for_each_use(&item.tree, &mut Vec::new(), &mut |path, name, _| {
            let absolute = match resolve(path, module, &Bound::new()) {
                Some(What::Ours(path)) => [vec!["crate".to_owned()], path].concat(),
                _ => path.to_vec(),
            };
            bound.insert(name.to_owned(), absolute);
        });
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let name = item.ident.to_string();
        let path = [vec!["crate".to_owned()], self.module.clone(), vec![name.clone()]].concat();
        self.bound.insert(name.clone(), path);
        self.module.push(name);
        visit::visit_item_mod(self, item);
        self.module.pop();
    }
}

/// Calls `visit(path, bound name, line)` for every leaf of a use tree.
pub fn for_each_use(tree: &syn::UseTree, base: &mut Vec<String>, visit: &mut dyn FnMut(&[String], &str, usize)) {
    match tree {
        syn::UseTree::Path(path) => {
            base.push(path.ident.to_string());
            for_each_use(&path.tree, base, visit);
            base.pop();
        }
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| for_each_use(tree, base, visit)),
        syn::UseTree::Name(leaf) => visit_leaf(&leaf.ident, &leaf.ident, base, visit),
        syn::UseTree::Rename(leaf) => visit_leaf(&leaf.ident, &leaf.rename, base, visit),
        syn::UseTree::Glob(glob) => visit(base, "*", glob.star_token.spans[0].start().line),
    }
}

fn visit_leaf(leaf: &Ident, name: &Ident, base: &mut Vec<String>, visit: &mut dyn FnMut(&[String], &str, usize)) {
    let line = leaf.span().start().line;
    if leaf == "self" {
        let own = base.last().cloned().unwrap_or_default();
        let bound = if name == "self" { own } else { name.to_string() };
        visit(base, &bound, line);
    } else {
        base.push(leaf.to_string());
        visit(base, &name.to_string(), line);
        base.pop();
    }
}
