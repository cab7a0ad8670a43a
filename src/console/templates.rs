//! `templates/console`, compiled.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "templates/console/"]
struct Sources;

/// Steps a template may take. A sheet of two thousand passes with a tenth of this.
const FUEL: u64 = 5_000_000;

/// A page template does not compile, is missing, or asks for what its context does not have.
#[derive(Debug, thiserror::Error)]
#[error("templates/console: {0}")]
pub struct PagesError(#[from] minijinja::Error);

/// All templates of the console, compiled.
pub struct Templates(Environment<'static>);

impl Templates {
    /// Compiles what the program carries.
    pub fn new() -> Result<Self, PagesError> {
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        templates.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        templates.set_fuel(Some(FUEL));
        templates.set_auto_escape_callback(|_| AutoEscape::Html);
        for name in Sources::iter() {
            let Some(file) = Sources::get(&name) else { continue };
            templates.add_template_owned(name.into_owned(), String::from_utf8_lossy(&file.data).into_owned())?;
        }
        Ok(Self(templates))
    }

    /// The text of a template over its context.
    pub fn render(&self, name: &str, context: Value) -> Result<String, PagesError> {
        Ok(self.0.get_template(name)?.render(context)?)
    }
}
