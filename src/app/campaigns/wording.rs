//! A draft in the words of each channel. What was released is what goes out: only the link differs.

use super::draft::{Text, notice, template};
use crate::app::platform::customer_service::CustomerServiceMessage;
use crate::app::platform::id::{ClientMessageId, TemplateId};
use crate::app::reach::{Errand, NoticeTemplateUse, NoticeWords, TemplateWords};
use crate::domain::campaign::{Draft, Fields, LINK, Variant};
use crate::domain::id::OpenId;

/// One message of a draft.
pub(super) struct Said<'a> {
    /// In which words.
    pub variant: Variant,
    /// By which the platform knows it, where it goes by template.
    pub key: &'a str,
    /// Where a tap goes, if there is a page and phones can open it.
    pub link: Option<String>,
}

/// The errand, ready to be sent.
pub(super) fn errand(draft: &Draft, Said { variant, key, link }: Said<'_>, to: &OpenId) -> Errand {
    let words = draft.words_of(variant);
    let mut errand = Errand::new(to.clone(), draft.topic.purpose());
    let text = words.message.as_ref().map(|text| text.replace(LINK, link.as_deref().unwrap_or_default()));
    errand.message = text.and_then(|text| Text::new(text).ok()).map(CustomerServiceMessage::Text);
    errand.notice = words.notice.as_ref().and_then(|fields| notice_words(fields, link.clone()));
    errand.template = words.template.as_ref().and_then(|fields| template_words(fields, key, link));
    errand
}

fn notice_words(fields: &Fields, page: Option<String>) -> Option<NoticeWords> {
    let of = NoticeTemplateUse { id: TemplateId::parse(&fields.id).ok()?, for_good: fields.lasting };
    Some(NoticeWords { of: Some(of), data: notice(fields).ok()?, page, mini_program: None })
}

fn template_words(fields: &Fields, key: &str, url: Option<String>) -> Option<TemplateWords> {
    let id = Some(TemplateId::parse(&fields.id).ok()?);
    let key = ClientMessageId::parse(key).ok()?;
    Some(TemplateWords { id, key, data: template(fields).ok()?, url, mini_program: None })
}
