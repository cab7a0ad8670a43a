//! A platform that sends to many as it is told, and remembers who got what under which key.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use guiyan::app::campaigns::mass::MassPlatform;
use guiyan::app::clock::Clock;
use guiyan::app::platform::draft::{Article, Articles, Detail, DraftEntry, DraftGateway, StoredArticle};
use guiyan::app::platform::failure::PlatformError;
use guiyan::app::platform::followers::OpenIdPage;
use guiyan::app::platform::id::{ClientMessageId, MediaId, MessageId, TagId};
use guiyan::app::platform::mass::{
    MassContent, MassDeletion, MassGateway, MassReceipt, MassSpeed, MassStatus, PreviewTo, Reach, Receivers,
    SpeedSetting,
};
use guiyan::app::platform::media::{
    LibraryPage, Listed, MediaCounts, MediaEntry, MediaGateway, PermanentMedia, StoredMedia, VideoCaption,
};
use guiyan::app::platform::media_file::{ArticlePicture, MediaFile, MediaKind};
use guiyan::app::platform::tags::{Tag, TagBatch, TagGateway, TagName};
use guiyan::domain::county::AccountKind;
use guiyan::domain::id::OpenId;

use super::database::noon;
use super::outward::{capabilities, refused};

/// A call that sends fails.
pub enum Fail {
    /// And nothing was sent.
    Before(PlatformError),
    /// And it was sent all the same.
    After(PlatformError),
}

/// A send that the platform took.
#[derive(Debug, Clone, PartialEq)]
pub struct Send {
    pub to: BTreeSet<String>,
    pub content: MassContent,
    pub by_tag: bool,
}

#[derive(Default)]
struct World {
    script: VecDeque<Fail>,
    /// By key, as the platform knows them.
    sends: BTreeMap<String, Send>,
    calls: usize,
    previews: Vec<OpenId>,
    tags: BTreeMap<u32, (String, BTreeSet<OpenId>)>,
    made: u32,
    with_twenty: BTreeSet<String>,
    drafts: BTreeMap<String, Articles>,
    uploads: usize,
    status: Option<MassStatus>,
}

/// The platform.
#[derive(Default)]
pub struct MassOut {
    world: Mutex<World>,
}

impl MassOut {
    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    /// For an account of this kind, verified.
    pub async fn platform(self: &Arc<Self>, kind: AccountKind, clock: Arc<dyn Clock>) -> MassPlatform {
        MassPlatform {
            mass: self.clone(),
            tags: self.clone(),
            drafts: self.clone(),
            media: self.clone(),
            capabilities: capabilities(kind, clock).await,
        }
    }

    /// The next calls that send fail so, one after another.
    pub fn fails(&self, fails: impl IntoIterator<Item = Fail>) {
        self.world().script.extend(fails);
    }

    /// These have as many tags as one can have.
    pub fn have_twenty_tags(&self, who: impl IntoIterator<Item = String>) {
        self.world().with_twenty.extend(who);
    }

    /// What it says of any send that it is asked about.
    pub fn says(&self, status: MassStatus) {
        self.world().status = Some(status);
    }

    /// Everything that went out, in the order of the keys.
    pub fn sends(&self) -> Vec<Send> {
        self.world().sends.values().cloned().collect()
    }

    /// How often it was asked to send.
    pub fn calls(&self) -> usize {
        self.world().calls
    }

    /// Everybody to whom something went, once for each time.
    pub fn received(&self) -> Vec<String> {
        self.sends().into_iter().flat_map(|send| send.to).collect()
    }

    /// Who got a trial.
    pub fn previews(&self) -> Vec<OpenId> {
        self.world().previews.clone()
    }

    /// Names of the tags that there are.
    pub fn tags(&self) -> Vec<String> {
        self.world().tags.values().map(|(name, _)| name.clone()).collect()
    }

