//! A draft in the platform's terms: whether its words fit, and the hash that a release stands for.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::app::platform::draft::Content;
use crate::app::platform::id::TemplateId;
use crate::app::platform::limit::{Bytes, Chars, OutOfBounds};
use crate::app::platform::template_data::{InvalidField, NoticeData, TemplateData};
use crate::domain::campaign::{self, Article, Draft, Fields, Flaw, LINK, Words};
use crate::domain::catalog::Catalog;

/// Longest text of a message, in bytes (platform sheet 7.2).
pub(super) type Text = Bytes<2048>;
/// A link as long as ours get, by which a text is measured.
const LONGEST_LINK: usize = 120;

/// The hash of everything that is approved, as it was written down: 64 hexadecimal digits. What a later version of the
/// program would write of the same draft does not count.
pub fn hash(written: &str) -> String {
    hex::encode(Sha256::digest(written))
}

/// Everything that is wrong with a draft at `now`, the platform's limits among it.
pub fn flaws(draft: &Draft, catalog: &Catalog, now: Timestamp) -> Vec<Flaw> {
    let mut flaws = campaign::flaws(draft, catalog, now);
    for words in [Some(&draft.words), draft.other_words.as_ref()].into_iter().flatten() {
        flaws.extend(unfit(words).into_iter().map(|reason| Flaw { fatal: true, reason }));
    }
    flaws
}

/// What the platform would not take.
fn unfit(words: &Words) -> Vec<String> {
    let mut reasons = Vec::new();
    if let Some(message) = &words.message {
        let longest = message.replace(LINK, &"x".repeat(LONGEST_LINK));
        reasons.extend(Text::new(longest).err().map(|error| format!("要说的话{error}")));
    }
    if let Some(fields) = &words.notice {
        reasons.extend(unfit_fields("订阅通知", fields, notice(fields).err()));
    }
    if let Some(fields) = &words.template {
        reasons.extend(unfit_fields("模板消息", fields, template(fields).err()));
    }
    if let Some(article) = &words.article {
        reasons.extend(unfit_article(article));
    }
    reasons
}

fn unfit_fields(name: &str, fields: &Fields, broken: Option<InvalidField>) -> Vec<String> {
    let id = TemplateId::parse(&fields.id).err().map(|_| format!("{name}里写的不是模板的编号，请从公众平台上复制"));
    let none = fields.fields.is_empty().then(|| format!("{name}至少要写一个字段"));
    let linked = fields.fields.values().any(|value| value.contains(LINK));
    let linked = linked.then(|| format!("{name}的字段里不能有 {LINK}：点开的那一页另外写"));
    let broken = broken.map(|error| format!("{name}：{error}"));
    [id, none, linked, broken].into_iter().flatten().collect()
}

fn unfit_article(article: &Article) -> Vec<String> {
    let named = |key: &str, error: OutOfBounds| format!("图文的{key}{error}");
    let title = Chars::<32>::new(&*article.title).err().map(|error| named("标题", error));
    let author = article.author.as_deref().and_then(|author| Chars::<16>::new(author).err());
    let digest = article.digest.as_deref().and_then(|digest| Chars::<128>::new(digest).err());
    let content = Content::new(&*article.content).err().map(|error| named("正文", error));
    let author = author.map(|error| named("作者", error));
    [title, author, digest.map(|error| named("摘要", error)), content].into_iter().flatten().collect()
}

/// The values of a notice.
pub(super) fn notice(fields: &Fields) -> Result<NoticeData, InvalidField> {
    NoticeData::new(fields.fields.iter().map(|(key, value)| (key.as_str(), value.as_str())))
}

/// The values of a template message.
pub(super) fn template(fields: &Fields) -> Result<TemplateData, InvalidField> {
    TemplateData::new(fields.fields.iter().map(|(key, value)| (key.as_str(), value.as_str())))
}
