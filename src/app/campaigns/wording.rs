//! A delivery in the words of each channel. What was released is what goes out: only the short link differs.

use super::clicks;
use super::draft::{Text, notice, template};
use super::records::Claimed;
use crate::app::platform::customer_service::CustomerServiceMessage;
use crate::app::platform::id::{ClientMessageId, TemplateId};
use crate::app::reach::{Errand, NoticeTemplateUse, NoticeWords, TemplateWords};
use crate::app::site::address::SiteAddress;
use crate::app::vault::Vault;
use crate::domain::campaign::{Draft, Fields, LINK};
use crate::domain::id::OpenId;

/// What words are made with.
pub(super) struct Wording<'a> {
    pub vault: &'a Vault,
    /// Where the pages are, if phones can open them.
    pub pages: Option<&'a SiteAddress>,
}

impl Wording<'_> {
    /// The errand, ready to be sent.
    pub fn errand(&self, draft: &Draft, claimed: &Claimed, to: &OpenId) -> Errand {
        let words = draft.words_of(claimed.variant);
        let link = self.link(draft, claimed);
        let mut errand = Errand::new(to.clone(), draft.topic.purpose());
        let text = words.message.as_ref().map(|text| text.replace(LINK, link.as_deref().unwrap_or_default()));
        errand.message = text.and_then(|text| Text::new(text).ok()).map(CustomerServiceMessage::Text);
        errand.notice = words.notice.as_ref().and_then(|fields| notice_words(fields, link.clone()));
        errand.template = words.template.as_ref().and_then(|fields| template_words(fields, &claimed.key, link));
        errand
    }

    fn link(&self, draft: &Draft, claimed: &Claimed) -> Option<String> {
        let pages = self.pages?;
        draft.page(claimed.variant)?;
        Some(pages.page(&clicks::path(self.vault, claimed.id)))
    }
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
