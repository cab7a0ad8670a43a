//! The brochure on paper: printed by Chromium, read and looked at by poppler, its code scanned by zbar.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::support::browser::{Browser, Screen};
use crate::support::house::PAGES;
use crate::support::site::{Content, NOW, SitePages};

/// A printed brochure.
struct Paper {
    folder: TempDir,
}

impl Paper {
    async fn print(content: Content, address: &str) -> Self {
        let (site, browser) = (SitePages::of(content, NOW, address).await, Browser::start().await);
        let tab = browser.open(&site.url("/policies/brochure"), Screen::Office).await;
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("brochure.pdf"), tab.pdf().await).unwrap();
        Self { folder }
    }

    fn pdf(&self) -> PathBuf {
        self.folder.path().join("brochure.pdf")
    }

    /// Its sheets, as words in their places.
    fn sheets(&self) -> Vec<String> {
        let output = run(Command::new("pdftotext").arg("-layout").arg(self.pdf()).arg("-"));
        let text = String::from_utf8(output.stdout).unwrap();
        text.split('\u{c}').filter(|sheet| !sheet.trim().is_empty()).map(str::to_owned).collect()
    }

    /// What a scanner reads on the first sheet.
    fn scan(&self) -> Output {
        let picture = self.folder.path().join("sheet");
        run(Command::new("pdftoppm")
            .args(["-png", "-r", "150", "-f", "1", "-l", "1", "-singlefile"])
            .arg(self.pdf())
            .arg(&picture));
        scan(&picture.with_extension("png"))
    }
}

fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; tests/run installs it"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn scan(picture: &Path) -> Output {
    Command::new("zbarimg").args(["--quiet", "--raw"]).arg(picture).output().expect("tests/run installs zbarimg")
}

#[tokio::test]
async fn the_brochure_prints_on_a_few_sheets_with_the_heads_of_its_tables_on_each() {
    let sheets = Paper::print(Content::county(), PAGES).await.sheets();
    assert!((4..=9).contains(&sheets.len()), "{} sheets", sheets.len());
    for policy in ["高校毕业生就业生活补贴", "企业招工补贴"] {
        assert!(sheets[0].contains(policy) || sheets[1].contains(policy), "{policy} is not in front");
    }
    let begin = sheets.iter().position(|sheet| sheet.contains("招工岗位")).expect("openings are there");
    assert!(begin > 0 && !sheets[begin].contains("怎么领："), "openings begin on a sheet of their own");
    for sheet in &sheets[begin..] {
        assert!(sheet.contains("联系人") && sheet.contains("电话"), "a sheet without heads:\n{sheet}");
    }
    for (at, sheet) in (1..).zip(&sheets) {
        let foot: String = sheet.trim_end().lines().last().unwrap().split_whitespace().collect();
        assert_eq!(foot, format!("{at}/{}", sheets.len()));
        assert!(!sheet.contains("Ctrl+P"), "what is for the screen is on paper");
    }
    let all = sheets.concat();
    assert!(all.contains("18779033692") && all.contains("请核对"), "numbers are missing");
}

#[tokio::test]
async fn its_code_opens_the_openings_until_the_accounts_own_is_known() {
    let scanned = Paper::print(Content::county(), PAGES).await.scan();
    assert_eq!(String::from_utf8(scanned.stdout).unwrap().trim(), format!("{PAGES}/jobs"));

    let mut content = Content::county();
    content.pack.county.follow_link = Some("http://weixin.qq.com/r/made-up".into());
    let paper = Paper::print(content, PAGES).await;
    assert_eq!(String::from_utf8(paper.scan().stdout).unwrap().trim(), "http://weixin.qq.com/r/made-up");
    assert!(paper.sheets()[0].contains("扫一扫，关注"));
}

#[tokio::test]
async fn a_server_that_phones_cannot_reach_prints_no_code() {
    let paper = Paper::print(Content::county(), "http://127.0.0.1:8080").await;
    assert!(paper.scan().stdout.is_empty());
    assert!(paper.sheets()[0].contains("公众号"));
}
