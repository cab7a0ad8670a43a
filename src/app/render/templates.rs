//! Templates that the program carries, compiled: those of messages and of pages, under the same rules.

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use rust_embed::RustEmbed;

/// Compiles all of them. A template that asks for what its context does not have fails, and so does one that takes more
/// than `fuel` steps; `escape` says how values are escaped in a template of a name.
///
/// # Errors
/// One does not compile.
pub fn compiled<F: RustEmbed>(
    fuel: u64,
    escape: fn(&str) -> AutoEscape,
) -> Result<Environment<'static>, minijinja::Error> {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    templates.set_fuel(Some(fuel));
    templates.set_auto_escape_callback(escape);
    for name in F::iter() {
        let Some(file) = F::get(&name) else { continue };
        templates.add_template_owned(name.into_owned(), String::from_utf8_lossy(&file.data).into_owned())?;
    }
    Ok(templates)
}
