//! One phone, while something is done with it.

use std::sync::Arc;

use jiff::Timestamp;

use super::Refused;
use crate::simulator::chat::{Author, Content};
use crate::simulator::follower::Follower;
use crate::simulator::push::{Draft, Push};
use crate::simulator::window::Deed;
use crate::simulator::world::World;

/// Somebody's phone.
pub struct Phone<'w> {
    pub world: &'w mut World,
    pub openid: Arc<str>,
    pub now: Timestamp,
}

impl Phone<'_> {
    /// Whose it is.
    pub fn owner(&mut self) -> Result<&mut Follower, Refused> {
        self.world.roster.get_mut(&self.openid).ok_or(Refused::Stranger)
    }

    /// The follower spoke up: customer-service messages may come.
    pub fn opens(&mut self, deed: Deed) {
        if let Some(follower) = self.world.roster.get_mut(&self.openid) {
            follower.windows.open(deed, self.now);
            follower.exchanged = Some(self.now);
        }
    }

    /// What the follower said appears in the conversation.
    pub fn shows(&mut self, content: Content) {
        self.world.show(&self.openid, Author::Follower, content, self.now);
    }

    /// What the follower did without words appears too.
    pub fn did(&mut self, what: impl Into<String>) {
        self.world.show(&self.openid, Author::Notice, Content::Did { what: what.into() }, self.now);
    }

    /// Pushes a message: the fields of its kind, its id, and what may follow. `number` is the kind's `msg_type` in the
    /// statistics.
    pub fn message(
        &mut self,
        (kind, number): (&str, u32),
        fields: impl FnOnce(Draft) -> Draft,
        tail: impl FnOnce(Draft) -> Draft,
    ) {
        let id = self.world.next_message();
        self.world.record.message(&self.openid, number, self.now);
        let draft = self.world.draft(&self.openid, kind, self.now);
        let xml = tail(fields(draft).number("MsgId", id)).finish();
        self.pushed(Push { openid: None, name: kind.to_owned(), xml, is_message: true, visible: true });
    }

    /// Pushes an event for which the follower waits: a fault is seen.
    pub fn event(&mut self, name: &str, fields: impl FnOnce(Draft) -> Draft) {
        self.told(name, true, fields);
    }

    /// Pushes an event for which nobody waits.
    pub fn silent_event(&mut self, name: &str, fields: impl FnOnce(Draft) -> Draft) {
        self.told(name, false, fields);
    }

    fn told(&mut self, name: &str, visible: bool, fields: impl FnOnce(Draft) -> Draft) {
        let draft = self.world.draft(&self.openid, "event", self.now).text("Event", name);
        let xml = fields(draft).finish();
        self.pushed(Push { openid: None, name: name.to_owned(), xml, is_message: false, visible });
    }

    fn pushed(&mut self, push: Push) {
        self.world.push(Push { openid: Some(Arc::clone(&self.openid)), ..push });
    }
}
