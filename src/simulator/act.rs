//! What somebody does with the phone, and what the platform makes of it (platform sheet 3).

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::chat::{Author, Content};
use super::errand::Change;
use super::follower::CameBy;
use super::push::{Draft, Push};
use super::window::Deed;
use super::world::World;
use crate::domain::id::OpenId;

/// Longest text a phone sends, in characters: more than anybody types.
const MAX_TEXT: usize = 4_000;
/// Longest scene of a code, in characters (platform sheet 7.8).
const MAX_SCENE: usize = 64;

/// One thing done with the phone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// Follows, by a code if there is a scene.
    Follow {
        /// The code's.
        scene: Option<String>,
    },
    /// Leaves.
    Unfollow,
    /// Types.
    Say {
        /// The words.
        text: String,
    },
    /// Taps a choice of a `msgmenu`, or a `weixin://bizmsgmenu` link.
    TapMenuMessage {
        /// `bizmsgmenuid`.
        id: String,
        /// The words that seem typed.
        text: String,
    },
    /// Taps a button of the custom menu that asks for nothing more.
    Click {
        /// Its path (`2.1`) or its key.
        button: String,
    },
    /// Opens an address; our server hears of it if the address is a menu button's.
    View {
        /// The address.
        url: String,
    },
    /// Speaks.
    Voice {
        /// What the platform understood; today nothing as a rule.
        transcript: Option<String>,
    },
    /// Sends a place.
    Location {
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
        /// Its address.
        label: String,
    },
    /// Sends a photo.
    Picture,
    /// Scans a code of ours.
    Scan {
        /// Its scene.
        scene: String,
    },
    /// Answers the question, on a page or in an article, whether notices of this template may come.
    AnswerNotice {
        /// Which.
        template_id: String,
        /// Once for a one-time template, from now on for a lasting one.
        accept: bool,
    },
    /// Takes an answer back in the account's settings.
    WithdrawNotice {
        /// Which.
        template_id: String,
    },
    /// Taps a `location_select` button and picks a place.
    PickLocation {
        /// The button's path or key.
        button: String,
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
        /// Its address.
        label: String,
    },
    /// Taps a `scancode_push` or `scancode_waitmsg` button and scans something.
    ScanByMenu {
        /// The button's path or key.
        button: String,
        /// What the code said.
        result: String,
    },
    /// Taps a `pic_…` button and takes a photo.
    PictureByMenu {
        /// The button's path or key.
        button: String,
    },
}

/// Why that cannot be done just now; the words are for the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nobody has this phone.
    #[error("没有这个人")]
    Stranger,
    /// The openid is none, or there are too many people.
    #[error("不能再加人了，或者 openid 不对")]
    NoRoom,
    /// Follows already.
    #[error("已经关注了")]
    FollowsAlready,
    /// Does not follow.
    #[error("还没有关注")]
    DoesNotFollow,
    /// Nothing to send.
    #[error("没有内容")]
    Empty,
    /// More than a phone sends.
    #[error("太长了")]
    TooLong,
    /// The menu has no such button.
    #[error("菜单上没有这个按钮")]
    NoSuchButton,
}

/// Does it.
pub fn perform(world: &mut World, openid: &str, act: Act, now: Timestamp) -> Result<(), Refused> {
    if let Act::Follow { scene } = act {
        return follow(world, openid, scene, now);
    }
    let follower = world.roster.get(openid).ok_or(Refused::Stranger)?;
    let openid = Arc::clone(&follower.openid);
    if !follower.subscribed {
        return Err(Refused::DoesNotFollow);
    }
    let mut phone = Phone { world, openid, now };
    match act {
        Act::Follow { .. } | Act::Unfollow => phone.unfollow(),
        Act::Say { text } => phone.say(text, None)?,
        Act::TapMenuMessage { id, text } => phone.say(text, Some(id))?,
        Act::Click { button } => phone.click(&button)?,
        Act::View { url } => phone.view(&url)?,
        Act::Voice { transcript } => phone.voice(transcript),
        Act::Location { latitude, longitude, label } => phone.location(Place { latitude, longitude, label })?,
        Act::Picture => phone.picture(),
        Act::Scan { scene } => phone.scan(&scene)?,
        Act::AnswerNotice { template_id, accept } => phone.answer_notice(&template_id, accept)?,
        Act::WithdrawNotice { template_id } => phone.withdraw_notice(&template_id)?,
        Act::PickLocation { button, latitude, longitude, label } => {
            phone.pick_location(&button, Place { latitude, longitude, label })?;
        }
        Act::ScanByMenu { button, result } => phone.scan_by_menu(&button, &result)?,
        Act::PictureByMenu { button } => phone.picture_by_menu(&button)?,
    }
    Ok(())
}

