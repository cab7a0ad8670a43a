//! One page, and what a person does with it.

use std::path::Path;
use std::time::Instant;

use chromiumoxide::Page;
use chromiumoxide::cdp::browser_protocol::browser::{SetDownloadBehaviorBehavior, SetDownloadBehaviorParams};
use chromiumoxide::cdp::browser_protocol::dom::SetFileInputFilesParams;
use chromiumoxide::cdp::browser_protocol::emulation::{SetDeviceMetricsOverrideParams, SetTouchEmulationEnabledParams};
use chromiumoxide::cdp::browser_protocol::input::InsertTextParams;
use chromiumoxide::cdp::browser_protocol::page::{CaptureScreenshotFormat, PrintToPdfParams};
use chromiumoxide::cdp::js_protocol::runtime::EvaluateParams;
use chromiumoxide::error::CdpError;
use chromiumoxide::layout::Point;
use chromiumoxide::page::ScreenshotParams;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::PATIENCE;

/// What a page is looked at on.
#[derive(Debug, Clone, Copy)]
pub enum Screen {
    /// An office PC: 1366×768.
    Office,
    /// A cheap phone: 360×740 points of two pixels, with fingers.
    Phone,
}

/// A page in a browser.
pub struct Tab {
    page: Page,
}

impl Tab {
    /// With eyes.
    pub(super) async fn new(page: Page) -> Self {
        page.evaluate_on_new_document(include_str!("eyes.js")).await.unwrap();
        Self { page }
    }

    /// Goes to an address, and waits until the page and what belongs to it are there.
    pub async fn open(&self, url: &str) {
        // Not `Page::goto`: now and then it misses the end of a navigation, and waits for ever.
        self.evaluate::<Value>(&format!("window.left = true; setTimeout(() => location.assign({})); null", json!(url)))
            .await;
        self.until("!window.left && document.readyState === 'complete'").await;
    }

    /// Looks at it on this screen from now on.
    pub async fn set_screen(&self, screen: Screen) {
        let (width, height, scale, phone) = match screen {
            Screen::Office => (1366, 768, 1.0, false),
            Screen::Phone => (360, 740, 2.0, true),
        };
        self.page.execute(SetDeviceMetricsOverrideParams::new(width, height, scale, phone)).await.unwrap();
        self.page.execute(SetTouchEmulationEnabledParams::new(phone)).await.unwrap();
    }

    /// Waits until a JavaScript expression is true.
    pub async fn until(&self, condition: &str) {
        self.wait_to::<bool>(&format!("eyes.until(() => {condition})")).await;
    }

    /// Waits until these words can be seen.
    pub async fn wait_for(&self, words: &str) {
        self.until(&format!("document.body.innerText.includes({})", json!(words))).await;
    }

    /// Waits until these words cannot be seen any more.
    pub async fn wait_until_gone(&self, words: &str) {
        self.until(&format!("!document.body.innerText.includes({})", json!(words))).await;
    }

    /// The words that can be seen, with those that have to be scrolled to.
    pub async fn text(&self) -> String {
        self.evaluate("document.body.innerText").await
    }

