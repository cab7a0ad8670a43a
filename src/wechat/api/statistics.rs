//! Statistics (platform sheet 7.11).

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Api;
use super::call::{Call, Repeat};
use crate::app::platform::failure::PlatformError;
use crate::app::platform::statistics::{Report, ReportRow, Span, StatisticsGateway};
use crate::domain::account::Feature;

/// The call that brings each report.
macro_rules! calls {
    ($($report:ident = $name:literal),+ $(,)?) => {
        fn call(report: Report) -> &'static Call {
            match report {
                $(Report::$report => {
                    static CALL: Call =
                        Call::new($name, concat!("/datacube/", $name), Repeat::Safe).needs(Feature::Followers);
                    &CALL
                })+
            }
        }
    };
}

calls! {
    UserSummary = "getusersummary",
    UserCumulate = "getusercumulate",
    ArticleSummary = "getarticlesummary",
    ArticleTotal = "getarticletotal",
    UserRead = "getuserread",
    UserReadHour = "getuserreadhour",
    UserShare = "getusershare",
    UserShareHour = "getusersharehour",
    Upstream = "getupstreammsg",
    UpstreamHour = "getupstreammsghour",
    UpstreamWeek = "getupstreammsgweek",
    UpstreamMonth = "getupstreammsgmonth",
    UpstreamDist = "getupstreammsgdist",
    UpstreamDistWeek = "getupstreammsgdistweek",
    UpstreamDistMonth = "getupstreammsgdistmonth",
    InterfaceSummary = "getinterfacesummary",
    InterfaceSummaryHour = "getinterfacesummaryhour",
}

#[derive(Deserialize)]
struct RowsAnswer {
    #[serde(default)]
    list: Vec<Map<String, Value>>,
}

#[async_trait]
impl StatisticsGateway for Api {
    async fn fetch(&self, span: &Span) -> Result<Vec<ReportRow>, PlatformError> {
        let body = json!({ "begin_date": span.begin().to_string(), "end_date": span.end().to_string() });
        let answer: RowsAnswer = self.post(call(span.report()), &body).await?;
        Ok(answer.list.into_iter().map(row).collect())
    }
}

fn row(columns: Map<String, Value>) -> ReportRow {
    let mut row = ReportRow::default();
    for (name, value) in columns {
        match value {
            Value::String(text) => {
                row.words.insert(name, text);
            }
            Value::Number(number) => match number.as_i64() {
                Some(figure) => {
                    row.figures.insert(name, figure);
                }
                None => {
                    row.words.insert(name, number.to_string());
                }
            },
            Value::Array(rows) => row.details.extend(rows.into_iter().filter_map(detail)),
            Value::Null | Value::Bool(_) | Value::Object(_) => {}
        }
    }
    row
}

fn detail(value: Value) -> Option<ReportRow> {
    if let Value::Object(columns) = value { Some(row(columns)) } else { None }
}
