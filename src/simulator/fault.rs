//! Trouble on demand: what the platform does wrong because somebody asked it to.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Most faults at one time.
const MOST: usize = 100;

/// Something that goes wrong with an API.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// The path, or `*` for every one.
    pub api: String,
    /// How often, 0 to 1.
    #[serde(default = "always")]
    pub rate: f64,
    /// How many times more; without, for ever.
    #[serde(default)]
    pub times: Option<u32>,
    /// What goes wrong.
    #[serde(flatten)]
    pub manner: Manner,
}

/// What goes wrong with a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "manner", rename_all = "snake_case")]
pub enum Manner {
    /// Refused with this code; nothing was done.
    Errcode {
        /// Any.
        errcode: i64,
    },
    /// Done, but only after a while.
    Slow {
        /// Milliseconds.
        millis: u64,
    },
    /// Nothing was done, and no answer comes.
    HangBefore,
    /// It was done, and no answer comes.
    HangAfter,
    /// A proxy on the way says 502; nothing was done.
    BadGateway,
    /// Accepted; the result event says this (`failed: system failed`, `err(20008)`, a publish status).
    Result {
        /// In the event's words.
        status: String,
    },
}

/// What goes wrong with callbacks, each as a rate from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CallbackFaults {
    /// Never delivered.
    pub drop: f64,
    /// Delivered twice, at the same time.
    pub repeat: f64,
    /// Held back, so that later ones overtake it.
    pub reorder: f64,
}

/// What goes wrong with one push.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fate {
    /// It is never delivered.
    pub dropped: bool,
    /// It is delivered twice.
    pub repeated: bool,
    /// It waits until another one has arrived.
    pub held_back: bool,
}

impl CallbackFaults {
    /// Draws what goes wrong with one push.
    pub(super) fn draw(self) -> Fate {
        Fate { dropped: happens(self.drop), repeated: happens(self.repeat), held_back: happens(self.reorder) }
    }
}

fn always() -> f64 {
    1.0
}

/// All that goes wrong with one call.
#[derive(Debug, Default)]
pub struct Trouble {
    /// How long it waits first.
    pub delay: Duration,
    /// What happens then; `None` if it is only late.
    pub manner: Option<Manner>,
}

/// What goes wrong at present.
#[derive(Debug, Default)]
pub struct Faults {
    api: Vec<Fault>,
    /// With callbacks.
    pub callbacks: CallbackFaults,
}

impl Faults {
    /// One more; beyond a hundred the oldest goes.
    pub fn add(&mut self, fault: Fault) {
        if self.api.len() == MOST {
            self.api.remove(0);
        }
        self.api.push(fault);
    }

    /// Everything is well again.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Draws what goes wrong with a call of this path. Delays add up; of the rest the first one strikes.
    pub fn strike(&mut self, path: &str) -> Trouble {
        let mut trouble = Trouble::default();
        for fault in &mut self.api {
            let spent = fault.times == Some(0);
            if spent || !(fault.api == "*" || fault.api == path) || !happens(fault.rate) {
                continue;
            }
            match &fault.manner {
                Manner::Slow { millis } => trouble.delay += Duration::from_millis(*millis),
                _ if trouble.manner.is_some() => continue,
                manner => trouble.manner = Some(manner.clone()),
            }
            fault.times = fault.times.map(|times| times - 1);
        }
        self.api.retain(|fault| fault.times != Some(0));
        trouble
    }

    /// The faults that are still to come.
    pub fn pending(&self) -> &[Fault] {
        &self.api
    }
}

/// Draws a lot.
fn happens(rate: f64) -> bool {
    rate >= 1.0 || (rate > 0.0 && rand::random::<f64>() < rate)
}
