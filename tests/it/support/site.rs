//! The phone pages on a free port, over content that a test can change.

use std::sync::Arc;

use arc_swap::ArcSwap;
use guiyan::app::site::Site;
use guiyan::app::site::address::SiteAddress;
use guiyan::domain::activity::{Activity, Full};
use guiyan::domain::catalog::Catalog;
use guiyan::domain::id::{ActivityId, EnterpriseId, OpeningId};
use guiyan::domain::opening::{Enterprise, Opening};
use guiyan::domain::pack::Pack;
use guiyan::domain::source::Source;
use guiyan::site::picture::Painter;
use guiyan::startup::pack;
use jiff::Timestamp;
use reqwest::header::{HeaderMap, HeaderName};
use reqwest::{Client, StatusCode};
use tokio::net::TcpListener;

use super::house::{PAGES, Standing};

/// Ten days before Spring Festival 2026; the samples lie in the days after it.
pub const NOW: &str = "2026-02-07T01:00:00Z";

/// What the pages are made of.
#[derive(Clone)]
pub struct Content {
    pub pack: Pack,
    pub enterprises: Vec<Enterprise>,
    pub openings: Vec<Opening>,
    pub activities: Vec<Activity>,
    pub sources: Vec<Source>,
    pub full: Full,
}

impl Content {
    /// The county's own, with its samples.
    pub fn county() -> Self {
        let loaded = pack::load("config/xingguo".as_ref()).unwrap();
        let mut content = Self {
            pack: loaded.pack,
            enterprises: vec![],
            openings: vec![],
            activities: vec![],
            sources: vec![],
            full: Full::default(),
        };
        for (id, draft) in (1..).zip(loaded.enterprises.drafts) {
            content.enterprises.push(Enterprise { id: EnterpriseId(id), ..draft.enterprise });
            let openings = draft.openings.into_iter();
            content.openings.extend(openings.map(|opening| Opening {
                id: OpeningId(id),
                enterprise: EnterpriseId(id),
                ..opening
            }));
        }
        let today = "2026-02-07".parse().unwrap();
        let samples = (1..).zip(&loaded.samples).map(|(id, sample)| (id, sample.dated(today).unwrap()));
        content.activities = samples.map(|(id, activity)| Activity { id: ActivityId(id), ..activity }).collect();
        content
    }

    fn catalog(self) -> Arc<Catalog> {
        let Self { pack, enterprises, openings, activities, sources, full } = self;
        let catalog = Catalog::build(1, pack, enterprises, openings, activities);
        Arc::new(catalog.with_sources(sources).with_full(full))
    }
}

/// Served pages.
pub struct SitePages {
    client: Client,
    base: String,
    catalog: Arc<ArcSwap<Catalog>>,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> &str {
        str::from_utf8(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl SitePages {
    /// Of the county.
    pub async fn county() -> Self {
        Self::of(Content::county(), NOW, PAGES).await
    }

    /// Of this content at this time, called so from outside.
    pub async fn of(content: Content, now: &str, address: &str) -> Self {
        // Whoever was first in this process chose the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let catalog = Arc::new(ArcSwap::new(content.catalog()));
        let clock = Arc::new(Standing(now.parse::<Timestamp>().unwrap()));
        let site = Site::new(Arc::clone(&catalog), clock, SiteAddress::new(address));
        let routes = guiyan::site::routes(Arc::new(site), Arc::new(Painter::of_the_system())).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        // Ends with the test's runtime.
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { client: Client::builder().no_gzip().build().unwrap(), base, catalog }
    }

    /// Other content, as when staff change it.
    pub fn change(&self, content: Content) {
        self.catalog.store(content.catalog());
    }

    /// The address of a page on this machine.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Asks for a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.ask(path, &[]).await
    }

    /// Asks for a page with these headers.
    pub async fn ask(&self, path: &str, headers: &[(HeaderName, &str)]) -> Answer {
        let asked = headers.iter().fold(self.client.get(self.url(path)), |ask, (name, value)| ask.header(name, *value));
        let answer = asked.send().await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        Answer { status, headers, body: answer.bytes().await.unwrap().to_vec() }
    }
}
