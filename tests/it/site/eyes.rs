//! The pages in a real browser, at the size of a phone.

use serde::Deserialize;

use crate::support::browser::{Browser, Screen, Tab};
use crate::support::site::SitePages;

const PAGES: [&str; 10] = [
    "/jobs",
    "/jobs?q=xyzzy",
    "/jobs/2",
    "/jobs/47",
    "/activities",
    "/activities/1",
    "/activities/1/poster",
    "/policies",
    "/policies/graduate_living",
    "/policies/brochure",
];

/// Everything on the page that is too small, too pale, or too narrow for a thumb; in the page's own words.
const FAULTS: &str = r#"(() => {
  const light = colour => {
    const [r, g, b] = colour.match(/[\d.]+/g).map(Number).map(part => part / 255)
      .map(part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/, 0\)$/.test(colour) && colour !== 'transparent') return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const faults = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (texts.nextNode()) {
    const words = texts.currentNode.textContent.trim(), element = texts.currentNode.parentElement;
    if (!words || !element.checkVisibility() || element.closest('svg, option')) continue;
    seen += 1;
    const style = getComputedStyle(element), [a, b] = [light(style.color), light(behind(element))];
    const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (parseFloat(style.fontSize) < 18) faults.push(`small: ${style.fontSize} ${words}`);
    if (contrast < 4.5) faults.push(`pale: ${contrast.toFixed(1)} ${words}`);
  }
  for (const target of document.querySelectorAll('a.call, a.button, nav a, .rows a, button, select, input[type=search]')) {
    const box = target.getBoundingClientRect();
    if (box.height < 44 || box.width < 44) faults.push(`narrow: ${target.outerHTML}`);
  }
  for (const field of document.querySelectorAll('input, select')) {
    if (!field.labels.length) faults.push(`no label: ${field.outerHTML}`);
  }
  return { seen, faults };
})()"#;

#[derive(Deserialize)]
struct Look {
    seen: usize,
    faults: Vec<String>,
}

async fn look(tab: &Tab) -> Look {
    tab.evaluate(FAULTS).await
}

#[tokio::test]
async fn every_page_can_be_read_at_arms_length_and_touched_with_a_thumb() {
    let (site, browser) = (SitePages::county().await, Browser::start().await);
    for path in PAGES {
        let tab = browser.open(&site.url(path), Screen::Phone).await;
        let Look { seen, faults } = look(&tab).await;
        assert!(seen > 10, "{path} shows next to nothing");
        assert!(faults.is_empty(), "{path}: {faults:#?}");
        assert!(tab.fits_the_width().await, "{path} has to be pushed sideways");
        tab.set_screen(Screen::Office).await;
        assert!(tab.fits_the_width().await, "{path} has to be pushed sideways on a PC");
    }
}

#[tokio::test]
async fn what_is_too_small_or_too_pale_is_found() {
    let (site, browser) = (SitePages::county().await, Browser::start().await);
    let tab = browser.open(&site.url("/jobs/2"), Screen::Phone).await;
    tab.evaluate::<serde_json::Value>(
        "document.querySelector('h1').style.cssText = 'color: #999; font-size: 12px', \
         document.querySelector('.call').style.cssText = 'padding: 0; line-height: 1', null",
    )
    .await;
    let faults = look(&tab).await.faults.join("\n");
    for fault in ["small: 12px", "pale: 2.8", "narrow: <a class=\"call\""] {
        assert!(faults.contains(fault), "{fault}: {faults}");
    }
}

#[tokio::test]
async fn somebody_finds_a_job_without_scripts_by_typing_and_tapping() {
    let (site, browser) = (SitePages::county().await, Browser::start().await);
    let tab = browser.open(&site.url("/jobs"), Screen::Phone).await;
    tab.fill("找什么活、哪个厂、在哪里", "服装厂").await;
    tab.click("找").await;
    tab.wait_for("服装：共 19 家").await;
    tab.click("下一页").await;
    tab.wait_for("第 2 页，共 2 页").await;
    tab.click_at(".rows a").await;
    tab.wait_for("怎么报名").await;
    tab.click("补贴政策").await;
    tab.wait_for("高校毕业生就业生活补贴").await;
    tab.click_at("a[href='/policies/graduate_living']").await;
    tab.wait_for("毕业离校5年内的全日制高校毕业生").await;
}
