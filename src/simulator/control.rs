//! What tests and the admin API do to the platform.

use std::sync::Arc;

use jiff::SignedDuration;

use super::account::Account;
use super::code::Code;
use super::errand::Change;
use super::errcode::Refusal;
use super::fault::{CallbackFaults, Fault};
use super::follower::CameBy;
use super::menu::Menu;
use super::platform::Platform;
use super::template::Keyword;

impl Platform {
    /// From now on this goes wrong.
    pub fn spoil(&self, fault: Fault) {
        self.with(|world, _| world.faults.add(fault));
    }

    /// From now on this goes wrong with callbacks.
    pub fn spoil_callbacks(&self, faults: CallbackFaults) {
        self.with(|world, _| world.faults.callbacks = faults);
    }

    /// Nothing goes wrong any more.
    pub fn heal(&self) {
        self.with(|world, _| world.faults.clear());
    }

    /// What is still to go wrong.
    pub fn faults(&self) -> Vec<Fault> {
        self.with(|world, _| world.faults.pending().to_vec())
    }

    /// What goes wrong with callbacks.
    pub fn callback_faults(&self) -> CallbackFaults {
        self.with(|world, _| world.faults.callbacks)
    }

    /// Another project with the same AppID fetches a token: all that were handed out before are dead (40001).
    pub fn take_over_tokens(&self) {
        self.with(|world, now| world.tokens.take_over(now));
    }

    /// Moves the clock: windows close, tokens expire, quotas begin anew.
    pub fn shift_clock(&self, by: SignedDuration) {
        self.clock.shift(by);
        self.with(|world, _| world.changes.push(Change::Platform));
    }

    /// Makes it another kind of account, or takes its verification away.
    pub fn set_account(&self, account: Account) {
        self.with(|world, _| {
            world.account = account;
            world.changes.push(Change::Platform);
        });
    }

    /// What kind of account it is.
    pub fn account(&self) -> Account {
        self.with(|world, _| world.account)
    }

    /// Pushes to another address from now on.
    pub fn set_callback_url(&self, url: &str) {
        self.with(|world, _| url.clone_into(&mut world.callback_url));
    }

    /// Gives a path another daily limit.
    pub fn set_daily_limit(&self, path: &str, daily: u32) {
        self.with(|world, _| world.quotas.change(path, daily));
    }

    /// Whether a follower receives messages (「接收消息」); `false` if there is no such person.
    pub fn set_receiving(&self, openid: &str, receives: bool) -> bool {
        self.with(|world, _| match world.roster.get_mut(openid) {
            Some(follower) => {
                follower.muted = !receives;
                true
            }
            None => false,
        })
    }

    /// Adds this many people who follow already, without telling our server: it has to page through the list.
    /// Returns their openids.
    pub fn seed_followers(&self, count: usize) -> Vec<Arc<str>> {
        self.with(|world, now| {
            let first = world.roster.len() + 1;
            let openids = (first..first + count).map(|number| Arc::from(format!("oSim{number:024}")));
            let openids: Vec<Arc<str>> =
                openids.filter(|openid| world.roster.follow(openid, CameBy::Search, now)).collect();
            world.record.follow(world.roster.following(), now);
            world.changes.push(Change::Followers);
            openids
        })
    }

    /// Publishes a menu as an API call would, without its checks.
    pub fn publish_menu(&self, menu: Menu) {
        self.with(|world, _| {
            world.menus.publish(menu);
            world.changes.push(Change::Menu);
        });
    }

    /// Takes a template into use as the console would: its title, and names with keys (`活动名称`, `thing1`).
    ///
    /// # Errors
    /// There are 25 already.
    pub fn add_template(&self, title: &str, keywords: &[(&str, &str)]) -> Result<Arc<str>, Refusal> {
        let keyword = |(name, key): &(&str, &str)| Keyword { name: (*name).to_owned(), key: (*key).to_owned() };
        self.with(|world, _| world.templates.put(title, keywords.iter().map(keyword).collect()))
    }

    /// Codes that can be scanned, by scene.
    pub fn codes(&self) -> Vec<Arc<Code>> {
        self.with(|world, now| world.codes.living(now))
    }
}