    /// What a JavaScript expression is worth now.
    pub async fn evaluate<T: DeserializeOwned>(&self, expression: &str) -> T {
        let value = self.value_of(expression).await.unwrap_or_else(|error| panic!("{expression}: {error}"));
        serde_json::from_value(value).unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    /// Clicks on the button, link or tab that is called so: by its label, or by the words on it. Of several on the
    /// last, which in a conversation is the newest.
    pub async fn click(&self, name: &str) {
        self.click_on("a,button,summary,label,input,select,[role]", Some(name)).await;
    }

    /// Clicks on the last visible element of a CSS selector.
    pub async fn click_at(&self, selector: &str) {
        self.click_on(selector, None).await;
    }

    /// Puts words into the field that is called so, in place of what was in it; a day or an hour as its picker does.
    pub async fn fill(&self, label: &str, words: &str) {
        self.click_on("input,textarea", Some(label)).await;
        let picks = "['date', 'time'].includes(document.activeElement.type)";
        if self.evaluate::<bool>(picks).await {
            return self.evaluate(&format!("document.activeElement.value = {}, null", json!(words))).await;
        }
        self.evaluate::<Value>("document.activeElement.select()").await;
        self.type_words(words).await;
    }

    /// Chooses what reads so in the list of choices that is called so.
    pub async fn choose(&self, label: &str, words: &str) {
        let (label, words) = (json!(label), json!(words));
        let list = format!("eyes.find('select', {label})");
        let choice = format!("Array.from({list}.options).find(choice => choice.text === {words})");
        self.until(&format!("{list} && {choice} && ({choice}.selected = true)")).await;
    }

    /// Whatever is downloaded from now on lands in this folder.
    pub async fn download_into(&self, folder: &Path) {
        let mut into = SetDownloadBehaviorParams::new(SetDownloadBehaviorBehavior::Allow);
        into.download_path = Some(folder.display().to_string());
        self.page.execute(into).await.unwrap();
    }

    /// Types at the place where one is: whole words, as an input method for Chinese hands them over.
    pub async fn type_words(&self, words: &str) {
        self.page.execute(InsertTextParams::new(words)).await.unwrap();
    }

    /// Chooses a file in the field for one.
    pub async fn choose_file(&self, path: &Path) {
        self.until("!!document.querySelector('input[type=file]')").await;
        let field = self.page.find_element("input[type=file]").await.unwrap();
        let mut chosen = SetFileInputFilesParams::new(vec![path.display().to_string()]);
        chosen.backend_node_id = Some(field.backend_node_id);
        self.page.execute(chosen).await.unwrap();
    }

    /// Presses a key: `Enter`, `Tab`, `Escape`, `ArrowDown`, …
    pub async fn press(&self, key: &str) {
        // It goes to whatever has the focus; the library only asks for some element to begin with, and while one page
        // takes the place of another there is none.
        let began = Instant::now();
        let somewhere = loop {
            self.until("document.readyState === 'complete'").await;
            match self.page.find_element("body").await {
                Ok(body) => break body,
                Err(error) => assert!(began.elapsed() < PATIENCE, "{key}: {error}"),
            }
        };
        somewhere.press_key(key).await.unwrap();
    }

    /// The part that can be seen, as PNG.
    pub async fn screenshot(&self) -> Vec<u8> {
        let params = ScreenshotParams::builder().format(CaptureScreenshotFormat::Png).build();
        self.page.screenshot(params).await.unwrap()
    }

    /// Shows in `docs/` what the top of the page looks like, with `UPDATE_SCREENSHOT=1`.
    pub async fn picture(&self, path: &str) {
        self.evaluate::<Value>("window.scrollTo(0, 0), null").await;
        let png = self.screenshot().await;
        assert!(png.len() <= 300 * 1024, "{} bytes", png.len());
        if std::env::var_os("UPDATE_SCREENSHOT").is_some_and(|value| value == "1") {
            std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(path), png).unwrap();
        }
    }

    /// The page on paper: A4 unless the page says otherwise, without the browser's own head and foot.
    pub async fn pdf(&self) -> Vec<u8> {
        let paper = PrintToPdfParams {
            print_background: Some(true),
            prefer_css_page_size: Some(true),
            paper_width: Some(8.27),
            paper_height: Some(11.69),
            ..PrintToPdfParams::default()
        };
        self.page.pdf(paper).await.unwrap()
    }

    /// Whether nothing sticks out to the right: nobody has to push the page sideways.
    pub async fn fits_the_width(&self) -> bool {
        self.evaluate("document.documentElement.scrollWidth <= window.innerWidth").await
    }

    /// A real click in the middle of an element, once it is there, at rest, and nothing lies over it.
    async fn click_on(&self, selector: &str, name: Option<&str>) {
        let name = name.map_or("undefined".to_owned(), |name| json!(name).to_string());
        let point = self.wait_to::<Value>(&format!("eyes.reach({}, {name})", json!(selector))).await;
        let point = Point::new(point["x"].as_f64().unwrap(), point["y"].as_f64().unwrap());
        self.page.click(point).await.unwrap();
    }

    /// What a promise comes to.
    async fn wait_to<T: DeserializeOwned>(&self, promise: &str) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match tokio::time::timeout_at(deadline.into(), self.value_of(promise)).await {
                Ok(Ok(value)) => return serde_json::from_value(value).unwrap(),
                // The page went away for another while we were looking: look at that one.
                Ok(Err(error)) => assert!(Instant::now() < deadline, "{promise}: {error}"),
                Err(_) => panic!("{promise} does not happen; the page shows:\n{}", self.text().await),
            }
            tokio::task::yield_now().await;
        }
    }

    async fn value_of(&self, expression: &str) -> Result<Value, CdpError> {
        let mut params = EvaluateParams::new(expression);
        params.await_promise = Some(true);
        params.return_by_value = Some(true);
        let result = self.page.evaluate_expression(params).await?;
        Ok(result.value().cloned().unwrap_or(Value::Null))
    }
}
