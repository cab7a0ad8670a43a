//! Taps on the custom menu (platform sheet 3.4).

use super::message::Place;
use super::phone::Phone;
use super::{MAX_TEXT, Refused, checked};
use crate::simulator::menu::{Button, Menu};
use crate::simulator::push::Draft;
use crate::simulator::window::Deed;

impl Phone<'_> {
    pub fn click(&mut self, path_or_key: &str) -> Result<(), Refused> {
        let button = self.button(|menu| menu.find(path_or_key))?;
        match (button.kind.as_deref(), button.key, button.url) {
            (Some("click"), Some(key), _) => {
                self.did(format!("点击菜单：{}", button.name));
                self.opens(Deed::Touch);
                self.event("CLICK", |draft| draft.text("EventKey", &key));
            }
            (Some("view"), _, Some(url)) => {
                self.did(format!("点击菜单：{}", button.name));
                self.opened(&url);
            }
            _ => return Err(Refused::NoSuchButton),
        }
        Ok(())
    }

    /// An address that stands on the menu is told; a link in the conversation is not.
    pub fn view(&mut self, url: &str) -> Result<(), Refused> {
        checked(url, MAX_TEXT)?;
        let on_menu = |menu: &Menu| menu.leaves().any(|(_, button)| button.url.as_deref() == Some(url));
        let follower = self.world.roster.get(&self.openid).ok_or(Refused::Stranger)?;
        if self.world.menus.of(follower).is_some_and(|(_, menu)| on_menu(menu)) {
            self.opened(url);
        }
        Ok(())
    }

    /// A page was opened from the menu. Nobody waits for an answer.
    fn opened(&mut self, url: &str) {
        let menu = self.world.roster.get(&self.openid).and_then(|follower| self.world.menus.of(follower));
        let id = menu.map_or(0, |(id, _)| id);
        self.silent_event("VIEW", |draft| draft.text("EventKey", url).number("MenuId", id));
    }

    /// The event first, then the place as a message.
    pub fn pick_location(&mut self, path_or_key: &str, place: Place) -> Result<(), Refused> {
        let [_, key] = self.kind_and_key(path_or_key, &["location_select"])?;
        place.check()?;
        self.silent_event("location_select", |draft| {
            let draft = draft.text("EventKey", &key);
            draft.within("SendLocationInfo", |draft| place.texts(draft).text("Poiname", ""))
        });
        self.location(place)
    }

    /// `scancode_waitmsg` keeps the phone waiting for the answer; the other kind shows the result by itself.
    pub fn scan_by_menu(&mut self, path_or_key: &str, result: &str) -> Result<(), Refused> {
        let [kind, key] = self.kind_and_key(path_or_key, &["scancode_push", "scancode_waitmsg"])?;
        let result = checked(result, MAX_TEXT)?;
        self.did(format!("扫一扫：{result}"));
        self.opens(Deed::Touch);
        let info = |draft: Draft| draft.text("ScanType", "qrcode").text("ScanResult", &result);
        let fields = |draft: Draft| draft.text("EventKey", &key).within("ScanCodeInfo", info);
        if kind == "scancode_waitmsg" {
            self.event(&kind, fields)
        } else {
            self.silent_event(&kind, fields)
        }
        Ok(())
    }

    /// The event first, then the picture as a message.
    pub fn picture_by_menu(&mut self, path_or_key: &str) -> Result<(), Refused> {
        let [kind, key] = self.kind_and_key(path_or_key, &["pic_sysphoto", "pic_photo_or_album", "pic_weixin"])?;
        let md5 = format!("{:032x}", self.world.next_message());
        let list = |draft: Draft| draft.within("item", |draft| draft.text("PicMd5Sum", &md5));
        self.silent_event(&kind, |draft| {
            let draft = draft.text("EventKey", &key);
            draft.within("SendPicsInfo", |draft| draft.number("Count", 1).within("PicList", list))
        });
        self.picture()
    }

    /// Kind and key of a button of one of these kinds.
    fn kind_and_key(&self, path_or_key: &str, kinds: &[&str]) -> Result<[String; 2], Refused> {
        let button = self.button(|menu| menu.find(path_or_key))?;
        let kind = button.kind.filter(|kind| kinds.contains(&kind.as_str())).ok_or(Refused::NoSuchButton)?;
        Ok([kind, button.key.unwrap_or_default()])
    }

    /// A button of the menu that this follower sees.
    fn button(&self, find: impl FnOnce(&Menu) -> Option<&Button>) -> Result<Button, Refused> {
        let follower = self.world.roster.get(&self.openid).ok_or(Refused::Stranger)?;
        self.world.menus.of(follower).and_then(|(_, menu)| find(menu)).cloned().ok_or(Refused::NoSuchButton)
    }
}
