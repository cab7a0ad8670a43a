//! The key in use and the one before it.

use std::sync::Arc;

use super::cipher::{Cipher, DecryptError};

/// While the console's key is being changed, messages under both arrive (platform sheet 2.7).
pub struct KeyRing {
    current: Arc<Cipher>,
    previous: Option<Arc<Cipher>>,
}

impl KeyRing {
    pub fn new(current: Cipher, previous: Option<Cipher>) -> Self {
        Self { current: Arc::new(current), previous: previous.map(Arc::new) }
    }

    /// The message, and the cipher that opened it: the reply has to be sealed with the same one.
    /// The error is that of the key in use.
    pub fn open(&self, encrypted: &str) -> Result<(Vec<u8>, Arc<Cipher>), DecryptError> {
        let error = match self.current.decrypt(encrypted) {
            Ok(message) => return Ok((message, Arc::clone(&self.current))),
            Err(error) => error,
        };
        let previous = self.previous.as_ref().ok_or(error)?;
        let message = previous.decrypt(encrypted).map_err(|_| error)?;
        Ok((message, Arc::clone(previous)))
    }
}
