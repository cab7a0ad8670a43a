//! What must be remembered. Holds no name, no number and no openid.

use sea_orm::ActiveValue::NotSet;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, Set};

use crate::app::records::StoreError;
use crate::storage::failure::failed;
use crate::storage::moment::Moment;

/// Actor of what followers do themselves.
pub const FOLLOWER: &str = "follower";
/// Actor of what is done at the desk of an activity, by a link for a day.
pub const DESK: &str = "desk";
/// Actor of what nobody did who is known: an account is locked by whoever tried.
pub const NOBODY: &str = "nobody";
/// Actor of what the promise in the privacy notice brings about.
pub const RETENTION: &str = "retention";

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub at: Moment,
    pub action: Action,
    pub actor: String,
    /// Whom it is about: `followers.subject`.
    pub subject: Option<String>,
    pub detail: Option<String>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Action {
    #[sea_orm(string_value = "left")]
    Left,
    #[sea_orm(string_value = "erased")]
    Erased,
    #[sea_orm(string_value = "expired")]
    Expired,
    #[sea_orm(string_value = "human_called")]
    HumanCalled,
    /// Somebody of staff answers a follower from now on.
    #[sea_orm(string_value = "talk_taken")]
    TalkTaken,
    /// A member of staff gave a talk to a colleague.
    #[sea_orm(string_value = "talk_handed")]
    TalkHanded,
    #[sea_orm(string_value = "talk_ended")]
    TalkEnded,
    #[sea_orm(string_value = "desk_checked_in")]
    DeskCheckedIn,
    #[sea_orm(string_value = "desk_undone")]
    DeskUndone,
    #[sea_orm(string_value = "desk_seated")]
    DeskSeated,
    /// Somebody was given a link to a desk.
    #[sea_orm(string_value = "desk_linked")]
    DeskLinked,
    #[sea_orm(string_value = "enterprises_put")]
    EnterprisesPut,
    #[sea_orm(string_value = "activities_put")]
    ActivitiesPut,
    /// On offer or not, or until when: the detail says which and what.
    #[sea_orm(string_value = "opening_changed")]
    OpeningChanged,
    /// Checked, or not any more: the detail says which enterprise.
    #[sea_orm(string_value = "employer_checked")]
    EmployerChecked,
    /// What is being written over the content pack: the detail says what.
    #[sea_orm(string_value = "draft_changed")]
    DraftChanged,
    /// The chat answers by it from now on: the detail says what changed.
    #[sea_orm(string_value = "edition_published")]
    EditionPublished,
    /// What answers goes to the platform once more: the detail says which edition.
    #[sea_orm(string_value = "edition_pushed_again")]
    EditionPushedAgain,
    /// A menu hangs for a season from a day on: the detail says on which.
    #[sea_orm(string_value = "seasonal_menu_planned")]
    SeasonalMenuPlanned,
    /// Nothing more comes of it: the detail says how it ended.
    #[sea_orm(string_value = "seasonal_menu_ended")]
    SeasonalMenuEnded,
    #[sea_orm(string_value = "source_added")]
    SourceAdded,
    /// Something of somebody was shown to staff in full: the detail says what, and why.
    #[sea_orm(string_value = "person_revealed")]
    PersonRevealed,
    /// Staff put right what is known of somebody: the detail says what.
    #[sea_orm(string_value = "person_corrected")]
    PersonCorrected,
    /// Staff had somebody erased, at their wish: the detail says why. What was erased is in the line behind it.
    #[sea_orm(string_value = "person_erased")]
    PersonErased,
    /// Staff found that two records are one person's: the detail says which became part of which, and why.
    #[sea_orm(string_value = "person_merged")]
    PersonMerged,
    /// Personal data left the system in full.
    #[sea_orm(string_value = "exported")]
    Exported,
    /// A paper list came in.
    #[sea_orm(string_value = "paper_taken")]
    PaperTaken,
    /// Somebody rang and was signed up: the detail says the number of their place.
    #[sea_orm(string_value = "telephone_taken")]
    TelephoneTaken,
    /// Staff took the seat that was kept for somebody, who said so: the detail says which.
    #[sea_orm(string_value = "offer_taken")]
    OfferTaken,
    /// Staff gave somebody's place up for them: the detail says which, and why.
    #[sea_orm(string_value = "place_cancelled")]
    PlaceCancelled,
    /// Staff put right what they had mistyped of somebody: the detail says of which place, and under which questions.
    #[sea_orm(string_value = "place_corrected")]
    PlaceCorrected,
    /// A campaign was drawn up, released, stopped: the detail says which and what.
    #[sea_orm(string_value = "campaign_changed")]
    CampaignChanged,
    /// A saved audience was saved anew or dropped: the detail says which.
    #[sea_orm(string_value = "audience_changed")]
    AudienceChanged,
    /// Staff: the detail says whose account.
    #[sea_orm(string_value = "staff_added")]
    StaffAdded,
    /// Begins anew with a first password.
    #[sea_orm(string_value = "staff_reset")]
    StaffReset,
    /// Works as something else: the detail says who, and as what.
    #[sea_orm(string_value = "staff_post_changed")]
    StaffPostChanged,
    #[sea_orm(string_value = "staff_ended")]
    StaffEnded,
    /// Too many tries to sign in were wrong.
    #[sea_orm(string_value = "staff_locked")]
    StaffLocked,
    #[sea_orm(string_value = "staff_signed_in")]
    StaffSignedIn,
    #[sea_orm(string_value = "staff_password_changed")]
    StaffPasswordChanged,
    #[sea_orm(string_value = "staff_code_set_up")]
    StaffCodeSetUp,
    /// A phone is somebody's of staff: previews go there.
    #[sea_orm(string_value = "staff_phone_bound")]
    StaffPhoneBound,
    #[sea_orm(string_value = "staff_phone_unbound")]
    StaffPhoneUnbound,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A new line.
pub struct Line<'a> {
    pub action: Action,
    pub actor: &'a str,
    pub subject: Option<String>,
    pub detail: Option<String>,
}

/// Writes a line.
pub async fn write<C: ConnectionTrait>(db: &C, line: Line<'_>, at: Moment) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: NotSet,
        at: Set(at),
        action: Set(line.action),
        actor: Set(line.actor.to_owned()),
        subject: Set(line.subject),
        detail: Set(line.detail),
    };
    Entity::insert(row).exec_without_returning(db).await.map_err(failed)?;
    Ok(())
}
