//! Template messages (platform sheet 7.3).

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Api;
use super::answer::Done;
use super::body::without_nulls;
use super::call::{Call, Repeat};
use crate::app::platform::failure::PlatformError;
use crate::app::platform::id::{MessageId, TemplateId};
use crate::app::platform::limit::{Chars, Few};
use crate::app::platform::template::{
    Industries, Industry, MiniProgramLink, Template, TemplateGateway, TemplateMessage,
};
use crate::domain::account::Feature;

pub(super) static SEND: Call = Call::new("template_send", "/cgi-bin/message/template/send", Repeat::Keyed)
    .daily(100_000)
    .needs(Feature::TemplateMessage);
static LIST: Call = Call::new("template_list", "/cgi-bin/template/get_all_private_template", Repeat::Safe)
    .needs(Feature::TemplateMessage);
static ADD: Call =
    Call::new("template_add", "/cgi-bin/template/api_add_template", Repeat::Never).needs(Feature::TemplateMessage);
static DELETE: Call = Call::new("template_delete", "/cgi-bin/template/del_private_template", Repeat::Safe)
    .needs(Feature::TemplateMessage);
static SET_INDUSTRIES: Call = Call::new("template_set_industry", "/cgi-bin/template/api_set_industry", Repeat::Safe)
    .needs(Feature::TemplateMessage);
static INDUSTRIES: Call =
    Call::new("template_get_industry", "/cgi-bin/template/get_industry", Repeat::Safe).needs(Feature::TemplateMessage);

#[derive(Deserialize)]
struct Accepted {
    msgid: MessageId,
}

#[derive(Deserialize)]
struct Added {
    template_id: TemplateId,
}

#[derive(Deserialize)]
struct ListAnswer {
    #[serde(default)]
    template_list: Vec<TemplateAnswer>,
}

#[derive(Deserialize)]
struct TemplateAnswer {
    template_id: TemplateId,
    #[serde(default)]
    title: String,
    #[serde(default)]
    primary_industry: String,
    #[serde(default)]
    deputy_industry: String,
    #[serde(default)]
    content: String,
    #[serde(default)]
    example: String,
}

#[derive(Deserialize)]
struct IndustriesAnswer {
    primary_industry: Option<IndustryAnswer>,
    secondary_industry: Option<IndustryAnswer>,
}

#[derive(Deserialize)]
struct IndustryAnswer {
    first_class: String,
    second_class: String,
}

#[async_trait]
impl TemplateGateway for Api {
    async fn send(&self, message: &TemplateMessage) -> Result<MessageId, PlatformError> {
        let body = json!({
            "touser": message.to,
            "template_id": message.template,
            "url": message.url,
            "miniprogram": message.mini_program.as_ref().map(mini_program),
            "client_msg_id": message.key,
            "data": data(message.data.iter()),
        });
        let accepted: Accepted = self.post(&SEND, &without_nulls(body)).await?;
        Ok(accepted.msgid)
    }

    async fn list(&self) -> Result<Vec<Template>, PlatformError> {
        let answer: ListAnswer = self.get(&LIST, &[]).await?;
        Ok(answer.template_list.into_iter().map(template).collect())
    }

    async fn add(&self, short_id: &str, keywords: &Few<Chars<20>, 1, 10>) -> Result<TemplateId, PlatformError> {
        let body = json!({ "template_id_short": short_id, "keyword_name_list": keywords });
        let added: Added = self.post(&ADD, &body).await?;
        Ok(added.template_id)
    }

    async fn delete(&self, id: &TemplateId) -> Result<(), PlatformError> {
        let Done {} = self.post(&DELETE, &json!({ "template_id": id })).await?;
        Ok(())
    }

    async fn set_industries(&self, primary: u32, secondary: u32) -> Result<(), PlatformError> {
        // The platform's page has the codes as texts.
        let body = json!({ "industry_id1": primary.to_string(), "industry_id2": secondary.to_string() });
        let Done {} = self.post(&SET_INDUSTRIES, &body).await?;
        Ok(())
    }

    async fn industries(&self) -> Result<Industries, PlatformError> {
        let answer: IndustriesAnswer = self.get(&INDUSTRIES, &[]).await?;
        Ok(Industries {
            primary: answer.primary_industry.map(industry),
            secondary: answer.secondary_industry.map(industry),
        })
    }
}

/// `{"thing1":{"value":"…"}}`
pub(super) fn data<'a>(values: impl Iterator<Item = (&'a str, &'a str)>) -> Map<String, Value> {
    values.map(|(key, value)| (key.to_owned(), json!({ "value": value }))).collect()
}

pub(super) fn mini_program(link: &MiniProgramLink) -> Value {
    json!({ "appid": link.app_id, "pagepath": link.page })
}

fn template(answer: TemplateAnswer) -> Template {
    Template {
        id: answer.template_id,
        title: answer.title,
        primary_industry: answer.primary_industry,
        deputy_industry: answer.deputy_industry,
        content: answer.content,
        example: answer.example,
    }
}

fn industry(answer: IndustryAnswer) -> Industry {
    Industry { first: answer.first_class, second: answer.second_class }
}
