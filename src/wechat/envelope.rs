//! The encrypted envelope, both ways (platform sheet 2.1, 2.4).

use super::xml::write::{element, within};
use super::xml::{Document, XmlError};

/// A reply in its envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedReply {
    /// Ciphertext.
    pub encrypt: String,
    /// Over the ciphertext and the two fields below.
    pub msg_signature: String,
    /// Epoch seconds, decimal.
    pub timestamp: String,
    /// Random.
    pub nonce: String,
}

impl SealedReply {
    /// The XML that goes back to the platform.
    pub fn to_xml(&self) -> String {
        let mut xml = String::with_capacity(self.encrypt.len() + 256);
        within(&mut xml, "xml", |xml| {
            element(xml, "Encrypt", &self.encrypt);
            element(xml, "MsgSignature", &self.msg_signature);
            element(xml, "TimeStamp", &self.timestamp);
            element(xml, "Nonce", &self.nonce);
        });
        xml
    }

    /// Reads it, as the platform does; absent fields are empty.
    pub fn parse(xml: &str) -> Result<Self, XmlError> {
        let document = Document::parse(xml, xml.len())?;
        let root = document.root();
        let field = |name| Ok::<_, XmlError>(root.field(name)?.unwrap_or_default().to_owned());
        Ok(Self {
            encrypt: field("Encrypt")?,
            msg_signature: field("MsgSignature")?,
            timestamp: field("TimeStamp")?,
            nonce: field("Nonce")?,
        })
    }
}

/// The body of a safe-mode push, as the platform writes it.
pub fn sealed_push(to: &str, encrypt: &str) -> String {
    format!("<xml><ToUserName><![CDATA[{to}]]></ToUserName><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>")
}

/// The ciphertext of a push, exactly as it stands there: the signature covers every byte. `None` if the body
/// came in plain text. Whatever else stands beside it is not to be believed.
pub fn encrypt_of<'d>(body: &'d Document<'_>) -> Result<Option<&'d str>, XmlError> {
    Ok(body.root().field("Encrypt")?.filter(|text| !text.is_empty()))
}
