//! What somebody does with the phone, and what the platform makes of it (platform sheet 3).

mod menu;
mod message;
mod notice;
mod phone;
mod relation;

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use self::message::Place;
use self::phone::Phone;
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
    /// The code was good once.
    #[error("二维码已过期")]
    CodeExpired,
    /// The account has no codes with a scene.
    #[error("这个公众号没有带参数的二维码")]
    NoCodes,
    /// The account has no template of this id.
    #[error("没有这个订阅通知模板")]
    NoSuchNotice,
}

/// Does it.
pub fn perform(world: &mut World, openid: &str, act: Act, now: Timestamp) -> Result<(), Refused> {
    let mut phone = Phone { openid: who(world, openid, &act)?, world, now };
    match act {
        Act::Follow { scene } => phone.follow(scene),
        Act::Unfollow => phone.unfollow(),
        Act::Say { text } => phone.say(text),
        Act::TapMenuMessage { id, text } => phone.tap_menu_message(&id, text),
        Act::Click { button } => phone.click(&button),
        Act::View { url } => phone.view(&url),
        Act::Voice { transcript } => phone.voice(transcript),
        Act::Location { latitude, longitude, label } => phone.location(Place { latitude, longitude, label }),
        Act::Picture => phone.picture(),
        Act::Scan { scene } => phone.scan(&scene),
        Act::AnswerNotice { template_id, accept } => phone.answer_notice(&template_id, accept),
        Act::WithdrawNotice { template_id } => phone.withdraw_notice(&template_id),
        Act::PickLocation { button, latitude, longitude, label } => {
            phone.pick_location(&button, Place { latitude, longitude, label })
        }
        Act::ScanByMenu { button, result } => phone.scan_by_menu(&button, &result),
        Act::PictureByMenu { button } => phone.picture_by_menu(&button),
    }
}

/// Whose phone it is, if that can be done with it at all. Who follows for the first time was a stranger before.
fn who(world: &mut World, openid: &str, act: &Act) -> Result<Arc<str>, Refused> {
    if matches!(act, Act::Follow { .. }) {
        OpenId::parse(openid).map_err(|_| Refused::NoRoom)?;
        return world.roster.meet(openid).map(|follower| Arc::clone(&follower.openid)).ok_or(Refused::NoRoom);
    }
    let follower = world.roster.get(openid).ok_or(Refused::Stranger)?;
    // Pages ask anybody whether notices may come.
    let on_page = matches!(act, Act::AnswerNotice { .. } | Act::WithdrawNotice { .. });
    if follower.subscribed || on_page { Ok(Arc::clone(&follower.openid)) } else { Err(Refused::DoesNotFollow) }
}

/// The text, if there is any and not too much of it.
fn checked(text: &str, most: usize) -> Result<String, Refused> {
    match text.chars().count() {
        0 => Err(Refused::Empty),
        count if count > most => Err(Refused::TooLong),
        _ => Ok(text.to_owned()),
    }
}
