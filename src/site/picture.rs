//! From the SVG of a card to its PNG, with a font of the system.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

/// Fonts with Chinese letters, by family, the usual ones of servers first.
const FAMILIES: [&str; 12] = [
    "WenQuanYi Micro Hei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "PingFang SC",
    "SimHei",
    "Noto Serif CJK SC",
    "AR PL UMing CN",
    "Droid Sans Fallback",
];

/// Draws, with the fonts that it has.
pub struct Painter {
    fonts: Arc<Database>,
    family: Option<&'static str>,
}

impl Painter {
    /// With the fonts of the system: looked through once, and mapped rather than loaded.
    pub fn of_the_system() -> Self {
        let mut fonts = Database::new();
        fonts.load_system_fonts();
        Self::with(fonts)
    }

    fn with(fonts: Database) -> Self {
        let has = |family: &str| fonts.faces().any(|face| face.families.iter().any(|(name, _)| name == family));
        Self { family: FAMILIES.into_iter().find(|family| has(family)), fonts: Arc::new(fonts) }
    }

    /// The family that cards are written in; `None` if no font has Chinese letters. Then cards are drawn without
    /// words, which looks better than boxes.
    pub fn family(&self) -> Option<&'static str> {
        self.family
    }

    /// The file of that font, for whoever measures letters.
    pub fn font(&self) -> Option<Vec<u8>> {
        let family = self.family?;
        let named = |names: &[(String, _)]| names.iter().any(|(name, _)| name == family);
        let face = self.fonts.faces().find(|face| named(&face.families))?;
        self.fonts.with_face_data(face.id, |file, _| file.to_vec())
    }

    /// The PNG of an SVG, in its own size. Takes some 20 ms.
    pub fn draw(&self, svg: &str) -> Result<Vec<u8>, CannotDraw> {
        let options = Options { fontdb: Arc::clone(&self.fonts), ..Options::default() };
        let tree = Tree::from_str(svg, &options)?;
        let size = tree.size().to_int_size();
        let mut picture = Pixmap::new(size.width(), size.height()).ok_or(CannotDraw::Png)?;
        resvg::render(&tree, Transform::identity(), &mut picture.as_mut());
        picture.encode_png().map_err(|_| CannotDraw::Png)
    }
}

/// The sizes that the platform shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Size {
    /// 360×200, of a card in a conversation.
    Usual,
    /// 900×383, of an article's cover and of a shared page.
    Wide,
}

/// How a title fits into a picture.
#[derive(Debug, PartialEq)]
pub struct Layout {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The title, line by line.
    pub lines: Vec<String>,
    /// Height of its letters, in pixels.
    pub letters: u32,
}

/// Most lines of a title.
const LINES: usize = 2;
/// Letters of a line, in hanzi: large ones for a short title, smaller ones for a long one.
const FEW: usize = 8;
const MANY: usize = 13;

impl Layout {
    /// Breaks a title into at most two lines; what is longer still ends in an ellipsis.
    pub fn of(title: &str, size: Size) -> Self {
        let (width, height) = match size {
            Size::Usual => (360, 200),
            Size::Wide => (900, 383),
        };
        let few = wrap(title, FEW * 2);
        let (lines, room) = if few.len() <= LINES { (few, FEW) } else { (wrap(title, MANY * 2), MANY) };
        // A tenth of the width stays free on either side.
        let letters = width * 8 / 10 / u32::try_from(room).unwrap_or(1);
        let lines = cut_to_two(lines);
        // However short a title is, three of its lines fit between the bands.
        Self { width, height, lines, letters: letters.min(height / 5) }
    }
}

/// A text in lines of so many hanzi; what does not fit into two ends in an ellipsis.
pub fn lines(text: &str, most: usize) -> Vec<String> {
    cut_to_two(wrap(text, most * 2))
}

fn cut_to_two(mut lines: Vec<String>) -> Vec<String> {
    if lines.len() > LINES {
        lines.truncate(LINES);
        if let Some(last) = lines.last_mut() {
            last.pop();
            last.push('…');
        }
    }
    lines
}

/// Breaks a text after so many half widths; a hanzi takes two.
fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut taken = 0;
    for c in text.chars() {
        let wide = if c.is_ascii() { 1 } else { 2 };
        if taken + wide > most {
            lines.push(String::new());
            taken = 0;
        }
        taken += wide;
        if let Some(line) = lines.last_mut() {
            line.push(c);
        }
    }
    lines
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum CannotDraw {
    /// The template makes no SVG.
    #[error("card.svg is no SVG: {0}")]
    Svg(#[from] resvg::usvg::Error),
    /// It has no size, or no PNG can be made of it.
    #[error("the picture cannot be written")]
    Png,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_font_there_is_a_picture_all_the_same() {
        let painter = Painter::with(Database::new());
        assert_eq!(painter.family(), None);
        let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" width="36" height="20"><text>字</text></svg>"##;
        let picture = Pixmap::decode_png(&painter.draw(svg).unwrap()).unwrap();
        assert_eq!((picture.width(), picture.height()), (36, 20));
        assert!(painter.draw("no picture").is_err());
    }

    #[test]
    fn a_title_fits_into_two_lines_whatever_its_length() {
        for (title, lines) in [
            ("服装", vec!["服装"]),
            ("春风行动招聘会", vec!["春风行动招聘会"]),
            ("【样例】春风行动招聘会", vec!["【样例】春风行动", "招聘会"]),
            ("ABC电子2026", vec!["ABC电子2026"]),
        ] {
            assert_eq!(Layout::of(title, Size::Usual).lines, lines);
        }
        let endless = Layout::of(&"长".repeat(100), Size::Wide);
        assert_eq!(endless.lines, ["长".repeat(13), format!("{}…", "长".repeat(12))]);
    }

    #[test]
    fn every_line_is_narrower_than_its_picture() {
        for size in [Size::Usual, Size::Wide] {
            for length in 1..60 {
                let layout = Layout::of(&"宽".repeat(length), size);
                for line in &layout.lines {
                    let chars = u32::try_from(line.chars().count()).unwrap();
                    assert!(chars * layout.letters <= layout.width, "{layout:?}");
                }
            }
        }
    }
}
