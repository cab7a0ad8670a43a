//! The platform's statistics (platform sheet 7.11). A day's are ready after about eight the next morning.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::civil::Date;

use super::failure::PlatformError;

/// A report, and how many days it gives at once.
macro_rules! reports {
    ($($(#[$doc:meta])* $report:ident for $days:literal),+ $(,)?) => {
        /// A report of the platform.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Report {
            $($(#[$doc])* $report,)+
        }

        impl Report {
            /// Most days of one call.
            pub fn max_days(self) -> i32 {
                match self {
                    $(Self::$report => $days,)+
                }
            }
        }
    };
}

reports! {
    /// Who came and left, by the way they came.
    UserSummary for 7,
    /// How many there are.
    UserCumulate for 7,
    /// Articles sent that day.
    ArticleSummary for 1,
    /// An article since it was sent.
    ArticleTotal for 1,
    /// Readers.
    UserRead for 3,
    /// Readers by the hour.
    UserReadHour for 1,
    /// Sharers.
    UserShare for 7,
    /// Sharers by the hour.
    UserShareHour for 1,
    /// Messages that we got.
    Upstream for 7,
    /// The same by the hour.
    UpstreamHour for 1,
    /// The same by the week.
    UpstreamWeek for 30,
    /// The same by the month.
    UpstreamMonth for 30,
    /// How many wrote how much.
    UpstreamDist for 15,
    /// The same by the week.
    UpstreamDistWeek for 30,
    /// The same by the month.
    UpstreamDistMonth for 30,
    /// Callbacks, failed ones, and how long they took.
    InterfaceSummary for 30,
    /// The same by the hour.
    InterfaceSummaryHour for 1,
}

/// Days that a report gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    report: Report,
    begin: Date,
    end: Date,
}

/// Why the days cannot be had. Worded for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSpan {
    /// The end is before the beginning.
    #[error("结束日期早于开始日期")]
    Backwards,
    /// Too many days for this report.
    #[error("这项统计一次最多查{0}天")]
    TooLong(i32),
    /// Yesterday is the last day there is.
    #[error("统计最晚到昨天")]
    NotYet,
}

impl Span {
    /// Both days are included; `today` is the date in Asia/Shanghai.
    pub fn new(report: Report, begin: Date, end: Date, today: Date) -> Result<Self, InvalidSpan> {
        let days = end.duration_since(begin).as_hours() / 24 + 1;
        if days < 1 {
            return Err(InvalidSpan::Backwards);
        }
        if days > i64::from(report.max_days()) {
            return Err(InvalidSpan::TooLong(report.max_days()));
        }
        if end >= today {
            return Err(InvalidSpan::NotYet);
        }
        Ok(Self { report, begin, end })
    }

    /// Of what.
    pub fn report(&self) -> Report {
        self.report
    }

    /// First day.
    pub fn begin(&self) -> Date {
        self.begin
    }

    /// Last day.
    pub fn end(&self) -> Date {
        self.end
    }
}

/// A row of a report. Each has its own columns and the platform adds to them, so they keep the platform's names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportRow {
    /// Counts: `new_user`, `cumulate_user`, `callback_count`, ….
    pub figures: BTreeMap<String, i64>,
    /// Words: `ref_date`, `title`, `msgid`, ….
    pub words: BTreeMap<String, String>,
    /// For `ArticleTotal`: day by day.
    pub details: Vec<ReportRow>,
}

/// Statistics. Repeatable.
#[async_trait]
pub trait StatisticsGateway: Send + Sync {
    /// The rows of these days; days without anything have none.
    async fn fetch(&self, span: &Span) -> Result<Vec<ReportRow>, PlatformError>;
}
