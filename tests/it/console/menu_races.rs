//! Two who change the account's menu in the same moment: it shows what was published last, whoever asked first.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use guiyan::app::catalog::CatalogKeeper;
use guiyan::app::content::menu_book::MenuEdits;
use guiyan::app::content::{built_in, load};
use guiyan::app::editions::{EditionRecords, NewEdition, Revision, Subject};
use guiyan::app::hung_menu::HungMenu;
use guiyan::app::platform::failure::{Cause, Decision, PlatformError};
use guiyan::app::platform::id::MenuId;
use guiyan::app::platform::menu::{AccountMenu, CurrentMenu, MatchRule, MenuGateway, PublishedMenus, ShownButton};
use guiyan::app::seasonal_menus::{Ending, MadeOf, Planning, SeasonalMenuRecords, SeasonalMenus};
use guiyan::domain::id::{EditionId, SeasonalMenuId};
use guiyan::domain::menu::{Menu, MenuButton, MenuKind};
use guiyan::domain::seasonal_menu::{Days, End, SeasonalState, Step};
use guiyan::storage::Database;
use jiff::SignedDuration;
use jiff::civil::date;

use crate::support::database::{Fixture, noon};

/// An account that shows what it was told last; while it takes the next menu, something happens elsewhere.
#[derive(Default)]
struct Account {
    shows: Mutex<Option<AccountMenu>>,
    meanwhile: Mutex<Option<BoxFuture<'static, ()>>>,
    /// So many of its next answers are lost.
    loses: AtomicU32,
}

#[async_trait]
impl MenuGateway for Account {
    async fn create(&self, menu: &AccountMenu) -> Result<(), PlatformError> {
        *self.shows.lock().unwrap() = Some(menu.clone());
        let meanwhile = self.meanwhile.lock().unwrap().take();
        if let Some(meanwhile) = meanwhile {
            meanwhile.await;
        }
        let lost = self.loses.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |times| times.checked_sub(1)).is_ok();
        if lost { Err(PlatformError::new("menu_create", Cause::Lost, Decision::Unknown)) } else { Ok(()) }
    }

    async fn published(&self) -> Result<Option<PublishedMenus>, PlatformError> {
        panic!("nobody looks")
    }

    async fn current(&self) -> Result<CurrentMenu, PlatformError> {
        panic!("nobody looks")
    }

    async fn delete_all(&self) -> Result<(), PlatformError> {
        panic!("never a step of a change")
    }

    async fn add_conditional(&self, _: &AccountMenu, _: MatchRule) -> Result<MenuId, PlatformError> {
        panic!("they stay as they are")
    }

    async fn delete_conditional(&self, _: &MenuId) -> Result<(), PlatformError> {
        panic!("they stay as they are")
    }

    async fn try_match(&self, _: &str) -> Result<Vec<ShownButton>, PlatformError> {
        panic!("nobody looks")
    }
}

/// A menu of one button that is called so.
fn edits(name: &str) -> MenuEdits {
    let (kind, key) = (Some(MenuKind::Click), Some("openings".to_owned()));
    let button = MenuButton { name: name.to_owned(), kind, key, url: None, sub: Vec::new() };
    MenuEdits { menu: Some(Menu { buttons: vec![button] }) }
}

/// A seasonal menu whose day it is.
struct Scene {
    fixture: Fixture,
    db: Database,
    account: Arc<Account>,
    menus: SeasonalMenus,
    pack: Menu,
    id: SeasonalMenuId,
}

