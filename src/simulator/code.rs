//! Parametric QR codes (platform sheet 7.8).

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use super::errcode::{Refusal, TOO_MANY_CODES};
use super::opaque;

/// Permanent codes of an account. They cannot be deleted.
const MOST_PERMANENT: usize = 100_000;
/// Temporary codes that are remembered, living or not.
const MOST_TEMPORARY: usize = 200_000;

/// A code that was made.
#[derive(Debug, Clone, Serialize)]
pub struct Code {
    /// What it says; a number is written out.
    pub scene: Arc<str>,
    /// By which its picture is fetched; comes back in the event.
    pub ticket: Arc<str>,
    /// What the picture holds.
    pub url: String,
    /// Until when it can be scanned; `None` is for ever.
    pub until: Option<Timestamp>,
}

impl Code {
    /// Whether it can be scanned.
    pub fn lives(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// All codes of the account.
#[derive(Debug, Default)]
pub struct Codes {
    by_ticket: HashMap<Arc<str>, Arc<Code>>,
    /// The newest of each scene.
    by_scene: HashMap<Arc<str>, Arc<Code>>,
    permanent: usize,
}

impl Codes {
    /// Makes one; without a life it is permanent. A permanent scene has one code, however often it is asked for.
    pub fn make(&mut self, scene: &str, life: Option<Duration>, now: Timestamp) -> Result<Arc<Code>, Refusal> {
        let known = self.by_scene.get(scene).filter(|code| code.until.is_none());
        if let Some(code) = known.filter(|_| life.is_none()) {
            return Ok(Arc::clone(code));
        }
        let temporary = self.by_ticket.len() - self.permanent;
        if life.is_none() && self.permanent >= MOST_PERMANENT || temporary >= MOST_TEMPORARY {
            return Err(Refusal::of(TOO_MANY_CODES));
        }
        self.permanent += usize::from(life.is_none());
        let code = Arc::new(Code {
            scene: scene.into(),
            ticket: format!("gQ{}==", opaque::id(92)).into(),
            url: format!("http://weixin.qq.com/q/{}", opaque::id(20)),
            until: life.and_then(|life| now.checked_add(life).ok()),
        });
        self.by_ticket.insert(Arc::clone(&code.ticket), Arc::clone(&code));
        self.by_scene.insert(Arc::clone(&code.scene), Arc::clone(&code));
        Ok(code)
    }

    pub fn by_ticket(&self, ticket: &str) -> Option<&Arc<Code>> {
        self.by_ticket.get(ticket)
    }

    /// The newest code of a scene.
    pub fn by_scene(&self, scene: &str) -> Option<&Arc<Code>> {
        self.by_scene.get(scene)
    }

    /// The newest code of every scene that can be scanned, by scene.
    pub fn living(&self, now: Timestamp) -> Vec<Arc<Code>> {
        let mut codes: Vec<Arc<Code>> = self.by_scene.values().filter(|code| code.lives(now)).cloned().collect();
        codes.sort_by(|a, b| a.scene.cmp(&b.scene));
        codes
    }
}
