//! Words, recordings, places, photos (platform sheet 3.2).

use std::sync::Arc;

use axum::body::Bytes;

use super::phone::Phone;
use super::{MAX_TEXT, Refused, checked};
use crate::simulator::chat::Content;
use crate::simulator::library::{Item, Kind};
use crate::simulator::picture;
use crate::simulator::push::Draft;
use crate::simulator::window::Deed;

/// A recording of nothing: the head of an AMR file, and one frame without data.
const SILENCE: &[u8] = b"#!AMR\n\x7c";
/// Kinds of message as the statistics number them.
const TEXT: (&str, u32) = ("text", 1);
const IMAGE: (&str, u32) = ("image", 2);
const VOICE: (&str, u32) = ("voice", 3);
const LOCATION: (&str, u32) = ("location", 6);

/// A place on earth.
pub struct Place {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Its address; may be empty.
    pub label: String,
}

impl Place {
    pub fn check(&self) -> Result<(), Refused> {
        let on_earth = self.latitude.abs() <= 90.0 && self.longitude.abs() <= 180.0;
        match self.label.chars().count() {
            _ if !on_earth => Err(Refused::Empty),
            0..=MAX_TEXT => Ok(()),
            _ => Err(Refused::TooLong),
        }
    }

    /// As fields of a menu event, where they are text; `Location_X` is the latitude.
    pub fn texts(&self, draft: Draft) -> Draft {
        let draft = draft.text("Location_X", &self.latitude.to_string());
        let draft = draft.text("Location_Y", &self.longitude.to_string());
        draft.text("Scale", "16").text("Label", &self.label)
    }

    /// As fields of a message.
    fn fields(&self, draft: Draft) -> Draft {
        let draft = draft.number("Location_X", self.latitude).number("Location_Y", self.longitude);
        draft.number("Scale", 16).text("Label", &self.label)
    }
}

impl Phone<'_> {
    pub fn say(&mut self, text: String) -> Result<(), Refused> {
        checked(&text, MAX_TEXT)?;
        self.opens(Deed::Message);
        self.shows(Content::Text { text: text.clone() });
        self.message(TEXT, |draft| draft.text("Content", &text), |draft| draft);
        Ok(())
    }

    /// Seems typed, but counts as a touch of the menu (platform sheet 5).
    pub fn tap_menu_message(&mut self, id: &str, text: String) -> Result<(), Refused> {
        checked(&text, MAX_TEXT)?;
        checked(id, MAX_TEXT)?;
        self.opens(Deed::Touch);
        self.shows(Content::Text { text: text.clone() });
        self.message(TEXT, |draft| draft.text("Content", &text), |draft| draft.text("bizmsgmenuid", id));
        Ok(())
    }

    pub fn voice(&mut self, transcript: Option<String>) -> Result<(), Refused> {
        let transcript = transcript.map(|words| checked(&words, MAX_TEXT)).transpose()?;
        let media_id = self.file(Kind::Voice, "voice.amr", Bytes::from_static(SILENCE))?;
        self.opens(Deed::Message);
        self.shows(Content::Voice { media_id: media_id.to_string(), transcript: transcript.clone() });
        let fields = |draft: Draft| draft.text("MediaId", &media_id).text("Format", "amr");
        self.message(VOICE, fields, |draft| match &transcript {
            Some(words) => draft.text("Recognition", words),
            None => draft,
        });
        Ok(())
    }

    pub fn location(&mut self, place: Place) -> Result<(), Refused> {
        place.check()?;
        self.opens(Deed::Message);
        self.message(LOCATION, |draft| place.fields(draft), |draft| draft);
        let Place { latitude, longitude, label } = place;
        self.shows(Content::Location { latitude, longitude, label });
        Ok(())
    }

    pub fn picture(&mut self) -> Result<(), Refused> {
        let photo = picture::photo(self.world.next_message()).ok_or(Refused::Empty)?;
        let media_id = self.file(Kind::Image, "photo.png", photo)?;
        let url = self.world.media_url(&media_id);
        self.opens(Deed::Message);
        self.shows(Content::Image { media_id: media_id.to_string(), url: url.clone() });
        self.message(IMAGE, |draft| draft.text("PicUrl", &url).text("MediaId", &media_id), |draft| draft);
        Ok(())
    }

    /// What a phone sends can be fetched for three days, like everything temporary.
    fn file(&mut self, kind: Kind, name: &str, bytes: Bytes) -> Result<Arc<str>, Refused> {
        let (file_name, title, introduction) = (name.to_owned(), String::new(), String::new());
        let item = Item { kind, bytes, file_name, made: self.now, permanent: false, title, introduction };
        self.world.library.add(item).map_err(|_| Refused::NoRoom)
    }
}