impl Scene {
    async fn begin() -> Self {
        let fixture = Fixture::sqlite().await;
        let (db, account) = (fixture.open().await, Arc::new(Account::default()));
        let records = || Arc::new(db.clone());
        let loaded = load(&built_in()).unwrap();
        let pack = loaded.pack.menu.clone();
        let keeper = Arc::new(CatalogKeeper::open(loaded.pack, loaded.rules, records(), noon()).await.unwrap());
        let gateway = Some(Arc::clone(&account) as Arc<dyn MenuGateway>);
        let hung = Arc::new(HungMenu { gateway, editions: records(), keeper });
        let menus = SeasonalMenus { records: records(), hung, clock: fixture.clock.clone() };
        let days = Days::new(date(2026, 2, 6), date(2026, 2, 12)).unwrap();
        let planned = menus.plan((&edits("过年找活"), MadeOf::Edition(EditionId(0))), days, "王芳").await.unwrap();
        assert_eq!(planned, Planning::Done);
        let id = db.open_seasonal_menus().await.unwrap()[0].menu.id;
        Self { fixture, db, account, menus, pack, id }
    }

    /// While the account takes the next menu.
    fn meanwhile(&self, happens: impl Future<Output = ()> + Send + 'static) {
        *self.account.meanwhile.lock().unwrap() = Some(Box::pin(happens));
    }

    /// Staff publish this, in the place of that edition.
    fn publishes(&self, name: &'static str, after: Option<EditionId>) -> impl Future<Output = ()> + Send + use<> {
        let db = self.db.clone();
        async move {
            let content = edits(name).written();
            let edition = NewEdition { subject: Subject::Menu, content: &content, summary: "改动", after };
            assert!(db.publish(edition, None, "李华", noon()).await.unwrap());
        }
    }

    fn shows(&self, menu: &Menu) -> bool {
        *self.account.shows.lock().unwrap() == Some(AccountMenu::try_from(menu).unwrap())
    }

    async fn state(&self) -> SeasonalState {
        let (open, past) =
            (self.db.open_seasonal_menus().await.unwrap(), self.db.past_seasonal_menus(1).await.unwrap());
        open.iter().chain(&past).find(|plan| plan.menu.id == self.id).unwrap().menu.state
    }
}

fn menu(name: &str) -> Menu {
    edits(name).menu.unwrap()
}

#[tokio::test]
async fn what_staff_publish_while_it_is_being_hung_is_shown_and_comes_back_after_it() {
    let scene = Scene::begin().await;
    scene.meanwhile(scene.publishes("招聘季", None));
    assert_eq!(scene.menus.step().await.unwrap(), None);
    assert!(scene.shows(&menu("招聘季")), "it was published last");
    assert_eq!(scene.state().await, SeasonalState::Planned);

    // Nothing is wrong, so nobody waits.
    assert_eq!(scene.menus.step().await.unwrap(), Some(Step::Hang));
    assert!(scene.shows(&menu("过年找活")));
    scene.fixture.clock.advance(SignedDuration::from_hours(7 * 24));
    assert_eq!(scene.menus.step().await.unwrap(), Some(Step::TakeDown));
    assert!(scene.shows(&menu("招聘季")));
}

#[tokio::test]
async fn what_staff_publish_while_it_is_taken_down_stays() {
    let scene = Scene::begin().await;
    assert_eq!(scene.menus.step().await.unwrap(), Some(Step::Hang));
    scene.fixture.clock.advance(SignedDuration::from_hours(7 * 24));
    scene.meanwhile(scene.publishes("招聘季", Some(EditionId(1))));
    assert_eq!(scene.menus.step().await.unwrap(), None);
    assert!(scene.shows(&menu("招聘季")));
    assert_eq!(scene.menus.step().await.unwrap(), Some(Step::End(End::Replaced)));
    assert_eq!(scene.menus.step().await.unwrap(), None);
    assert!(scene.shows(&menu("招聘季")));
}

#[tokio::test]
async fn one_that_is_called_off_while_it_is_being_hung_does_not_hang() {
    let scene = Scene::begin().await;
    let (db, id) = (scene.db.clone(), scene.id);
    scene.meanwhile(async move {
        assert_eq!(db.end_seasonal_menu((id, End::CalledOff), "李华", noon()).await.unwrap(), Ending::Done);
    });
    assert_eq!(scene.menus.step().await.unwrap(), None);
    assert!(scene.shows(&scene.pack), "the pack's, as before");
    assert_eq!(scene.state().await, SeasonalState::Over(End::CalledOff));
    assert!(scene.db.editions(Subject::Menu, 1).await.unwrap().is_empty());
}

