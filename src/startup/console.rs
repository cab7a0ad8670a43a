//! The staff console and the desk at the door, wired together.

use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use super::{House, StartError, platform};
use crate::app::console::Centre;
use crate::app::desk::{Desk, Pass};
use crate::app::platform::qr::QrGateway;
use crate::app::reach::Templates;
use crate::app::render::Renderer;
use crate::app::staff::{Accounts, AccountsParts};
use crate::console::staff::StaffParts;
use crate::console::{self, Pen};
use crate::domain::account::Account;
use crate::domain::id::ActivityId;
use crate::server::Routes;

impl House {
    /// The routes of the staff console and of the desk at the door. What reverse proxies at these addresses say of whom
    /// they ask for is believed.
    ///
    /// # Errors
    /// A page template does not compile, which its test should have seen.
    pub fn console(&self, proxies: &[IpAddr]) -> Result<Routes, StartError> {
        let desk = Desk {
            records: Arc::new(self.database.clone()),
            catalog: Arc::clone(&self.catalog),
            vault: Arc::clone(&self.vault),
            clock: Arc::clone(&self.clock),
            codes: self.api.clone().map(|api| api as Arc<dyn QrGateway>),
            searches: Mutex::default(),
        };
        let painter = Arc::clone(&self.painter);
        let staff = StaffParts {
            accounts: self.accounts(),
            centre: self.centre()?,
            pages: self.pages.clone(),
            catalog: Arc::clone(&self.catalog),
            clock: Arc::clone(&self.clock),
            proxies: proxies.to_vec(),
            pen: Pen::new(move || painter.family().zip(painter.font())),
            // A browser keeps such a cookie from this machine itself, and nowhere else, where nothing is encrypted.
            secure: !self.pages.base().starts_with("http://") || self.pages.reaches_phones(),
        };
        Ok(console::routes(desk, staff)?)
    }

    /// What staff do in the console.
    fn centre(&self) -> Result<Centre, StartError> {
        let database = Arc::new(self.database.clone());
        let catalog = self.catalog.load();
        let county = &catalog.pack.county;
        Ok(Centre {
            seats: database.clone(),
            attendance: database.clone(),
            calls: database.clone(),
            campaigns: database.clone(),
            mass: database.clone(),
            season: Arc::clone(&self.season),
            campaign_calls: database.clone(),
            trials: Arc::clone(&self.trials),
            phones: database.clone(),
            tries: Arc::clone(&self.console_cache),
            audiences: database.clone(),
            account: Account::new(county.account, county.verified),
            roster: database.clone(),
            content: database.clone(),
            activities: database.clone(),
            openings: database.clone(),
            uploads: database.clone(),
            paper_lists: database.clone(),
            links: database.clone(),
            places: database.clone(),
            people: database.clone(),
            talks: database.clone(),
            counts: database.clone(),
            editions: database.clone(),
            inbox: Arc::clone(&self.inbox) as _,
            reach: self.api.as_ref().map(|api| {
                // What staff say goes in their own words, or not at all.
                platform::reach(api, Templates::default(), (database.clone(), Arc::clone(&self.clock)))
            }),
            menus: Arc::clone(&self.seasonal_menus.hung),
            seasonal_menus: Arc::clone(&self.seasonal_menus),
            client: self.api.clone().map(|api| api as _),
            quota: self.api.clone().map(|api| api as _),
            arrivals: Arc::clone(&self.arrivals),
            last_word: database.clone(),
            audit: database,
            vault: Arc::clone(&self.vault),
            catalog: Arc::clone(&self.catalog),
            keeper: Arc::clone(&self.keeper),
            // Staff read what phones are told, and tap on nothing in it.
            renderer: Renderer::new(None)?,
            clock: Arc::clone(&self.clock),
        })
    }

    /// The accounts of staff.
    pub fn accounts(&self) -> Accounts {
        Accounts::new(AccountsParts {
            staff: Arc::new(self.database.clone()),
            sessions: Arc::new(self.database.clone()),
            phones: Arc::new(self.database.clone()),
            cache: Arc::clone(&self.console_cache),
            vault: Arc::clone(&self.vault),
            clock: Arc::clone(&self.clock),
        })
    }

    /// The address of the desk of an activity, good for so many hours.
    pub fn desk_link(&self, activity: ActivityId, hours: u16) -> String {
        let token = Pass::lasting(activity, hours, self.clock.now()).token(&self.vault);
        self.pages.page(&format!("/desk/{token}"))
    }
}
