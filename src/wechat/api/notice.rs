//! Subscription notices (platform sheet 7.4).

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::json;

use super::Api;
use super::answer::{self, Done};
use super::body::without_nulls;
use super::call::{Call, Repeat};
use super::template::{data, mini_program};
use crate::app::platform::failure::PlatformError;
use crate::app::platform::id::TemplateId;
use crate::app::platform::limit::{Chars, Few};
use crate::app::platform::notice::{
    Category, Keyword, NoticeGateway, NoticeTemplate, PublicTitle, PublicTitles, SubscriptionNotice, Term, TitlePage,
};
use crate::domain::account::Feature;

static SEND: Call =
    Call::new("notice_send", "/cgi-bin/message/subscribe/bizsend", Repeat::Never).needs(Feature::SubscriptionNotice);
static CATEGORIES: Call =
    Call::new("notice_categories", "/wxaapi/newtmpl/getcategory", Repeat::Safe).needs(Feature::SubscriptionNotice);
static TITLES: Call =
    Call::new("notice_titles", "/wxaapi/newtmpl/getpubtemplatetitles", Repeat::Safe).needs(Feature::SubscriptionNotice);
static KEYWORDS: Call = Call::new("notice_keywords", "/wxaapi/newtmpl/getpubtemplatekeywords", Repeat::Safe)
    .needs(Feature::SubscriptionNotice);
static ADD: Call =
    Call::new("notice_add", "/wxaapi/newtmpl/addtemplate", Repeat::Never).needs(Feature::SubscriptionNotice);
static LIST: Call =
    Call::new("notice_list", "/wxaapi/newtmpl/gettemplate", Repeat::Safe).needs(Feature::SubscriptionNotice);
static DELETE: Call =
    Call::new("notice_delete", "/wxaapi/newtmpl/deltemplate", Repeat::Safe).needs(Feature::SubscriptionNotice);

/// All lists of this family stand in `data`.
#[derive(Deserialize)]
struct Listed<T> {
    #[serde(default = "Vec::new")]
    data: Vec<T>,
    #[serde(default)]
    count: u64,
}

#[derive(Deserialize)]
struct CategoryAnswer {
    id: u32,
    name: String,
}

#[derive(Deserialize)]
struct TitleAnswer {
    #[serde(deserialize_with = "answer::id")]
    tid: String,
    title: String,
    #[serde(rename = "type")]
    term: u32,
    #[serde(rename = "categoryId", default, deserialize_with = "answer::id_if_any")]
    category: Option<String>,
}

#[derive(Deserialize)]
struct KeywordAnswer {
    kid: u32,
    name: String,
    #[serde(default)]
    example: String,
    #[serde(default)]
    rule: String,
}

#[derive(Deserialize)]
struct Added {
    #[serde(rename = "priTmplId")]
    id: TemplateId,
}

#[derive(Deserialize)]
struct TemplateAnswer {
    #[serde(rename = "priTmplId")]
    id: TemplateId,
    title: String,
    #[serde(default)]
    content: String,
    #[serde(default)]
    example: String,
    #[serde(rename = "type")]
    term: u32,
}

#[async_trait]
impl NoticeGateway for Api {
    async fn send(&self, notice: &SubscriptionNotice) -> Result<(), PlatformError> {
        let body = json!({
            "touser": notice.to,
            "template_id": notice.template,
            "page": notice.page,
            "miniprogram": notice.mini_program.as_ref().map(mini_program),
            "data": data(notice.data.iter()),
        });
        let Done {} = self.post(&SEND, &without_nulls(body)).await?;
        Ok(())
    }

    async fn categories(&self) -> Result<Vec<Category>, PlatformError> {
        let answer: Listed<CategoryAnswer> = self.get(&CATEGORIES, &[]).await?;
        Ok(answer.data.into_iter().map(|category| Category { id: category.id, name: category.name }).collect())
    }

    async fn titles(&self, categories: &Few<u32, 1, 10>, page: TitlePage) -> Result<PublicTitles, PlatformError> {
        let ids = categories.as_slice().iter().map(u32::to_string).collect::<Vec<_>>().join(",");
        let (start, limit) = (page.start().to_string(), page.limit().to_string());
        let query = [("ids", ids.as_str()), ("start", &start), ("limit", &limit)];
        let answer: Listed<TitleAnswer> = self.get(&TITLES, &query).await?;
        Ok(PublicTitles { total: answer.count, titles: answer.data.into_iter().map(title).collect() })
    }

    async fn keywords(&self, tid: &str) -> Result<Vec<Keyword>, PlatformError> {
        let answer: Listed<KeywordAnswer> = self.get(&KEYWORDS, &[("tid", tid)]).await?;
        Ok(answer.data.into_iter().map(keyword).collect())
    }

    async fn add(&self, tid: &str, kids: &Few<u32, 2, 5>, scene: &Chars<15>) -> Result<TemplateId, PlatformError> {
        let added: Added = self.post(&ADD, &json!({ "tid": tid, "kidList": kids, "sceneDesc": scene })).await?;
        Ok(added.id)
    }

    async fn list(&self) -> Result<Vec<NoticeTemplate>, PlatformError> {
        let answer: Listed<TemplateAnswer> = self.get(&LIST, &[]).await?;
        Ok(answer.data.into_iter().map(template).collect())
    }

    async fn delete(&self, id: &TemplateId) -> Result<(), PlatformError> {
        let Done {} = self.post(&DELETE, &json!({ "priTmplId": id })).await?;
        Ok(())
    }
}

fn term(number: u32) -> Term {
    match number {
        2 => Term::OneTime,
        3 => Term::LongTerm,
        other => Term::Other(other),
    }
}

fn title(answer: TitleAnswer) -> PublicTitle {
    let category = answer.category.and_then(|id| id.parse().ok());
    PublicTitle { tid: answer.tid, title: answer.title, term: term(answer.term), category }
}

fn keyword(answer: KeywordAnswer) -> Keyword {
    Keyword { kid: answer.kid, name: answer.name, example: answer.example, rule: answer.rule }
}

fn template(answer: TemplateAnswer) -> NoticeTemplate {
    NoticeTemplate {
        id: answer.id,
        title: answer.title,
        content: answer.content,
        example: answer.example,
        term: term(answer.term),
    }
}
