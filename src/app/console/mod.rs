//! The centre's work, for whoever may do it: what the console's pages show and do. Each use case asks for a permit of
//! its own; none adds a rule to those of the chat and the command line.

mod activities;
mod audit;
mod audit_words;
mod calls;
mod campaign_files;
mod campaigns;
mod composing;
mod copies;
mod drafts;
mod files;
mod keyword_drafts;
mod keyword_look;
mod keywords;
mod menus;
mod openings;
mod paper_lists;
mod people;
mod place_corrections;
mod places;
mod platform;
mod policies;
mod policy_drafts;
mod records;
mod revisions;
mod seasonal_menus;
mod talks;
mod today;
mod trials;
mod typed_menu;
mod typed_rule;
mod uploads;

use std::sync::Arc;

use arc_swap::ArcSwap;

pub use self::activities::{ActivityError, DeskLink, OneActivity, Sheet, Shelf};
pub use self::audit::{AuditLine, AuditRecords, AuditSearch, LINES};
pub use self::calls::{CallsPage, ToRing};
pub use self::campaigns::{CampaignError, OneCampaign, Steer};
pub use self::composing::{Model, ModelError};
pub use self::copies::{CopyError, MOST_COPIES};
pub use self::drafts::{Basis, DraftError, DraftNumber, Look};
pub use self::keyword_drafts::{KeywordDraft, OneRule};
pub use self::keyword_look::RuleLook;
pub use self::keywords::{KeywordOverview, LATELY, RuleLine, TRIED, Trial, WordingError};
pub use self::menus::{MenuDraft, OneMenu};
pub use self::openings::{
    Offer, OneOpening, OpeningChange, OpeningError, OpeningPage, OpeningRecord, OpeningRecords, OpeningSearch, Stood,
};
pub use self::paper_lists::{Filing, KeptList, ListRun, MOST_PEOPLE, PaperListError, PaperListRecords, PaperSheet};
pub use self::people::{
    Alike, Clash, Correction, Likely, Merging, OnWechat, OnePerson, Pair, PeoplePage, PeopleRecords, PeopleSearch,
    PersonError, PersonField, PersonLine, PersonPlace, Revealed, SentThing, SentToPerson, Sought, Unfindable,
    Unmergeable, Whose, obstacle,
};
pub use self::place_corrections::{Correcting, PlaceCorrection, StaysAsItIs, stays_as_it_is};
pub use self::places::{Cancelling, OnePlace, PlaceError, PlaceRecords, PlaceShelf, PlacesPage, Rang, Taking};
pub use self::platform::{AccountState, ClientState, LastWord};
pub use self::policies::{ENDS_SOON, OnePolicy, PolicyLine, PolicyOverview, TypedPolicy};
pub use self::policy_drafts::{Compared, PolicyDraft};
pub use self::records::{ActivityChange, ActivityRecords, DeskLinks, SeatRecords};
pub use self::seasonal_menus::{OneSeasonalMenu, SeasonalShelf, TypedSeasonalMenu};
pub use self::talks::{
    Added, Delivery, Follower, Handed, NewLine, OneTalk, Side, Talk, TalkError, TalkLine, TalkRecords, TalkShelf,
    TalkState, Typed, WORDS, WaitingTalks,
};
pub use self::today::{OwnEnterprise, Plan, Standing, Today, Unseen};
pub use self::trials::{TRIALS, TrialError};
pub use self::typed_menu::{KINDS, TypedButton, TypedColumn, TypedMenu};
pub use self::typed_rule::{SAID, TypedRule, WORD};
pub use self::uploads::{DryRun, Kept, LeftOut, Upload, UploadError, UploadRecords};
use super::attendance::AttendanceRecords;
use super::campaigns::SendQuota;
use super::campaigns::calls::CallRecords as CampaignCallRecords;
use super::campaigns::mass::records::MassRecords;
use super::campaigns::records::CampaignRecords;
use super::campaigns::saved::AudienceRecords;
use super::campaigns::trial::Trials;
use super::catalog::CatalogKeeper;
use super::clock::Clock;
use super::content::CampaignSheet;
use super::editions::EditionRecords;
use super::errands::calls::CallRecords;
use super::export::roster::RosterRecords;
use super::hung_menu::HungMenu;
use super::inbox::TakesMessages;
use super::platform::arrivals::Arrivals;
use super::reach::Reach;
use super::records::ContentRecords;
use super::render::Renderer;
use super::seasonal_menus::SeasonalMenus;
use super::staff::{ConsoleCache, Permit, PhoneRecords};
use super::vault::Vault;
use super::word_counts::WordCountRecords;
use crate::domain::account::Account;
use crate::domain::activity::Activity;
use crate::domain::catalog::Catalog;

