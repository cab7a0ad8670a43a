//! The QR code of the brochure.

use fast_qr::convert::svg::SvgBuilder;
use fast_qr::qr::QRBuilder;

/// An SVG that says `text`; `None` if that is too long for a code that a cheap phone reads from paper.
pub fn svg(text: &str) -> Option<String> {
    let code = QRBuilder::new(text).build().ok()?;
    Some(SvgBuilder::default().to_str(&code))
}