    /// Somebody has a tag of this name already.
    pub fn tag_is_there(&self, name: &str, who: OpenId) {
        let mut world = self.world();
        world.made += 1;
        let id = 100 + world.made;
        world.tags.insert(id, (name.to_owned(), BTreeSet::from([who])));
    }

    /// Articles that there are, and pictures that were ever uploaded.
    pub fn library(&self) -> (usize, usize) {
        let world = self.world();
        (world.drafts.len(), world.uploads)
    }

    fn send(
        &self,
        to: BTreeSet<String>,
        content: &MassContent,
        key: &str,
        by_tag: bool,
    ) -> Result<MassReceipt, PlatformError> {
        let mut world = self.world();
        world.calls += 1;
        let fail = world.script.pop_front();
        if let Some(Fail::Before(error)) = fail {
            return Err(error);
        }
        let new = Send { to, content: content.clone(), by_tag };
        if let MassContent::Articles { draft, .. } = content {
            world.drafts.remove(draft.as_str());
        }
        world.sends.entry(key.to_owned()).or_insert(new);
        match fail {
            Some(Fail::After(error)) => Err(error),
            _ => Ok(MassReceipt { id: number(key), data_id: None }),
        }
    }
}

/// What the platform calls the send of a key.
pub fn number(key: &str) -> MessageId {
    let digits = key.bytes().fold(3_000_000_000u64, |sum, byte| (sum * 31 + u64::from(byte)) % 1_000_000_007);
    MessageId::parse(&digits.to_string()).unwrap()
}

#[async_trait]
impl MassGateway for MassOut {
    async fn send_filtered(
        &self,
        reach: Reach,
        content: &MassContent,
        key: &ClientMessageId,
    ) -> Result<MassReceipt, PlatformError> {
        let Reach::Tag(TagId(tag)) = reach else { panic!("nothing goes to everybody") };
        let to = self.world().tags[&tag].1.iter().map(|one| one.as_str().to_owned()).collect();
        self.send(to, content, key.as_str(), true)
    }
    async fn send_to(
        &self,
        receivers: &Receivers,
        content: &MassContent,
        key: &ClientMessageId,
    ) -> Result<MassReceipt, PlatformError> {
        let to = receivers.as_slice().iter().map(|one| one.as_str().to_owned()).collect();
        self.send(to, content, key.as_str(), false)
    }
    async fn preview(&self, to: &PreviewTo, _: &MassContent) -> Result<(), PlatformError> {
        let PreviewTo::Follower(to) = to else { unreachable!() };
        self.world().previews.push(to.clone());
        Ok(())
    }
    async fn status(&self, _: &MessageId) -> Result<MassStatus, PlatformError> {
        Ok(self.world().status.clone().unwrap_or(MassStatus::Sending))
    }
    async fn delete(&self, _: &MassDeletion) -> Result<(), PlatformError> {
        unreachable!()
    }
    async fn speed(&self) -> Result<SpeedSetting, PlatformError> {
        unreachable!()
    }
    async fn set_speed(&self, _: MassSpeed) -> Result<(), PlatformError> {
        unreachable!()
    }
}

