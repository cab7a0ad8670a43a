//! Statistics (platform sheet 7.11).

use guiyan::app::platform::draft::DraftGateway;
use guiyan::app::platform::id::ClientMessageId;
use guiyan::app::platform::mass::{MassContent, MassGateway, Reach};
use guiyan::app::platform::statistics::{Report, ReportRow, Span, StatisticsGateway};
use guiyan::simulator::act::Act;
use guiyan::simulator::trace::Direction;
use jiff::SignedDuration;
use jiff::civil::{Date, date};

use super::draft;
use crate::support::pair::Pair;
use crate::support::simulated::Simulated;

const DAY: Date = date(2026, 3, 2);

async fn fetched(pair: &Pair, report: Report) -> Vec<ReportRow> {
    let span = Span::new(report, DAY, DAY, DAY.tomorrow().unwrap()).unwrap();
    pair.api.fetch(&span).await.unwrap()
}

/// The sum of a column.
async fn sum(pair: &Pair, report: Report, column: &str) -> i64 {
    fetched(pair, report).await.iter().map(|row| row.figures[column]).sum()
}

/// A day on which this happened: two came, one left; three words; one article to two followers.
async fn busy_day() -> Pair {
    let pair = Pair::new().await;
    let (stays, leaves) = (pair.follower(), pair.follower());
    pair.say(&stays, "一");
    pair.say(&stays, "二");
    pair.say(&leaves, "三");
    let content = MassContent::Articles { draft: draft(&pair, ["春风行动"]).await, ignore_reprint: false };
    let key = ClientMessageId::parse("camp-1").unwrap();
    pair.api.send_filtered(Reach::Everybody, &content, &key).await.unwrap();
    pair.told("MASSSENDJOBFINISH").await;
    assert_eq!(DraftGateway::count(&*pair.api).await.unwrap(), 0);
    pair.act(&leaves, Act::Unfollow);
    // Two followed, three spoke, one left, and one send ended.
    let answered = |simulated: &Simulated| {
        let traces = simulated.platform.trace(0).into_iter();
        let answered = traces.filter(|trace| trace.direction == Direction::Callback && trace.status.is_some());
        (answered.count() == 7).then_some(())
    };
    pair.simulated.until("the callbacks", answered).await;
    pair.wait(SignedDuration::from_hours(24));
    pair
}

#[tokio::test]
async fn yesterday_is_told_as_it_was() {
    let pair = busy_day().await;
    assert_eq!(sum(&pair, Report::UserSummary, "new_user").await, 2);
    assert_eq!(sum(&pair, Report::UserSummary, "cancel_user").await, 1);
    assert_eq!(sum(&pair, Report::UserCumulate, "cumulate_user").await, 1);
    for report in [Report::ArticleSummary, Report::ArticleTotal] {
        let rows = fetched(&pair, report).await;
        assert_eq!((rows.len(), &*rows[0].words["title"]), (1, "春风行动"));
    }
    for report in [Report::Upstream, Report::UpstreamHour, Report::UpstreamWeek, Report::UpstreamMonth] {
        assert_eq!(sum(&pair, report, "msg_count").await, 3, "{report:?}");
    }
    for report in [Report::InterfaceSummary, Report::InterfaceSummaryHour] {
        assert_eq!(sum(&pair, report, "callback_count").await, 7, "{report:?}");
        assert_eq!(sum(&pair, report, "fail_count").await, 0, "{report:?}");
    }
    pair.made([
        "/datacube/getusersummary",
        "/datacube/getusercumulate",
        "/datacube/getarticlesummary",
        "/datacube/getarticletotal",
        "/datacube/getupstreammsg",
        "/datacube/getupstreammsghour",
        "/datacube/getupstreammsgweek",
        "/datacube/getupstreammsgmonth",
        "/datacube/getinterfacesummary",
        "/datacube/getinterfacesummaryhour",
    ]);
}
