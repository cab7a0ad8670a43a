//! Answers to the question whether notices may come (platform sheet 3.7).

use super::phone::Phone;
use super::{MAX_SCENE, Refused, checked};
use crate::simulator::push::Draft;

impl Phone<'_> {
    pub fn answer_notice(&mut self, template_id: &str, accept: bool) -> Result<(), Refused> {
        let notice = self.world.notices.get(template_id).map_err(|_| Refused::NoSuchNotice)?;
        let (lasting, title) = (notice.lasting, notice.title.clone());
        if accept {
            self.owner()?.consent(template_id, lasting);
        }
        self.did(format!("{}订阅：{title}", if accept { "允许" } else { "拒绝" }));
        let status = if accept { "accept" } else { "reject" };
        let item = |draft: Draft| {
            let draft = draft.text("TemplateId", template_id).text("SubscribeStatusString", status);
            draft.number("PopupScene", 1)
        };
        self.silent_event("subscribe_msg_popup_event", |draft| {
            draft.within("SubscribeMsgPopupEvent", |draft| draft.within("List", item))
        });
        Ok(())
    }

    pub fn withdraw_notice(&mut self, template_id: &str) -> Result<(), Refused> {
        let template_id = checked(template_id, MAX_SCENE)?;
        self.owner()?.consents.retain(|(id, _)| **id != *template_id);
        self.did("关闭订阅通知");
        let item = |draft: Draft| draft.text("TemplateId", &template_id).text("SubscribeStatusString", "reject");
        self.silent_event("subscribe_msg_change_event", |draft| {
            draft.within("SubscribeMsgChangeEvent", |draft| draft.within("List", item))
        });
        Ok(())
    }
}