#[async_trait]
impl TagGateway for MassOut {
    async fn create(&self, name: &TagName) -> Result<Tag, PlatformError> {
        let mut world = self.world();
        world.made += 1;
        let id = 100 + world.made;
        world.tags.insert(id, (name.as_str().to_owned(), BTreeSet::new()));
        Ok(Tag { id: TagId(id), name: name.as_str().to_owned(), followers: 0 })
    }
    async fn list(&self) -> Result<Vec<Tag>, PlatformError> {
        let world = self.world();
        let tags = world.tags.iter();
        Ok(tags.map(|(id, (name, _))| Tag { id: TagId(*id), name: name.clone(), followers: 0 }).collect())
    }
    async fn rename(&self, _: TagId, _: &TagName) -> Result<(), PlatformError> {
        unreachable!()
    }
    async fn delete(&self, id: TagId) -> Result<(), PlatformError> {
        self.world().tags.remove(&id.0).unwrap();
        Ok(())
    }
    async fn members(&self, id: TagId, _: Option<&OpenId>) -> Result<OpenIdPage, PlatformError> {
        let openids = self.world().tags[&id.0].1.iter().cloned().collect();
        Ok(OpenIdPage { total: None, openids, next: None })
    }
    async fn tag(&self, id: TagId, followers: &TagBatch) -> Result<(), PlatformError> {
        let mut world = self.world();
        let full = |one: &&OpenId| world.with_twenty.contains(one.as_str());
        let failed: Vec<OpenId> = followers.as_slice().iter().filter(full).cloned().collect();
        let those: Vec<OpenId> = followers.as_slice().iter().filter(|one| !failed.contains(one)).cloned().collect();
        let none = those.is_empty();
        world.tags.get_mut(&id.0).unwrap().1.extend(those);
        match failed.as_slice() {
            [] => Ok(()),
            _ if none => Err(refused(45059, noon())),
            _ => Err(refused(45171, noon()).with_failed(failed)),
        }
    }
    async fn untag(&self, id: TagId, followers: &TagBatch) -> Result<(), PlatformError> {
        let mut world = self.world();
        let has = &mut world.tags.get_mut(&id.0).unwrap().1;
        followers.as_slice().iter().for_each(|one| assert!(has.remove(one)));
        Ok(())
    }
    async fn of(&self, _: &OpenId) -> Result<Vec<TagId>, PlatformError> {
        unreachable!()
    }
}

#[async_trait]
impl DraftGateway for MassOut {
    async fn add(&self, articles: &Articles) -> Result<MediaId, PlatformError> {
        let mut world = self.world();
        world.made += 1;
        let id = format!("DRAFT-{}", world.made);
        world.drafts.insert(id.clone(), articles.clone());
        Ok(MediaId::parse(&id).unwrap())
    }
    async fn update(&self, _: &MediaId, _: u32, _: &Article) -> Result<(), PlatformError> {
        unreachable!()
    }
    async fn get(&self, _: &MediaId) -> Result<Vec<StoredArticle>, PlatformError> {
        unreachable!()
    }
    async fn delete(&self, id: &MediaId) -> Result<(), PlatformError> {
        self.world().drafts.remove(id.as_str()).unwrap();
        Ok(())
    }
    async fn count(&self) -> Result<u64, PlatformError> {
        unreachable!()
    }
    async fn list(&self, _: LibraryPage, _: Detail) -> Result<Listed<DraftEntry>, PlatformError> {
        unreachable!()
    }
}

#[async_trait]
impl MediaGateway for MassOut {
    async fn add_permanent(&self, _: &MediaFile) -> Result<PermanentMedia, PlatformError> {
        let mut world = self.world();
        world.uploads += 1;
        let id = MediaId::parse(&format!("PICTURE-{}", world.uploads)).unwrap();
        Ok(PermanentMedia { id, url: None })
    }
    async fn delete_permanent(&self, _: &MediaId) -> Result<(), PlatformError> {
        Ok(())
    }
    async fn upload(&self, _: &MediaFile) -> Result<MediaId, PlatformError> {
        unreachable!()
    }
    async fn get(&self, _: &MediaId) -> Result<StoredMedia, PlatformError> {
        unreachable!()
    }
    async fn add_permanent_video(&self, _: &MediaFile, _: &VideoCaption) -> Result<PermanentMedia, PlatformError> {
        unreachable!()
    }
    async fn get_permanent(&self, _: &MediaId) -> Result<StoredMedia, PlatformError> {
        unreachable!()
    }
    async fn list(&self, _: MediaKind, _: LibraryPage) -> Result<Listed<MediaEntry>, PlatformError> {
        unreachable!()
    }
    async fn counts(&self) -> Result<MediaCounts, PlatformError> {
        unreachable!()
    }
    async fn upload_article_picture(&self, _: &ArticlePicture) -> Result<String, PlatformError> {
        unreachable!()
    }
}
