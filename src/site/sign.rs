//! A QR code with its name under it, in print size, as SVG and as PNG.

use minijinja::context;
use minijinja::value::Value;

use super::code;
use super::picture::{CannotDraw, Painter, lines};
use super::templates::{PagesError, Templates};
use crate::app::site::sign::SignWords;

/// 8 by 10 cm on paper, and the same at 300 dots an inch.
const ON_PAPER: (&str, &str) = ("80mm", "100mm");
const ON_SCREEN: (&str, &str) = ("945", "1181");
/// Letters of the name in one line; a longer name is smaller and takes two.
const SHORT: usize = 12;
const LONG: usize = 18;

/// The two pictures.
pub struct Sign {
    /// For a printer's shop.
    pub svg: String,
    /// For a phone and a word processor.
    pub png: Vec<u8>,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum CannotSign {
    /// The link is too long for a code.
    #[error("the link is too long for a QR code")]
    TooLong,
    /// The template.
    #[error(transparent)]
    Template(#[from] PagesError),
    /// The drawing.
    #[error(transparent)]
    Draw(#[from] CannotDraw),
}

/// Draws the code of `words`, with a font of the system.
///
/// # Errors
/// The link is too long. The rest are faults of ours, which a test should have seen.
pub fn sign(words: &SignWords) -> Result<Sign, CannotSign> {
    let (templates, painter) = (Templates::new()?, Painter::of_the_system());
    let drawn = code::svg(&words.link).ok_or(CannotSign::TooLong)?;
    let (inner, side) = inner(&drawn).ok_or(CannotSign::TooLong)?;
    let (letters, name) = match words.name.chars().count() {
        0..=SHORT => (56, vec![words.name.clone()]),
        _ => (40, lines(&words.name, LONG)),
    };
    let svg = |(width, height): (&str, &str), font: &str| {
        let code = Value::from_safe_string(inner.to_owned());
        let (how, word) = (&words.how, words.word.as_ref());
        templates.render("sign.svg", context! { width, height, side, code, lines => &name, letters, font, how, word })
    };
    // Whoever opens the SVG has fonts of their own.
    let paper = svg(ON_PAPER, "Microsoft YaHei, PingFang SC, Noto Sans CJK SC, WenQuanYi Micro Hei, sans-serif")?;
    let screen = svg(ON_SCREEN, painter.family().unwrap_or("sans-serif"))?;
    Ok(Sign { svg: paper, png: painter.draw(&screen)? })
}

/// What stands within the drawn code, and its box.
fn inner(drawn: &str) -> Option<(&str, &str)> {
    let side = drawn.split_once("viewBox=\"")?.1.split_once('"')?.0;
    let inside = drawn.split_once('>')?.1.rsplit_once("</svg>")?.0;
    Some((inside, side))
}