/// The centre, and what it works with.
pub struct Centre {
    /// Seats and queues.
    pub seats: Arc<dyn SeatRecords>,
    /// Who came.
    pub attendance: Arc<dyn AttendanceRecords>,
    /// Whom to ring.
    pub calls: Arc<dyn CallRecords>,
    /// Campaigns.
    pub campaigns: Arc<dyn CampaignRecords>,
    /// Their batches, where they go to many in one call.
    pub mass: Arc<dyn MassRecords>,
    /// The pack's campaigns for the season.
    pub season: Arc<[CampaignSheet]>,
    /// Whom they did not reach.
    pub campaign_calls: Arc<dyn CampaignCallRecords>,
    /// Sends them to one of the staff first.
    pub trials: Arc<Trials>,
    /// The phones of staff.
    pub phones: Arc<dyn PhoneRecords>,
    /// Counts how often somebody tried something.
    pub tries: Arc<dyn ConsoleCache>,
    /// Audiences under a name.
    pub audiences: Arc<dyn AudienceRecords>,
    /// What the account may.
    pub account: Account,
    /// Lists to take out.
    pub roster: Arc<dyn RosterRecords>,
    /// Activities, to be changed.
    pub content: Arc<dyn ContentRecords>,
    /// The same, one by one.
    pub activities: Arc<dyn ActivityRecords>,
    /// Openings, also those that are not on offer.
    pub openings: Arc<dyn OpeningRecords>,
    /// Tables that were uploaded.
    pub uploads: Arc<dyn UploadRecords>,
    /// Lists that were filled in on paper, uploaded.
    pub paper_lists: Arc<dyn PaperListRecords>,
    /// Who was given a link to a desk.
    pub links: Arc<dyn DeskLinks>,
    /// Who has a place at an activity.
    pub places: Arc<dyn PlaceRecords>,
    /// People we know of, from WeChat or from staff.
    pub people: Arc<dyn PeopleRecords>,
    /// Who asked for a person.
    pub talks: Arc<dyn TalkRecords>,
    /// Has the program keep out of talks.
    pub inbox: Arc<dyn TakesMessages>,
    /// Says things to followers; without an AppSecret nothing can be said.
    pub reach: Option<Arc<Reach>>,
    /// The client to the platform; without an AppSecret there is none.
    pub client: Option<Arc<dyn ClientState>>,
    /// What is used of today's calls; without an AppSecret there are none.
    pub quota: Option<Arc<dyn SendQuota>>,
    /// The account's menu.
    pub menus: Arc<HungMenu>,
    /// Those that hang for a season.
    pub seasonal_menus: Arc<SeasonalMenus>,
    /// What came to the callback.
    pub arrivals: Arc<Arrivals>,
    /// When people last wrote.
    pub last_word: Arc<dyn LastWord>,
    /// Which keywords answer, and what nobody understands.
    pub counts: Arc<dyn WordCountRecords>,
    /// What staff change over the content pack.
    pub editions: Arc<dyn EditionRecords>,
    /// What was done.
    pub audit: Arc<dyn AuditRecords>,
    /// Proves links.
    pub vault: Arc<Vault>,
    /// Everything public.
    pub catalog: Arc<ArcSwap<Catalog>>,
    /// Reads what is public again.
    pub keeper: Arc<CatalogKeeper>,
    /// The words of the chat.
    pub renderer: Renderer,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl Centre {
    /// The chat answers from what was just written, and not only after this replica looks for it. The others do within
    /// seconds, and so does this one where it cannot now.
    async fn answer_anew(&self) {
        if let Err(error) = self.keeper.refresh(self.clock.now()).await {
            tracing::warn!(%error, "what was changed is answered a little later");
        }
    }
}

/// Whether an activity is theirs to see: of their unit, for whoever belongs to one.
fn is_theirs(permit: &Permit, activity: &Activity) -> bool {
    let post = permit.member().post;
    match (post.unit(), post.enterprise()) {
        (Some(unit), _) => activity.unit == Some(unit),
        (None, Some(_)) => false,
        (None, None) => true,
    }
}
