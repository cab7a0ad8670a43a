//! `templates/site`, compiled, and `templates/assets`.

use axum::http::Uri;
use axum::response::Response;
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment};
use rust_embed::RustEmbed;

use super::fresh::{Asked, Keep, fingerprint};
use crate::app::render::templates::compiled;

#[derive(RustEmbed)]
#[folder = "templates/site/"]
struct Sources;

/// Steps a template may take. The brochure of 69 openings passes with a tenth of this.
const FUEL: u64 = 500_000;

/// A file that pages refer to.
pub struct Asset {
    /// Its path; pages add a fingerprint behind `?`, so that it can be kept for good.
    pub path: &'static str,
    kind: &'static str,
    text: &'static str,
}

/// The one style sheet.
pub static STYLE: Asset = Asset {
    path: "/assets/site.css",
    kind: "text/css; charset=utf-8",
    text: include_str!("../../templates/assets/site.css"),
};

/// The wild goose.
pub static ICON: Asset =
    Asset { path: "/assets/goose.svg", kind: "image/svg+xml", text: include_str!("../../templates/assets/goose.svg") };

impl Asset {
    fn fingerprint(&self) -> String {
        fingerprint(self.text.as_bytes())
    }

    /// Where pages find it.
    fn address(&self) -> String {
        format!("{}?{}", self.path, self.fingerprint())
    }
}

/// An asset. While a new version is rolled out, a page of one server may ask another for its style: what comes
/// under a fingerprint that is not its own is not kept for good.
pub fn asset(asset: &'static Asset, uri: &Uri, asked: &Asked) -> Response {
    let keep = if uri.query() == Some(asset.fingerprint().as_str()) { Keep::ForGood } else { Keep::Minute };
    asked.answer(asset.kind, keep, asset.text)
}

/// A page template does not compile, is missing, or asks for what its context does not have.
#[derive(Debug, thiserror::Error)]
#[error("templates/site: {0}")]
pub struct PagesError(#[from] minijinja::Error);

/// All templates of the site, compiled.
pub struct Templates(Environment<'static>);

impl Templates {
    /// Compiles what the program carries.
    pub fn new() -> Result<Self, PagesError> {
        // Everything here is markup, the SVG of the cards too.
        let mut templates = compiled::<Sources>(FUEL, |_| AutoEscape::Html)?;
        templates.add_global("style", STYLE.address());
        templates.add_global("icon", ICON.address());
        Ok(Self(templates))
    }

    /// The text of a template over its context.
    pub fn render(&self, name: &str, context: Value) -> Result<String, PagesError> {
        Ok(self.0.get_template(name)?.render(context)?)
    }
}
