//! The platform's message cipher (platform sheet 2.2): AES-256-CBC over
//! `random(16) ‖ length(4, big-endian) ‖ message ‖ AppID`, padded to 32 bytes rather than to the block of 16.

use aes::cipher::{BlockModeDecrypt, BlockModeEncrypt, InnerIvInit, KeyInit};
use aes::{Aes256Dec, Aes256Enc, Block};
use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD};
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Padding unit in bytes: twice the block, so that pads of 17 to 32 are normal.
const PADDING: usize = 32;
/// Random bytes and the length field, before the message.
const HEAD: usize = 20;
/// 43 characters carry 258 bits for a key of 256. Keys whose two spare bits are set are in circulation and
/// must be taken; ciphertext is decoded strictly (platform sheet 2.7).
const KEY_BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The text is no EncodingAESKey: not 43 characters of base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an EncodingAESKey has 43 characters, letters and digits")]
pub struct InvalidAesKey;

/// Why a ciphertext was refused. For the log alone: the caller sees one and the same refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecryptError {
    /// Not canonical base64.
    #[error("not base64")]
    Base64,
    /// No multiple of 32 bytes, or fewer than 64.
    #[error("impossible length")]
    Length,
    /// The padding is not `n` times the byte `n`, 1 to 32.
    #[error("bad padding")]
    Padding,
    /// The length field points outside.
    #[error("bad length field")]
    MessageLength,
    /// It was meant for another account.
    #[error("another AppID")]
    AppId,
}

/// One EncodingAESKey of one account, its key schedules built once. Wiped on drop.
pub struct Cipher {
    encryptor: Aes256Enc,
    decryptor: Aes256Dec,
    /// The first half of the key: the platform's initialisation vector never changes.
    iv: Zeroizing<[u8; 16]>,
    app_id: String,
}

impl Cipher {
    /// Takes the 43 characters of the console.
    pub fn new(encoding_aes_key: &str, app_id: &str) -> Result<Self, InvalidAesKey> {
        if encoding_aes_key.len() != 43 {
            return Err(InvalidAesKey);
        }
        let key = Zeroizing::new(KEY_BASE64.decode(encoding_aes_key).map_err(|_| InvalidAesKey)?);
        let iv = key.first_chunk::<16>().ok_or(InvalidAesKey)?;
        Ok(Self {
            encryptor: Aes256Enc::new_from_slice(&key).map_err(|_| InvalidAesKey)?,
            decryptor: Aes256Dec::new_from_slice(&key).map_err(|_| InvalidAesKey)?,
            iv: Zeroizing::new(*iv),
            app_id: app_id.to_owned(),
        })
    }

    /// Seals a message into base64. `random` has to be fresh for every message, from a secure source.
    pub fn encrypt(&self, random: &[u8; 16], message: &[u8]) -> String {
        let bare = HEAD + message.len() + self.app_id.len();
        let pad = PADDING - bare % PADDING;
        let mut buffer = Vec::with_capacity(bare + pad);
        buffer.extend_from_slice(random);
        // No message comes near 4 GiB; one that did would be refused at the other end.
        buffer.extend_from_slice(&u32::try_from(message.len()).unwrap_or(u32::MAX).to_be_bytes());
        buffer.extend_from_slice(message);
        buffer.extend_from_slice(self.app_id.as_bytes());
        buffer.resize(bare + pad, u8::try_from(pad).unwrap_or_default());
        let (blocks, _) = Block::slice_as_chunks_mut(&mut buffer);
        cbc::Encryptor::inner_iv_init(&self.encryptor, (&*self.iv).into()).encrypt_blocks(blocks);
        STANDARD.encode(buffer)
    }

    /// Opens what `encrypt` or the platform sealed. Check the signature over `encrypted` first.
    pub fn decrypt(&self, encrypted: &str) -> Result<Vec<u8>, DecryptError> {
        let mut buffer = STANDARD.decode(encrypted).map_err(|_| DecryptError::Base64)?;
        if buffer.len() < 2 * PADDING || !buffer.len().is_multiple_of(PADDING) {
            return Err(DecryptError::Length);
        }
        let (blocks, _) = Block::slice_as_chunks_mut(&mut buffer);
        cbc::Decryptor::inner_iv_init(&self.decryptor, (&*self.iv).into()).decrypt_blocks(blocks);
        let length = self.message_in(unpadded(&buffer)?)?.len();
        buffer.truncate(HEAD + length);
        buffer.drain(..HEAD);
        Ok(buffer)
    }

    fn message_in<'p>(&self, plain: &'p [u8]) -> Result<&'p [u8], DecryptError> {
        let (_random, rest) = plain.split_first_chunk::<16>().ok_or(DecryptError::MessageLength)?;
        let (length, rest) = rest.split_first_chunk::<4>().ok_or(DecryptError::MessageLength)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| DecryptError::MessageLength)?;
        let (message, app_id) = rest.split_at_checked(length).ok_or(DecryptError::MessageLength)?;
        if app_id.ct_eq(self.app_id.as_bytes()).into() { Ok(message) } else { Err(DecryptError::AppId) }
    }
}

fn unpadded(plain: &[u8]) -> Result<&[u8], DecryptError> {
    let pad = plain.last().copied().map(usize::from).filter(|pad| (1..=PADDING).contains(pad));
    let end = pad.and_then(|pad| plain.len().checked_sub(pad)).ok_or(DecryptError::Padding)?;
    let (kept, padding) = plain.split_at_checked(end).ok_or(DecryptError::Padding)?;
    if padding.iter().all(|byte| usize::from(*byte) == padding.len()) { Ok(kept) } else { Err(DecryptError::Padding) }
}