fn follow(world: &mut World, openid: &str, scene: Option<String>, now: Timestamp) -> Result<(), Refused> {
    OpenId::parse(openid).map_err(|_| Refused::NoRoom)?;
    let scene = scene.map(|scene| checked(&scene, MAX_SCENE)).transpose()?;
    let openid = Arc::clone(&world.roster.meet(openid).ok_or(Refused::NoRoom)?.openid);
    let came_by = scene.as_deref().map_or(CameBy::Search, |scene| CameBy::Code(scene.into()));
    if !world.roster.follow(&openid, came_by, now) {
        return Err(Refused::FollowsAlready);
    }
    world.changes.push(Change::Followers);
    let mut phone = Phone { world, openid, now };
    phone.did(scene.as_ref().map_or("关注".to_owned(), |scene| format!("扫码关注：{scene}")));
    phone.opens(Deed::Touch);
    phone.event("subscribe", true, |draft| match &scene {
        Some(scene) => draft.text("EventKey", &format!("qrscene_{scene}")).text("Ticket", &ticket_of(scene)),
        None => draft.text("EventKey", ""),
    });
    Ok(())
}

/// The ticket in the event of a code.
fn ticket_of(scene: &str) -> String {
    format!("gQ{}", hex::encode(scene))
}

/// One phone, while something is done with it.
struct Phone<'w> {
    world: &'w mut World,
    openid: Arc<str>,
    now: Timestamp,
}

