//! What the rules ask about a file: which paths it names, which types it declares, where it waits.
//!
//! `use` declarations, paths in code, and the tokens of macros and attributes (a `select!` or a `derive` names
//! crates too) are all read; whatever stands under `#[cfg(test)]` is not shipped and does not count.

use proc_macro2::{Ident, Spacing, TokenStream, TokenTree};
use syn::visit::{self, Visit};

use super::names::{Bound, bound_names, for_each_use, resolve};
use super::sources::{Module, Source};

/// Something found in a file.
pub struct Fact {
    /// The inner module it stands in.
    pub module: Module,
    /// Line in the file.
    pub line: usize,
    /// What it is.
    pub what: What,
}

/// The kinds of thing that rules look at.
pub enum What {
    /// A path into our own crate, from its root: `["domain", "id", "OpenId"]`.
    Ours(Vec<String>),
    /// A path that begins with another crate: `["axum", "Router"]`.
    Theirs(Vec<String>),
    /// A `struct`, `enum`, `union`, `trait` or `type` of this name.
    Type(String),
    /// `async` or `.await`.
    Waits,
    /// A `use` at the top of `lib.rs`.
    RootUse,
    /// `#[cfg(test)] mod name;`: the file of this module is exempt.
    TestModule(Module),
}

/// Reads a file. A file that does not parse fails the test at once.
pub fn facts(source: &Source) -> Vec<Fact> {
    let file = syn::parse_file(&source.text).unwrap_or_else(|error| panic!("{}: {error}", source.file));
    let bound = bound_names(&file, &source.module);
    let mut reader = Reader { module: source.module.clone(), bound, found: Vec::new() };
    reader.visit_file(&file);
    reader.found
}

struct Reader {
    module: Module,
    bound: Bound,
    found: Vec<Fact>,
}

impl Reader {
    fn note(&mut self, line: usize, what: What) {
        self.found.push(Fact { module: self.module.clone(), line, what });
    }

    fn note_path(&mut self, path: &[String], line: usize) {
        if let Some(what) = resolve(path, &self.module, &self.bound) {
            self.note(line, what);
        }
    }

    fn note_type(&mut self, ident: &Ident) {
        self.note(ident.span().start().line, What::Type(ident.to_string()));
    }

    /// Finds `a::b::c` and `async`/`await` in tokens that syn leaves unparsed.
    fn note_tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut line = 0;
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if colons == 2 && !path.is_empty() => path.push(ident.to_string()),
                TokenTree::Ident(ident) => {
                    self.end_token_path(&mut path, line);
                    line = ident.span().start().line;
                    path.push(ident.to_string());
                }
                TokenTree::Punct(colon) if colon.as_char() == ':' => {
                    colons = if colon.spacing() == Spacing::Joint { 1 } else { colons + 1 };
                    continue;
                }
                TokenTree::Group(group) => {
                    self.end_token_path(&mut path, line);
                    self.note_tokens(group.stream());
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => self.end_token_path(&mut path, line),
            }
            colons = 0;
        }
        self.end_token_path(&mut path, line);
    }

    fn end_token_path(&mut self, path: &mut Vec<String>, line: usize) {
        match path.as_slice() {
            [] => {}
            [word] if word == "async" || word == "await" => self.note(line, What::Waits),
            // One word alone is a local name, a keyword or a field.
            [_] => {}
            _ => self.note_path(path, line),
        }
        path.clear();
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        match item {
            syn::Item::Mod(inner) if for_tests(&inner.attrs) => {
                let module = [self.module.clone(), vec![inner.ident.to_string()]].concat();
                self.note(inner.ident.span().start().line, What::TestModule(module));
            }
            item if for_tests(attributes(item)) => {}
            item => visit::visit_item(self, item),
        }
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if self.module.is_empty() {
            self.note(item.use_token.span.start().line, What::RootUse);
        }
        let mut paths = Vec::new();
        for_each_use(&item.tree, &mut Vec::new(), &mut |path, _, line| paths.push((path.to_vec(), line)));
        for (path, line) in paths {
            self.note_path(&path, line);
        }
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        self.note_path(&[item.ident.to_string()], item.ident.span().start().line);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        // One name alone (`Vec`, `self`, a local) came in by a `use`, which is judged where it stands.
        if segments.len() > 1 {
            self.note_path(&segments, path.segments[0].ident.span().start().line);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.note_tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }

    fn visit_meta_list(&mut self, list: &'ast syn::MetaList) {
        self.note_tokens(list.tokens.clone());
        visit::visit_meta_list(self, list);
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.note_type(&item.ident);
        visit::visit_item_struct(self, item);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.note_type(&item.ident);
        visit::visit_item_enum(self, item);
    }

    fn visit_item_union(&mut self, item: &'ast syn::ItemUnion) {
        self.note_type(&item.ident);
        visit::visit_item_union(self, item);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.note_type(&item.ident);
        visit::visit_item_trait(self, item);
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        self.note_type(&item.ident);
        visit::visit_item_type(self, item);
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if let Some(word) = signature.asyncness {
            self.note(word.span.start().line, What::Waits);
        }
        visit::visit_signature(self, signature);
    }

    fn visit_expr_async(&mut self, expression: &'ast syn::ExprAsync) {
        self.note(expression.async_token.span.start().line, What::Waits);
        visit::visit_expr_async(self, expression);
    }

    fn visit_expr_await(&mut self, expression: &'ast syn::ExprAwait) {
        self.note(expression.await_token.span.start().line, What::Waits);
        visit::visit_expr_await(self, expression);
    }

    fn visit_expr_closure(&mut self, expression: &'ast syn::ExprClosure) {
        if let Some(word) = expression.asyncness {
            self.note(word.span.start().line, What::Waits);
        }
        visit::visit_expr_closure(self, expression);
    }
}

fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Static(item) => &item.attrs,
        syn::Item::Trait(item) => &item.attrs,
        syn::Item::Type(item) => &item.attrs,
        syn::Item::Macro(item) => &item.attrs,
        _ => &[],
    }
}

fn for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|condition| condition.is_ident("test"))
    })
}
