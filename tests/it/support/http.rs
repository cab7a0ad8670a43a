//! HTTP as the tests speak it.

/// Before the first client: reqwest comes without cryptography, and does not begin without it even where nothing is
/// encrypted.
pub fn ready() {
    // One provider a process; it is no error if somebody was first.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
