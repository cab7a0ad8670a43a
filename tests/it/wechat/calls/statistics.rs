//! Platform sheet 7.11.

use guiyan::app::platform::statistics::{InvalidSpan, Report, ReportRow, Span, StatisticsGateway};
use jiff::civil::{Date, date};

use crate::support::recording::play;

const FIRST: Date = date(2026, 3, 1);

async fn fetched(case: &str, report: Report) -> Vec<ReportRow> {
    let span = Span::new(report, FIRST, FIRST, date(2026, 3, 2)).unwrap();
    play(case, |api| async move { api.fetch(&span).await }).await.unwrap()
}

/// What a row tells under this name.
fn figure(row: &ReportRow, name: &str) -> i64 {
    row.figures[name]
}

#[tokio::test]
async fn counts_and_words_keep_the_platforms_names() {
    let rows = fetched("statistics/getusersummary", Report::UserSummary).await;
    let [row] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!((figure(row, "new_user"), figure(row, "cancel_user"), figure(row, "user_source")), (12, 1, 17));
    assert_eq!(row.words["ref_date"], "2026-03-01");
    let rows = fetched("statistics/getusercumulate", Report::UserCumulate).await;
    assert_eq!(figure(&rows[0], "cumulate_user"), 12_345);
    let rows = fetched("statistics/getarticlesummary", Report::ArticleSummary).await;
    assert_eq!((&*rows[0].words["title"], figure(&rows[0], "int_page_read_user")), ("春风行动招聘会", 230));
    let rows = fetched("statistics/getinterfacesummary", Report::InterfaceSummary).await;
    assert_eq!((figure(&rows[0], "fail_count"), figure(&rows[0], "max_time_cost")), (67, 5_044));
}

#[tokio::test]
async fn an_article_is_told_day_by_day() {
    let rows = fetched("statistics/getarticletotal", Report::ArticleTotal).await;
    let [day] = &rows[0].details[..] else { panic!("{rows:?}") };
    assert_eq!((&*day.words["stat_date"], figure(day, "target_user")), ("2026-03-01", 12_000));
}

#[tokio::test]
async fn every_report_has_its_path_and_may_be_empty() {
    let empty = [
        ("statistics/getuserread", Report::UserRead),
        ("statistics/getuserreadhour", Report::UserReadHour),
        ("statistics/getusershare", Report::UserShare),
        ("statistics/getusersharehour", Report::UserShareHour),
        ("statistics/getupstreammsg", Report::Upstream),
        ("statistics/getupstreammsghour", Report::UpstreamHour),
        ("statistics/getupstreammsgweek", Report::UpstreamWeek),
        ("statistics/getupstreammsgmonth", Report::UpstreamMonth),
        ("statistics/getupstreammsgdist", Report::UpstreamDist),
        ("statistics/getupstreammsgdistweek", Report::UpstreamDistWeek),
        ("statistics/getupstreammsgdistmonth", Report::UpstreamDistMonth),
        ("statistics/getinterfacesummaryhour", Report::InterfaceSummaryHour),
    ];
    for (case, report) in empty {
        assert_eq!(fetched(case, report).await, [], "{case}");
    }
}

#[test]
fn a_span_is_as_long_as_the_table_of_the_platform_says() {
    let days = [
        (Report::UserSummary, 7),
        (Report::UserCumulate, 7),
        (Report::ArticleSummary, 1),
        (Report::ArticleTotal, 1),
        (Report::UserRead, 3),
        (Report::UserReadHour, 1),
        (Report::UserShare, 7),
        (Report::UserShareHour, 1),
        (Report::Upstream, 7),
        (Report::UpstreamHour, 1),
        (Report::UpstreamWeek, 30),
        (Report::UpstreamMonth, 30),
        (Report::UpstreamDist, 15),
        (Report::UpstreamDistWeek, 30),
        (Report::UpstreamDistMonth, 30),
        (Report::InterfaceSummary, 30),
        (Report::InterfaceSummaryHour, 1),
    ];
    let today = date(2026, 6, 1);
    for (report, days) in days {
        let last = FIRST.saturating_add(jiff::Span::new().days(days - 1));
        assert!(Span::new(report, FIRST, last, today).is_ok(), "{report:?}");
        let after = last.tomorrow().unwrap();
        let too_long = Err(InvalidSpan::TooLong(days));
        assert_eq!(Span::new(report, FIRST, after, today), too_long, "{report:?}");
    }
}

#[test]
fn yesterday_is_the_last_day_there_is() {
    let span = |begin, end, today| Span::new(Report::UserSummary, begin, end, today).map(|_| ());
    assert_eq!(span(FIRST, FIRST, FIRST.tomorrow().unwrap()), Ok(()));
    assert_eq!(span(FIRST, FIRST, FIRST), Err(InvalidSpan::NotYet));
    assert_eq!(span(FIRST.tomorrow().unwrap(), FIRST, date(2026, 6, 1)), Err(InvalidSpan::Backwards));
}
