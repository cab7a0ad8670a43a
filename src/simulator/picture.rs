//! Pictures that the platform makes: codes, and what followers photograph.

use axum::body::Bytes;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::qr::QRBuilder;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// Width and height of a code's picture, in pixels: the platform's are 430.
const CODE: u16 = 430;

/// A QR code that says this, as PNG; `None` if it is too long for one.
pub fn code(text: &str) -> Option<Bytes> {
    let code = QRBuilder::new(text).build().ok()?;
    png(&SvgBuilder::default().to_str(&code), CODE)
}

/// What a follower's phone sees: a sky, a hill, a sun. The number moves the sun, so that no two are the same.
pub fn photo(number: u64) -> Option<Bytes> {
    let sun = 40 + number % 240;
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 320 320'><rect width='320' height='320' fill='#bfe0f5'/>\
         <circle cx='{sun}' cy='80' r='30' fill='#f7c948'/><ellipse cx='160' cy='330' rx='260' ry='130' fill='#5a9a5a'/>\
         </svg>"
    );
    png(&svg, 320)
}

/// A square picture of this width, in pixels.
fn png(svg: &str, width: u16) -> Option<Bytes> {
    let tree = Tree::from_str(svg, &Options::default()).ok()?;
    let mut pixels = Pixmap::new(width.into(), width.into())?;
    let (wide, high) = (tree.size().width(), tree.size().height());
    let transform = Transform::from_scale(f32::from(width) / wide, f32::from(width) / high);
    resvg::render(&tree, transform, &mut pixels.as_mut());
    pixels.encode_png().ok().map(Bytes::from)
}
