//! Ids that mean nothing to anybody but the platform.

/// This many random characters of the kind that the platform's ids have.
pub fn id(length: usize) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let letter = |_| {
        let place = usize::from(rand::random::<u8>()) % ALPHABET.len();
        ALPHABET.get(place).map_or('0', |byte| char::from(*byte))
    };
    (0..length).map(letter).collect()
}