#[tokio::test]
async fn one_that_is_called_off_while_its_answer_is_lost_goes_from_the_phones() {
    let scene = Scene::begin().await;
    let (db, id) = (scene.db.clone(), scene.id);
    scene.meanwhile(async move {
        assert_eq!(db.end_seasonal_menu((id, End::CalledOff), "李华", noon()).await.unwrap(), Ending::Done);
    });
    scene.account.loses.store(1, Ordering::SeqCst);
    assert_eq!(scene.menus.step().await.unwrap(), None);
    assert!(scene.shows(&scene.pack), "it came through after it was called off");
    assert_eq!(scene.state().await, SeasonalState::Over(End::CalledOff));
    assert_eq!(scene.menus.step().await.unwrap(), None, "nothing is left to do");
}

#[tokio::test]
async fn one_that_cannot_be_written_down_does_not_hang_until_it_can() {
    let scene = Scene::begin().await;
    scene.fixture.refuse_rows_of("editions", "not now").await;
    assert!(scene.menus.step().await.is_err());
    assert!(scene.shows(&scene.pack), "what counts");
    assert_eq!(scene.menus.step().await.unwrap(), None, "it is tried again when the claim is over");
    scene.fixture.execute("DROP TRIGGER refuse").await;
    scene.fixture.clock.advance(SignedDuration::from_mins(5));
    assert_eq!(scene.menus.step().await.unwrap(), Some(Step::Hang));
    assert!(scene.shows(&menu("过年找活")));
}

#[tokio::test]
async fn one_whose_answer_was_lost_goes_from_the_phones_when_it_is_called_off() {
    let scene = Scene::begin().await;
    scene.account.loses.store(1, Ordering::SeqCst);
    assert_eq!(scene.menus.step().await.unwrap(), None);
    assert!(scene.shows(&menu("过年找活")), "it came through");
    assert_eq!(scene.state().await, SeasonalState::Planned);

    *scene.account.shows.lock().unwrap() = None;
    scene.account.loses.store(1, Ordering::SeqCst);
    assert!(scene.menus.call_off(scene.id, "李华").await.is_err(), "nobody knows what the phones show");
    assert_eq!(scene.state().await, SeasonalState::Planned);
    assert_eq!(scene.menus.call_off(scene.id, "李华").await.unwrap(), Ending::Done);
    assert!(scene.shows(&scene.pack));
    assert_eq!(scene.state().await, SeasonalState::Over(End::CalledOff));
}

#[tokio::test]
async fn one_whose_answer_was_lost_goes_from_the_phones_after_its_last_day() {
    let scene = Scene::begin().await;
    scene.account.loses.store(1, Ordering::SeqCst);
    assert_eq!(scene.menus.step().await.unwrap(), None);
    scene.fixture.clock.advance(SignedDuration::from_hours(7 * 24));
    scene.account.loses.store(1, Ordering::SeqCst);
    assert_eq!(scene.menus.step().await.unwrap(), None);
    assert_eq!(scene.state().await, SeasonalState::Planned, "nobody knows what the phones show");
    *scene.account.shows.lock().unwrap() = None;
    assert_eq!(scene.menus.step().await.unwrap(), None, "not before its time");
    scene.fixture.clock.advance(SignedDuration::from_mins(6));
    assert_eq!(scene.menus.step().await.unwrap(), Some(Step::End(End::Missed)));
    assert!(scene.shows(&scene.pack));
    assert_eq!(scene.state().await, SeasonalState::Over(End::Missed));
    assert!(scene.db.editions(Subject::Menu, 1).await.unwrap().is_empty());
}
