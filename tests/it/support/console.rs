//! The staff console on a free port, and people with browsers in front of it.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use guiyan::app::clock::Clock;
use guiyan::domain::id::{EnterpriseId, UnitId};
use guiyan::domain::staff::{Post, Role};
use guiyan::server::{self, Lifecycle};
use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::multipart::{Form, Part};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use tokio_util::task::TaskTracker;

use super::house::TestHouse;
use super::staff_account;

pub use super::staff_account::{Code, PASSWORD};

/// The cookie of a session, where the pages are encrypted.
pub const SESSION: &str = "__Host-guiyan";
/// The unit of clerks here, and the enterprise.
pub const UNIT: UnitId = UnitId(24);
pub const ENTERPRISE: EnterpriseId = EnterpriseId(1);
/// Ten days before Spring Festival; the sample fair is on the 13th.
const NOW: &str = "2026-02-07T09:30:00+08:00";

/// A console, and the house behind it.
pub struct TestConsole {
    pub house: TestHouse,
    pub url: String,
}

impl TestConsole {
    /// At half past nine.
    pub async fn open() -> Self {
        super::http::ready();
        let house = TestHouse::open(NOW.parse::<Timestamp>().unwrap()).await;
        let listener = server::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let proxies = ["127.0.0.1".parse().unwrap()];
        let app = server::app(house.house.console(&proxies).unwrap(), vec![], String::new);
        let lifecycle = Lifecycle { late_work: TaskTracker::new(), grace: Duration::ZERO };
        // Ends with the test's runtime.
        tokio::spawn(async move { server::serve(listener, app, std::future::pending(), lifecycle).await });
        Self { house, url }
    }

    /// Makes an account, and answers its first password.
    pub async fn add(&self, name: &str, post: Post) -> String {
        staff_account::add(&self.house.house.accounts(), name, post).await
    }

    /// Somebody whose account is set up, with the secret of their code.
    pub async fn set_up(&self, name: &str, post: Post) -> Code {
        let (code, _) = staff_account::set_up(&self.house.house.accounts(), name, post, self.now()).await;
        // The code that was shown is used.
        self.house.clock.wait("30s".parse().unwrap());
        code
    }

    /// Somebody of this role, signed in.
    pub async fn member(&self, name: &str, role: Role) -> Person {
        let unit = (role == Role::UnitClerk).then_some(UNIT);
        let enterprise = (role == Role::EnterpriseHr).then_some(ENTERPRISE);
        self.member_at(name, Post::new(role, unit, enterprise).unwrap()).await
    }

    /// Somebody at this post, signed in.
    pub async fn member_at(&self, name: &str, post: Post) -> Person {
        let code = self.set_up(name, post).await;
        let person = self.somebody();
        let page = person.sign_in(name, PASSWORD, &code.at(self.now())).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{name} is not let in: {}", page.text);
        person
    }

    /// Somebody with a browser that knows nothing.
    pub fn somebody(&self) -> Person {
        Person::at(&self.url)
    }

    pub fn now(&self) -> Timestamp {
        self.house.clock.now()
    }
}

/// Somebody with a browser: it keeps cookies, and the token of the form it saw last.
pub struct Person {
    client: Client,
    url: String,
    pub cookies: Mutex<BTreeMap<String, String>>,
    pub form: Mutex<String>,
    /// From where they come, as a proxy tells it.
    pub address: Option<&'static str>,
}

/// A file that came back.
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// What came back.
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Page {
    /// Where it leads.
    pub fn location(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |to| to.to_str().unwrap())
    }

    /// What stands in the element of this id.
    pub fn in_element(&self, id: &str) -> &str {
        let (_, rest) = self.text.split_once(&format!("id=\"{id}\">")).unwrap_or_else(|| panic!("{}", self.text));
        rest.split('<').next().unwrap()
    }
}

/// The value of a hidden field of the page.
pub fn hidden(page: &Page, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    page.text.split_once(&field).unwrap_or_else(|| panic!("{}", page.text)).1.split('"').next().unwrap().to_owned()
}

impl Person {
    /// Somebody with a browser that knows nothing, in front of this console.
    pub fn at(url: &str) -> Self {
        Self {
            client: Client::builder().redirect(Policy::none()).build().unwrap(),
            url: url.to_owned(),
            cookies: Mutex::default(),
            form: Mutex::default(),
            address: None,
        }
    }

    pub async fn get(&self, path: &str) -> Page {
        self.send(self.client.get(format!("{}{path}", self.url))).await
    }

    /// Sends a form, with the token of the page seen last.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let form = self.form.lock().unwrap().clone();
        self.post_as_it_is(path, &[&[("form", form.as_str())], fields].concat()).await
    }

    /// Sends a form as it is.
    pub async fn post_as_it_is(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.taken(self.ask_with(path, fields).send().await.unwrap()).await
    }

    /// A form, with what the browser sends along.
    fn ask_with(&self, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let ask = self.ask(Method::POST, path).body(pairs.join("&"));
        self.along(ask.header("content-type", "application/x-www-form-urlencoded"))
    }

    /// Sends a form that answers with a file, with the token of the page seen last.
    pub async fn file(&self, path: &str, fields: &[(&str, &str)]) -> File {
        let form = self.form.lock().unwrap().clone();
        let answer = self.ask_with(path, &[&[("form", form.as_str())], fields].concat()).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let name = answer.headers()["content-disposition"].to_str().unwrap();
        let name = percent_encoding::percent_decode_str(name.split("UTF-8''").nth(1).unwrap());
        let name = name.decode_utf8().unwrap().into_owned();
        File { name, bytes: answer.bytes().await.unwrap().to_vec() }
    }

    /// Sends a form with a file in it, with the token of the page seen last.
    pub async fn upload(&self, path: &str, name: &str, bytes: Vec<u8>) -> Page {
        let form = Form::new().text("form", self.form.lock().unwrap().clone());
        let form = form.part("file", Part::bytes(bytes).file_name(name.to_owned()));
        self.send(self.ask(Method::POST, path).multipart(form)).await
    }

    /// Fills in the form to sign in.
    pub async fn sign_in(&self, name: &str, password: &str, code: &str) -> Page {
        self.get("/console/sign-in").await;
        self.post("/console/sign-in", &[("name", name), ("password", password), ("code", code)]).await
    }

    /// The address of a page, for requests that no browser sends.
    pub fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    pub async fn send(&self, ask: RequestBuilder) -> Page {
        self.taken(self.along(ask).send().await.unwrap()).await
    }

    /// With the cookies, and the address that the proxy tells.
    fn along(&self, ask: RequestBuilder) -> RequestBuilder {
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let ask = if cookies.is_empty() { ask } else { ask.header(COOKIE, cookies.join("; ")) };
        match self.address {
            Some(address) => ask.header("x-forwarded-for", address),
            None => ask,
        }
    }

    async fn taken(&self, answer: Response) -> Page {
        let (status, headers) = (answer.status(), answer.headers().clone());
        for set in headers.get_all(SET_COOKIE) {
            let (name, value) = set.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            let mut cookies = self.cookies.lock().unwrap();
            if value.is_empty() {
                cookies.remove(name)
            } else {
                cookies.insert(name.to_owned(), value.to_owned())
            };
        }
        let text = answer.text().await.unwrap();
        if let Some((_, rest)) = text.split_once("name=\"form\" value=\"") {
            *self.form.lock().unwrap() = rest.split('"').next().unwrap().to_owned();
        }
        Page { status, headers, text }
    }
}
