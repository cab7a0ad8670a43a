//! Following, leaving, scanning a code (platform sheet 3.3).

use std::sync::Arc;

use jiff::Timestamp;

use super::phone::Phone;
use super::{MAX_SCENE, Refused, checked};
use crate::simulator::account::Right;
use crate::simulator::errand::Change;
use crate::simulator::follower::CameBy;
use crate::simulator::window::Deed;
use crate::simulator::world::World;

/// `user_source` in the statistics: by a code, or any other way.
const BY_CODE: u32 = 30;
const OTHERWISE: u32 = 0;

/// The scene and the ticket of a code. One that was never made here counts as printed before: posters outlive servers.
fn scan(world: &World, scene: &str, now: Timestamp) -> Result<(String, Arc<str>), Refused> {
    let scene = checked(scene, MAX_SCENE)?;
    if !world.may(Right::QrCode) {
        return Err(Refused::NoCodes);
    }
    match world.codes.by_scene(&scene) {
        Some(code) if !code.lives(now) => Err(Refused::CodeExpired),
        Some(code) => Ok((scene, Arc::clone(&code.ticket))),
        None => {
            let ticket = format!("gQ{}==", hex::encode(&scene)).into();
            Ok((scene, ticket))
        }
    }
}

impl Phone<'_> {
    /// By a code if there is a scene.
    pub fn follow(&mut self, scene: Option<String>) -> Result<(), Refused> {
        let code = scene.map(|scene| scan(self.world, &scene, self.now)).transpose()?;
        let came_by = code.as_ref().map_or(CameBy::Search, |(scene, _)| CameBy::Code(scene.as_str().into()));
        if !self.world.roster.follow(&self.openid, came_by, self.now) {
            return Err(Refused::FollowsAlready);
        }
        let source = if code.is_some() { BY_CODE } else { OTHERWISE };
        self.world.record.came(source, self.world.roster.following(), self.now);
        self.world.changes.push(Change::Followers);
        self.did(code.as_ref().map_or("关注".to_owned(), |(scene, _)| format!("扫码关注：{scene}")));
        self.opens(Deed::Touch);
        self.event("subscribe", |draft| match &code {
            Some((scene, ticket)) => draft.text("EventKey", &format!("qrscene_{scene}")).text("Ticket", ticket),
            None => draft.text("EventKey", ""),
        });
        Ok(())
    }

    /// What the account had noted about them goes with them.
    pub fn unfollow(&mut self) -> Result<(), Refused> {
        let tags = std::mem::take(&mut self.owner()?.tags);
        tags.into_iter().for_each(|tag| self.world.tags.lost(tag));
        self.world.roster.unfollow(&self.openid);
        self.world.record.left(self.world.roster.following(), self.now);
        self.world.changes.push(Change::Followers);
        self.did("取消关注");
        self.silent_event("unsubscribe", |draft| draft.text("EventKey", ""));
        Ok(())
    }

    pub fn scan(&mut self, scene: &str) -> Result<(), Refused> {
        let (scene, ticket) = scan(self.world, scene, self.now)?;
        self.did(format!("扫码：{scene}"));
        self.opens(Deed::Touch);
        self.event("SCAN", |draft| draft.text("EventKey", &scene).text("Ticket", &ticket));
        Ok(())
    }
}
