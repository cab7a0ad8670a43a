//! `templates/console`, compiled.

use minijinja::value::Value;
use minijinja::{AutoEscape, Environment};
use rust_embed::RustEmbed;

use crate::app::render::templates::compiled;

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
        Ok(Self(compiled::<Sources>(FUEL, |_| AutoEscape::Html)?))
    }

    /// The text of a template over its context.
    pub fn render(&self, name: &str, context: Value) -> Result<String, PagesError> {
        Ok(self.0.get_template(name)?.render(context)?)
    }
}
