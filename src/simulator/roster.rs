//! Everybody the account has met, in that order.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::follower::{CameBy, Follower};

/// Most people taken: ten times what a run is meant for.
const MOST: usize = 1_000_000;

/// All followers, past and present.
#[derive(Debug, Default)]
pub struct Roster {
    all: Vec<Follower>,
    places: HashMap<Arc<str>, usize>,
    /// How many follow at present.
    following: usize,
}

impl Roster {
    pub fn get(&self, openid: &str) -> Option<&Follower> {
        self.places.get(openid).and_then(|place| self.all.get(*place))
    }

    pub fn get_mut(&mut self, openid: &str) -> Option<&mut Follower> {
        self.places.get(openid).and_then(|place| self.all.get_mut(*place))
    }

    /// Everybody, from this place on.
    pub fn from(&self, place: usize) -> impl Iterator<Item = &Follower> {
        self.all.iter().skip(place)
    }

    /// Everybody, to be changed.
    pub fn each_mut(&mut self, place: usize) -> impl Iterator<Item = &mut Follower> {
        self.all.iter_mut().skip(place)
    }

    /// Where one stands; the next one follows it.
    pub fn place(&self, openid: &str) -> Option<usize> {
        self.places.get(openid).copied()
    }

    /// How many follow at present.
    pub fn following(&self) -> usize {
        self.following
    }

    /// How many there are, with those who left.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Makes sure that they are known; `None` if the roster is full.
    pub fn meet(&mut self, openid: &str) -> Option<&mut Follower> {
        if let Some(place) = self.place(openid) {
            return self.all.get_mut(place);
        }
        if self.all.len() >= MOST {
            return None;
        }
        let (place, openid): (usize, Arc<str>) = (self.all.len(), openid.into());
        self.places.insert(Arc::clone(&openid), place);
        self.all.push(Follower::new(openid, u64::try_from(place).unwrap_or(u64::MAX).saturating_add(1)));
        self.all.last_mut()
    }

    /// They begin to follow; `false` if they did already.
    pub fn follow(&mut self, openid: &str, came_by: CameBy, now: Timestamp) -> bool {
        let Some(follower) = self.meet(openid).filter(|follower| !follower.subscribed) else { return false };
        (follower.subscribed, follower.since, follower.came_by) = (true, now, came_by);
        self.following += 1;
        true
    }

    /// They stop; `false` if they did not follow. What the account had noted about them is gone.
    pub fn unfollow(&mut self, openid: &str) -> bool {
        let Some(follower) = self.get_mut(openid).filter(|follower| follower.subscribed) else { return false };
        (follower.subscribed, follower.typing, follower.exchanged) = (false, false, None);
        follower.windows.shut();
        follower.tags.clear();
        follower.remark.clear();
        self.following -= 1;
        true
    }
}
