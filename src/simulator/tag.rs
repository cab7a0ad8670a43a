//! Tags of followers (platform sheet 7.6).

use std::collections::BTreeMap;

use super::errcode::{BAD_TAG_NAME, NO_SUCH_TAG, Refusal, SYSTEM_TAG, TAG_NAME_TOO_LONG, TAG_TOO_BIG, TOO_MANY_TAGS};

/// Tags of an account, without the platform's own.
const MOST: usize = 100;
/// Tags of one follower.
pub const MOST_OF_ONE: usize = 20;
/// Characters of a name.
const NAME: usize = 30;
/// A tag with more followers than this cannot be deleted.
const DELETABLE: usize = 100_000;
/// The platform's own tags come first and cannot be changed.
const FIRST: u32 = 100;
/// 星标组.
const STARRED: (u32, &str) = (2, "星标组");

/// A tag with the number of followers that have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    pub name: String,
    pub count: usize,
}

/// All tags of the account.
#[derive(Debug)]
pub struct Tags {
    all: BTreeMap<u32, Tag>,
    last: u32,
}

impl Default for Tags {
    fn default() -> Self {
        let (id, name) = STARRED;
        let starred = Tag { name: name.to_owned(), count: 0 };
        Self { all: BTreeMap::from([(id, starred)]), last: FIRST - 1 }
    }
}

impl Tags {
    pub fn create(&mut self, name: &str) -> Result<u32, Refusal> {
        self.check_name(name)?;
        if self.all.len() > MOST {
            return Err(Refusal::of(TOO_MANY_TAGS));
        }
        self.last += 1;
        self.all.insert(self.last, Tag { name: name.to_owned(), count: 0 });
        Ok(self.last)
    }

    pub fn rename(&mut self, id: u32, name: &str) -> Result<(), Refusal> {
        self.changeable(id)?;
        self.check_name(name)?;
        name.clone_into(&mut self.get_mut(id)?.name);
        Ok(())
    }

    pub fn delete(&mut self, id: u32) -> Result<(), Refusal> {
        self.changeable(id)?;
        if self.get_mut(id)?.count > DELETABLE {
            return Err(Refusal::of(TAG_TOO_BIG));
        }
        self.all.remove(&id);
        Ok(())
    }

    pub fn exists(&self, id: u32) -> bool {
        self.all.contains_key(&id)
    }

    pub fn iter(&self) -> impl Iterator<Item = (u32, &Tag)> {
        self.all.iter().map(|(id, tag)| (*id, tag))
    }

    /// One follower more.
    pub fn gained(&mut self, id: u32) {
        if let Some(tag) = self.all.get_mut(&id) {
            tag.count += 1;
        }
    }

    /// One follower fewer.
    pub fn lost(&mut self, id: u32) {
        if let Some(tag) = self.all.get_mut(&id) {
            tag.count = tag.count.saturating_sub(1);
        }
    }

    fn check_name(&self, name: &str) -> Result<(), Refusal> {
        match name.chars().count() {
            0 => Err(Refusal::of(BAD_TAG_NAME)),
            count if count > NAME => Err(Refusal::of(TAG_NAME_TOO_LONG)),
            _ if self.all.values().any(|tag| tag.name == name) => Err(Refusal::of(BAD_TAG_NAME)),
            _ => Ok(()),
        }
    }

    fn changeable(&self, id: u32) -> Result<(), Refusal> {
        if id < FIRST { Err(Refusal::of(SYSTEM_TAG)) } else { Ok(()) }
    }

    fn get_mut(&mut self, id: u32) -> Result<&mut Tag, Refusal> {
        self.all.get_mut(&id).ok_or_else(|| Refusal::of(NO_SUCH_TAG))
    }
}