impl Phone<'_> {
    fn unfollow(&mut self) {
        self.world.roster.unfollow(&self.openid);
        self.world.changes.push(Change::Followers);
        self.did("取消关注".to_owned());
        self.event("unsubscribe", false, |draft| draft.text("EventKey", ""));
    }

    /// A tap on a menu message counts as a touch of the menu, not as words (platform sheet 5).
    fn say(&mut self, text: String, menu_id: Option<String>) -> Result<(), Refused> {
        checked(&text, MAX_TEXT)?;
        self.opens(if menu_id.is_some() { Deed::Touch } else { Deed::Message });
        self.shows(Content::Text { text: text.clone() });
        self.message(
            "text",
            |draft| draft.text("Content", &text),
            |draft| match &menu_id {
                Some(id) => draft.text("bizmsgmenuid", id),
                None => draft,
            },
        );
        Ok(())
    }

    fn click(&mut self, path_or_key: &str) -> Result<(), Refused> {
        let button = self.button(|menu| menu.find(path_or_key).cloned())?;
        self.did(format!("点击菜单：{}", button.name));
        let key = button.key.unwrap_or_default();
        match button.kind.as_deref() {
            Some("click") => {
                self.opens(Deed::Touch);
                self.event("CLICK", true, |draft| draft.text("EventKey", &key));
            }
            Some("view") => self.opened(&button.url.unwrap_or_default()),
            _ => return Err(Refused::NoSuchButton),
        }
        Ok(())
    }

    fn view(&mut self, url: &str) -> Result<(), Refused> {
        checked(url, MAX_TEXT)?;
        let on_menu =
            self.button(|menu| menu.leaves().find(|(_, button)| button.url.as_deref() == Some(url)).map(|_| ()));
        if on_menu.is_ok() {
            self.opened(url);
        }
        Ok(())
    }

    /// A page was opened from the menu. Nobody waits for an answer.
    fn opened(&mut self, url: &str) {
        let menu = self.world.roster.get(&self.openid).and_then(|follower| self.world.menus.of(follower));
        let id = menu.map_or(0, |(id, _)| id);
        self.event("VIEW", false, |draft| draft.text("EventKey", url).number("MenuId", id));
    }

    fn voice(&mut self, transcript: Option<String>) {
        let media_id = format!("voice-{}", self.world.next_message());
        self.opens(Deed::Message);
        self.shows(Content::Voice { media_id: media_id.clone(), transcript: transcript.clone() });
        let fields = |draft: Draft| draft.text("MediaId", &media_id).text("Format", "amr");
        self.message("voice", fields, |draft| match &transcript {
            Some(words) => draft.text("Recognition", words),
            None => draft,
        });
    }

    fn location(&mut self, place: Place) -> Result<(), Refused> {
        place.check()?;
        self.opens(Deed::Message);
        self.message("location", |draft| place.fields(draft), |draft| draft);
        let Place { latitude, longitude, label } = place;
        self.shows(Content::Location { latitude, longitude, label });
        Ok(())
    }

    /// The event first, then the place as a message (platform sheet 3.4).
    fn pick_location(&mut self, path_or_key: &str, place: Place) -> Result<(), Refused> {
        let key = self.key_of(path_or_key, &["location_select"])?;
        place.check()?;
        self.event("location_select", false, |draft| {
            let draft = draft.text("EventKey", &key);
            draft.within("SendLocationInfo", |draft| place.texts(draft).text("Poiname", ""))
        });
        self.location(place)
    }

    /// `scancode_waitmsg` keeps the phone waiting for the answer; the other kind shows the result by itself.
    fn scan_by_menu(&mut self, path_or_key: &str, result: &str) -> Result<(), Refused> {
        let button = self.button(|menu| menu.find(path_or_key).cloned())?;
        let key = self.key_of(path_or_key, &["scancode_push", "scancode_waitmsg"])?;
        let (kind, result) = (button.kind.unwrap_or_default(), checked(result, MAX_TEXT)?);
        self.did(format!("点击菜单：{}，扫到：{result}", button.name));
        self.opens(Deed::Touch);
        self.event(&kind, kind == "scancode_waitmsg", |draft| {
            draft
                .text("EventKey", &key)
                .within("ScanCodeInfo", |draft| draft.text("ScanType", "qrcode").text("ScanResult", &result))
        });
        Ok(())
    }

    /// The event first, then the picture as a message (platform sheet 3.4).
    fn picture_by_menu(&mut self, path_or_key: &str) -> Result<(), Refused> {
        let button = self.button(|menu| menu.find(path_or_key).cloned())?;
        let key = self.key_of(path_or_key, &["pic_sysphoto", "pic_photo_or_album", "pic_weixin"])?;
        let md5 = format!("{:032x}", self.world.next_message());
        self.event(&button.kind.unwrap_or_default(), false, |draft| {
            let list = |draft: Draft| draft.within("item", |draft| draft.text("PicMd5Sum", &md5));
            let draft = draft.text("EventKey", &key);
            draft.within("SendPicsInfo", |draft| draft.number("Count", 1).within("PicList", list))
        });
        self.picture();
        Ok(())
    }

    fn answer_notice(&mut self, template_id: &str, accept: bool) -> Result<(), Refused> {
        let template_id = checked(template_id, MAX_SCENE)?;
        let follower = self.world.roster.get_mut(&self.openid).ok_or(Refused::Stranger)?;
        if accept {
            follower.consent(&template_id, false);
        }
        self.did(format!("{}订阅通知", if accept { "允许" } else { "拒绝" }));
        let status = if accept { "accept" } else { "reject" };
        self.event("subscribe_msg_popup_event", false, |draft| {
            draft.within("SubscribeMsgPopupEvent", |draft| {
                draft.within("List", |draft| {
                    let draft = draft.text("TemplateId", &template_id).text("SubscribeStatusString", status);
                    draft.number("PopupScene", 1)
                })
            })
        });
        Ok(())
    }

    fn withdraw_notice(&mut self, template_id: &str) -> Result<(), Refused> {
        let template_id = checked(template_id, MAX_SCENE)?;
        let follower = self.world.roster.get_mut(&self.openid).ok_or(Refused::Stranger)?;
        follower.consents.retain(|(id, _)| **id != *template_id);
        self.did("关闭订阅通知".to_owned());
        self.event("subscribe_msg_change_event", false, |draft| {
            draft.within("SubscribeMsgChangeEvent", |draft| {
                let item =
                    |draft: Draft| draft.text("TemplateId", &template_id).text("SubscribeStatusString", "reject");
                draft.within("List", item)
            })
        });
        Ok(())
    }

    fn picture(&mut self) {
        let media_id = format!("image-{}", self.world.next_message());
        self.opens(Deed::Message);
        self.shows(Content::Image { media_id: media_id.clone(), url: String::new() });
        self.message("image", |draft| draft.text("PicUrl", "").text("MediaId", &media_id), |draft| draft);
    }

    fn scan(&mut self, scene: &str) -> Result<(), Refused> {
        let scene = checked(scene, MAX_SCENE)?;
        self.did(format!("扫码：{scene}"));
        self.opens(Deed::Touch);
        self.event("SCAN", true, |draft| draft.text("EventKey", &scene).text("Ticket", &ticket_of(&scene)));
        Ok(())
    }

    fn button<T>(&self, find: impl FnOnce(&super::menu::Menu) -> Option<T>) -> Result<T, Refused> {
        let follower = self.world.roster.get(&self.openid).ok_or(Refused::Stranger)?;
        self.world.menus.of(follower).and_then(|(_, menu)| find(menu)).ok_or(Refused::NoSuchButton)
    }

    /// The key of a button of one of these kinds.
    fn key_of(&self, path_or_key: &str, kinds: &[&str]) -> Result<String, Refused> {
        let button = self.button(|menu| menu.find(path_or_key).cloned())?;
        let fits = button.kind.as_deref().is_some_and(|kind| kinds.contains(&kind));
        if fits { Ok(button.key.unwrap_or_default()) } else { Err(Refused::NoSuchButton) }
    }

    fn opens(&mut self, deed: Deed) {
        if let Some(follower) = self.world.roster.get_mut(&self.openid) {
            follower.windows.open(deed, self.now);
            follower.exchanged = Some(self.now);
        }
    }

    fn shows(&mut self, content: Content) {
        self.world.show(&self.openid, Author::Follower, content, self.now);
    }

    fn did(&mut self, what: String) {
        self.world.show(&self.openid, Author::Notice, Content::Did { what }, self.now);
    }

    /// Pushes a message: the fields of its kind, its id, and what may follow.
    fn message(&mut self, kind: &str, fields: impl FnOnce(Draft) -> Draft, more: impl FnOnce(Draft) -> Draft) {
        let id = self.world.next_message();
        let draft = self.world.draft(&self.openid, kind, self.now);
        let xml = more(fields(draft).number("MsgId", id)).finish();
        self.pushed(kind, xml, [true, true]);
    }

    fn event(&mut self, name: &str, visible: bool, fields: impl FnOnce(Draft) -> Draft) {
        let draft = self.world.draft(&self.openid, "event", self.now).text("Event", name);
        let xml = fields(draft).finish();
        self.pushed(name, xml, [false, visible]);
    }

    fn pushed(&mut self, name: &str, xml: String, [is_message, visible]: [bool; 2]) {
        let openid = Some(Arc::clone(&self.openid));
        self.world.push(Push { openid, name: name.to_owned(), xml, is_message, visible });
    }
}

/// A place on earth.
struct Place {
    latitude: f64,
    longitude: f64,
    label: String,
}

impl Place {
    fn check(&self) -> Result<(), Refused> {
        let on_earth = self.latitude.abs() <= 90.0 && self.longitude.abs() <= 180.0;
        match self.label.chars().count() {
            _ if !on_earth => Err(Refused::Empty),
            0..=MAX_TEXT => Ok(()),
            _ => Err(Refused::TooLong),
        }
    }

    /// As fields of a message.
    fn fields(&self, draft: Draft) -> Draft {
        let draft = draft.number("Location_X", self.latitude).number("Location_Y", self.longitude);
        draft.number("Scale", 16).text("Label", &self.label)
    }

    /// As fields of a menu event, where they are text.
    fn texts(&self, draft: Draft) -> Draft {
        let draft = draft.text("Location_X", &self.latitude.to_string());
        let draft = draft.text("Location_Y", &self.longitude.to_string());
        draft.text("Scale", "16").text("Label", &self.label)
    }
}

fn checked(text: &str, most: usize) -> Result<String, Refused> {
    match text.chars().count() {
        0 => Err(Refused::Empty),
        count if count > most => Err(Refused::TooLong),
        _ => Ok(text.to_owned()),
    }
}
