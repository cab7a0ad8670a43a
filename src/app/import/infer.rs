//! Trade and place, inferred by the rules of the pack. What no rule fits stays unknown.

use std::cmp::Reverse;

use crate::domain::county::{Place, Trade};
use crate::domain::text::fold::fold;

/// The first trade of the file of which a piece stands in the enterprise's name.
pub fn trade_of<'t>(name: &str, trades: &'t [Trade]) -> Option<&'t Trade> {
    let name = fold(name);
    trades.iter().find(|trade| trade.in_name.iter().any(|piece| name.contains(&fold(piece))))
}

/// The place whose longest piece stands in the address, with that piece; of equal ones the first of the file.
pub fn place_of<'p>(address: &str, places: &'p [Place]) -> Option<(&'p Place, &'p str)> {
    let address = fold(address);
    let pieces = places.iter().flat_map(|place| place.in_address.iter().map(move |piece| (place, piece.as_str())));
    pieces
        .filter(|(_, piece)| address.contains(&fold(piece)))
        // `min_by_key` keeps the first of equals, `max_by_key` the last.
        .min_by_key(|(_, piece)| Reverse(piece.chars().count()))
}
